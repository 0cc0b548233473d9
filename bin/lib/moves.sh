# What the end-to-end suites do with sites of a kind. The caller sources bin/lib/{common,checks,site}.sh, and sets
#   root, wordpress, cli, socket     as bin/lib/site.sh says
#   sites                            the folder of the environments
#   store, store_settings            where backups go, without the kind's own part, and what .env needs for that

# run_cli DIR ARGUMENT...: the command line in an environment's folder.
run_cli() {
    local dir=$1
    shift
    (cd "$dir" && php -d extension="$MODULE" cli "$@")
}

# checksums DIR: what the server computes over each table of an environment, and their definitions.
checksums() {
    local database tables
    database=$(basename "$1")
    mapfile -t tables < <(sql "SELECT table_name FROM information_schema.tables
        WHERE table_schema = '$database' AND table_name LIKE 'wp\_%' ORDER BY table_name")
    sql "USE \`$database\`; CHECKSUM TABLE $(printf ', `%s`' "${tables[@]}" | tail -c +3) EXTENDED"
    mariadb-dump --no-defaults --user=root --socket="$socket" --no-data --skip-comments "$database" "${tables[@]}"
}

sql() {
    mariadb --no-defaults --user=root --socket="$socket" --skip-column-names --execute="$1"
}

# After a loss: the backup of a site, restored onto it under its own address, gives the same tables, also when that is
# undone and done again.
restores_onto_itself() {
    local before after
    before=$(checksums "$1") && sql "DROP TABLE \`$(basename "$1")\`.wp_options" || return
    run_cli "$1" db:restore --confirm=www.example.com && after=$(checksums "$1") || return
    diff <(echo "$before") <(echo "$after") || return
    run_cli "$1" db:restore --undo --confirm=www.example.com || return
    ! sql "SELECT 1 FROM \`$(basename "$1")\`.wp_options LIMIT 1" 2>/dev/null || return
    run_cli "$1" db:restore --undo --confirm=www.example.com && after=$(checksums "$1") || return
    diff <(echo "$before") <(echo "$after")
}

# A free port: another program may have 8080.
port=$(php -r 'echo explode(":", stream_socket_get_name(stream_socket_server("tcp://127.0.0.1:0"), false))[1];')
new=http://localhost:$port
# What every restore moves of itself: the site's address and its twin without www.
own=("https://www.example.com=$new" "https://example.com=$new")

# moves KIND [OLD=NEW...]: production of this kind is backed up, restored, and proven to have moved; the pairs say where
# its other sites are then.
moves() {
    local kind=$1 settings=()
    shift
    [ "$kind" = single ] || settings=("WP_MULTISITE=$kind")
    local production=$sites/${kind}_production copy=$sites/${kind}_copy
    settings+=("BACKUP_STORE=\"$store/$kind\"" "${store_settings[@]}")

    make_environment "$production" https://www.example.com production "${settings[@]}"
    check "$kind: WordPress is installed and filled" install_production "$production" "$kind"
    php "$root/tests/e2e/remember.php" "$production" "$sites/$kind.state"

    check "$kind: db:backup" run_cli "$production" db:backup
    check "$kind: the site restored onto itself is the same" restores_onto_itself "$production"
    make_environment "$copy" "$new" local "${settings[@]}"
    check "$kind: db:list" run_cli "$copy" db:list
    check "$kind: db:restore" run_cli "$copy" db:restore
    check_many "$kind: what the restored site holds" php "$root/tests/e2e/prove.php" "$copy" "$sites/$kind.state" \
        "${own[@]}" "$@"
    check_many "$kind: what a visitor sees" php "$root/tests/e2e/front-page.php" "$copy" "${own[@]}"
}
