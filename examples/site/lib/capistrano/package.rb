# frozen_string_literal: true

require "capistrano/scm/plugin"
require "tmpdir"

# Makes the release here and uploads it: servers need neither git nor Composer, no key of the repository, and no package
# host that answers while visitors wait. All servers get the same bytes.
#
# PACKAGE=site.tar.gz uploads one that is ready, from CI for example.
class Package < Capistrano::SCM::Plugin
  def set_defaults
    set_if_empty :package, -> { ENV["PACKAGE"] }
  end

  def register_hooks
    after "deploy:new_release_path", "package:upload"
    before "deploy:set_current_revision", "package:set_current_revision"
  end

  def define_tasks
    package = self
    namespace :package do
      desc "Make the package of a release: the repository and what Composer adds"
      task :build do
        next if fetch(:package)

        folder = Dir.mktmpdir("package")
        at_exit { FileUtils.remove_entry(folder) }
        run_locally { package.build(self, folder) }
        set :package, "#{folder}/package.tar.gz"
      end

      desc "Upload the package and unpack it as a release"
      task upload: :build do
        on release_roles(:all) do
          execute :mkdir, "-p", release_path
          upload! fetch(:package), "#{release_path}.tar.gz"
          execute :tar, "-xzf", "#{release_path}.tar.gz", "-C", release_path
          execute :rm, "#{release_path}.tar.gz"
          # Whatever the umask was, and the archives that Composer unpacked: PHP and nginx read, and write nothing.
          execute :chmod, "--recursive", "u=rwX,go=rX", release_path
        end
      end

      desc "Say what the release was made of"
      task :set_current_revision do
        revision = ENV["PACKAGE"] ? File.basename(ENV["PACKAGE"]) : `git rev-parse #{fetch(:branch)}`.strip
        set :current_revision, revision
      end
    end
  end

  def build(backend, folder)
    backend.execute :mkdir, "#{folder}/release"
    backend.execute :git, "archive", "--output", "#{folder}/source.tar", fetch(:branch)
    backend.execute :tar, "-xf", "#{folder}/source.tar", "-C", "#{folder}/release"
    backend.execute :composer, "install", "--no-dev", "--no-interaction", "--quiet", "--working-dir", "#{folder}/release"
    backend.execute :tar, "-czf", "#{folder}/package.tar.gz", "-C", "#{folder}/release", "."
  end
end
