# The developer's box, for tests/suites/site: the playbooks of production on one machine by the inventory that Vagrant uses, then
# production's content in it, seen in a browser.
# The suite has set root, site, machines, repository, visitors and addresses, and its functions in_machine and as_visitor.

box=/srv/www/example/current

# Connection and address, of the box and of the CDN, are all that differs from what Vagrant does.
play_box() {
    sed -i "s#https://media.example.com/#$media/#" "$repository/ansible/inventories/group_vars/vagrant/sites.yml"
    (cd "$repository/ansible" && ansible-playbook -i inventories/vagrant.yml -e ansible_connection=community.general.chroot \
        -e "ansible_chroot_exe=$root/tests/site/enter" -e "ansible_host=$machines/box" -e memory_mb=2048 site.yml) >"$BUILD/log/site-box.log" 2>&1
}

box_is_provisioned() {
    wait "$1" || { grep -A 3 -E '^(fatal|ERROR|failed:)' "$BUILD/log/site-box.log" | cut -c -600; return 1; }
    grep 'changed=' "$BUILD/log/site-box.log"
}

# In place of the shared folder, the release that the servers have; then the lines of the Vagrantfile that need no registry.
shares_the_folder() {
    local lines
    lines=$(sed -n '/<<~SHELL$/,/^ *SHELL$/p' "$repository/Vagrantfile" | sed '1d; $d; /apt-get\|composer/d; s/#{site}/example/g')
    in_machine box useradd --create-home --shell /bin/bash vagrant && echo 'vagrant ALL=(ALL) NOPASSWD: ALL' >"$machines/box/etc/sudoers.d/vagrant" &&
        mkdir -p "$machines/box$box" && tar -C "$machines/box$box" -xzf "$site/package.tar.gz" && in_machine box chown -R vagrant:vagrant "$box" &&
        in_machine box sudo -u vagrant bash -e -c "$lines" || return
    # The forwarded port.
    as_visitor socat TCP-LISTEN:8080,bind=127.0.0.1,fork,reuseaddr "TCP:${addresses[box]}:80" &
    disown
}

# With the developer's key in the environment, as docs/backup.md says.
restores_in_the_box() {
    local home
    in_machine box sudo -u vagrant env -C "$box" AWS_ENDPOINT_URL_S3="$s3" AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=key-of-developer \
        AWS_SECRET_ACCESS_KEY=secret-of-developer php cli db:restore || return
    home=$(in_machine box mariadb --skip-column-names --execute="SELECT option_name, option_value FROM example.wp_options WHERE option_name IN ('home', 'siteurl')")
    echo "$home"
    [ "$home" = $'home\thttp://localhost:8080\nsiteurl\thttp://localhost:8080/wp' ]
}

# browse ADDRESS: in headless Chromium, which leaves build/site/box.png, what the page became, and each request that it made.
browse() {
    rm -f "$site"/box.{png,html,requests.json}
    # DNS: the CDN is here, and the old site would answer if it were asked.
    as_visitor timeout 100 chromium-headless-shell --no-sandbox --disable-gpu --disable-background-networking --disable-component-update \
        --host-resolver-rules="MAP media.example.com $visitors, MAP *.example.com ${addresses[lb1]}, MAP example.com ${addresses[lb1]}" \
        --window-size=1280,900 --virtual-time-budget=10000 --screenshot="$site/box.png" --dump-dom --log-net-log="$site/box.requests.json" "$1" \
        >"$site/box.html" 2>"$BUILD/log/site-browser.log" && grep '<title>' "$site/box.html"
}

sees_the_page() {
    browse http://localhost:8080/ && [ -s "$site/box.png" ] && grep -F '<title>A test site' "$site/box.html" &&
        php -n "$root/tests/site/requests" "$site/box.requests.json" http://localhost:8080 "$media"
}

# Production's uploads without a copy of them; what is uploaded here is served from here.
sends_for_missing_media() {
    local uploads=http://localhost:8080/wp-content/uploads headers
    headers=$(as_visitor curl --silent --show-error --output /dev/null --dump-header - "$uploads/2020/01/not%20here.jpg" | tr -d '\r') &&
        echo "$headers" && grep -q '^HTTP/1.1 302 ' <<<"$headers" && grep -qix "location: $media/uploads/2020/01/not%20here.jpg" <<<"$headers" || return
    in_machine box sudo -u example sh -c "echo local >$box/public/wp-content/uploads/here.txt" &&
        [ "$(as_visitor curl --silent --fail "$uploads/here.txt")" = local ]
}
