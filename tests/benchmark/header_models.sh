#!/bin/bash
# How long a compiler takes for 50 classes with 8 members that are tables: as a header that a program includes, and as the
# source that the build reads the models from. Seconds of processor time, the best of some rounds.
#
# Usage: bash tests/benchmark/header_models.sh [COMPILER] [ROUNDS]     default: c++ 5
set -euo pipefail

compiler=${1:-c++}
rounds=${2:-5}
include=$(realpath "$(dirname "$0")/../../helper/runtime")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
    echo '#include <migrations/model.hpp>'
    echo 'namespace app {'
    for i in $(seq 50); do
        echo "struct T$i { std::int64_t id; std::string a; std::optional<std::string> b; std::int32_t c; double d; bool e;"
        echo "             std::optional<std::int64_t> f; std::chrono::system_clock::time_point g; };"
    done
    echo '}'
    for i in $(seq 50); do
        cat <<CPP
template <> struct migrations::table<app::T$i> {
    static constexpr auto definition =
        define("t$i",
               column<&app::T$i::id>().primary_key(),
               column<&app::T$i::a>().type("string(320)").unique(),
               column<&app::T$i::b>().renamed_from("x"),
               column<&app::T$i::c>().default_value(3),
               column<&app::T$i::d>().comment("some words about it"),
               column<&app::T$i::e>(),
               column<&app::T$i::f>().references<&app::T1::id>().on_delete(referential_action::cascade),
               column<&app::T$i::g>().default_expr("now"),
               check("c > 0").name("c_$i"),
               index<&app::T$i::c, &app::T$i::d>());
};
CPP
    done
} >"$work/models.hpp"
printf '#include <array>\n#include <chrono>\n#include <optional>\n#include <string>\n#include <vector>\n' >"$work/standard.cpp"
echo '#include "models.hpp"' >"$work/header.cpp"
{
    echo '#include "models.hpp"'
    echo '#include <migrations/model/encode_table.hpp>'
    echo 'extern const char* const all[];'
    echo 'const char* const all[] = {'
    for i in $(seq 50); do echo "    migrations::model_detail::text_of<app::T$i>(),"; done
    echo '};'
} >"$work/read.cpp"

TIMEFORMAT=%U
for what in standard header read; do
    "$compiler" -std=c++17 -I"$include" -c "$work/$what.cpp" -o "$work/$what.o"  # says what is wrong, if anything is
    best=$(for _ in $(seq "$rounds"); do
        { time "$compiler" -std=c++17 -I"$include" -c "$work/$what.cpp" -o "$work/$what.o"; } 2>&1
    done | sort -n | head -n 1)
    printf '%-10s %6s s\n' "$what" "$best"
done
