# frozen_string_literal: true

# What all environments have in common. `cap production deploy`, `cap production deploy:rollback`; see docs/deploy.md.

lock "~> 3.17"

set :application, "example"
set :deploy_to, -> { "/srv/www/#{fetch(:application)}" }
set :branch, ENV.fetch("BRANCH", "main")

# What outlives releases. Ansible writes .env.
append :linked_files, ".env"
append :linked_dirs, "public/wp-content/uploads"
set :keep_releases, 5

# How long a server may be busy with the requests it has, and how long until it answers with the new code.
set :drain_seconds, 60
set :health_seconds, 30
set :haproxy_socket, "/run/haproxy/admin.sock"
