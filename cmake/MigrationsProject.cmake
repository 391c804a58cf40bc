# The project file, through which the helper gets what only CMake knows, in builds, tests and shells alike; and what the
# helper has to say about the project at configure time. The functions read the variables of add_migrations().

# ---- the project files ----

# Of add_schema_models(): writes it and sets `project` to its path.
function(_migrations_write_models_project)
    set(text "")
    _migrations_toml_line(name "${name}")
    if(models)
        _migrations_toml_array(models ${models})
    endif()
    _migrations_toml_line(namespace "${arg_NAMESPACE}")
    _migrations_toml_line(header_prefix "${arg_HEADER_PREFIX}")
    set(project "${CMAKE_CURRENT_BINARY_DIR}/${name}/models.toml")
    _migrations_write("${project}" "${text}")
    set(project "${project}" PARENT_SCOPE)
endfunction()

# Of add_migrations(): writes it and sets `project` to its path. Where one build tree has several configurations, each has its own file,
# whose messages name the configuration; the one without is for shells and for the line at configure time.
function(_migrations_write_project)
    set(text "")
    _migrations_toml_line(name "${name}")
    _migrations_toml_line(directory "${arg_DIRECTORY}")
    if(models)
        _migrations_toml_array(models ${models})
    endif()
    if(DEFINED arg_DIALECTS)
        _migrations_toml_array(dialects ${arg_DIALECTS})
    endif()
    if(DEFINED arg_VERSION_TABLE)
        _migrations_toml_line(version_table "${arg_VERSION_TABLE}")
    endif()
    if(DEFINED arg_DATABASE)
        _migrations_toml_line(database "${arg_DATABASE}")
    endif()
    _migrations_toml_line(default_database "sqlite:///${CMAKE_CURRENT_BINARY_DIR}/${name}/${name}.db")
    _migrations_toml_line(namespace "${arg_NAMESPACE}")
    _migrations_toml_line(drift "${arg_DRIFT}")
    _migrations_toml_line(review "${arg_REVIEW}")
    _migrations_toml_line(build "${CMAKE_BINARY_DIR}")
    _migrations_toml_line(postgresql_state "${CMAKE_BINARY_DIR}/migrations-postgresql.state")
    if(Migrations_POSTGRESQL_BINDIR)
        _migrations_toml_line(postgresql_bindir "${Migrations_POSTGRESQL_BINDIR}")
    endif()
    set(common "${text}")
    _migrations_toml_line(fix "${build_command} --target")
    get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    set(compiled_now "${compiled}")
    if(multi)
        # The same models, whichever configuration compiles them.
        list(GET CMAKE_CONFIGURATION_TYPES 0 first)
        string(REPLACE "$<CONFIG>" "${first}" compiled_now "${compiled}")
    endif()
    if(compiled)
        _migrations_toml_array(compiled_models ${compiled_now})
    endif()
    set(plain "${CMAKE_CURRENT_BINARY_DIR}/${name}/project.toml")
    _migrations_write("${plain}" "${text}")

    if(multi)
        set(text "${common}")
        if(compiled)
            _migrations_toml_array(compiled_models ${compiled})
        endif()
        _migrations_toml_line(config "$<CONFIG>")
        _migrations_toml_line(fix "${build_command} --config $<CONFIG> --target")
        file(GENERATE OUTPUT "${folder}/project.toml" CONTENT "${text}")
    endif()
    set(project "${folder}/project.toml" PARENT_SCOPE)
    set(compiled_now "${compiled_now}" PARENT_SCOPE)

    # For `migrations -B <build>`: which projects a build folder has.
    set_property(GLOBAL APPEND PROPERTY _MIGRATIONS_PROJECTS "${plain}")
    get_property(projects GLOBAL PROPERTY _MIGRATIONS_PROJECTS)
    list(JOIN projects "\n" lines)
    _migrations_write("${CMAKE_BINARY_DIR}/migrations-projects.txt" "${lines}\n")
endfunction()

# ---- configure time ----

# The line "-- Migrations blog_db: 12 revisions, head 3f2a9c0d1b7e", and what the build will say, as a warning: it never
# stops the configuration, since the targets that mend the chain live in the build. Only with a helper and models that
# are there already.
function(_migrations_summary)
    foreach(file IN ITEMS "${tool_now}" ${models} ${compiled_now})
        if(NOT EXISTS "${file}")
            return()
        endif()
    endforeach()
    execute_process(
        COMMAND "${tool_now}" build summary --project "${CMAKE_CURRENT_BINARY_DIR}/${name}/project.toml"
        RESULT_VARIABLE result OUTPUT_VARIABLE line ERROR_VARIABLE findings
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_STRIP_TRAILING_WHITESPACE
    )
    if(result EQUAL 0)
        message(STATUS "Migrations ${line}")
    endif()
    if(NOT result EQUAL 0)
        message(WARNING "The build of ${name} will fail:\n${findings}")
    elseif(NOT findings STREQUAL "")
        message(WARNING "The build of ${name} will warn:\n${findings}")
    endif()
endfunction()

# ---- writing ----

# Writes a file unless it holds this text already. (file(CONFIGURE) would replace @words@ in paths.)
function(_migrations_write file text)
    set(old "")
    if(EXISTS "${file}")
        file(READ "${file}" old)
    endif()
    if(NOT "${old}" STREQUAL "${text}")
        file(WRITE "${file}" "${text}")
    endif()
endfunction()

# Append `key = "value"` or `key = ["value", ...]` to the caller's `text`.
function(_migrations_toml_line key value)
    _migrations_toml_string(value "${value}")
    set(text "${text}${key} = ${value}\n" PARENT_SCOPE)
endfunction()

function(_migrations_toml_array key)
    set(quoted "")
    foreach(value IN LISTS ARGN)
        _migrations_toml_string(value "${value}")
        list(APPEND quoted "${value}")
    endforeach()
    list(JOIN quoted ", " values)
    set(text "${text}${key} = [${values}]\n" PARENT_SCOPE)
endfunction()

function(_migrations_toml_string result value)
    string(REPLACE "\\" "\\\\" value "${value}")
    string(REPLACE "\"" "\\\"" value "${value}")
    set(${result} "\"${value}\"" PARENT_SCOPE)
endfunction()

# A word of a shell, for commands that people copy.
function(_migrations_shell_word result value)
    if(NOT value MATCHES "^[A-Za-z0-9_./+:=,@%-]+$")
        if(CMAKE_HOST_WIN32)
            set(value "\"${value}\"")
        else()
            string(REPLACE "'" "'\\''" value "${value}")
            set(value "'${value}'")
        endif()
    endif()
    set(${result} "${value}" PARENT_SCOPE)
endfunction()

# A bracket argument of CMake, in which nothing is interpreted.
function(_migrations_bracket result value)
    set(equals "=")
    string(FIND "${value}" "]${equals}]" found)
    while(NOT found EQUAL -1)
        string(APPEND equals "=")
        string(FIND "${value}" "]${equals}]" found)
    endwhile()
    set(${result} "[${equals}[${value}]${equals}]" PARENT_SCOPE)
endfunction()
