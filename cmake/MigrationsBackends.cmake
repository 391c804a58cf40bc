# What a runtime target links, found where it is used: on Debian 12 libpqxx and libpq have pkg-config
# files and no CMake package, elsewhere it may be the other way round.

# Links an interface target with the client library of its backend: sqlite3, libpq or pqxx. A library that is not
# on this machine is left out: the headers then fail to compile with the compiler's own message, which only
# concerns programs that use this backend. Sets Migrations_<backend>_FOUND in the caller.
function(_migrations_link_backend target backend)
    if(backend STREQUAL "sqlite3")
        _migrations_find_library(sqlite3 HEADER sqlite3.h NAMES sqlite3 TARGETS SQLite3::SQLite3 SQLite::SQLite3)
        set(libraries sqlite3)
    else()
        _migrations_find_library(libpq HEADER libpq-fe.h NAMES pq PATH_SUFFIXES postgresql TARGETS PostgreSQL::PostgreSQL)
        set(libraries libpq)
        if(backend STREQUAL "pqxx")
            _migrations_find_library(libpqxx HEADER pqxx/pqxx NAMES pqxx TARGETS libpqxx::pqxx)
            list(PREPEND libraries libpqxx)
        endif()
    endif()
    set(found TRUE)
    foreach(library IN LISTS libraries)
        if(TARGET migrations_found_${library})
            target_link_libraries(${target} INTERFACE
                "$<BUILD_INTERFACE:migrations_found_${library}>")
        else()
            set(found FALSE)
        endif()
    endforeach()
    # Steps outside a transaction on PostgreSQL have somebody watch their lock.
    if(NOT backend STREQUAL "sqlite3")
        find_package(Threads QUIET)
        if(TARGET Threads::Threads)
            target_link_libraries(${target} INTERFACE "$<BUILD_INTERFACE:Threads::Threads>")
        endif()
    endif()
    set(Migrations_${backend}_FOUND ${found} PARENT_SCOPE)
endfunction()

# Makes the target migrations_found_<module> when the header and the library are there. Where a package manager has a
# target for them, that one: it knows what a static library needs besides.
function(_migrations_find_library module)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER" "NAMES;PATH_SUFFIXES;TARGETS")
    if(TARGET migrations_found_${module})
        return()
    endif()
    if(Migrations_PACKAGE_MANAGER)
        foreach(library IN LISTS arg_TARGETS)
            if(TARGET ${library})
                add_library(migrations_found_${module} INTERFACE IMPORTED)
                target_link_libraries(migrations_found_${module} INTERFACE ${library})
                return()
            endif()
        endforeach()
    endif()
    find_path(Migrations_${module}_INCLUDE_DIR ${arg_HEADER} PATH_SUFFIXES ${arg_PATH_SUFFIXES})
    find_library(Migrations_${module}_LIBRARY NAMES ${arg_NAMES})
    mark_as_advanced(Migrations_${module}_INCLUDE_DIR Migrations_${module}_LIBRARY)
    if(Migrations_${module}_INCLUDE_DIR AND Migrations_${module}_LIBRARY)
        add_library(migrations_found_${module} INTERFACE IMPORTED GLOBAL)
        target_include_directories(migrations_found_${module} INTERFACE
            "${Migrations_${module}_INCLUDE_DIR}")
        target_link_libraries(migrations_found_${module} INTERFACE
            "${Migrations_${module}_LIBRARY}")
    endif()
endfunction()
