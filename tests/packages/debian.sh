#!/bin/sh
# Makes the packages of Debian from a build folder and looks through them: fields, files, and each on its own.
# Usage: sh debian.sh BUILD PREFIX WORK; PREFIX is where the same build is installed. The packages stay in WORK.
set -eu
build=$1
prefix=$2
work=$3
here=$(cd "$(dirname "$0")" && pwd)

fail() {
    echo "debian.sh: $*" >&2
    exit 1
}
for program in cpack dpkg-deb dpkg-shlibdeps dpkg-parsechangelog readelf; do
    if ! command -v "$program" >/dev/null; then
        echo "skipped: there is no $program here"
        exit 77
    fi
done

rm -rf "$work"
mkdir -p "$work/separate"
# As somebody whose umask is strict: others can read the packages all the same.
(umask 077 && cd "$build" && cpack -G DEB -B "$work/packed") >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; exit 1; }
mv "$work/packed"/*.deb "$work"
rm -rf "$work/packed"

version=$("$prefix/bin/migrations" --version | sed 's/.* //')-1
tool="$work/migrations_${version}_$(dpkg --print-architecture).deb"
dev="$work/libmigrations-dev_${version}_all.deb"
[ "$(echo "$work"/*.deb)" = "$dev $tool" ] || fail "these packages were made: $(echo "$work"/*.deb)"

# ---- fields ----

# field PACKAGE NAME REGEX: the field is there and all of it matches.
field() {
    value=$(dpkg-deb -f "$1" "$2")
    echo "$value" | grep -Eqx "$3" || fail "$2 of ${1##*/} is '$value'"
}
for package in "$tool" "$dev"; do
    field "$package" Version "$version"
    field "$package" Source migrations
    field "$package" Maintainer '[^<]+ <[^ @]+@[^ @]+>'
    field "$package" Priority optional
    field "$package" Installed-Size '[0-9]+'
    dpkg-deb -f "$package" Description >"$work/description"
    [ "$(wc -l <"$work/description")" -ge 4 ] || fail "${package##*/} has no long description"
    grep -qx ' \.' "$work/description" || fail "the paragraphs of the description of ${package##*/} are one"
done
field "$tool" Section database
field "$dev" Section libdevel
field "$dev" Depends "migrations \\(= $version\\), libsqlite3-dev"
field "$dev" Recommends 'cmake \(>= 3.25\), libpq-dev, libpqxx-dev'

# What the program and its module are linked to, by the packages which have those libraries.
root="$work/root"
dpkg-deb -x "$tool" "$root"
dpkg-deb -f "$tool" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' >"$work/depends"
for file in usr/bin/migrations $(cd "$root" && find usr/lib/migrations -name '*.so'); do
    readelf -S "$root/$file" | grep -q '\.debug_info' && fail "$file is not stripped"
    for library in $(readelf -d "$root/$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
        path=$(ldconfig -p | sed -n "s|^\\s$library (.*=> ||p" | head -n 1)
        # Where /lib is a link to /usr/lib, dpkg knows one of the two.
        owner=$( (dpkg -S "$path" || dpkg -S "/usr$path") 2>/dev/null | sed -n '1s/:.*//p')
        grep -qx "$owner" "$work/depends" || fail "$file needs $library of $owner, which Depends does not name"
    done
done

# ---- files ----

# What is listed: mode, owner, path.
for package in "$tool" "$dev"; do
    dpkg-deb -c "$package" | sed 's/ -> .*//' | awk '{ print $1, $2, $NF }' >"$work/list"
    grep -Ev '^(drwxr-xr-x|-rw-r--r--) root/root \./usr/|^-rwxr-xr-x root/root \./usr/bin/migrations$' "$work/list" |
        grep -Ev '^drwxr-xr-x root/root \./$' >"$work/odd" || true
    [ ! -s "$work/odd" ] || fail "${package##*/} has $(head -n 3 "$work/odd")"
    grep -q '/usr/local' "$work/list" && fail "${package##*/} has files in /usr/local"
    sed -n 's/^-[^ ]* [^ ]* \.\/usr\///p' "$work/list" | sort >"$work/$(dpkg-deb -f "$package" Package).files"
done
comm -12 "$work/migrations.files" "$work/libmigrations-dev.files" >"$work/both"
[ ! -s "$work/both" ] || fail "both packages have $(cat "$work/both")"

# All that the build installs is in one of them, at Debian's places, and nothing else but what Debian wants.
(cd "$prefix" && find . -type f | sed 's|^\./||') | sed \
    -e 's|^\(share/man/.*\)$|\1.gz|' \
    -e 's|^share/zsh/site-functions/|share/zsh/vendor-completions/|' \
    -e '/^share\/doc\/Migrations\/\(CHANGELOG.md\|LICENSE\)$/d' \
    -e 's|^share/doc/Migrations/|share/doc/libmigrations-dev/|' | sort >"$work/installed"
for package in migrations libmigrations-dev; do
    printf 'share/doc/%s/%s\n' $package changelog.gz $package changelog.Debian.gz $package copyright
    echo "share/lintian/overrides/$package"
    dpkg-deb -x "$work/$package"_*.deb "$work/separate/$package"
    documents="$work/separate/$package/usr/share/doc/$package"
    gzip --test "$documents/changelog.gz"
    gzip -dc "$documents/changelog.Debian.gz" >"$work/changelog"
    [ "$(dpkg-parsechangelog -l "$work/changelog" -S Version)" = "$version" ] || fail "the changes of $package are of another version"
    grep -q '^Copyright: [0-9]* ' "$documents/copyright" || fail "no copyright in $package"
    grep -q '^ THE SOFTWARE IS PROVIDED "AS IS"' "$documents/copyright" || fail "no licence in $package"
done >"$work/added"
sort "$work/installed" "$work/added" >"$work/expected"
sort "$work/migrations.files" "$work/libmigrations-dev.files" | grep -v '^share/doc/migrations/compiled-in/' |
    diff "$work/expected" - >"$work/difference" || fail "the packages have other files: $(cat "$work/difference")"
for page in "$root"/usr/share/man/man1/*.gz; do
    gzip --test "$page"
done

# ---- the tool alone ----

mkdir "$work/tool"
cd "$work/tool"
"$root/usr/bin/migrations" init -t cmake shop --dialect sqlite --dialect postgresql >init.log || fail "the tool alone finds no templates"
[ -f shop/CMakeLists.txt ] || fail "init -t cmake wrote no project"
if [ -f "$root/usr/lib/migrations/migrations_postgresql.so" ]; then
    "$root/usr/bin/migrations" -c shop/migrations current --database 'postgresql://nobody@127.0.0.1:1/none' >"$work/connect" 2>&1 &&
        fail "there is no server, and it was not said"
    grep -qi 'connect' "$work/connect" || fail "the module for PostgreSQL is not found: $(cat "$work/connect")"
fi

# ---- the rest alone: programs link the runtime, and the first command that needs the tool says so ----

development="$work/separate/libmigrations-dev/usr"
configure() {
    cmake -S "$here/runtime_only" -B "$work/$1" -G Ninja "-DCMAKE_PREFIX_PATH=$development" "-DCOMMANDS=$1" >"$work/$1.log" 2>&1
}
configure OFF || fail "what needs no tool does not configure: $(cat "$work/OFF.log")"
cmake --build "$work/OFF" >"$work/OFF.build.log" || { cat "$work/OFF.build.log"; exit 1; }
"$work/OFF/runtime_only"
configure ON && fail "there is no tool, and it configured"
tr -s ' \n' ' ' <"$work/ON.log" | grep -q "There is no helper for this build: install the program 'migrations' of this package too (Debian: migrations), or set Migrations_EXECUTABLE to it." ||
    fail "it says something else: $(cat "$work/ON.log")"

# ---- together, wherever they are unpacked ----

dpkg-deb -x "$dev" "$root"
cmake -S "$here/runtime_only" -B "$work/together" -G Ninja "-DCMAKE_PREFIX_PATH=$root/usr" -DCOMMANDS=ON >"$work/together.log" ||
    { cat "$work/together.log"; exit 1; }
grep -q -e '-- Migrations shop_db: 1 revision' "$work/together.log" || fail "the tool was not asked: $(cat "$work/together.log")"

# The tool is a program of one kind of machine, the rest is none: refused is who would use the tool elsewhere.
suitable() {
    echo "set(CMAKE_SIZEOF_VOID_P $2)
        set(PACKAGE_FIND_VERSION 0.1)
        include(\"$1/lib/cmake/Migrations/MigrationsConfigVersion.cmake\")
        if(PACKAGE_VERSION_UNSUITABLE)
            message(FATAL_ERROR unsuitable)
        endif()" >"$work/suitable.cmake"
    cmake -P "$work/suitable.cmake" >/dev/null 2>&1
}
size=$(($(getconf LONG_BIT) / 8))
suitable "$root/usr" $size || fail "the version file refuses a build for this machine"
suitable "$root/usr" $((12 - size)) && fail "the version file takes a tool of another kind of machine"
suitable "$development" $((12 - size)) || fail "the version file refuses what is for all machines"

# ---- of a build without the tool, by somebody with a name ----

source=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt")
mkdir "$work/named"
(
    export DEBFULLNAME="A Packager" DEBEMAIL=packager@example.org
    cmake -S "$source" -B "$work/without" -G Ninja -DMigrations_BUILD_TOOL=OFF -DMigrations_BUILD_TESTS=OFF \
        -DMigrations_HOMEPAGE=https://example.org/migrations
    cd "$work/without" && cpack -G DEB -B "$work/named"
) >"$work/named.log" 2>&1 || fail "without the tool: $(cat "$work/named.log")"
[ "$(cd "$work/named" && echo *.deb)" = "${dev##*/}" ] || fail "without the tool these packages were made: $(ls "$work/named")"
field "$work/named/${dev##*/}" Maintainer 'A Packager <packager@example.org>'
field "$work/named/${dev##*/}" Homepage https://example.org/migrations

# ---- what Debian's own checker says ----

if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error,warning "$tool" "$dev" || fail "lintian found something"
else
    echo "lintian is not installed: not asked"
fi
rm -rf "$work/root" "$work/separate" "$work/without" "$work/named"
echo "the packages are as they must be"
