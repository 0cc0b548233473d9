# What bin/demo and bin/test share: messages, packages, builds. Sourced by bash scripts that set $root first.

export COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_NO_INTERACTION=1
export LC_ALL=C.UTF-8
jobs=2

# What building the extension and running the CLI take on a bare Debian or Ubuntu.
base_packages=(
    ca-certificates composer unzip
    gcc libc6-dev make pkg-config php-dev
    libcurl4-openssl-dev libexpat1-dev libidn2-dev libssl-dev libzstd-dev zlib1g-dev
    php-cli php-mbstring php-mysql php-xml
    mariadb-client mariadb-server-core zstd
)

fail() {
    echo "bin/${0##*/}: $1" >&2
    exit 1
}

# Prints those of the given packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

# as_root LOG COMMAND...: runs it as root, with sudo where we are not, and its output in LOG.
as_root() {
    local log=$1 sudo=()
    shift
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "there is no sudo; run as root: $*"
        sudo=(sudo)
    fi
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >>"$log" 2>&1 </dev/null ||
        fail "$1 failed, see $log: $(grep -m 1 -E '^(E|sudo):' "$log")"
}

# install_packages LOG PACKAGE...: installs what is missing. None of our packages starts a service.
install_packages() {
    local log=$1 missing
    shift
    command -v apt-get >/dev/null || fail 'this script installs Debian packages, and apt-get is not here; use Debian 12 or Ubuntu 24.04'
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing packages: ${missing[*]}"
    as_root "$log" apt-get -q update
    as_root "$log" apt-get -qy -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}"
}

# fetch_wordpress LOG DIR: unpacks WordPress into DIR, once; it is downloaded, not installed.
fetch_wordpress() {
    [ ! -d "$2" ] || return 0
    [ -n "$(apt-cache madison wordpress 2>/dev/null)" ] || as_root "$1" apt-get -q update
    "$root/tests/servers/wordpress.sh" fetch "$2"
}

# copy_tree FROM TO: the sources without what is ignored; neither git nor rsync is needed.
copy_tree() {
    mkdir -p "$2"
    tar -C "$1" --exclude=./.git --exclude=./build --exclude=./demo --exclude=vendor --exclude=composer.lock \
        -cf - . | tar -C "$2" -xf -
}

# build_extension SOURCE DIR [CONFIGURE-OPTION...]: builds SOURCE, a copy of the tree that phpize has prepared, in DIR.
build_extension() {
    local source=$1 dir=$2
    shift 2
    mkdir -p "$dir"
    (cd "$dir" && "$source/configure" "$@" && make -j "$jobs")
}

# Whether Composer would find settings of the user; they are respected, a mirror for example.
composer_has_home() {
    [ -n "${COMPOSER_HOME-}" ] || [ -d "$HOME/.composer" ] && return
    [ -d "${XDG_CONFIG_HOME:-$HOME/.config}/composer" ] && { [ -d /etc/xdg ] || compgen -e XDG_ >/dev/null; }
}

# use_composer_cache DIR: what Composer downloads, and else would put in the user's home, goes to DIR.
use_composer_cache() {
    export COMPOSER_CACHE_DIR=$1/cache
    composer_has_home || export COMPOSER_HOME=$1
}
