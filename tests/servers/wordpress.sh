#!/bin/bash
# A real WordPress without a web server of its own, from Debian's packages.
#
#   usage: wordpress.sh fetch DIR             WordPress itself, unpacked in DIR (which must not exist); needs the network
#          wordpress.sh site DIR SITE         a site in the folder SITE: SITE/public is WordPress, SITE/.env its settings
#          wordpress.sh install SITE [KIND]   WordPress's own installer; KIND is single, subdirectories or subdomains
#
# `site` links WordPress's files instead of copying them; nothing writes to them. The caller writes SITE/.env before
# `install` (DB_HOST, DB_NAME, DB_USER, DB_PASSWORD, DB_PREFIX, SITE_URL) and creates the database.
set -euo pipefail

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

usage() {
    sed -n 's/^# *usage: //p; s/^#  *\(wordpress\.sh .*\)/\1/p' "${BASH_SOURCE[0]}" >&2
    exit 2
}

fail() {
    echo "wordpress.sh: $1" >&2
    exit 1
}

# The package links files of other packages; those are unpacked beside it and the links are followed while copying.
# The default theme is the one that the package recommends: its name changes with WordPress's version.
fetch() {
    local target=$1 theme package
    [ ! -e "$target" ] || fail "$target exists already"
    mkdir -p "$(dirname "$target")"
    work=$(mktemp -d "$target.XXXXXX") # not local: the trap runs after this function
    trap 'rm -rf "$work"' EXIT

    theme=$(apt-cache depends wordpress | sed -n 's/^ *|\{0,1\}Recommends: \(wordpress-theme-.*\)/\1/p' | head -n 1)
    [ -n "$theme" ] || fail 'apt knows no package wordpress that recommends a theme; run apt-get update'
    mkdir "$work/packages" "$work/root"
    # apt's own user cannot write here, and apt says so on stderr; only a failure's words matter.
    (cd "$work/packages" && apt-get download -q wordpress "$theme" php-getid3 libjs-underscore libjs-cropper) \
        >"$work/download.log" 2>&1 || fail "apt-get download: $(grep -m 1 '^E:' "$work/download.log")"
    for package in "$work"/packages/*.deb; do
        dpkg-deb -x "$package" "$work/root"
    done

    cd "$work/root/usr/share/wordpress"
    # Links out of the packages: Apache's settings, and the system's certificates, which nothing here needs.
    rm -f .htaccess wp-config.php wp-includes/certificates/ca-bundle.crt
    [ -d "wp-content/themes/${theme#wordpress-theme-}" ] || fail "the package $theme holds no theme"
    mkdir wp-content/mu-plugins
    cp -rL . "$work/wordpress"
    mv "$work/wordpress" "$target"
}

site() {
    local wordpress=$1 folder=$2
    [ -f "$wordpress/wp-settings.php" ] || fail "no WordPress in $wordpress"
    mkdir -p "$folder"
    cp -al "$wordpress" "$folder/public"
    mkdir "$folder/public/wp-content/uploads"
    cp "$here/wordpress/wp-config.php" "$folder/public/wp-config.php"
    cp "$here/wordpress/quiet.php" "$folder/public/wp-content/mu-plugins/quiet.php"
}

case "${1:-} $#" in
    'fetch 2') fetch "$(realpath -m "$2")" ;;
    'site 3') site "$2" "$3" ;;
    'install 2' | 'install 3') exec php "$here/wordpress/install.php" "$2" "${3:-single}" ;;
    *) usage ;;
esac
