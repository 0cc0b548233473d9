#!/bin/bash
# A private MariaDB server: own data directory, reached through a socket only, root without a password.
#
#   usage: mariadb.sh start DIR [MARIADBD-OPTION...]    prints the socket's path: DIR/mariadb.sock
#          mariadb.sh stop DIR
#
# It shares nothing with a MariaDB service of the machine. Needs Debian's mariadb-server-core and mariadb-client-core,
# which hold no service. The data in DIR/data outlives a stop; remove DIR to forget it.
set -euo pipefail

usage() {
    echo 'usage: mariadb.sh start DIR [MARIADBD-OPTION...] | mariadb.sh stop DIR' >&2
    exit 2
}

fail() {
    echo "mariadb.sh: $1" >&2
    exit 1
}

# Whether our server runs. A pid file may be older than a reboot, hence the look at the process's command line.
running() {
    [ -s "$dir/mariadb.pid" ] || return 1
    local pid
    pid=$(<"$dir/mariadb.pid")
    [ -r "/proc/$pid/cmdline" ] && tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF -- "--datadir=$dir/data"
}

# The default character set is the one of Debian's server packages; --no-defaults alone would mean latin1.
start() {
    local user=() tries
    [ "$(id -u)" -ne 0 ] || user=(--user=root)
    # sun_path holds 108 bytes with its NUL.
    [ "${#socket}" -le 107 ] || fail "the socket's path is longer than 107 bytes: $socket; use a shorter folder"

    # --force: a chroot or container may know no host by name, not even localhost, and needs none.
    if [ ! -d "$dir/data/mysql" ]; then
        rm -rf "$dir/data"
        mariadb-install-db --no-defaults "${user[@]}" --datadir="$dir/data" --auth-root-authentication-method=normal \
            --force --skip-test-db >"$dir/install.log" 2>&1 || fail "mariadb-install-db failed, see $dir/install.log"
    fi
    rm -f "$socket"
    # A temporary folder of its own: a server that starts deletes what looks left over there, another's tables too.
    mkdir -p "$dir/tmp"
    # A session of its own keeps a terminal's Ctrl-C away from the server: the caller stops it, in order.
    setsid mariadbd --no-defaults "${user[@]}" --datadir="$dir/data" --tmpdir="$dir/tmp" --socket="$socket" --pid-file="$dir/mariadb.pid" \
        --skip-networking --skip-log-bin --innodb-buffer-pool-size=128M --innodb-flush-log-at-trx-commit=2 \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_general_ci "$@" \
        >"$dir/mariadb.log" 2>&1 </dev/null &
    for ((tries = 0; tries < 300; tries++)); do
        if mariadb-admin --no-defaults --user=root --socket="$socket" ping >/dev/null 2>&1; then
            return
        fi
        kill -0 $! 2>/dev/null || fail "mariadbd ended while starting, see $dir/mariadb.log"
        sleep 0.1
    done
    fail "mariadbd was not ready within 30 s, see $dir/mariadb.log"
}

stop() {
    local pid tries
    pid=$(<"$dir/mariadb.pid")
    kill "$pid"
    for ((tries = 0; tries < 300; tries++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid"
    fail "mariadbd (pid $pid) did not stop within 30 s and was killed"
}

[ $# -ge 2 ] || usage
command=$1
[ "$command" = stop ] || mkdir -p "$2"
dir=$(realpath -m "$2")
socket=$dir/mariadb.sock
shift 2

case $command in
    start)
        running || start "$@"
        echo "$socket"
        ;;
    stop)
        ! running || stop
        ;;
    *) usage ;;
esac
