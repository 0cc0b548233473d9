# frozen_string_literal: true

set :domain, "www.example.com"

# haproxy: the server's name in haproxy.cfg, which is its name in Ansible's inventory.
server "203.0.113.11", user: "deploy", roles: %w[web], haproxy: "web1"
server "203.0.113.12", user: "deploy", roles: %w[web], haproxy: "web2"
server "203.0.113.10", user: "deploy", roles: %w[lb], no_release: true
