#!/bin/bash
# Measures what has to be fast, on a chain of 500 revisions: 100 tables of 5 columns, 300 added columns, 100 indexes.
# Every figure stands beside its floor from the same run: sqlite3 or psql running the very same statements, with one
# transaction for each revision.
#
# Usage: bash tests/benchmark/run.sh MIGRATIONS [ROUNDS]     MIGRATIONS: the helper, of a release build
#        MIGRATIONS_POSTGRESQL_URL names a server to measure PostgreSQL on (a database is made and dropped there);
#        without it, one is started.
set -euo pipefail

tool=$(realpath "$1")
rounds=${2:-5}
work=$(mktemp -d)
trap 'stop_server; rm -rf "$work"' EXIT
state="$work/server.state"
started=no
stop_server() { [ "$started" = no ] || "$tool" postgresql stop --state "$state" >/dev/null || true; }

# Milliseconds that a command takes; its output is thrown away, its failure ends the benchmark.
ms() {
    local begin end
    begin=$(date +%s%N)
    "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; echo "failed: $*" >&2; exit 1; }
    end=$(date +%s%N)
    echo $(((end - begin) / 10000)) | awk '{ printf "%.2f", $1 / 100 }'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# repeat PREPARE COMMAND...: the median over all rounds; PREPARE is a shell function and not timed.
repeat() {
    local prepare=$1
    shift
    for _ in $(seq "$rounds"); do
        $prepare
        ms "$@"
        echo
    done | median
}
nothing() { :; }
line() { printf '%-44s %10s ms\n' "$1" "$2"; }
ratio() { printf '%-44s %10s ms   floor %s ms   ratio %s\n' "$1" "$2" "$3" "$(awk "BEGIN { printf \"%.2f\", $2 / $3 }")"; }

. "$(dirname "$0")/chain.sh"
cd "$work"
make_chain 100 bench
"$tool" review --yes >/dev/null 2>&1

# ---- without a database ----

line "check, 500 revisions and 100 models" "$(repeat nothing "$tool" check)"
line "history" "$(repeat nothing "$tool" history)"

# ---- SQLite ----

"$tool" sql --dialect sqlite >sqlite.sql
fresh_file() { rm -f bench.db*; : >bench.db; }
floor=$(repeat fresh_file sqlite3 bench.db ".read sqlite.sql")
ratio "SQLite: upgrade, 500 revisions" "$(repeat fresh_file "$tool" upgrade --database sqlite:///bench.db)" "$floor"
line "SQLite: upgrade with nothing to do" "$(repeat nothing "$tool" upgrade --database sqlite:///bench.db)"

# ---- PostgreSQL ----

if [ -n "${MIGRATIONS_POSTGRESQL_URL:-}" ]; then
    server=$MIGRATIONS_POSTGRESQL_URL
elif "$tool" postgresql start --state "$state" >/dev/null; then
    started=yes
    server=$(head -n 1 "$state.$$")  # a state for each process that starts servers
else
    echo "PostgreSQL: not measured, there is no server to start"
    exit 0
fi
# The same URL with another database.
database_url() { echo "$server" | sed -E "s#(://[^/?]*)(/[^?]*)?#\1/$1#"; }
url=$(database_url migrations_bench)
fresh_database() {
    psql -qX "$server" -c 'DROP DATABASE IF EXISTS migrations_bench' -c 'CREATE DATABASE migrations_bench' 2>/dev/null
}
"$tool" sql --dialect postgresql >postgresql.sql
floor=$(repeat fresh_database psql -qX "$url" -f postgresql.sql)
export DATABASE_URL=$url
ratio "PostgreSQL: upgrade, 500 revisions" "$(repeat fresh_database "$tool" upgrade)" "$floor"
line "PostgreSQL: upgrade with nothing to do" "$(repeat nothing "$tool" upgrade)"
psql -qX "$server" -c 'DROP DATABASE migrations_bench'
