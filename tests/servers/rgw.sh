#!/bin/bash
# A private Ceph RADOS Gateway, which speaks S3: one monitor, one OSD in memory, one gateway, on loopback.
#
#   usage: rgw.sh start DIR [PORT]    prints the endpoint; PORT + 1 is the monitor's; default 7480
#          rgw.sh stop DIR
#
# Access key `testaccess`, secret key `testsecret`. Needs no root, and Debian's radosgw, ceph-osd and ceph-mon, installed
# with --no-install-recommends. What it holds is gone when it stops.
set -euo pipefail

usage() {
    echo 'usage: rgw.sh start DIR [PORT] | rgw.sh stop DIR' >&2
    exit 2
}

fail() {
    echo "rgw.sh: $1" >&2
    exit 1
}

write_config() {
    cat >"$dir/ceph.conf" <<EOF
[global]
fsid = $1
mon host = [v2:127.0.0.1:$((port + 1))/0]
auth cluster required = none
auth service required = none
auth client required = none
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
run dir = $dir/run
admin socket = $dir/run/\$name.asok
log file = $dir/\$name.log
crash dir = $dir/run
keyring = $dir/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail warn = 1
mon data avail crit = 1
mon osd full ratio = .99
mon osd backfillfull ratio = .985
mon osd nearfull ratio = .98
[mon]
mon data = $dir/mon
[osd]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 8589934592
osd class load list = *
osd class default list = *
[client.rgw.a]
# The gateway overrides these two for itself; without them here it asks for a key.
auth client required = none
ms mon client mode = crc
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
rgw dns name = s3.localhost
rgw enable ops log = false
rgw enable usage log = false
rgw enable quota threads = false
rgw enable lc threads = false
# What was deleted is gone after seconds, not hours: it is all in memory.
rgw gc obj min wait = 5
rgw gc processor period = 5
rgw gc processor max time = 5
rgw run sync thread = false
rgw thread pool size = 32
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = testkey-1=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
EOF
}

# daemon NAME COMMAND...: in a session of its own, which keeps a terminal's Ctrl-C away.
daemon() {
    local name=$1
    shift
    setsid "$@" >"$dir/$name.out" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

start() {
    local osd tries
    rm -rf "$dir"
    mkdir -p "$dir"/{mon,osd,run,rgw}
    write_config "$(</proc/sys/kernel/random/uuid)"
    osd=$(</proc/sys/kernel/random/uuid)
    export CEPH_CONF=$dir/ceph.conf CEPH_ARGS="--conf $dir/ceph.conf"
    {
        monmaptool --create --fsid "$(sed -n 's/^fsid = //p' "$dir/ceph.conf")" \
            --addv a "[v2:127.0.0.1:$((port + 1))/0]" "$dir/monmap"
        ceph-mon --mkfs -i a --monmap "$dir/monmap"
    } >"$dir/install.log" 2>&1 || fail "the monitor cannot be made, see $dir/install.log"
    daemon mon ceph-mon -f -i a
    {
        ceph --connect-timeout 30 osd new "$osd"
        ceph-osd -i 0 --mkfs --osd-uuid "$osd"
    } >>"$dir/install.log" 2>&1 || fail "the OSD cannot be made, see $dir/install.log"
    daemon osd ceph-osd -f -i 0
    timeout 60 radosgw-admin -n client.rgw.a user create --uid=test --display-name=test --access-key=testaccess \
        --secret-key=testsecret >>"$dir/install.log" 2>&1 || fail "the user cannot be made, see $dir/install.log"
    daemon rgw radosgw -f -n client.rgw.a
    for ((tries = 0; tries < 300; tries++)); do
        ! curl -sf -o /dev/null "$endpoint/" || return 0
        sleep 0.1
    done
    fail "the gateway was not ready within 30 s, see $dir/rgw.out"
}

# Whether a daemon runs. A pid file may be older than a reboot, hence the look at the process's command line.
running() {
    local pid
    [ -s "$dir/$1.pid" ] || return 1
    pid=$(<"$dir/$1.pid")
    [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "^$2 -f "
}

# There is nothing to save, so it need not end in order.
stop() {
    local name
    for name in rgw:radosgw osd:ceph-osd mon:ceph-mon; do
        ! running "${name%:*}" "${name#*:}" || kill -KILL "$(<"$dir/${name%:*}.pid")"
    done
    rm -f "$dir"/*.pid
}

[ $# -ge 2 ] || usage
dir=$(realpath -m "$2")
port=${3:-7480}
endpoint=http://127.0.0.1:$port
case $1 in
    start)
        running rgw radosgw || start
        echo "$endpoint"
        ;;
    stop) stop ;;
    *) usage ;;
esac
