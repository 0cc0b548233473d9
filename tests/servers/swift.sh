#!/bin/bash
# A private OpenStack Swift with its s3api, which speaks S3 more strictly than others, on loopback.
#
#   usage: swift.sh start DIR [PORT]    prints the endpoint; the four ports after PORT are used too; default 7580
#          swift.sh stop DIR
#
# Access key `test:tester`, secret key `testsecret`. Needs no root, and Debian's swift-proxy, swift-account, swift-container,
# swift-object and memcached, installed with --no-install-recommends. One replica, in DIR/srv.
set -euo pipefail

usage() {
    echo 'usage: swift.sh start DIR [PORT] | swift.sh stop DIR' >&2
    exit 2
}

fail() {
    echo "swift.sh: $1" >&2
    exit 1
}

# write_backend NAME PORT: ring and configuration of the account, container or object server.
write_backend() {
    (
        cd "$dir/etc"
        swift-ring-builder "$1.builder" create 6 1 1
        swift-ring-builder "$1.builder" add "r1z1-127.0.0.1:$2/d1" 1
        swift-ring-builder "$1.builder" rebalance
    ) >>"$dir/install.log" 2>&1 || fail "the ring cannot be made, see $dir/install.log"
    cat >"$dir/etc/$1.conf" <<EOF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
user = $(id -un)
swift_dir = $dir/etc
devices = $dir/srv
mount_check = false
workers = 1
log_address = /nonexistent
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
EOF
}

write_proxy() {
    local filter
    cat >"$dir/etc/proxy.conf" <<EOF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
user = $(id -un)
swift_dir = $dir/etc
workers = 1
log_address = /nonexistent
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$((port + 4))
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
check_bucket_owner = false
storage_domain = s3.localhost
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testsecret .admin
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
EOF
    for filter in catch_errors gatekeeper listing_formats bulk copy slo dlo symlink; do
        printf '[filter:%s]\nuse = egg:swift#%s\n' "$filter" "$filter" >>"$dir/etc/proxy.conf"
    done
}

# daemon NAME COMMAND...: in a session of its own, which keeps a terminal's Ctrl-C away and is stopped as a whole.
daemon() {
    local name=$1
    shift
    setsid "$@" >"$dir/$name.out" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

start() {
    local tries name
    rm -rf "$dir"
    mkdir -p "$dir"/{etc,srv/d1}
    cat >"$dir/etc/swift.conf" <<EOF
[swift-hash]
swift_hash_path_suffix = a
swift_hash_path_prefix = b
[storage-policy:0]
name = p0
default = yes
EOF
    write_backend account $((port + 1))
    write_backend container $((port + 2))
    write_backend object $((port + 3))
    write_proxy
    daemon memcached memcached -u "$(id -un)" -l 127.0.0.1 -p $((port + 4)) -m 16
    for name in account container object; do
        daemon "$name" "swift-$name-server" "$dir/etc/$name.conf"
    done
    daemon proxy swift-proxy-server "$dir/etc/proxy.conf"
    for ((tries = 0; tries < 300; tries++)); do
        ! curl -s -o /dev/null "$endpoint/" || return 0
        sleep 0.1
    done
    fail "the proxy was not ready within 30 s, see $dir/proxy.out"
}

# Whether a daemon runs. A pid file may be older than a reboot, hence the look at the process's command line.
running() {
    local pid
    [ -s "$dir/$1.pid" ] || return 1
    pid=$(<"$dir/$1.pid")
    [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qE 'swift-|memcached'
}

stop() {
    local name
    for name in proxy object container account memcached; do
        ! running "$name" || kill -KILL -- "-$(<"$dir/$name.pid")"
    done
    rm -f "$dir"/*.pid
}

[ $# -ge 2 ] || usage
dir=$(realpath -m "$2")
port=${3:-7580}
endpoint=http://127.0.0.1:$port
case $1 in
    start)
        running proxy || start
        echo "$endpoint"
        ;;
    stop) stop ;;
    *) usage ;;
esac
