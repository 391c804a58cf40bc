#[=======================================================================[.rst:
MigrationsCommands
------------------

The commands of the package ``Migrations``: models that a build checks, migrations that it tests and compiles in.
They are the same in an installed package (``find_package(Migrations)``), with ``FetchContent`` and with
``add_subdirectory()``.

.. command:: add_schema_models

  Declares models: TOML files, of which C++ headers with row structs are generated, or C++ headers with classes for which
  ``migrations::table`` is specialised, or both.

  .. code-block:: cmake

    add_schema_models(<name>
      [MODELS <file>... | MODEL_DIRECTORY <folder>]
      [HEADERS <header>... [TYPES <class>...]]
      [NAMESPACE <namespace>]
      [HEADER_PREFIX <folder>]
      [DEPENDS <file-or-target>...])

  ``MODELS``
    The model files, relative to the current source directory. They may refer to tables of other targets, as long as
    one ``add_migrations()`` has them all.
  ``MODEL_DIRECTORY``
    All ``*.toml`` files of a folder instead. Each build looks whether files came or went, which costs one start
    of CMake when they did.
  ``HEADERS``
    C++ headers with models, relative to the current source directory. They are compiled with the include directories,
    definitions and options that ``<name>`` gives to those who link it, and whatever ``target_link_libraries(<name> INTERFACE
    ...)`` adds, for the target platform; what they say is read from the object file and never run. All specialisations of
    ``migrations::table`` in them are part of the schema. One in a header of the same folder that no call lists is a warning.
  ``TYPES``
    Classes that are tables and cannot be seen in the headers, such as those for which a macro specialises
    ``migrations::table``.
  ``NAMESPACE``
    C++ namespace of the structs, such as ``blog`` or ``blog::db``. Default: ``<name>``.
  ``HEADER_PREFIX``
    The headers are ``<HEADER_PREFIX/stem.hpp>``; a relative folder. Default: ``<name>``.
  ``DEPENDS``
    What makes the model files, when something does.

  Targets: ``<name>``, an INTERFACE library with the headers' include directory, to be linked by whatever includes
  them; ``<name>_generate``, which writes them. With ``HEADERS`` also ``<name>_scan``, ``<name>_object`` and ``<name>_read``,
  which find, compile and read the models.

  ``<name>_schema`` is an INTERFACE library too, for whatever includes ``<HEADER_PREFIX/schema_hash.hpp>``: the hash of the
  schema that the models declare, as ``<NAMESPACE>::schema_hash``. It links ``<name>``, and with ``HEADERS`` it waits until they
  are read.

.. command:: add_migrations

  Declares a chain of migrations.

  .. code-block:: cmake

    add_migrations(<name>
      DIRECTORY <folder>
      [MODELS <target>...]
      [DIALECTS <sqlite|postgresql>...]
      [FUNCTIONS <source>...]
      [NAMESPACE <namespace>]
      [VERSION_TABLE <table>]
      [DATABASE <url>]
      [DRIFT <error|warning|off>]
      [REVIEW <error|warning>]
      [NO_EMBED] [NO_TESTS] [EXCLUDE_FROM_ALL]
      [TEST_DIALECTS <sqlite|postgresql>...]
      [TEST_PROPERTIES <property> <value>...])

  ``DIRECTORY``
    The folder with ``migrations.toml``, relative to the current source directory.
    Where the file has several databases, ``<name>`` says which one this is: it is the ``name`` of one of them.
  ``MODELS``
    Targets of ``add_schema_models()``. Nothing that links one of them, or ``<name>``, is linked while the models and
    the migrations disagree.
  ``DIALECTS``, ``VERSION_TABLE``
    Must be what ``migrations.toml`` says, which owns them: a shell without the build needs them too.
  ``FUNCTIONS``
    C++ sources, relative to the current source directory, with the functions that revisions call (``op =
    "call_function"``). One of them defines ``std::vector<migrations::function> <namespace>::functions()``, which
    ``<name>/migrations.hpp`` declares. They become part of the library ``<name>``; what they need, the client library
    too, is linked to it: ``target_link_libraries(<name> PRIVATE Migrations::sqlite3)``. The tests and the command line run such revisions with the program
    ``<name>_migrate``.
  ``NAMESPACE``
    C++ namespace of the compiled-in migrations. Default: ``<name>``.
  ``DATABASE``
    For ``<name>_upgrade`` and its like, when neither ``migrations.toml`` nor ``DATABASE_URL`` names one. A relative
    SQLite path is relative to the build folder. Default: an SQLite file there, if SQLite is one of the dialects.
  ``DRIFT``, ``REVIEW``
    What the build does about drift and unreviewed revisions. Default: ``Migrations_DRIFT``, ``Migrations_REVIEW``.
    The test ``migrations.<name>.check`` is always strict, and a revision that was edited after its review is always
    an error.
  ``NO_EMBED``, ``NO_TESTS``
    Do not make the library or the tests.
  ``EXCLUDE_FROM_ALL``
    Check and list of tests are made only when something that depends on them is built. Until then the tests count as
    skipped.
  ``TEST_DIALECTS``
    The dialects to test. Default: all.
  ``TEST_PROPERTIES``
    Properties for every test of these migrations, as in ``set_tests_properties()``. A value that is a list goes in
    quotes: ``ENVIRONMENT "A=1;B=2"``.

  ======================== ============================================================================
  Target                   What it does
  ======================== ============================================================================
  ``<name>``               STATIC library: ``#include <<name>/migrations.hpp>``
  ``<name>_migrate``       with ``FUNCTIONS``: a program that runs the migrations, functions and all; part of ALL
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
  ``migrations.<name>.<dialect>.<revision>`` (up, down, up with rows), ``.chain`` (base to head to base to head),
  ``.models`` (head equals models), ``.released.<revision>`` (from a released revision to the heads), ``.runners`` (two at
  once) and ``.killed``. Those of PostgreSQL share a server that is started for each run of ``ctest`` and
  ends with it, and are skipped where none can be started; the environment variable ``MIGRATIONS_POSTGRESQL_URL`` names
  one to use instead. Testing has to be enabled: ``include(CTest)`` in the top ``CMakeLists.txt``.

  With ``Migrations_REHEARSE`` also ``migrations.<name>.rehearse``: the pending revisions on a copy of a real database.

.. command:: migrations_test_database

  Gives tests of the project a new database each, at the head of a chain.

  .. code-block:: cmake

    migrations_test_database(
      [TESTS <test>...]
      [DISCOVERED <target>...]
      MIGRATIONS <name>
      [DIALECT <sqlite|postgresql>]
      [VARIABLE <variable>]
      [URL])

  ``TESTS``
    Tests of the current source directory, that ``add_test()`` makes above or below this call.
  ``DISCOVERED``
    Executables, all of whose tests get a database each: those that ``gtest_discover_tests()`` or its like finds, with the
    list ``<target>_TESTS`` that it leaves to CTest, and in this directory.
  ``MIGRATIONS``
    The name of an ``add_migrations()``, of any directory.
  ``DIALECT``
    Default: ``sqlite``.
  ``VARIABLE``
    The environment variable of the test that says where its database is. Default: ``DATABASE_URL``. A test that needs
    several databases has a call for each, with a variable of its own.
  ``URL``
    For SQLite, give ``sqlite:////path/of/the.db`` and not the path alone.

  For SQLite the variable has the path of a file, which stays until the next run; for PostgreSQL a URL with
  ``?service=migrations``, and the variable ``PGSERVICEFILE`` has the file that libpq finds this service in. Environment and
  fixtures that the test has are kept.

  Each database is made by a test of its own, ``migrations.<name>.<dialect>.database.<test>``, that CTest runs before as a
  fixture: as a copy of a template, which is made anew when the chain is another one. Those of PostgreSQL are on the server
  of the test run, like those of the other tests; where there is none they are skipped, and so are the tests that
  print libpq's message about it. They have the ``TEST_PROPERTIES`` of ``add_migrations()``. Without testing
  (``BUILD_TESTING=OFF``) nothing is done.

Variables
^^^^^^^^^

``Migrations_DRIFT``, ``Migrations_REVIEW``
  ``error`` (default), ``warning``, and for drift ``off``.
``Migrations_EXECUTABLE``
  The helper to use instead of ``Migrations::tool``; must be of the same version.
``Migrations_HOST_EXECUTABLE``
  The helper of a cross build, of the same version too. Default: looked for in ``PATH``.
``Migrations_POSTGRESQL_BINDIR``
  Folder with ``initdb`` and ``postgres``, for tests. Default: looked for.
``Migrations_REHEARSE``
  The name of an environment variable, such as ``BLOG_STAGING``, that has the URL of a real database or the path of an
  SQLite file when tests are run. Each ``add_migrations()`` then has a test ``migrations.<name>.rehearse``, which runs
  ``migrations rehearse`` on it: the database is copied and never written to, and the pending revisions run on the copy.
  The test fails as ``migrations upgrade`` would, and is skipped where the variable is empty. The name is known when
  CMake runs; the value, which may hold a password, is in no file.

Example
^^^^^^^

.. code-block:: cmake

  find_package(Migrations 0.1 REQUIRED COMPONENTS sqlite3)   # or libpq, pqxx
  include(CTest)

  add_schema_models(blog_models MODELS models/users.toml models/posts.toml)
  add_migrations(blog_db DIRECTORY migrations MODELS blog_models)

  add_executable(blog src/main.cpp)
  target_link_libraries(blog PRIVATE blog_models blog_db Migrations::sqlite3)

#]=======================================================================]

include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25...4.0)

include("${CMAKE_CURRENT_LIST_DIR}/MigrationsArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsFunctions.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsHeaders.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsHelper.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsProject.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsBuild.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsTests.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/MigrationsTestDatabase.cmake")

set(Migrations_DRIFT "error" CACHE STRING "What a build does when models and migrations disagree")
set_property(CACHE Migrations_DRIFT PROPERTY STRINGS error warning off)
set(Migrations_REVIEW "error" CACHE STRING "What a build does about an unreviewed revision")
set_property(CACHE Migrations_REVIEW PROPERTY STRINGS error warning)
set(Migrations_EXECUTABLE "" CACHE FILEPATH "The helper to use instead of Migrations::tool")
set(Migrations_POSTGRESQL_BINDIR "" CACHE PATH "Folder with initdb and postgres, for tests")
set(Migrations_REHEARSE "" CACHE STRING "Environment variable with the URL of a database on whose copy to rehearse")
mark_as_advanced(Migrations_EXECUTABLE Migrations_POSTGRESQL_BINDIR Migrations_REHEARSE)

function(add_schema_models name)
    set(CMAKE_MESSAGE_CONTEXT add_schema_models)
    set(call "add_schema_models(${name})")
    cmake_parse_arguments(PARSE_ARGV 1 arg
        "" "MODEL_DIRECTORY;NAMESPACE;HEADER_PREFIX" "MODELS;HEADERS;TYPES;DEPENDS")
    _migrations_check_call()
    _migrations_header_files(headers)
    _migrations_model_files(models)
    _migrations_check_namespace()
    _migrations_check_header_prefix()
    _migrations_find_tool()
    _migrations_output_folder()

    add_library(${name} INTERFACE)
    target_compile_features(${name} INTERFACE cxx_std_17)
    _migrations_write_models_project()
    if(models)
        _migrations_add_model_files()
    endif()
    if(headers)
        _migrations_add_headers()
    endif()
    _migrations_add_schema()
endfunction()

# Generates the headers of model files. They are by-products, which keep their time when they stay the same: nothing is
# compiled again for a model that was only touched.
function(_migrations_add_model_files)
    # With C++ headers, the hash of the schema is known when they are read.
    set(schema_header "")
    set(generated "")
    if(NOT headers)
        set(schema_header --schema-header "${folder}/include/${arg_HEADER_PREFIX}/schema_hash.hpp")
        list(APPEND generated "${folder}/include/${arg_HEADER_PREFIX}/schema_hash.hpp")
    endif()
    foreach(model IN LISTS models)
        cmake_path(GET model STEM LAST_ONLY stem)
        set(header "${folder}/include/${arg_HEADER_PREFIX}/${stem}.hpp")
        if(stem STREQUAL "schema_hash")
            message(FATAL_ERROR
                "${call}: MODELS: '${arg_HEADER_PREFIX}/schema_hash.hpp' holds the hash of the schema: rename '${model}'")
        elseif(header IN_LIST generated)
            message(FATAL_ERROR
                "${call}: MODELS: two files would become '${arg_HEADER_PREFIX}/${stem}.hpp'")
        endif()
        list(APPEND generated "${header}")
    endforeach()
    set(stamp "${folder}/models.stamp")
    add_custom_command(
        OUTPUT "${stamp}"
        BYPRODUCTS ${generated}
        COMMAND "${tool}" build models
            --project "${project}" --output "${folder}/include" ${schema_header} --stamp "${stamp}"
        DEPENDS "${project}" ${models} ${arg_DEPENDS} ${tool_dependency}
        COMMENT "Generating the headers of ${name}"
        VERBATIM
    )
    add_custom_target(${name}_generate DEPENDS "${stamp}")
    target_include_directories(${name} INTERFACE "$<BUILD_INTERFACE:${folder}/include>")
    add_dependencies(${name} ${name}_generate)
    set_target_properties(${name} PROPERTIES MIGRATIONS_MODELS "${models}")
    set_target_properties(${name}_generate PROPERTIES FOLDER Migrations)
endfunction()

# <name>_schema, for those who include the hash of the schema. What includes the models alone does not wait for the C++
# headers to be compiled, as that hash has to.
function(_migrations_add_schema)
    add_library(${name}_schema INTERFACE)
    target_link_libraries(${name}_schema INTERFACE ${name})
    if(headers)
        target_include_directories(${name}_schema INTERFACE "$<BUILD_INTERFACE:${folder}/schema>")
        add_dependencies(${name}_schema ${name}_read)
    endif()
endfunction()

function(add_migrations name)
    set(CMAKE_MESSAGE_CONTEXT add_migrations)
    set(call "add_migrations(${name})")
    cmake_parse_arguments(PARSE_ARGV 1 arg
        "NO_EMBED;NO_TESTS;EXCLUDE_FROM_ALL"
        "DIRECTORY;NAMESPACE;VERSION_TABLE;DATABASE;DRIFT;REVIEW"
        "MODELS;DIALECTS;FUNCTIONS;TEST_DIALECTS;TEST_PROPERTIES")
    _migrations_check_call()
    _migrations_find_tool()
    _migrations_check_directory()
    _migrations_check_namespace()
    _migrations_check_test_properties()
    _migrations_check_rehearse()
    _migrations_check_functions()
    _migrations_default(arg_DRIFT "${Migrations_DRIFT}")
    _migrations_require_words(DRIFT error warning off)
    _migrations_default(arg_REVIEW "${Migrations_REVIEW}")
    _migrations_require_words(REVIEW error warning)
    _migrations_require_words(DIALECTS sqlite postgresql)
    _migrations_require_words(TEST_DIALECTS sqlite postgresql)
    _migrations_place_database()
    _migrations_models_of_targets(models compiled)

    _migrations_output_folder()
    _migrations_shell_word(build "${CMAKE_BINARY_DIR}")
    set(build_command "cmake --build ${build}")
    _migrations_write_project()
    _migrations_summary()
    _migrations_add_check()
    if(NOT arg_NO_EMBED)
        _migrations_add_library()
    endif()
    _migrations_block_links()
    _migrations_add_everyday_targets()
    if(NOT arg_NO_TESTS)
        _migrations_add_tests()
    endif()
    _migrations_remember_chain()
endfunction()

# Sets `folder`: <build>/<name>, with the configuration below it where one build tree has several, which would undo each
# other's work.
function(_migrations_output_folder)
    get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}")
    if(multi)
        string(APPEND output "/$<CONFIG>")
    endif()
    set(folder "${output}" PARENT_SCOPE)
endfunction()

cmake_policy(POP)
