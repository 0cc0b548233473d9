# WordPress environments for the demo and the end-to-end tests. The caller sets
#   root       the sources               socket  of a running MariaDB
#   wordpress  an unpacked WordPress     cli     the command line's entry, php-cli/cli

# make_environment DIR URL TYPE [SETTING=VALUE...]: WordPress's files, an empty database named like DIR, `cli` and .env.
make_environment() {
    local dir=$1 url=$2 type=$3 database
    shift 3
    database=$(basename "$dir")
    rm -rf "$dir"
    "$root/tests/servers/wordpress.sh" site "$wordpress" "$dir"
    ln -s "$cli" "$dir/cli"
    mariadb --no-defaults --user=root --socket="$socket" \
        --execute="DROP DATABASE IF EXISTS \`$database\`; CREATE DATABASE \`$database\`"
    {
        echo "SITE_URL=$url"
        echo "WP_ENVIRONMENT_TYPE=$type"
        echo "DB_HOST=\"localhost:$socket\""
        echo "DB_NAME=$database"
        echo 'DB_USER=root'
        echo 'DB_PASSWORD='
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$dir/.env"
}

# install_production DIR [KIND]: WordPress's own installer, then the content of tests/e2e.
install_production() {
    "$root/tests/servers/wordpress.sh" install "$@" &&
        php "$root/tests/e2e/fill.php" "$1"
}
