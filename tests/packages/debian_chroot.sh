#!/bin/sh
# Installs the packages of debian.sh into a Debian that has nothing else but a compiler, CMake and Ninja, and there builds
# and tests the example project as a user. Usage: sh debian_chroot.sh PACKAGES SOURCE WORK
#
# That Debian comes from the mirror that apt uses here. It is made once, in about a minute, and kept as an archive in
# MIGRATIONS_TEST_CACHE (~/.cache/migrations-tests); remove that folder to have it made anew.
set -eu
packages=$1
source=$2
work=$3
cache=${MIGRATIONS_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/migrations-tests}

fail() {
    echo "debian_chroot.sh: $*" >&2
    exit 1
}
skip() {
    echo "skipped: $*"
    exit 77
}

[ "$(id -u)" -eq 0 ] || skip "only root can make a chroot"
command -v mmdebstrap >/dev/null || skip "there is no mmdebstrap here"
# shellcheck disable=SC1091 # a file of the machine
system=$(. /etc/os-release && echo "$ID $VERSION_CODENAME")
suite=${system#debian }
[ "$suite" != "$system" ] || skip "these packages are for $system, which is not Debian"
[ -e "$(echo "$packages"/migrations_*.deb)" ] || skip "there are no packages in $packages"

rm -rf "$work"
mkdir -p "$work" "$cache"
# In memory where there is much of it: a Debian is thousands of small files, which go away again. What is mounted there may
# not allow device files.
place=""
for folder in /dev/shm "$work"; do
    [ "$folder" = "$work" ] || [ "$(df -k --output=avail "$folder" 2>/dev/null | tail -n 1)" -ge 3000000 ] 2>/dev/null || continue
    place=$(mktemp -d "$folder/migrations-chroot.XXXXXX")
    ! mknod "$place/null" c 1 3 2>/dev/null || ! true 2>/dev/null >"$place/null" || break
    rm -rf "$place"
    place=""
done
[ -n "$place" ] || skip "this root cannot make device files"
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM

# ---- a Debian with a compiler and what the packages depend on ----

# What they depend on, as they say it themselves: a dependency that is not said is missing there.
dependencies=$(for package in "$packages"/*.deb; do dpkg-deb -f "$package" Depends; done | tr ',' '\n' |
    sed 's/^ *//; s/[ |].*//' | grep -vx migrations | sort -u | tr '\n' ' ' | sed 's/ $//')
wanted="cmake g++ ninja-build eatmydata${dependencies:+ $dependencies}"
key=$(echo "$suite $(dpkg --print-architecture) $wanted" | sha256sum | cut -c 1-12)
archive="$cache/debian-$key.tar"

# The mirrors of this Debian that apt has here, and how apt reaches them.
make_archive() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
        grep -E "^deb (http|https|file)[^ ]* $suite(-updates|-security)? main$" | sort -u >"$work/sources.list" ||
        skip "apt has no mirror of $suite here"
    apt-config dump --format '%f "%v";%n' Acquire::http Acquire::https Acquire::Check-Valid-Until Acquire::Check-Date |
        grep '::.* "..*";$' >"$work/apt.conf" || true
    set --
    while read -r line; do
        set -- "$@" "--aptopt=$line"
    done <"$work/apt.conf"
    mirror=$(awk 'NR == 1 { print $2 "dists/" $3 "/InRelease" }' "$work/sources.list")
    /usr/lib/apt/apt-helper download-file "$mirror" "$work/InRelease" >/dev/null 2>&1 ||
        skip "the mirror that apt has for $suite cannot be reached"
    unsafe=""
    ! command -v eatmydata >/dev/null || unsafe=eatmydata
    echo "making a Debian in $archive"
    TMPDIR="$place" $unsafe mmdebstrap --quiet --mode=root --variant=apt --format=tar \
        "--include=$(echo "$wanted" | tr -s ' ' ',')" --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        "$@" "$suite" "$archive.new" "$work/sources.list" >"$work/mmdebstrap.log" 2>&1 ||
        fail "mmdebstrap failed: $(tail -n 20 "$work/mmdebstrap.log")"
    rm -f "$cache"/debian-*.tar
    mv "$archive.new" "$archive"
}
# One at a time, when several build folders are tested.
exec 9>"$cache/lock"
flock 9
[ -f "$archive" ] || make_archive
root="$place/root"
mkdir "$root"
tar -xf "$archive" -C "$root" --numeric-owner
flock -u 9

# ---- the packages ----

inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        eatmydata "$@"
}
mkdir -p "$root/srv/packages"
cp "$packages"/*.deb "$root/srv/packages"
# shellcheck disable=SC2046 # several words
(cd "$root/srv/packages" && inside apt-get install -y --no-install-recommends \
    $(printf '/srv/packages/%s ' *.deb)) >"$work/install.log" 2>&1 || fail "they cannot be installed: $(cat "$work/install.log")"
inside dpkg --audit

# ---- the example, by somebody who is not root ----

mkdir -p "$root/home/user"
cp -R "$source/example_project" "$root/home/user/blog"
chown -R 1000:1000 "$root/home/user"
cat >"$root/home/user/steps.sh" <<'STEPS'
set -ex
cd "$HOME/blog"
migrations --version
migrations list-templates
cmake -S . -B build -G Ninja
cmake --build build
ctest --test-dir build -R migrations --output-on-failure
build/blog blog.db
migrations current --database sqlite:///blog.db
migrations diff models sqlite:///blog.db
STEPS
chroot --userspec=1000:1000 "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/home/user LC_ALL=C.UTF-8 \
    sh /home/user/steps.sh >"$work/steps.log" 2>&1 || fail "the example fails: $(cat "$work/steps.log")"
says() {
    grep -Eq -- "$1" "$work/steps.log" || fail "'$1' is not in what the example prints: $(cat "$work/steps.log")"
}
says '^-- Migrations blog_db: [0-9]+ revisions, head [0-9a-f]+'
says 'migrations\.blog_db\.sqlite\.chain \.+ +Passed'
says 'migrations\.blog_db\.sqlite\.models \.+ +Passed'
says '^100% tests passed'
says '\(head\)'
[ ! -e "$root/usr/local/bin/migrations" ] || fail "there is another helper"

# ---- and gone again ----

inside apt-get purge -y migrations libmigrations-dev >"$work/purge.log" 2>&1 || fail "they cannot be removed: $(cat "$work/purge.log")"
left=$(find "$root/usr" "$root/etc" "$root/var/lib/dpkg/info" -iname '*migrations*' | head -n 5)
[ -z "$left" ] || fail "what is left behind: $left"
echo "the example builds and passes its tests with the packages alone"
