# Which helper a build runs, and that it is of the right version.

# Sets in the caller
#   tool             the helper, as a command of the build
#   tool_dependency  what a step that runs it depends on: when the helper changes, everything it made is made again
#   tool_now         the program, if it is there at configure time; empty when this build makes it
function(_migrations_find_tool)
    set(program "")
    if(Migrations_EXECUTABLE)
        _migrations_check_program(Migrations_EXECUTABLE)
        set(program "${Migrations_EXECUTABLE}")
    elseif(TARGET Migrations::tool)
        get_target_property(imported Migrations::tool IMPORTED)
        set(now "")
        if(imported)
            get_target_property(now Migrations::tool LOCATION)
        endif()
        set(tool "$<TARGET_FILE:Migrations::tool>" PARENT_SCOPE)
        set(tool_dependency Migrations::tool PARENT_SCOPE)
        set(tool_now "${now}" PARENT_SCOPE)
        return()
    elseif(CMAKE_CROSSCOMPILING)
        # The prefixes and roots of a cross build hold programs of the target; those of this machine are in PATH.
        find_program(Migrations_HOST_EXECUTABLE migrations
            DOC "The helper that runs on this machine"
            NO_PACKAGE_ROOT_PATH NO_CMAKE_PATH NO_CMAKE_ENVIRONMENT_PATH NO_CMAKE_SYSTEM_PATH NO_CMAKE_FIND_ROOT_PATH)
        if(Migrations_HOST_EXECUTABLE)
            _migrations_check_program(Migrations_HOST_EXECUTABLE)
            set(program "${Migrations_HOST_EXECUTABLE}")
        endif()
    endif()
    if(NOT program)
        if(CMAKE_CROSSCOMPILING)
            set(advice "install the package for this machine too and set Migrations_EXECUTABLE to its program 'migrations'.")
        else()
            set(advice "install the program 'migrations' of this package too (Debian: migrations), or set Migrations_EXECUTABLE to it.")
        endif()
        message(FATAL_ERROR "There is no helper for this build: ${advice}")
    endif()
    set(tool "${program}" PARENT_SCOPE)
    set(tool_dependency "${program}" PARENT_SCOPE)
    set(tool_now "${program}" PARENT_SCOPE)
endfunction()

# That the program which a variable names is there and of this package's version. Asks each program once.
function(_migrations_check_program variable)
    set(program "${${variable}}")
    get_property(good GLOBAL PROPERTY _MIGRATIONS_GOOD_PROGRAM)
    if(program STREQUAL good)
        return()
    endif()
    if(NOT EXISTS "${program}")
        message(FATAL_ERROR "${variable}: there is no '${program}'")
    endif()
    execute_process(COMMAND "${program}" --version
        OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    get_property(expected GLOBAL PROPERTY _MIGRATIONS_VERSION)
    if(expected AND NOT version STREQUAL "migrations ${expected}")
        message(FATAL_ERROR "${variable}: '${program}' says '${version}', and this package is ${expected}")
    endif()
    set_property(GLOBAL PROPERTY _MIGRATIONS_GOOD_PROGRAM "${program}")
endfunction()
