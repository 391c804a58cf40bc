# The examples in a header of the runtime, which are the lines of its comments that are indented by five, are C++: together
# they compile as the source of a program that includes it.
#
#   cmake -DHEADER=<migrations/file.hpp> -DCOMPILER=<c++> -DINCLUDE=<folders> -DWORK=<folder> -P documented_header.cmake

cmake_minimum_required(VERSION 3.25)

list(GET INCLUDE 0 runtime)
file(READ "${runtime}/${HEADER}" text)
# CMake splits lists at ';' and reads brackets.
string(REPLACE ";" "@semicolon@" text "${text}")
string(REPLACE "[" "@open@" text "${text}")
string(REPLACE "]" "@close@" text "${text}")
string(REPLACE "\\" "@backslash@" text "${text}")
string(REGEX MATCHALL "//     [^\n]*" lines "${text}")
if(lines STREQUAL "")
    message(FATAL_ERROR "there is no example in ${HEADER}")
endif()
list(TRANSFORM lines REPLACE "^//     " "")
list(JOIN lines "\n" source)
string(REPLACE "@backslash@" "\\" source "${source}")
string(REPLACE "@semicolon@" ";" source "${source}")
string(REPLACE "@open@" "[" source "${source}")
string(REPLACE "@close@" "]" source "${source}")
cmake_path(GET HEADER STEM name)
set(file "${WORK}/documented_header_${name}.cpp")
file(WRITE "${file}"
    "#include <${HEADER}>\n#include <blog_db/migrations.hpp>\n#include <iostream>\n#include <stdexcept>\n${source}\n")
list(TRANSFORM INCLUDE PREPEND "-I")
execute_process(
    COMMAND "${COMPILER}" -std=c++17 -Wall -Wextra -Wconversion -Wpedantic -Werror -fsyntax-only ${INCLUDE} "${file}"
    COMMAND_ERROR_IS_FATAL ANY)
