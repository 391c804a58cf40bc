# The C++ listings of a document are C++: all of them, as one file, compile.
#
#   cmake -DDOCUMENT=<file.md> -DCOMPILER=<c++> -DINCLUDE=<folders> -DWORK=<folder> -P documented_cpp.cmake

cmake_minimum_required(VERSION 3.25)

file(READ "${DOCUMENT}" text)
# CMake splits lists at ';' and reads brackets.
string(REPLACE ";" "@semicolon@" text "${text}")
string(REPLACE "[" "@open@" text "${text}")
string(REPLACE "]" "@close@" text "${text}")
string(REGEX MATCHALL "```cpp\n[^`]*```" listings "${text}")
list(LENGTH listings count)
if(count EQUAL 0)
    message(FATAL_ERROR "there is no C++ in ${DOCUMENT}")
endif()
list(JOIN listings "\n" source)
string(REGEX REPLACE "```(cpp)?" "" source "${source}")
string(REPLACE "@semicolon@" ";" source "${source}")
string(REPLACE "@open@" "[" source "${source}")
string(REPLACE "@close@" "]" source "${source}")
list(TRANSFORM INCLUDE PREPEND "-I")
get_filename_component(name "${DOCUMENT}" NAME_WE)
file(WRITE "${WORK}/documented_${name}.cpp" "${source}")
execute_process(
    COMMAND "${COMPILER}" -std=c++17 -Wall -Wextra -Wconversion -Wpedantic -Werror -fsyntax-only ${INCLUDE}
        "${WORK}/documented_${name}.cpp"
    COMMAND_ERROR_IS_FATAL ANY)
