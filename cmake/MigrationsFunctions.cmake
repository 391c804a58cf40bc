# The functions that revisions call: they are part of the library with the migrations, and of a program with which the
# helper runs such revisions. The functions of this file read the variables of add_migrations().

function(_migrations_check_functions)
    if(NOT DEFINED arg_FUNCTIONS)
        return()
    endif()
    if(arg_NO_EMBED)
        message(FATAL_ERROR "${call}: FUNCTIONS and NO_EMBED exclude each other: the functions are part of the library")
    endif()
    _migrations_files(FUNCTIONS "Name the files in it." files)
    set(arg_FUNCTIONS "${files}" PARENT_SCOPE)
endfunction()

# Sets `result` to the words that start the program in this folder; none where this machine cannot run it.
function(_migrations_program result place)
    set(words "")
    if(DEFINED arg_FUNCTIONS AND (NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR))
        set(words ${CMAKE_CROSSCOMPILING_EMULATOR} "${place}/${name}_migrate${CMAKE_EXECUTABLE_SUFFIX}")
    endif()
    set(${result} "${words}" PARENT_SCOPE)
endfunction()

# Adds the functions to the library, and the program <name>_migrate. `source` is the one that the library's step writes.
function(_migrations_add_functions source)
    set(libraries "")
    set(definitions "")
    foreach(backend IN ITEMS sqlite3 libpq pqxx)
        string(REPLACE "pqxx" "libpqxx" module "${backend}")
        set(dialect postgresql)
        if(backend STREQUAL "sqlite3")
            set(dialect sqlite)
        endif()
        if(TARGET migrations_found_${module} AND (NOT DEFINED arg_DIALECTS OR dialect IN_LIST arg_DIALECTS))
            string(TOUPPER "MIGRATIONS_WITH_${backend}" definition)
            list(APPEND definitions "${definition}")
            list(APPEND libraries Migrations::${backend})
        endif()
    endforeach()
    target_sources(${name} PRIVATE ${arg_FUNCTIONS})

    set(all "")
    if(arg_EXCLUDE_FROM_ALL)
        set(all EXCLUDE_FROM_ALL)
    endif()
    set_source_files_properties("${source}" PROPERTIES GENERATED ON)
    add_executable(${name}_migrate ${all} "${source}")
    add_dependencies(${name}_migrate ${name}_embed)
    target_link_libraries(${name}_migrate PRIVATE ${name} ${libraries})
    target_compile_definitions(${name}_migrate PRIVATE ${definitions})
    # The project file says where it is.
    set_target_properties(${name}_migrate PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${folder}"
        OUTPUT_NAME ${name}_migrate
        FOLDER Migrations
    )
    foreach(configuration IN LISTS CMAKE_CONFIGURATION_TYPES CMAKE_BUILD_TYPE)
        string(TOUPPER "${configuration}" configuration)
        set_target_properties(${name}_migrate PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY_${configuration} "${folder}"
            OUTPUT_NAME_${configuration} ${name}_migrate
            ${configuration}_POSTFIX ""
        )
    endforeach()
endfunction()
