# Several sites on the same machines: each has what it needs, and nothing of another's. Sourced by the suite site, whose inventory
# has the sites example and shop, and whose secrets all look like password-of-… or secret-of-….

shop() {
    as_visitor curl --silent --show-error --max-time 20 --header 'Host: shop.example.org' "http://${addresses[lb1]}$1"
}

# In place of a second WordPress: a page, a health check, and what cron calls.
makes_a_second_site() {
    local name release
    for name in web1 web2; do
        release=$machines/$name/srv/www/shop/releases/20260101000000
        mkdir -p "$release/public/wp" && cp "$root/tests/site/apart.php" "$release/public/apart.php" &&
            echo '<?php echo "ok";' >"$release/public/healthz.php" &&
            echo '<?php touch("/srv/www/shop/shared/public/wp-content/uploads/cron-ran");' >"$release/public/wp/wp-cron.php" &&
            ln -sfn /srv/www/shop/releases/20260101000000 "$machines/$name/srv/www/shop/current" || return
    done
}

# In the pool of the one, through the load balancer; and as the user of the other.
keeps_sites_apart() {
    local tries=0
    until shop /healthz.php >/dev/null && [ "$(shop /apart.php?site=shop\&other=example)" = 'shop is apart from example' ]; do
        ((tries++ < 20)) || { shop /apart.php?site=shop\&other=example; return 1; }
        sleep 0.5
    done
    install -m 644 "$root/tests/site/apart.php" "$machines/web1/srv/apart.php" &&
        in_machine web1 sudo -u example php /srv/apart.php example shop
}

# A minute after the second site is there at the latest.
runs_cron_on_one_node() {
    local ran=srv/www/shop/shared/public/wp-content/uploads/cron-ran tries=0
    until [ -e "$machines/web1/$ran" ]; do
        ((tries++ < 70)) || { echo "no cron on web1: $(cat "$machines/web1/etc/cron.d/shop")"; return 1; }
        sleep 1
    done
    [ ! -e "$machines/web2/$ran" ]
}

# shows_no_secret COMMAND...: no process is called with a secret while it runs, and what it says has none.
shows_no_secret() {
    local seen=$site/seen status=0 watcher
    : >"$seen"
    # [f]: what looks for secrets holds none.
    while kill -0 $$; do
        grep -aho -E '(password|secret)-o[f]-[a-z-]+' /proc/[0-9]*/cmdline >>"$seen"
        sleep 0.2
    done 2>/dev/null &
    watcher=$!
    "$@" >"$seen.said" 2>&1 || status=1
    kill "$watcher"
    wait "$watcher" 2>/dev/null
    cat "$seen.said"
    ! grep -h -E '(password|secret)-of-' "$seen" "$seen.said" "$BUILD/log/site-first.log" || return 1
    return "$status"
}

# Files on the machines, as somebody who is no site and not root.
hides_secrets() {
    local name found
    for name in "${!addresses[@]}"; do
        found=$(in_machine "$name" setpriv --reuid nobody --regid nogroup --clear-groups \
            grep -rIls -E '(password|secret)-of-' /etc /home /opt /root /srv /tmp /usr/local /var) && { echo "$name: $found"; return 1; }
    done
    in_machine web1 grep -rls password-of- /srv/www/shop/shared/.env
}

# All that cron does on the machine that looks after the backups.
watches_over_backups() {
    local line
    while read -r line; do
        in_machine db1 sudo -u example_watch sh -c "$line" </dev/null || { echo "status $?: $line"; return 1; }
    done < <(grep -o 'cd /srv/watch.*' "$machines/db1/etc/cron.d/example_watch")
    [ "$(grep -c 'cd /srv/watch' "$machines/db1/etc/cron.d/example_watch")" -ge 3 ]
}
