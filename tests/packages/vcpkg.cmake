# The port of vcpkg, run with functions of the same names that do what vcpkg's do on Linux, as far as this port needs them.
#
#   cmake -DSOURCE=<package> -DPREFIX=<install prefix> -DLIBPQ=<is libpq here> -DWORK=<folder> -P vcpkg.cmake
#
# A package for another machine, which has no program of its own, is made for real, and a project uses it with the program
# of the host. For this machine, where vcpkg would compile the program, the configuration is looked at.

cmake_minimum_required(VERSION 3.25)

set(PORT migrations)
set(HOST_TRIPLET x64-linux)
set(port_folder "${SOURCE}/packaging/vcpkg/${PORT}")

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "failed (${result}): ${ARGN}\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()

# ---- what vcpkg has ----

function(vcpkg_check_features)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT_FEATURE_OPTIONS" "FEATURES")
    set(options "")
    while(arg_FEATURES)
        list(POP_FRONT arg_FEATURES feature option)
        set(value OFF)
        if(feature IN_LIST FEATURES)
            set(value ON)
        endif()
        list(APPEND options "-D${option}=${value}")
    endwhile()
    set(${arg_OUT_FEATURE_OPTIONS} "${options}" PARENT_SCOPE)
endfunction()

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS;OPTIONS_RELEASE")
    if(arg_UNPARSED_ARGUMENTS OR NOT VCPKG_BUILD_TYPE STREQUAL "release")
        message(FATAL_ERROR "these functions build for release alone, without '${arg_UNPARSED_ARGUMENTS}'")
    endif()
    run("${CMAKE_COMMAND}" -S "${arg_SOURCE_PATH}" -B "${build}" -G Ninja -DCMAKE_BUILD_TYPE=Release
        "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" ${arg_OPTIONS}
        -DCMAKE_INSTALL_LIBDIR:STRING=lib -DCMAKE_INSTALL_BINDIR:STRING=bin ${arg_OPTIONS_RELEASE})
    if(output MATCHES "not used by the project")
        message(FATAL_ERROR "the port gives options that CMakeLists.txt does not know\n${output}")
    endif()
endfunction()

function(vcpkg_cmake_install)
    if(VCPKG_CROSSCOMPILING)
        run("${CMAKE_COMMAND}" --build "${build}")
        run("${CMAKE_COMMAND}" --install "${build}")
    else()
        # All but the program, which takes minutes to compile.
        run("${CMAKE_COMMAND}" --install "${build}" --component Migrations_Development)
    endif()
endfunction()

# Nothing is to be mended where the files are in share/<port> already; vcpkg would change what is.
function(vcpkg_cmake_config_fixup)
    if(ARGN OR NOT EXISTS "${CURRENT_PACKAGES_DIR}/share/${PORT}/MigrationsConfig.cmake")
        message(FATAL_ERROR "the package's CMake files are not in share/${PORT}")
    endif()
    file(READ "${CURRENT_PACKAGES_DIR}/share/${PORT}/MigrationsConfig.cmake" config)
    if(NOT config MATCHES "PACKAGE_PREFIX_DIR \"\\\${CMAKE_CURRENT_LIST_DIR}/\\.\\./\\.\\./?\"")
        message(FATAL_ERROR "the prefix is not two folders above MigrationsConfig.cmake")
    endif()
endfunction()

function(vcpkg_fixup_pkgconfig)
    if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/share/pkgconfig/migrations.pc")
        message(FATAL_ERROR "there is no migrations.pc")
    endif()
endfunction()

# The program is to be there, and to know its module and its templates from there.
function(vcpkg_copy_tool_dependencies folder)
    file(STRINGS "${build}/cmake_install.cmake" installs REGEX "/tools/migrations\" TYPE EXECUTABLE ")
    if(NOT installs OR NOT folder STREQUAL "${CURRENT_PACKAGES_DIR}/tools/migrations")
        message(FATAL_ERROR "the program is not installed in tools/migrations")
    endif()
    file(READ "${build}/build.ninja" ninja)
    set(texts "../../share/migrations/templates")
    if("postgresql" IN_LIST FEATURES)
        # The second: within the build folder.
        list(APPEND texts "ORIGIN/../../lib/migrations" "\nbuild lib/migrations/migrations_postgresql.so: ")
    endif()
    foreach(text IN LISTS texts)
        string(FIND "${ninja}" "${text}" found)
        if(found EQUAL -1)
            message(FATAL_ERROR "'${text}' is not in how the program is built")
        endif()
    endforeach()
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
    file(INSTALL ${arg_FILE_LIST} DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}" RENAME copyright)
endfunction()

# ---- the manifest ----

file(READ "${SOURCE}/CMakeLists.txt" project)
string(REGEX MATCH "VERSION ([0-9]+\\.[0-9]+\\.[0-9]+)\n" found "${project}")
set(version "${CMAKE_MATCH_1}")
file(READ "${port_folder}/vcpkg.json" manifest)
string(JSON name GET "${manifest}" name)
string(JSON said GET "${manifest}" version)
if(NOT name STREQUAL PORT OR NOT said STREQUAL version)
    message(FATAL_ERROR "vcpkg.json is of ${name} ${said}, and the sources are ${version}")
endif()
string(JSON feature MEMBER "${manifest}" features 0)
file(READ "${port_folder}/portfile.cmake" port)
if(NOT port MATCHES "\n        ${feature} Migrations_")
    message(FATAL_ERROR "portfile.cmake does not ask for the feature ${feature}")
endif()
file(READ "${SOURCE}/packaging/vcpkg/kainjow-mustache/vcpkg.json" other)
string(JSON name GET "${other}" name)

# ---- for this machine ----

file(REMOVE_RECURSE "${WORK}")
set(features "core")
if(LIBPQ)
    list(APPEND features postgresql)
endif()

function(make_package triplet)
    set(TARGET_TRIPLET ${triplet})
    set(FEATURES "${features}")
    set(CURRENT_PACKAGES_DIR "${WORK}/installed/${triplet}")
    set(build "${WORK}/build-${triplet}")
    set(VCPKG_CROSSCOMPILING OFF)
    if(NOT triplet STREQUAL HOST_TRIPLET)
        set(VCPKG_CROSSCOMPILING ON)
    endif()
    # vcpkg.cmake reads a port in its own folder.
    set(CMAKE_CURRENT_LIST_DIR "${port_folder}")
    include("${port_folder}/portfile.cmake")
    foreach(file IN ITEMS copyright usage MigrationsConfig.cmake MigrationsConfigVersion.cmake MigrationsCommands.cmake
            MigrationsTargets.cmake MigrationsPackageManager.cmake)
        if(NOT EXISTS "${CURRENT_PACKAGES_DIR}/share/migrations/${file}")
            message(FATAL_ERROR "${triplet}: there is no share/migrations/${file}")
        endif()
    endforeach()
    foreach(folder IN ITEMS bin debug lib/cmake share/doc)
        if(EXISTS "${CURRENT_PACKAGES_DIR}/${folder}")
            message(FATAL_ERROR "${triplet}: there is ${folder}, where vcpkg has none")
        endif()
    endforeach()
endfunction()
make_package(${HOST_TRIPLET})
# The program stands where the port installs it; it was compiled otherwise.
file(COPY "${PREFIX}/bin/migrations" DESTINATION "${WORK}/installed/${HOST_TRIPLET}/tools/migrations")

# ---- for another machine, and a project of that machine ----

make_package(arm64-linux)
if(EXISTS "${WORK}/installed/arm64-linux/tools")
    message(FATAL_ERROR "the package of another machine has a program")
endif()
set(project "${WORK}/project")
# A cross build without a cross compiler: that the name of the system is given is enough for CMake.
run("${CMAKE_COMMAND}" -S "${SOURCE}/packaging/conan/test_package" -B "${project}" -G Ninja
    "-DCMAKE_PREFIX_PATH=${WORK}/installed/arm64-linux" -DCMAKE_SYSTEM_NAME=Linux)
if(NOT output MATCHES "-- Migrations example_db: 1 revision")
    message(FATAL_ERROR "the program of the host was not asked\n${output}")
endif()
file(STRINGS "${project}/CMakeCache.txt" executable REGEX "^Migrations_EXECUTABLE:FILEPATH=")
if(NOT executable STREQUAL "Migrations_EXECUTABLE:FILEPATH=${WORK}/installed/${HOST_TRIPLET}/tools/migrations/migrations")
    message(FATAL_ERROR "the program is ${executable}")
endif()
run("${CMAKE_COMMAND}" --build "${project}")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${project}" -R migrations --no-tests=error)
run("${project}/example")
# The library is the one that find_package(SQLite3) of vcpkg finds, with what it needs itself.
file(STRINGS "${project}/CMakeCache.txt" ours REGEX "^Migrations_sqlite3_LIBRARY")
if(ours)
    message(FATAL_ERROR "the library was looked for beside vcpkg: ${ours}")
endif()
