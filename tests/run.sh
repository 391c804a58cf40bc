#!/bin/sh
# Installs what is missing, builds everything and runs every test, PostgreSQL included, on a server that the tests
# start themselves. Usage: [TARGETS="test_base test_schema"] sh tests/run.sh [PRESET [CTEST-ARGUMENT...]], PRESET is dev
# (default) or asan; TARGETS are built instead of everything.
set -eu
cd "$(dirname "$0")/.."

preset=${1:-dev}
[ $# -eq 0 ] || shift

sh .ci/install-packages.sh \
    ca-certificates ccache cmake g++ git make ninja-build pkg-config sqlite3 \
    libsqlite3-dev libpq-dev libpqxx-dev libpg-query-dev libssl-dev \
    libcli11-dev libkainjow-mustache-dev libtomlplusplus-dev nlohmann-json3-dev libgtest-dev \
    clang g++-aarch64-linux-gnu g++-mingw-w64-x86-64-posix \
    curl dpkg-dev eatmydata file lintian mmdebstrap postgresql postgresql-client \
    python3 python3-jsonschema python3-myst-parser python3-sphinx python3-yaml tzdata

jobs=$(nproc)
# The same sources in another folder are the same sources.
export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR="$PWD"
cmake --preset "$preset" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
# shellcheck disable=SC2086 # several words
cmake --build "build/$preset" -j "$jobs" ${TARGETS:+--target $TARGETS}
ctest --test-dir "build/$preset" --output-on-failure -j "$jobs" "$@"
