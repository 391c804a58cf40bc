#!/bin/sh
# Programs are built without CMake, by what pkg-config says of an installed package that was moved since.
# Usage: sh pkg_config.sh PREFIX WORK COMPILER
set -eu
prefix=$1
work=$2
# shellcheck disable=SC2034 # used by what eval runs
compiler=$3
here=$(cd "$(dirname "$0")" && pwd)

fail() {
    echo "pkg_config.sh: $*" >&2
    exit 1
}
if ! command -v pkg-config >/dev/null; then
    echo "skipped: there is no pkg-config here"
    exit 77
fi
rm -rf "$work"
mkdir -p "$work"
cp -R "$prefix" "$work/an other place"
export PKG_CONFIG_PATH="$work/an other place/share/pkgconfig"
version=$("$prefix/bin/migrations" --version | sed 's/.* //')

for name in migrations migrations-sqlite3 migrations-libpq migrations-pqxx; do
    pkg-config --validate "$name" || fail "$name.pc is not as pkg-config wants it"
    [ "$(pkg-config --modversion "$name")" = "$version" ] || fail "$name is of another version"
    grep -rF "$prefix" "$PKG_CONFIG_PATH/$name.pc" && fail "$name.pc says where it was installed"
    place=$(cd "$(pkg-config --variable=includedir "$name" | sed 's/\\ / /g')" && pwd)
    [ "$place" = "$work/an other place/include" ] || fail "the headers of $name are said to be in $place"
done
# The core alone needs no library.
[ -z "$(pkg-config --libs migrations | tr -d ' ')" ] || fail "migrations.pc links $(pkg-config --libs migrations)"

# The library of each backend is asked for where it is used.
build() {
    # pkg-config writes what a shell reads: the path has spaces.
    flags=$(pkg-config --cflags --libs "$1")
    eval "\"\$compiler\" -std=c++17 \"\$2\" $flags -o \"\$work/program\"" || fail "$2 does not build with $flags"
    "$work/program" || fail "$2 does not run as it must"
}
build migrations-sqlite3 "$here/runtime_only/main.cpp"
for backend in libpq pqxx; do
    case $backend in pqxx) library=libpqxx ;; *) library=$backend ;; esac
    if pkg-config --exists "$library"; then
        build "migrations-$backend" "$here/pkg_config/$backend.cpp"
    else
        echo "$library is not installed: migrations-$backend was not tried"
    fi
done
rm -rf "$work/an other place"
