# What add_migrations() builds: the check, the library with the migrations, and targets that people start. The functions
# read its variables (name, tool, tool_dependency, folder, project, models, compiled, arg_*).

# Sets `depfile`, what the helper is told, and `dependency_file`, what CMake is told, where the build tool is Ninja.
function(_migrations_dependency_file step)
    set(depfile "")
    set(dependency_file "")
    if(CMAKE_GENERATOR MATCHES "Ninja")
        set(depfile --depfile "${folder}/${step}.d")
        set(dependency_file DEPFILE "${folder}/${step}.d")
    endif()
    set(depfile "${depfile}" PARENT_SCOPE)
    set(dependency_file "${dependency_file}" PARENT_SCOPE)
endfunction()

# A step of the build, `helper build <step>`, as the target <name>_<step>: done again when what it is made of changes.
#
#   _migrations_add_step(<step> <comment> MADE_OF <chain|all>
#       [ARGUMENTS <argument>...] [BYPRODUCTS <file>...] [DEPENDS <file>...] [ALL])
#
# CMake knows no revision, since they come and go without it. Ninja is told of them by a dependency file. Make never
# forgets a file that it was told of, not even one that is gone, and would then do the step at every build for ever; so
# there the step depends on a list of its inputs, which <name>_watch looks through at every build, in milliseconds, and
# writes only when it is another one. An undone step costs nothing on Ninja: the helper leaves an equal stamp alone.
function(_migrations_add_step step comment)
    cmake_parse_arguments(PARSE_ARGV 2 step "ALL" "MADE_OF" "ARGUMENTS;BYPRODUCTS;DEPENDS")
    set(stamp "${folder}/${step}.stamp")
    _migrations_dependency_file(${step})
    if(NOT depfile)
        _migrations_add_watch()
        list(APPEND step_DEPENDS "${folder}/${step_MADE_OF}.inputs")
    endif()
    add_custom_command(
        OUTPUT "${stamp}"
        BYPRODUCTS ${step_BYPRODUCTS}
        COMMAND "${tool}" build ${step} --project "${project}" --stamp "${stamp}" ${depfile} ${step_ARGUMENTS}
        DEPENDS "${project}" ${step_DEPENDS} ${tool_dependency}
        ${dependency_file}
        COMMENT "${comment}"
        VERBATIM
    )
    set(all "")
    if(step_ALL AND NOT arg_EXCLUDE_FROM_ALL)
        set(all ALL)
    endif()
    add_custom_target(${name}_${step} ${all} DEPENDS "${stamp}")
    set_target_properties(${name}_${step} PROPERTIES FOLDER Migrations)
endfunction()

function(_migrations_add_watch)
    if(TARGET ${name}_watch)
        return()
    endif()
    add_custom_target(${name}_watch
        COMMAND "${tool}" build watch --project "${project}"
            --chain "${folder}/chain.inputs" --all "${folder}/all.inputs"
        BYPRODUCTS "${folder}/chain.inputs" "${folder}/all.inputs"
        VERBATIM
    )
    set_target_properties(${name}_watch PROPERTIES FOLDER Migrations)
endfunction()

function(_migrations_add_check)
    _migrations_add_step(check "Checking the migrations of ${name}" MADE_OF all DEPENDS ${models} ${compiled} ALL)
    # A mistake in a model is said once, by whoever generates its header or reads it.
    _migrations_after_models(check)
endfunction()

# Makes the target <name>_<what> wait for what is done with the models.
function(_migrations_after_models what)
    foreach(target IN LISTS arg_MODELS)
        foreach(step IN ITEMS generate read)
            if(TARGET ${target}_${step})
                add_dependencies(${name}_${what} ${target}_${step})
            endif()
        endforeach()
    endforeach()
endfunction()

function(_migrations_add_library)
    set(source "${folder}/migrations.cpp")
    set(header "${folder}/include/${name}/migrations.hpp")
    set(program "")
    set(program_argument "")
    if(DEFINED arg_FUNCTIONS)
        set(program "${folder}/migrate.cpp")
        set(program_argument --program "${program}")
    endif()
    # It names the schema of the models.
    _migrations_add_step(embed "Compiling in the migrations of ${name}" MADE_OF all
        ARGUMENTS --source "${source}" --header "${header}" ${program_argument}
        BYPRODUCTS "${source}" "${header}" ${program})
    _migrations_after_models(embed)
    set_source_files_properties("${source}" PROPERTIES GENERATED ON)
    add_library(${name} STATIC EXCLUDE_FROM_ALL "${source}")
    add_dependencies(${name} ${name}_embed)
    target_link_libraries(${name} PUBLIC Migrations::runtime)
    target_include_directories(${name} PUBLIC "$<BUILD_INTERFACE:${folder}/include>")
    target_compile_features(${name} PUBLIC cxx_std_17)
    set_target_properties(${name} PROPERTIES FOLDER Migrations)
    if(program)
        _migrations_add_functions("${program}")
    endif()
endfunction()

# Nothing that uses the migrations or their models is linked while the check fails. On Ninja the link waits for the
# stamp and everything else compiles; elsewhere a dependency between targets has to do.
function(_migrations_block_links)
    set(targets ${arg_MODELS})
    if(TARGET ${name})
        list(APPEND targets ${name})
    endif()
    foreach(target IN LISTS targets)
        if(CMAKE_GENERATOR MATCHES "Ninja")
            set_property(TARGET ${target} APPEND PROPERTY
                INTERFACE_LINK_DEPENDS "$<BUILD_INTERFACE:${folder}/check.stamp>")
        else()
            add_dependencies(${target} ${name}_check)
        endif()
    endforeach()
endfunction()

# ---- targets that people start ----

function(_migrations_add_everyday_targets)
    _migrations_add_utility(revision "Writing the next revision of ${name}" revision --autogenerate)
    _migrations_after_models(revision)
    _migrations_add_utility(review "Reviewing the revisions of ${name}" review)
    _migrations_add_utility(upgrade "Upgrading the database of ${name}" upgrade head --create)
    _migrations_add_utility(downgrade "Taking back the newest revision of ${name}" downgrade -1)
    if(TARGET ${name}_migrate)
        add_dependencies(${name}_upgrade ${name}_migrate)
        add_dependencies(${name}_downgrade ${name}_migrate)
    endif()
    _migrations_add_utility(current "" current)
    _migrations_add_utility(history "" history)
    _migrations_add_utility(sql "" sql)
endfunction()

function(_migrations_add_utility what comment)
    set(say "")
    if(NOT comment STREQUAL "")
        set(say COMMENT "${comment}")
    endif()
    add_custom_target(${name}_${what}
        COMMAND "${tool}" ${ARGN} --project "${project}"
        WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
        ${say}
        USES_TERMINAL
        VERBATIM
    )
    set_target_properties(${name}_${what} PROPERTIES FOLDER Migrations)
endfunction()
