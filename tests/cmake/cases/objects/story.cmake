# What a header says is the same in the object files of every compiler, for every machine and with every flag, and nothing
# of the target is run.

# The helper of this machine, for the cross builds.
file(MAKE_DIRECTORY "${WORK}/bin")
file(CREATE_LINK "${TOOL}" "${WORK}/bin/migrations" SYMBOLIC)
set(ENV{PATH} "${WORK}/bin:$ENV{PATH}")
set(all_flags "-Wall -Wextra -Wconversion -Wpedantic -Werror")

# More columns and values than compilers expect of a constant expression.
set(values "")
set(members "")
set(uses "")
set(columns "")
foreach(i RANGE 1 300)
    list(APPEND values "v${i}")
    string(APPEND members "    std::int64_t c${i} = 0;\n")
    list(APPEND uses "value<wide::Value::v${i}>()")
    list(APPEND columns "column<&wide::Table::c${i}>().comment(\"one of three hundred\")")
endforeach()
list(JOIN values ", " values)
list(JOIN uses ",\n        " uses)
list(JOIN columns ",\n        " columns)
file(WRITE "${source_dir}/app/wide.hpp" "#pragma once
#include <cstdint>
#include <migrations/model.hpp>
namespace wide {
enum class Value { ${values} };
struct Table {
    Value value = Value::v1;
${members}};
}
template <> struct migrations::enumeration<wide::Value> {
    static constexpr auto definition = define_enum(\"value\",
        ${uses});
};
template <> struct migrations::table<wide::Table> {
    static constexpr auto definition = define(\"wide\", column<&wide::Table::value>(),
        ${columns});
};
")

# variant(<name> <compiler> <flags> [<option>...]): reads the models with it.
function(variant name compiler flags)
    find_program(found_${name} NAMES "${compiler}")
    if(NOT found_${name})
        message(FATAL_ERROR "${name}: there is no ${compiler} (tests/run.sh installs it)")
    endif()
    set(build_dir "${WORK}/build ${name}")
    configure("${name}" OPTIONS "-DCMAKE_CXX_COMPILER=${compiler}" "-DCMAKE_CXX_FLAGS=${all_flags} ${flags}" ${ARGN})
    build("${name}: the models are read" TARGET blog_models_read)
    file(READ "${build_dir}/blog_models/headers.models" models)
    if(name STREQUAL "g++")
        set(expected "${models}" PARENT_SCOPE)
    elseif(NOT models STREQUAL expected)
        message(FATAL_ERROR "${name}: the models are not those of g++\n${models}\n${expected}")
    endif()
endfunction()

variant(g++ g++ "-O0")
if(NOT expected MATCHES "s5:int64" OR NOT expected MATCHES "s11:\"quoted\"\n" OR NOT expected MATCHES "i-32768;"
   OR NOT expected MATCHES "4:c300")
    message(FATAL_ERROR "these are not the models\n${expected}")
endif()
variant(optimised g++ "-O2 -g -std=c++20")
variant(sections g++ "-O2 -ffunction-sections -fdata-sections -fno-exceptions -fno-rtti")
variant(lto g++ "-O2 -flto")
variant(ipo g++ "-O2" -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON)
variant(asan g++ "-O1 -fsanitize=address,undefined")
variant(coverage g++ "-O0 --coverage")
variant(clang clang++ "-O0")
variant(clang-lto clang++ "-O2 -flto -std=c++20")
variant(clang-asan clang++ "-O1 -g -fsanitize=address")
variant(aarch64 aarch64-linux-gnu-g++ "-O2" -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64)
variant(mingw x86_64-w64-mingw32-g++-posix "-O2" -DCMAKE_SYSTEM_NAME=Windows)
