# Runs one case: a story of configuring, building, editing and testing a small project that uses the package.
#
#   cmake -DCASE=<folder> -DMODE=<installed|fetch|subdirectory|whole> -DGENERATOR=<generator> -DWORK=<folder>
#         -DSOURCE=<package> -DPREFIX=<install prefix> -P RunCase.cmake
#
# Modes: an installed package; FetchContent and add_subdirectory() with a helper that exists; FetchContent that builds
# the helper too, as it does for most users. The case folder is copied to WORK/source tree and its story.cmake is
# included; every step is checked, and the first one that does not do what it must ends the case with its whole output.
# Where a generator has several configurations, all is done in Debug.

cmake_minimum_required(VERSION 3.25)

set(source_dir "${WORK}/source tree")
set(build_dir "${WORK}/build tree")
set(program_dir "${build_dir}")
set(config "")
set(test_config "")
if(GENERATOR MATCHES "Multi-Config")
    set(program_dir "${build_dir}/Debug")
    set(config --config Debug)
    set(test_config -C Debug)
endif()

# Runs a command; fails the case unless it ends as told and prints what it must.
#   FAIL                      it must fail
#   OUTPUT <regex>...         each must be found in what it prints (white space squeezed)
#   NOT_OUTPUT <regex>...     none must be found
#   NOTHING_RUNS              no step of ours, no compiler and no linker
function(run name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "FAIL;NOTHING_RUNS" "DIRECTORY" "COMMAND;OUTPUT;NOT_OUTPUT")
    if(arg_NOTHING_RUNS)
        list(APPEND arg_NOT_OUTPUT
            "Looking for the" "Reading the" "Checking the" "Generating the" "Compiling in" "Listing the" "Building CXX" "Linking" "Configuring done")
    endif()
    if(NOT DEFINED arg_DIRECTORY)
        set(arg_DIRECTORY "${source_dir}")
    endif()
    execute_process(COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${arg_DIRECTORY}"
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX REPLACE "[ \t\r\n]+" " " squeezed "${output}")
    if(arg_FAIL AND result EQUAL 0)
        message(FATAL_ERROR "${name}: it should have failed\n${output}")
    elseif(NOT arg_FAIL AND NOT result EQUAL 0)
        message(FATAL_ERROR "${name}: it failed (${result})\n${output}")
    endif()
    foreach(regex IN LISTS arg_OUTPUT)
        if(NOT squeezed MATCHES "${regex}")
            message(FATAL_ERROR "${name}: '${regex}' was not printed\n${output}")
        endif()
    endforeach()
    foreach(regex IN LISTS arg_NOT_OUTPUT)
        if(squeezed MATCHES "${regex}")
            message(FATAL_ERROR "${name}: '${regex}' was printed\n${output}")
        endif()
    endforeach()
    message(STATUS "ok: ${name}")
endfunction()

function(configure name)
    set(options "-DMODE=${MODE}" "-DPACKAGE_SOURCE=${SOURCE}")
    if(MODE STREQUAL "installed")
        list(APPEND options "-DCMAKE_PREFIX_PATH=${PREFIX}")
    elseif(NOT MODE STREQUAL "whole")
        # The sources of the package with a helper that is there already: building it takes minutes.
        list(APPEND options -DMigrations_BUILD_TOOL=OFF "-DMigrations_EXECUTABLE=${TOOL}")
    else()
        # As somebody without PostgreSQL builds it who sets no build type.
        list(APPEND options -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DMigrations_DEVELOPER=ON
            -DMigrations_POSTGRESQL=OFF)
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "OPTIONS")
    run("${name}" COMMAND "${CMAKE_COMMAND}" -S "${source_dir}" -B "${build_dir}" -G "${GENERATOR}" -Werror=dev
        ${options} ${arg_OPTIONS} ${arg_UNPARSED_ARGUMENTS})
endfunction()

function(build name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TARGET" "")
    set(target "")
    if(DEFINED arg_TARGET)
        set(target --target ${arg_TARGET})
    endif()
    run("${name}" COMMAND "${CMAKE_COMMAND}" --build "${build_dir}" ${config} ${target} ${arg_UNPARSED_ARGUMENTS})
endfunction()

function(test name regex)
    run("${name}" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" ${test_config} -R "${regex}"
        --output-on-failure --no-tests=error ${ARGN})
endfunction()

# Runs the helper in the source folder.
function(tool name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ARGUMENTS")
    run("${name}" COMMAND "${TOOL}" ${arg_ARGUMENTS} ${arg_UNPARSED_ARGUMENTS})
endfunction()

# Ends the story where no PostgreSQL can be started; otherwise none but the installed one is used. A macro: it returns from
# the story.
macro(needs_postgresql)
    file(GLOB servers "/usr/lib/postgresql/*/bin/postgres")
    if(NOT servers)
        message(STATUS "no PostgreSQL server here")
        return()
    endif()
    unset(ENV{MIGRATIONS_POSTGRESQL_URL})
    unset(ENV{MIGRATIONS_POSTGRESQL_BINDIR})
endmacro()

# Makes a project with a first revision, reviewed. Options of `init` come behind its name.
function(start_project folder name)
    tool("${name} is started" ARGUMENTS init ${folder} --name ${name} ${ARGN})
    tool("${name} has a revision" ARGUMENTS -c ${folder} revision --autogenerate -m first)
    tool("${name} is reviewed" ARGUMENTS -c ${folder} review --yes)
endfunction()

# ---- changes to the project; the pause is for file systems with coarse times ----

function(pause)
    execute_process(COMMAND "${CMAKE_COMMAND}" -E sleep 1.1)
endfunction()

# Replaces text in a file.
function(edit file from to)
    file(READ "${source_dir}/${file}" text)
    string(REPLACE "${from}" "${to}" changed "${text}")
    if(changed STREQUAL text)
        message(FATAL_ERROR "edit: '${from}' is not in ${file}")
    endif()
    pause()
    file(WRITE "${source_dir}/${file}" "${changed}")
endfunction()

function(touch file)
    pause()
    file(TOUCH "${source_dir}/${file}")
endfunction()

# The path of the revision file whose name has this word.
function(revision_file result word)
    file(GLOB found "${source_dir}/migrations/revisions/*_${word}.toml")
    list(LENGTH found count)
    if(NOT count EQUAL 1)
        message(FATAL_ERROR "revision_file: '${word}' is not in the name of one revision")
    endif()
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
file(COPY "${CASE}/" DESTINATION "${source_dir}")
include("${CASE}/story.cmake")
