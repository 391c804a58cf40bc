#!/bin/bash
# How long the generated tests of a long chain take on each dialect, with rows in every table: `ctest -j2`, and how long a
# test's own database takes. The chain is that of chain.sh.
#
# Usage: bash tests/benchmark/round_trips.sh PREFIX [TABLES]     PREFIX: where Migrations is installed
#        TABLES: five revisions for each; default: 40, which is 200 revisions
set -euo pipefail

prefix=$(realpath "$1")
tables=${2:-40}
tool="$prefix/bin/migrations"
. "$(dirname "$0")/chain.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

make_chain "$tables" bench
"$tool" review --yes >/dev/null 2>&1
cat >CMakeLists.txt <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(bench LANGUAGES CXX)
find_package(Migrations REQUIRED)
include(CTest)
add_migrations(bench DIRECTORY migrations NO_EMBED)
foreach(number RANGE 1 20)
  foreach(dialect IN ITEMS sqlite postgresql)
    add_test(NAME own.${dialect}.${number} COMMAND "${CMAKE_COMMAND}" -E true)
    migrations_test_database(MIGRATIONS bench TESTS own.${dialect}.${number} DIALECT ${dialect})
  endforeach()
endforeach()
CMAKE
cmake -S . -B build -G Ninja "-DCMAKE_PREFIX_PATH=$prefix" >log || { cat log >&2; exit 1; }
ninja -C build >log || { cat log >&2; exit 1; }

# Seconds that CTest takes for the tests whose names a pattern matches, and how many they are.
timed() {
    local begin end
    begin=$(date +%s%N)
    ctest --test-dir build -j2 -R "$2" >log 2>&1 || { tail -n 40 log >&2; exit 1; }
    end=$(date +%s%N)
    printf '%-60s %4d tests %7.1f s\n' "$1" "$(grep -c Passed log)" "$(((end - begin) / 100000000))e-1"
}

for dialect in ${DIALECTS:-sqlite postgresql}; do
    timed "$dialect: each revision alone ($((tables * 5)))" "^migrations\\.bench\\.$dialect\\.r"
    timed "$dialect: all generated tests" "^migrations\\.bench\\.($dialect|check)"
    timed "$dialect: tests with a database each" "^own\\.$dialect"
done
