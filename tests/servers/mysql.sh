#!/bin/bash
# A private MySQL server: the newest one of Debian unstable, in a chroot of its own, reached through a socket only, root
# without a password. Debian's stable releases have MariaDB alone.
#
#   usage: mysql.sh start DIR [MYSQLD-OPTION...]    prints the socket's path: DIR/run/mysql.sock
#          mysql.sh stop DIR
#
# MYSQL_RELEASE names a release of Ubuntu instead, which has an older one: noble 8.0, questing 8.4. UBUNTU_KEYRING is then the file
# of its archive's keys, which Debian unstable and Ubuntu have in the package ubuntu-keyring.
#
# Needs root, debootstrap and a mirror of the distribution; the first start takes some minutes, later ones seconds. DIR/bin.host/mysqldump is
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

# The system in the chroot.
bootstrap() {
    if [ "$release" = sid ]; then
        debootstrap --variant=minbase sid "$dir" "$(mirror)"
    else
        # All of Ubuntu's releases are set up by the same script; debootstrap knows the newer ones not by name.
        debootstrap --variant=minbase --keyring="$keyring" "$release" "$dir" http://archive.ubuntu.com/ubuntu \
            /usr/share/debootstrap/scripts/gutsy
    fi >"$dir.log" 2>&1 || fail "debootstrap failed, see $dir.log: $(grep -m 1 '^E:' "$dir.log")"
}

# The names of the packages have a version where there are several.
packages() {
    case $release in
        jammy | noble) echo mysql-server-core-8.0 mysql-client-core-8.0 ;;
        *) echo mysql-server-core mysql-client-core ;;
    esac
}

# What a start that was killed has left is removed; debootstrap may have left /proc mounted.
install() {
    [ "$release" = sid ] || [ -r "$keyring" ] || fail "no keys of Ubuntu's archive in $keyring: install ubuntu-keyring, or set UBUNTU_KEYRING"
    umount --lazy "$dir/proc" "$dir/sys" 2>/dev/null || true
    rm -rf --one-file-system "$dir"
    mkdir -p "$dir"
    bootstrap
    # A mirror may be behind, which is no harm in a test.
    DEBIAN_FRONTEND=noninteractive chroot "$dir" sh -c "apt-get -q -o Acquire::Check-Valid-Until=false update &&
        apt-get -qy install --no-install-recommends $(packages)" >>"$dir.log" 2>&1 </dev/null ||
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
release=${MYSQL_RELEASE:-sid}
keyring=${UBUNTU_KEYRING:-/usr/share/keyrings/ubuntu-archive-keyring.gpg}
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
