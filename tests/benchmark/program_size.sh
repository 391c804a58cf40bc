#!/bin/bash
# What upgrade() adds to a program, beside the SQL of its revisions: a program that opens its database, and the same one that
# upgrades it, from one revision of one statement. With -O2, stripped, in KB: the file, and its code and data. Both link the
# client library dynamically.
#
# Usage: bash tests/benchmark/program_size.sh [COMPILER]     default: c++
set -euo pipefail

compiler=${1:-c++}
include=$(realpath "$(dirname "$0")/../../helper/runtime")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

chain() { # dialect
    cat <<CPP
static constexpr migrations::step steps[] = {{"CREATE TABLE t (id INTEGER PRIMARY KEY)"}};
static constexpr migrations::migration all[] = {{"3f2a9c0d1b7e", {}, "first", "f", "o", "c", {steps}, {}}};
static constexpr migrations::set revisions = {"size", migrations::dialect::$1, "migrations_version", all};
CPP
}

cat >"$work/sqlite3.cpp" <<CPP
#include <sqlite3.h>
#include <cstdio>
#ifdef UPGRADE
#include <migrations/sqlite3.hpp>
$(chain sqlite)
#endif
int main(int, char** argv) {
    sqlite3* db = nullptr;
    if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 1;
#ifdef UPGRADE
    const migrations::outcome result = migrations::upgrade(db, revisions);
    if (!result) std::printf("%s\n", result.message.c_str());
#endif
    std::printf("%s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
}
CPP
cat >"$work/libpq.cpp" <<CPP
#include <libpq-fe.h>
#include <cstdio>
#ifdef UPGRADE
#include <migrations/libpq.hpp>
$(chain postgresql)
#endif
int main(int, char** argv) {
    PGconn* const db = PQconnectdb(argv[1]);
#ifdef UPGRADE
    const migrations::outcome result = migrations::upgrade(db, revisions);
    if (!result) std::printf("%s\n", result.message.c_str());
#endif
    std::printf("%s\n", PQerrorMessage(db));
    PQfinish(db);
}
CPP

# build BACKEND LIBRARY OPTION...: makes $work/program
build() {
    local backend=$1 library=$2
    shift 2
    "$compiler" -std=c++17 -O2 -I"$include" -I"$(pg_config --includedir 2>/dev/null || echo /usr/include/postgresql)" "$@" \
        "$work/$backend.cpp" -s -o "$work/program" "-l$library"
}
bytes() { stat -c %s "$work/program"; }
loaded() { size "$work/program" | awk 'NR == 2 { print $1 + $2 + $3 }'; }

measure() { # title, backend, library, options
    local title=$1 backend=$2 library=$3 file memory
    shift 3
    build "$backend" "$library" "$@"
    file=$(bytes) memory=$(loaded)
    build "$backend" "$library" "$@" -DUPGRADE
    awk -v title="$title" -v a="$file" -v b="$(bytes)" -v c="$memory" -v d="$(loaded)" \
        'BEGIN { printf "%-34s file %6.1f KB   code and data %6.1f KB   (without: %.1f, %.1f)\n", title, (b-a)/1024, (d-c)/1024, a/1024, c/1024 }'
}
for backend in "sqlite3 sqlite3" "libpq pq"; do
    read -r name library <<<"$backend"
    measure "$name, -O2" "$name" "$library"
    measure "$name, -O2, no exceptions, no RTTI" "$name" "$library" -fno-exceptions -fno-rtti
    measure "$name, -Os, sections, no exceptions" "$name" "$library" -Os -fno-exceptions -fno-rtti -ffunction-sections -Wl,--gc-sections
done
