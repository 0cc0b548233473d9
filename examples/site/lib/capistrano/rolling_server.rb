# frozen_string_literal: true

require "sshkit/dsl"

# A web server during a deployment: taken out of the load balancers, given another release, looked at, and put back.
class RollingServer
  include Capistrano::DSL

  attr_reader :host

  def initialize(host)
    @host = host
  end

  # Waits for the requests it has. Those that take longer than drain_seconds are waited for by PHP's reload.
  def drain
    tell_load_balancers("set server #{name} state drain")
    deadline = Time.now + fetch(:drain_seconds)
    sleep 0.5 while busy? && Time.now < deadline
  end

  def back
    tell_load_balancers("set server #{name} state ready")
  end

  # Until the load balancers send it requests: the next server may be drained only then.
  def wait_until_in_use
    deadline = Time.now + fetch(:health_seconds)
    until in_use?
      raise "#{name} answers here, and the load balancer does not reach it" if Time.now > deadline

      sleep 0.5
    end
  end

  # The release that is current; nil before the first.
  def release
    path = current_path
    found = nil
    on(host) { found = capture(:readlink, "--canonicalize", path) if test("[ -L #{path} ]") }
    found
  end

  # Atomic, there is a current release at every moment; and PHP finishes what it has begun with the old one.
  def release=(path)
    link = current_path
    on(host) do
      execute :ln, "--symbolic", "--force", "--no-dereference", path, "#{link}.new"
      execute :mv, "--no-target-directory", "#{link}.new", link
      # Ansible wrote it, and lets the user deploy do that and nothing else as root.
      execute :sudo, "-n", "/usr/local/sbin/reload-php"
    end
  end

  # As it was before the first deployment, if that fails.
  def no_release
    link = current_path
    on(host) { execute :rm, "--force", link }
  end

  # Raises when it does not answer with 200 within health_seconds; a redirect is no answer.
  def check
    domain = fetch(:domain)
    tries = fetch(:health_seconds)
    status = nil
    on(host) do
      status = capture(:curl, "--silent", "--show-error", "--fail", "--output", "/dev/null", "--max-time", "5",
                       "--retry", tries, "--retry-delay", "1", "--retry-max-time", tries, "--retry-all-errors",
                       "--write-out", "'%{http_code}'", "--header", "'Host: #{domain}'", "http://127.0.0.1/healthz")
    end
    raise "#{host}: /healthz answered with #{status}" unless status == "200"
  end

  private

  def name
    "#{fetch(:application)}/#{host.properties.haproxy}"
  end

  def busy?
    statistics("scur").any? { |requests| requests.to_i.positive? }
  end

  def in_use?
    statistics("status").all? { |status| status == "UP" }
  end

  # What each load balancer says of this server in one column of its statistics.
  def statistics(column)
    tell_load_balancers("show stat").map do |answer|
      heading, *rows = answer.delete_prefix("# ").lines.map { |line| line.chomp.split(",") }
      row = rows.find { |cells| cells.first(2).join("/") == name } or raise "the load balancer knows no server #{name}"
      row[heading.index(column)]
    end
  end

  # What each load balancer says. It says nothing when it has done something, and a message when it has not.
  def tell_load_balancers(command)
    return [] unless host.properties.haproxy

    socket = fetch(:haproxy_socket)
    answers = []
    on(roles(:lb)) { answers << capture("echo '#{command}' | socat stdio unix-connect:#{socket}") }
    return answers if command.start_with?("show")

    answers.each { |answer| raise "HAProxy, #{command}: #{answer}" unless answer.strip.empty? }
  end
end
