#!/bin/sh
# The archive of `cpack -G TGZ`, unpacked somewhere, is an installed package.
# Usage: sh archive.sh BUILD WORK
set -eu
build=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)

fail() {
    echo "archive.sh: $*" >&2
    exit 1
}
rm -rf "$work"
mkdir -p "$work/some where" "$work/tool"
(cd "$build" && cpack -G TGZ -B "$work/packed") >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; exit 1; }
tar -xzf "$work/packed"/*.tar.gz -C "$work/some where"
rm -rf "$work/packed"
folder=$(echo "$work/some where"/*)
case ${folder##*/} in
    "migrations-$("$folder/bin/migrations" --version | sed 's/.* //')-$(uname -s)-$(uname -m)") ;;
    *) fail "the archive has the folder ${folder##*/}" ;;
esac
[ -f "$folder/share/doc/Migrations/LICENSE" ] || fail "it has no licence"
"$folder/bin/migrations" init -t cmake "$work/tool/shop" >/dev/null
cmake -S "$here/runtime_only" -B "$work/build" -G Ninja "-DCMAKE_PREFIX_PATH=$folder" -DCOMMANDS=ON >"$work/configure.log" 2>&1 ||
    { cat "$work/configure.log"; exit 1; }
grep -q -e '-- Migrations shop_db: 1 revision' "$work/configure.log" || fail "the tool was not asked: $(cat "$work/configure.log")"
cmake --build "$work/build" --target shop_db_check >"$work/build.log" || { cat "$work/build.log"; exit 1; }
rm -rf "$work/some where"
