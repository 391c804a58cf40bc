#!/bin/sh
# What docs/packages.md shows: its listing of FetchContent works, and its names are those of this version.
# Usage: sh documented.sh SOURCE PREFIX WORK
set -eu
source=$1
prefix=$2
work=$3
document="$source/docs/packages.md"

fail() {
    echo "documented.sh: $*" >&2
    exit 1
}
version=$("$prefix/bin/migrations" --version | sed 's/.* //')
for text in "./migrations_$version-1_amd64.deb ./libmigrations-dev_$version-1_all.deb" "migrations-$version-Linux-x86_64.tar.gz" \
    "GIT_TAG        v$version" "requires(\"migrations/$version\")"; do
    grep -qF -- "$text" "$document" || fail "'$text' is not in $document"
done

rm -rf "$work"
mkdir -p "$work"
"$prefix/bin/migrations" init -t cmake "$work/shop" >"$work/init.log" 2>&1
# shellcheck disable=SC2016 # no command
sed -n '/^```cmake$/,/^```$/p' "$document" | sed '/^```/d' >"$work/listing"
[ -s "$work/listing" ] || fail "there is no listing of FetchContent"
mv "$work/shop/CMakeLists.txt" "$work/without"
awk -v listing="$work/listing" '/^find_package\(Migrations/ { while ((getline line < listing) > 0) print line } { print }' \
    "$work/without" >"$work/shop/CMakeLists.txt"
# The sources are these, and the helper is there: compiling it takes minutes.
cmake -S "$work/shop" -B "$work/build" -G Ninja "-DFETCHCONTENT_SOURCE_DIR_MIGRATIONS=$source" \
    -DMigrations_BUILD_TOOL=OFF "-DMigrations_EXECUTABLE=$prefix/bin/migrations" >"$work/configure.log" 2>&1 ||
    fail "the listing does not configure: $(cat "$work/configure.log")"
grep -q -e '-- Migrations shop_db: 1 revision' "$work/configure.log" || fail "something else was configured"
cmake --build "$work/build" --target shop_db_check >"$work/build.log" || { cat "$work/build.log"; exit 1; }
