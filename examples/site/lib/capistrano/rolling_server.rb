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
    service = fetch(:php_service)
    on(host) do
      execute :ln, "--symbolic", "--force", "--no-dereference", path, "#{link}.new"
      execute :mv, "--no-target-directory", "#{link}.new", link
      execute :sudo, "-n", "/usr/sbin/service", service, "reload"
    end
  end

  # As it was before the first deployment, if that fails.
  def no_release
    link = current_path
    on(host) { execute :rm, "--force", link }
  end

  # Raises when it does not answer within health_seconds.
  def check
    domain = fetch(:domain)
    tries = fetch(:health_seconds)
    on(host) do
      execute :curl, "--silent", "--show-error", "--fail", "--output", "/dev/null", "--max-time", "5",
              "--retry", tries, "--retry-delay", "1", "--retry-max-time", tries, "--retry-all-errors",
              "--header", "'Host: #{domain}'", "http://127.0.0.1/healthz"
    end
  end

  private

  def name
    "#{fetch(:application)}/#{host.properties.haproxy}"
  end

  def busy?
    tell_load_balancers("show servers conn #{fetch(:application)}").any? do |answer|
      columns, *servers = answer.lines.map(&:split).reject(&:empty?)
      row = servers.find { |server| server.first == name } or raise "the load balancer knows no server #{name}"
      # The heading starts with a # of its own.
      row[columns.index("used_cur") - 1].to_i.positive?
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
