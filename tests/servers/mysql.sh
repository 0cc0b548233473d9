#!/bin/bash
# A private MySQL server: the newest one of Debian unstable, in a chroot of its own, reached through a socket only, root
# without a password. Debian's stable releases have MariaDB alone.
#
#   usage: mysql.sh start DIR [MYSQLD-OPTION...]    prints the socket's path: DIR/run/mysql.sock
#          mysql.sh stop DIR
#
# Needs root, debootstrap and a mirror of Debian; the first start takes some minutes, later ones seconds. DIR/bin.host/mysqldump is
# the dump program of the same version. It runs outside of the chroot, so that it knows the same paths as everybody else. The
# data in DIR/srv/mysql outlives a stop; remove DIR to forget it. It may not outlive a crash: nothing is flushed to the disk, which
# makes the tests more than twice as fast.
set -euo pipefail

usage() {
    echo 'usage: mysql.sh start DIR [MYSQLD-OPTION...] | mysql.sh stop DIR' >&2
    exit 2
}

fail() {
    echo "mysql.sh: $1" >&2
    exit 1
}

# Whether our server runs. A pid file may be older than a reboot, hence the look at the process's root.
running() {
    [ -s "$dir/run/mysql.pid" ] && [ "$(readlink "/proc/$(<"$dir/run/mysql.pid")/root")" = "$dir" ]
}

# The mirror that this machine uses for Debian, if it does.
mirror() {
    local site
    site=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 2>/dev/null | grep -v security | head -n 1) || true
    echo "${site:-http://deb.debian.org/debian}"
}

# What a start that was killed has left is removed; debootstrap may have left /proc mounted.
install() {
    umount --lazy "$dir/proc" "$dir/sys" 2>/dev/null || true
    rm -rf --one-file-system "$dir"
    mkdir -p "$dir"
    debootstrap --variant=minbase sid "$dir" "$(mirror)" >"$dir.log" 2>&1 ||
        fail "debootstrap failed, see $dir.log: $(grep -m 1 '^E:' "$dir.log")"
    # A mirror may be behind, which is no harm in a test.
    DEBIAN_FRONTEND=noninteractive chroot "$dir" sh -c 'apt-get -q -o Acquire::Check-Valid-Until=false update &&
        apt-get -qy install --no-install-recommends mysql-server-core mysql-client-core' >>"$dir.log" 2>&1 </dev/null ||
        fail "MySQL could not be installed, see $dir.log: $(grep -m 1 '^E:' "$dir.log")"
    mkdir "$dir/srv/mysql" "$dir/bin.host"
    chroot "$dir" mysqld --no-defaults --user=root --initialize-insecure --datadir=/srv/mysql >>"$dir.log" 2>&1 ||
        fail "mysqld --initialize failed, see $dir.log"
    printf '#!/bin/sh\nexec %q --library-path %q %q "$@"\n' "$(realpath "$(compgen -G "$dir/lib*/ld-linux-*.so.*" | head -n 1)")" \
        "$(echo "$dir"/usr/lib/*-linux-gnu)" "$dir/usr/bin/mysqldump" >"$dir/bin.host/mysqldump"
    chmod +x "$dir/bin.host/mysqldump"
    touch "$dir/complete"
}

start() {
    local tries
    [ "$(id -u)" -eq 0 ] || fail 'a chroot takes root'
    [ "${#socket}" -le 107 ] || fail "the socket's path is longer than 107 bytes: $socket; use a shorter folder"
    [ -f "$dir/complete" ] || install
    rm -f "$socket"
    setsid chroot "$dir" mysqld --no-defaults --user=root --datadir=/srv/mysql --socket=/run/mysql.sock \
        --pid-file=/run/mysql.pid --mysqlx=0 --skip-networking --skip-log-bin --secure-file-priv=NULL \
        --innodb-flush-method=nosync --innodb-doublewrite=OFF "$@" >"$dir/run/mysql.log" 2>&1 </dev/null &
    for ((tries = 0; tries < 600; tries++)); do
        [ ! -S "$socket" ] || return 0
        kill -0 $! 2>/dev/null || fail "mysqld ended while starting, see $dir/run/mysql.log"
        sleep 0.1
    done
    fail "mysqld was not ready within 60 s, see $dir/run/mysql.log"
}

stop() {
    local pid tries
    pid=$(<"$dir/run/mysql.pid")
    kill "$pid"
    for ((tries = 0; tries < 300; tries++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid"
    fail "mysqld (pid $pid) did not stop within 30 s and was killed"
}

[ $# -ge 2 ] || usage
command=$1
dir=$(realpath -m "$2")
socket=$dir/run/mysql.sock
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
