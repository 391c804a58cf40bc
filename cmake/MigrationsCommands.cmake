#[=======================================================================[.rst:
MigrationsCommands
------------------

The commands of the package ``Migrations``: models that a build checks, migrations that it tests and compiles in.
They are the same in an installed package (``find_package(Migrations)``), with ``FetchContent`` and with
``add_subdirectory()``.

.. command:: add_schema_models

  Declares models: TOML files, of which C++ headers with row structs are generated.

  .. code-block:: cmake

    add_schema_models(<name>
      MODELS <file>... | MODEL_DIRECTORY <folder>
      [NAMESPACE <namespace>]
      [HEADER_PREFIX <folder>]
      [DEPENDS <file-or-target>...])

  ``MODELS``
    The model files, relative to the current source directory.
  ``MODEL_DIRECTORY``
    All ``*.toml`` files of a folder instead. Each build looks whether files came or went, which costs one start
    of CMake when they did.
  ``NAMESPACE``
    C++ namespace of the structs. Default: ``<name>``.
  ``HEADER_PREFIX``
    The headers are ``<HEADER_PREFIX/stem.hpp>``. Default: ``<name>``.
  ``DEPENDS``
    What makes the model files, when something does.

  Targets: ``<name>``, an INTERFACE library with the headers' include directory, to be linked by whatever includes
  them; ``<name>_generate``, which writes them.

.. command:: add_migrations

  Declares a chain of migrations.

  .. code-block:: cmake

    add_migrations(<name>
      DIRECTORY <folder>
      [MODELS <target>...]
      [DIALECTS <sqlite|postgresql>...]
      [NAMESPACE <namespace>]
      [VERSION_TABLE <table>]
      [DATABASE <url>]
      [DRIFT <error|warning|off>]
      [REVIEW <error|warning>]
      [NO_EMBED] [NO_TESTS] [EXCLUDE_FROM_ALL]
      [TEST_PROPERTIES <property> <value>...])

  ``DIRECTORY``
    The folder with ``migrations.toml``, relative to the current source directory.
  ``MODELS``
    Targets of ``add_schema_models()``. Nothing that links one of them, or ``<name>``, is linked while the models and
    the migrations disagree.
  ``DIALECTS``, ``VERSION_TABLE``
    As in ``migrations.toml``, where they belong; another value than there is an error.
  ``NAMESPACE``
    C++ namespace of the compiled-in migrations. Default: ``<name>``.
  ``DATABASE``
    For ``<name>_upgrade`` and its like, when neither ``migrations.toml`` nor ``DATABASE_URL`` names one. Default: an
    SQLite file in the build folder.
  ``DRIFT``, ``REVIEW``
    What the build does about drift and unreviewed revisions. Default: ``Migrations_DRIFT``, ``Migrations_REVIEW``.
    The test ``migrations.<name>.check`` is always strict, and a revision that was edited after its review is always
    an error.
  ``NO_EMBED``, ``NO_TESTS``
    Do not make the library or the tests.
  ``EXCLUDE_FROM_ALL``
    The check runs only when something that depends on it is built.
  ``TEST_PROPERTIES``
    Properties for every generated test.

  ======================== ============================================================================
  Target                   What it does
  ======================== ============================================================================
  ``<name>``               STATIC library: ``#include <<name>/migrations.hpp>``
  ``<name>_check``         chain, drift and review; part of ALL
  ``<name>_tests``         writes the list of tests for CTest; part of ALL
  ``<name>_revision``      writes the next revision from the models; message in ``MIGRATIONS_MESSAGE``
  ``<name>_review``        shows the unreviewed revisions and asks
  ``<name>_upgrade``       brings the database to the head
  ``<name>_downgrade``     takes the newest revision back
  ``<name>_current``       shows where the database is
  ``<name>_history``       shows the chain
  ``<name>_sql``           prints the script of the whole chain
  ======================== ============================================================================

  Tests, all with the label ``migrations``: ``migrations.<name>.check``, and for each dialect
  ``migrations.<name>.<dialect>.<revision>`` (up, down, up with rows), ``.chain`` (base to head to base to head) and
  ``.models`` (head equals models). Those of PostgreSQL share a server that is started for the test run and are
  skipped where none is installed.

Variables
^^^^^^^^^

``Migrations_DRIFT``, ``Migrations_REVIEW``
  ``error`` (default), ``warning``, and for drift ``off``.
``Migrations_EXECUTABLE``
  The helper to use instead of ``Migrations::tool``; must be of the same version.
``Migrations_POSTGRESQL_BINDIR``
  Folder with ``initdb`` and ``postgres``. Default: looked for.

#]=======================================================================]

include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25...4.0)

set(Migrations_DRIFT "error" CACHE STRING "What a build does when models and migrations disagree")
set_property(CACHE Migrations_DRIFT PROPERTY STRINGS error warning off)
set(Migrations_REVIEW "error" CACHE STRING "What a build does about an unreviewed revision")
set_property(CACHE Migrations_REVIEW PROPERTY STRINGS error warning)
set(Migrations_EXECUTABLE "" CACHE FILEPATH "The helper to use instead of Migrations::tool")
set(Migrations_POSTGRESQL_BINDIR "" CACHE PATH "Folder with initdb and postgres, for tests")
mark_as_advanced(Migrations_EXECUTABLE Migrations_POSTGRESQL_BINDIR)

# ---- the two commands ----

function(add_schema_models name)
    set(CMAKE_MESSAGE_CONTEXT add_schema_models)
    cmake_parse_arguments(PARSE_ARGV 1 arg
        "" "MODEL_DIRECTORY;NAMESPACE;HEADER_PREFIX" "MODELS;DEPENDS")
    _migrations_check_call("add_schema_models" "${name}")
    if(DEFINED arg_MODELS AND DEFINED arg_MODEL_DIRECTORY)
        message(FATAL_ERROR "add_schema_models(${name}): MODELS and MODEL_DIRECTORY exclude each other")
    elseif(DEFINED arg_MODEL_DIRECTORY)
        cmake_path(ABSOLUTE_PATH arg_MODEL_DIRECTORY NORMALIZE)
        if(NOT IS_DIRECTORY "${arg_MODEL_DIRECTORY}")
            message(FATAL_ERROR
                "add_schema_models(${name}): MODEL_DIRECTORY: there is no folder '${arg_MODEL_DIRECTORY}'")
        endif()
        file(GLOB models CONFIGURE_DEPENDS "${arg_MODEL_DIRECTORY}/*.toml")
    else()
        _migrations_absolute(models ${arg_MODELS})
    endif()
    if(NOT models)
        message(FATAL_ERROR "add_schema_models(${name}): MODELS: give at least one model file")
    endif()

    _migrations_tool(tool)
    _migrations_output_folder(folder "${name}")
    _migrations_default(arg_NAMESPACE "${name}")
    _migrations_default(arg_HEADER_PREFIX "${name}")
    _migrations_toml_array(toml_models ${models})
    set(project "name = \"${name}\"\nmodels = ${toml_models}\n")
    string(APPEND project "namespace = \"${arg_NAMESPACE}\"\nheader_prefix = \"${arg_HEADER_PREFIX}\"\n")
    _migrations_build_keys(keys)
    file(GENERATE OUTPUT "${folder}/models.toml" CONTENT "${project}${keys}")

    set(headers "")
    foreach(model IN LISTS models)
        cmake_path(GET model STEM LAST_ONLY stem)
        set(header "${folder}/include/${arg_HEADER_PREFIX}/${stem}.hpp")
        if(header IN_LIST headers)
            message(FATAL_ERROR
                "add_schema_models(${name}): MODELS: two files would become '${arg_HEADER_PREFIX}/${stem}.hpp'")
        endif()
        list(APPEND headers "${header}")
    endforeach()
    set(stamp "${folder}/models.stamp")
    add_custom_command(
        OUTPUT "${stamp}"
        BYPRODUCTS ${headers}
        COMMAND "${tool}" build models
            --project "${folder}/models.toml" --output "${folder}/include"
            --stamp "${stamp}" --depfile "${folder}/models.d"
        DEPENDS "${folder}/models.toml" ${models} ${arg_DEPENDS} ${_migrations_tool_dependency}
        DEPFILE "${folder}/models.d"
        COMMENT "Generating the headers of ${name}"
        VERBATIM
    )
    add_custom_target(${name}_generate DEPENDS "${stamp}")
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "$<BUILD_INTERFACE:${folder}/include>")
    target_compile_features(${name} INTERFACE cxx_std_17)
    add_dependencies(${name} ${name}_generate)
    set_target_properties(${name} PROPERTIES MIGRATIONS_MODELS "${models}")
    set_target_properties(${name}_generate PROPERTIES FOLDER Migrations)
endfunction()

function(add_migrations name)
    set(CMAKE_MESSAGE_CONTEXT add_migrations)
    cmake_parse_arguments(PARSE_ARGV 1 arg
        "NO_EMBED;NO_TESTS;EXCLUDE_FROM_ALL"
        "DIRECTORY;NAMESPACE;VERSION_TABLE;DATABASE;DRIFT;REVIEW"
        "MODELS;DIALECTS;TEST_PROPERTIES")
    _migrations_check_call("add_migrations" "${name}")
    if(NOT DEFINED arg_DIRECTORY)
        message(FATAL_ERROR "add_migrations(${name}): DIRECTORY is missing: the folder with migrations.toml")
    endif()
    cmake_path(ABSOLUTE_PATH arg_DIRECTORY NORMALIZE)
    if(NOT EXISTS "${arg_DIRECTORY}/migrations.toml")
        message(FATAL_ERROR
            "add_migrations(${name}): DIRECTORY: there is no '${arg_DIRECTORY}/migrations.toml'. "
            "Run 'migrations init ${arg_DIRECTORY}' to make one.")
    endif()
    _migrations_one_of(arg_DRIFT "${Migrations_DRIFT}" DRIFT error warning off)
    _migrations_one_of(arg_REVIEW "${Migrations_REVIEW}" REVIEW error warning)
    foreach(dialect IN LISTS arg_DIALECTS)
        if(NOT dialect MATCHES "^(sqlite|postgresql)$")
            message(FATAL_ERROR
                "add_migrations(${name}): DIALECTS: '${dialect}' is neither sqlite nor postgresql")
        endif()
    endforeach()
    set(models "")
    foreach(target IN LISTS arg_MODELS)
        if(TARGET "${target}")
            get_target_property(files ${target} MIGRATIONS_MODELS)
        endif()
        if(NOT TARGET "${target}" OR NOT files)
            message(FATAL_ERROR
                "add_migrations(${name}): MODELS: '${target}' is not a target of add_schema_models()")
        endif()
        list(APPEND models ${files})
    endforeach()

    _migrations_tool(tool)
    _migrations_output_folder(folder "${name}")
    _migrations_write_project("${folder}/project.toml")
    _migrations_summary()
    _migrations_add_check()
    if(NOT arg_NO_EMBED)
        _migrations_add_library()
    endif()
    _migrations_block_links(${arg_MODELS})
    _migrations_add_everyday_targets()
    if(NOT arg_NO_TESTS)
        _migrations_add_tests()
    endif()
endfunction()

# ---- parts of add_migrations(): they read its variables (name, tool, folder, models, arg_*) ----

function(_migrations_write_project file)
    _migrations_toml_string(directory "${arg_DIRECTORY}")
    set(text "name = \"${name}\"\ndirectory = ${directory}\n")
    if(models)
        list(SORT models)
        list(REMOVE_DUPLICATES models)
        _migrations_toml_array(array ${models})
        string(APPEND text "models = ${array}\n")
    endif()
    if(DEFINED arg_DIALECTS)
        _migrations_toml_array(array ${arg_DIALECTS})
        string(APPEND text "dialects = ${array}\n")
    endif()
    if(DEFINED arg_VERSION_TABLE)
        _migrations_toml_string(value "${arg_VERSION_TABLE}")
        string(APPEND text "version_table = ${value}\n")
    endif()
    _migrations_default(arg_DATABASE "sqlite:///${CMAKE_CURRENT_BINARY_DIR}/${name}/${name}.db")
    _migrations_toml_string(value "${arg_DATABASE}")
    string(APPEND text "database = ${value}\n")
    _migrations_default(arg_NAMESPACE "${name}")
    string(APPEND text "namespace = \"${arg_NAMESPACE}\"\ndrift = \"${arg_DRIFT}\"\nreview = \"${arg_REVIEW}\"\n")
    _migrations_build_keys(keys)
    file(GENERATE OUTPUT "${file}" CONTENT "${text}${keys}")

    # For `migrations -B <build>`: which projects a build folder has.
    set_property(GLOBAL APPEND PROPERTY _MIGRATIONS_PROJECTS "${file}")
    get_property(projects GLOBAL PROPERTY _MIGRATIONS_PROJECTS)
    list(JOIN projects "\n" lines)
    string(REPLACE "$<CONFIG>/" "" lines "${lines}")
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/migrations-projects.txt" CONTENT "${lines}\n" @ONLY)
    # A copy outside the per-configuration folder, for the shell and for the line at configure time.
    string(REPLACE "$<CONFIG>/" "" plain "${file}")
    if(NOT plain STREQUAL file)
        file(CONFIGURE OUTPUT "${plain}" CONTENT "${text}" @ONLY)
    endif()
endfunction()

# The line "-- Migrations blog_db: 12 revisions, head 3f2a9c0d1b7e", or a warning that says what the build will say.
# Only with a helper that exists already: one that this build makes does not.
function(_migrations_summary)
    get_property(executable GLOBAL PROPERTY _MIGRATIONS_EXECUTABLE)
    if(NOT executable OR NOT EXISTS "${executable}")
        return()
    endif()
    list(TRANSFORM models PREPEND --model= OUTPUT_VARIABLE model_options)
    execute_process(
        COMMAND "${executable}" build summary
            --name "${name}" --directory "${arg_DIRECTORY}" ${model_options}
        RESULT_VARIABLE result OUTPUT_VARIABLE line ERROR_VARIABLE problem
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_STRIP_TRAILING_WHITESPACE
    )
    if(result EQUAL 0)
        message(STATUS "Migrations ${line}")
    else()
        message(WARNING "The build of ${name} will fail:\n${problem}")
    endif()
endfunction()

function(_migrations_add_check)
    set(stamp "${folder}/check.stamp")
    add_custom_command(
        OUTPUT "${stamp}"
        COMMAND "${tool}" build check
            --project "${folder}/project.toml" --stamp "${stamp}" --depfile "${folder}/check.d"
        DEPENDS "${folder}/project.toml" "${arg_DIRECTORY}/migrations.toml" ${models}
            ${_migrations_tool_dependency}
        DEPFILE "${folder}/check.d"
        COMMENT "Checking the migrations of ${name}"
        VERBATIM
    )
    if(arg_EXCLUDE_FROM_ALL)
        add_custom_target(${name}_check DEPENDS "${stamp}")
    else()
        add_custom_target(${name}_check ALL DEPENDS "${stamp}")
    endif()
    foreach(target IN LISTS arg_MODELS)
        if(TARGET ${target}_generate)
            add_dependencies(${name}_check ${target}_generate)
        endif()
    endforeach()
    set_target_properties(${name}_check PROPERTIES FOLDER Migrations)
endfunction()

function(_migrations_add_library)
    set(source "${folder}/migrations.cpp")
    set(header "${folder}/include/${name}/migrations.hpp")
    add_custom_command(
        OUTPUT "${folder}/embed.stamp"
        BYPRODUCTS "${source}" "${header}"
        COMMAND "${tool}" build embed
            --project "${folder}/project.toml" --source "${source}" --header "${header}"
            --stamp "${folder}/embed.stamp" --depfile "${folder}/embed.d"
        DEPENDS "${folder}/project.toml" "${arg_DIRECTORY}/migrations.toml"
            ${_migrations_tool_dependency}
        DEPFILE "${folder}/embed.d"
        COMMENT "Compiling in the migrations of ${name}"
        VERBATIM
    )
    add_custom_target(${name}_embed DEPENDS "${folder}/embed.stamp")
    set_source_files_properties("${source}" PROPERTIES GENERATED ON)
    add_library(${name} STATIC EXCLUDE_FROM_ALL "${source}")
    add_dependencies(${name} ${name}_embed)
    target_link_libraries(${name} PUBLIC Migrations::runtime)
    target_include_directories(${name} PUBLIC "$<BUILD_INTERFACE:${folder}/include>")
    target_compile_features(${name} PUBLIC cxx_std_17)
    set_target_properties(${name} ${name}_embed PROPERTIES FOLDER Migrations)
endfunction()

# Nothing that uses the migrations or their models is linked while the check fails. On Ninja the link waits for the
# stamp and everything else compiles; elsewhere a dependency between targets has to do.
function(_migrations_block_links)
    set(targets ${ARGN})
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

function(_migrations_add_everyday_targets)
    set(project --project "${folder}/project.toml")
    _migrations_add_utility(revision "Writing the next revision of ${name}"
        revision --autogenerate ${project})
    _migrations_add_utility(review "Reviewing the revisions of ${name}" review ${project})
    _migrations_add_utility(upgrade "Upgrading the database of ${name}" upgrade head --create ${project})
    _migrations_add_utility(downgrade "Taking back the newest revision of ${name}" downgrade -1 ${project})
    _migrations_add_utility(current "" current ${project})
    _migrations_add_utility(history "" history ${project})
    _migrations_add_utility(sql "" sql ${project})
endfunction()

function(_migrations_add_utility what comment)
    set(say "")
    if(NOT comment STREQUAL "")
        set(say COMMENT "${comment}")
    endif()
    add_custom_target(${name}_${what}
        COMMAND "${tool}" ${ARGN}
        DEPENDS ${_migrations_tool_dependency}
        WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
        ${say}
        USES_TERMINAL
        VERBATIM
    )
    set_target_properties(${name}_${what} PROPERTIES FOLDER Migrations)
endfunction()

function(_migrations_add_tests)
    if(DEFINED BUILD_TESTING AND NOT BUILD_TESTING)
        return()
    endif()
    set(list "${folder}/tests.cmake")
    add_custom_command(
        OUTPUT "${list}.stamp"
        BYPRODUCTS "${list}"
        COMMAND "${tool}" build tests
            --project "${folder}/project.toml" --output "${list}" --tool "${tool}"
            --stamp "${list}.stamp" --depfile "${folder}/tests.d"
            --properties "${arg_TEST_PROPERTIES}"
        DEPENDS "${folder}/project.toml" "${arg_DIRECTORY}/migrations.toml"
            ${_migrations_tool_dependency}
        DEPFILE "${folder}/tests.d"
        COMMENT "Listing the tests of ${name}"
        VERBATIM
    )
    if(arg_EXCLUDE_FROM_ALL)
        add_custom_target(${name}_tests DEPENDS "${list}.stamp")
    else()
        add_custom_target(${name}_tests ALL DEPENDS "${list}.stamp")
    endif()
    set_target_properties(${name}_tests PROPERTIES FOLDER Migrations)

    add_test(NAME migrations.${name}.check
        COMMAND "${tool}" test check --project "${folder}/project.toml")
    set_tests_properties(migrations.${name}.check PROPERTIES
        LABELS "migrations;${name}" TIMEOUT 60 ${arg_TEST_PROPERTIES})

    # The list does not exist before the first build; a test run without it must not look like success.
    string(REPLACE "$<CONFIG>" "\${CTEST_CONFIGURATION_TYPE}" at_test_time "${list}")
    file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}/include-tests.cmake" @ONLY CONTENT
"if(EXISTS \"${at_test_time}\")
    include(\"${at_test_time}\")
else()
    add_test(migrations.${name}.NOT_BUILT \"${CMAKE_COMMAND}\" -E false)
    set_tests_properties(migrations.${name}.NOT_BUILT PROPERTIES LABELS \"migrations;${name}\")
endif()
")
    set_property(DIRECTORY APPEND PROPERTY
        TEST_INCLUDE_FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}/include-tests.cmake")

    # Whether there are PostgreSQL tests decides whether there is a server to start.
    set(dialects ${arg_DIALECTS})
    if(NOT dialects)
        set_property(DIRECTORY APPEND PROPERTY
            CMAKE_CONFIGURE_DEPENDS "${arg_DIRECTORY}/migrations.toml")
        file(STRINGS "${arg_DIRECTORY}/migrations.toml" lines REGEX "^ *dialects *=.*postgresql")
        if(lines)
            set(dialects postgresql)
        endif()
    endif()
    if("postgresql" IN_LIST dialects)
        _migrations_add_server()
    endif()
endfunction()

# The PostgreSQL server of a test run: one for a build tree, started and stopped as a fixture.
function(_migrations_add_server)
    get_property(made GLOBAL PROPERTY _MIGRATIONS_SERVER)
    if(made)
        return()
    endif()
    set_property(GLOBAL PROPERTY _MIGRATIONS_SERVER TRUE)
    set(state "${CMAKE_BINARY_DIR}/migrations-postgresql.state")
    set(bindir "")
    if(Migrations_POSTGRESQL_BINDIR)
        set(bindir --bindir "${Migrations_POSTGRESQL_BINDIR}")
    endif()
    add_test(NAME migrations.postgresql.start
        COMMAND "${tool}" postgresql start --state "${state}" ${bindir})
    add_test(NAME migrations.postgresql.stop
        COMMAND "${tool}" postgresql stop --state "${state}")
    set_tests_properties(migrations.postgresql.start PROPERTIES
        FIXTURES_SETUP migrations_postgresql LABELS migrations TIMEOUT 120 SKIP_RETURN_CODE 77)
    set_tests_properties(migrations.postgresql.stop PROPERTIES
        FIXTURES_CLEANUP migrations_postgresql LABELS migrations TIMEOUT 60 SKIP_RETURN_CODE 77)
endfunction()

# ---- helpers ----

# The three checks of every call, and that the name is free and usable as a target and a C++ namespace.
function(_migrations_check_call command name)
    if(DEFINED arg_UNPARSED_ARGUMENTS)
        list(JOIN arg_UNPARSED_ARGUMENTS "' '" unknown)
        message(FATAL_ERROR "${command}(${name}): unknown argument '${unknown}'")
    endif()
    if(DEFINED arg_KEYWORDS_MISSING_VALUES)
        list(JOIN arg_KEYWORDS_MISSING_VALUES ", " missing)
        message(FATAL_ERROR "${command}(${name}): ${missing}: a value is missing")
    endif()
    if(NOT name MATCHES "^[A-Za-z][A-Za-z0-9_]*$")
        message(FATAL_ERROR "${command}(${name}): '${name}' is not a C++ identifier")
    endif()
    get_property(earlier GLOBAL PROPERTY _MIGRATIONS_CALL_${name})
    if(earlier)
        message(FATAL_ERROR "${command}(${name}): '${name}' was made already, in ${earlier}")
    endif()
    if(TARGET ${name})
        message(FATAL_ERROR "${command}(${name}): there is a target '${name}' already")
    endif()
    set_property(GLOBAL PROPERTY _MIGRATIONS_CALL_${name} "${CMAKE_CURRENT_LIST_FILE}")
endfunction()

function(_migrations_default variable value)
    if(NOT DEFINED ${variable})
        set(${variable} "${value}" PARENT_SCOPE)
    endif()
endfunction()

function(_migrations_one_of variable default keyword)
    if(NOT DEFINED ${variable})
        set(${variable} "${default}")
    endif()
    if(NOT "${${variable}}" IN_LIST ARGN)
        list(JOIN ARGN ", " choices)
        message(FATAL_ERROR
            "add_migrations(${name}): ${keyword}: '${${variable}}' is none of ${choices}")
    endif()
    set(${variable} "${${variable}}" PARENT_SCOPE)
endfunction()

# Absolute, normal paths of files that must exist, unless something generates them.
function(_migrations_absolute result)
    set(paths "")
    foreach(path IN LISTS ARGN)
        cmake_path(ABSOLUTE_PATH path NORMALIZE)
        get_source_file_property(generated "${path}" GENERATED)
        if(NOT EXISTS "${path}" AND NOT generated AND NOT DEFINED arg_DEPENDS)
            message(FATAL_ERROR "add_schema_models(${name}): MODELS: there is no file '${path}'")
        endif()
        list(APPEND paths "${path}")
    endforeach()
    set(${result} "${paths}" PARENT_SCOPE)
endfunction()

# <build>/<name>, with the configuration below it where one build tree has several: otherwise the configurations would
# undo each other's work.
function(_migrations_output_folder result name)
    get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}")
    if(multi)
        string(APPEND folder "/$<CONFIG>")
    endif()
    set(${result} "${folder}" PARENT_SCOPE)
endfunction()

# What messages need to name the command that mends something.
function(_migrations_build_keys result)
    get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    set(config "")
    set(option "")
    if(multi)
        set(config "$<CONFIG>")
        set(option " --config $<CONFIG>")
    endif()
    _migrations_toml_string(build "${CMAKE_BINARY_DIR}")
    _migrations_toml_string(fix "cmake --build \"${CMAKE_BINARY_DIR}\"${option} --target")
    _migrations_toml_string(state "${CMAKE_BINARY_DIR}/migrations-postgresql.state")
    set(text "build = ${build}\nconfig = \"${config}\"\nfix = ${fix}\npostgresql_state = ${state}\n")
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

function(_migrations_toml_string result value)
    string(REPLACE "\\" "\\\\" value "${value}")
    string(REPLACE "\"" "\\\"" value "${value}")
    set(${result} "\"${value}\"" PARENT_SCOPE)
endfunction()

function(_migrations_toml_array result)
    set(quoted "")
    foreach(value IN LISTS ARGN)
        _migrations_toml_string(value "${value}")
        list(APPEND quoted "${value}")
    endforeach()
    list(JOIN quoted ", " text)
    set(${result} "[${text}]" PARENT_SCOPE)
endfunction()

# The command of the helper, and in _migrations_tool_dependency what a rule that runs it depends on: when the helper
# changes, everything it made is made again.
function(_migrations_tool result)
    if(Migrations_EXECUTABLE)
        if(NOT EXISTS "${Migrations_EXECUTABLE}")
            message(FATAL_ERROR "Migrations_EXECUTABLE: there is no '${Migrations_EXECUTABLE}'")
        endif()
        execute_process(COMMAND "${Migrations_EXECUTABLE}" --version
            OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
        get_property(expected GLOBAL PROPERTY _MIGRATIONS_VERSION)
        if(expected AND NOT version STREQUAL "migrations ${expected}")
            message(FATAL_ERROR
                "Migrations_EXECUTABLE: '${Migrations_EXECUTABLE}' is '${version}', this package is ${expected}")
        endif()
        set_property(GLOBAL PROPERTY _MIGRATIONS_EXECUTABLE "${Migrations_EXECUTABLE}")
        set(${result} "${Migrations_EXECUTABLE}" PARENT_SCOPE)
        set(_migrations_tool_dependency "${Migrations_EXECUTABLE}" PARENT_SCOPE)
    elseif(TARGET Migrations::tool)
        get_target_property(imported Migrations::tool IMPORTED)
        if(imported)
            get_target_property(location Migrations::tool LOCATION)
            set_property(GLOBAL PROPERTY _MIGRATIONS_EXECUTABLE "${location}")
        endif()
        set(${result} "$<TARGET_FILE:Migrations::tool>" PARENT_SCOPE)
        set(_migrations_tool_dependency Migrations::tool PARENT_SCOPE)
    else()
        if(CMAKE_CROSSCOMPILING)
            find_program(Migrations_HOST_EXECUTABLE migrations
                DOC "The helper that runs on this machine" NO_CMAKE_FIND_ROOT_PATH)
            if(Migrations_HOST_EXECUTABLE)
                set(${result} "${Migrations_HOST_EXECUTABLE}" PARENT_SCOPE)
                set(_migrations_tool_dependency "${Migrations_HOST_EXECUTABLE}" PARENT_SCOPE)
                return()
            endif()
        endif()
        message(FATAL_ERROR
            "There is no helper for this build: install the package for this machine too and set "
            "Migrations_EXECUTABLE to its program 'migrations'.")
    endif()
endfunction()

cmake_policy(POP)
