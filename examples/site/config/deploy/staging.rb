# frozen_string_literal: true

set :domain, "staging.example.com"

server "203.0.113.20", user: "deploy", roles: %w[web]
