# frozen_string_literal: true

require_relative "../rolling_server"

namespace :deploy do
  # A release becomes current on one server after the other. When one does not answer with it, all that were changed get
  # back what they had, and the deployment fails.
  Rake::Task["deploy:symlink:release"].clear
  namespace :symlink do
    desc "Make the release current, one server after the other"
    task :release do
      had = {}
      roles(:web).map { |host| RollingServer.new(host) }.each do |server|
        had[server] = server.release
        server.drain
        server.release = release_path
        server.check
        server.back
        server.wait_until_in_use
      end
    rescue StandardError => e
      had.each do |server, release|
        release ? server.release = release : server.no_release
        server.back
      rescue StandardError => another
        warn "#{server.host} did not get its release back, #{release}: #{another.message}"
      end
      raise e
    end
  end

  # Capistrano leaves a failed release behind, and takes the second newest for the one before: the current one.
  desc "Remove what a failed deployment has left"
  task :remove_failed_release do
    on release_roles(:all) do
      next if test("[ #{current_path} -ef #{release_path} ]")

      execute :rm, "-rf", release_path, "#{release_path}.tar.gz", "#{current_path}.new"
    end
  end
  after "deploy:failed", "deploy:remove_failed_release"

  Rake::Task["deploy:rollback_release_path"].clear
  desc "The release before the current one, whatever else is there"
  task :rollback_release_path do
    befores = []
    on release_roles(:all) do
      current = File.basename(capture(:readlink, current_path))
      befores << (ENV["ROLLBACK_RELEASE"] || capture(:ls, releases_path).split.grep(/^\d{14}$/).select { |name| name < current }.max)
    end
    raise "the servers do not agree on a release to go back to: #{befores.inspect}" unless befores.uniq.one? && befores.first

    set_release_path(befores.first)
    set(:rollback_timestamp, befores.first)
  end
end
