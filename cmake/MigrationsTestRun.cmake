# Read by CTest, not by CMake, from the files that migrations_test_database() writes: gives tests that are there now a fixture,
# which makes a database, and a variable that says where. Properties that CTest sets are added to those that tests have.

cmake_policy(PUSH)
cmake_policy(VERSION 3.25...4.0)

# Of one call. Its variables: migrations_tests, _discovered, _name, _dialect, _variable, _url, _properties, _build, _bindir,
# _cmake, _tool, _project, _folder.
function(_migrations_give_databases)
    _migrations_test_run(place run)
    if(migrations_dialect STREQUAL "postgresql")
        _migrations_add_server()
    endif()
    foreach(test IN LISTS migrations_tests)
        _migrations_give_database("${test}")
    endforeach()
    foreach(target IN LISTS migrations_discovered)
        if(NOT DEFINED ${target}_TESTS)
            set(setup "migrations.${migrations_name}.${migrations_dialect}.database.${target}.NOT_BUILT")
            add_test("${setup}" "${migrations_cmake}" -E echo
                "CTest knows no test of ${target}: it is not built, or nothing has discovered its tests.")
            set_tests_properties("${setup}" PROPERTIES LABELS "migrations;${migrations_name}" FAIL_REGULAR_EXPRESSION ".")
        endif()
        foreach(test IN LISTS ${target}_TESTS)
            _migrations_give_database("${test}")
        endforeach()
    endforeach()
endfunction()

# One test gets one database: the caller's `place` and `run` make it one that no other run of the tests touches.
function(_migrations_give_database test)
    set(setup "migrations.${migrations_name}.${migrations_dialect}.database.${test}")
    get_property(taken GLOBAL PROPERTY "migrations_made_${setup}")
    if(taken)
        string(APPEND setup ".${migrations_variable}")
    endif()
    set_property(GLOBAL PROPERTY "migrations_made_${setup}" TRUE)
    string(SHA256 hash "${setup}")
    string(SUBSTRING "${hash}" 0 8 hash)
    set(fixture "${setup}")
    if(test MATCHES "[][;]")
        # Such as "range [0,1)": lists of CMake would not end there.
        set(fixture "migrations.${migrations_name}.${migrations_dialect}.database-${hash}")
    endif()

    if(migrations_dialect STREQUAL "sqlite")
        # Called as the test, where a file can be.
        set(file "${test}")
        string(LENGTH "${test}" length)
        if(taken OR length GREATER 80 OR NOT test MATCHES "^[A-Za-z0-9_][A-Za-z0-9_.-]*$")
            string(REGEX REPLACE "[^A-Za-z0-9_]+" "_" file "${test}")
            string(SUBSTRING "${file}" 0 60 file)
            string(APPEND file "-${hash}")
        endif()
        set(file "${migrations_folder}/databases${place}/${file}.db")
        set(where --file "${file}")
        set(value "${file}")
        if(migrations_url)
            set(value "sqlite:///${file}")
        endif()
        set(environment "${migrations_variable}=${value}")
        set(server)
    else()
        string(TOLOWER "${test}" word)
        string(REGEX REPLACE "[^a-z0-9]+" "_" word "${word}")
        string(SUBSTRING "${word}" 0 24 word)
        set(database "migrations_test_${word}_${hash}_${run}")
        set(service "${migrations_build}/migrations-postgresql${place}.service")
        set(where --name "${database}" --run "${run}" --service-file "${service}")
        set(environment "${migrations_variable}=postgresql:///${database}?service=migrations" "PGSERVICEFILE=${service}")
        set(server migrations_postgresql)
        # What libpq says where there is no server.
        set_tests_properties("${test}" PROPERTIES
            SKIP_REGULAR_EXPRESSION "no PostgreSQL server: migrations skips this test")
    endif()
    add_test("${setup}" "${migrations_tool}" test database
        --project "${migrations_project}" --dialect "${migrations_dialect}" ${where})
    set_tests_properties("${setup}" PROPERTIES
        LABELS "migrations;${migrations_name};${migrations_dialect}" TIMEOUT 300 SKIP_RETURN_CODE 77
        FIXTURES_SETUP "${fixture}" FIXTURES_REQUIRED "${server}" ${migrations_properties})
    set_tests_properties("${test}" PROPERTIES
        ENVIRONMENT "${environment}" FIXTURES_REQUIRED "${fixture};${server}")
endfunction()

# Sets `place` and `run`, which are the same for all calls in this run of the tests, and others in those that run now: what
# follows the names of folders, nothing in the first run, so that a database is where it was the last time; and a word that is
# in the names of databases on servers.
function(_migrations_test_run place_result run_result)
    get_property(run GLOBAL PROPERTY migrations_test_run)
    get_property(place GLOBAL PROPERTY migrations_test_place)
    if(NOT run)
        string(RANDOM LENGTH 10 ALPHABET "abcdefghijklmnopqrstuvwxyz0123456789" run)
        _migrations_free_place(place)
        set_property(GLOBAL PROPERTY migrations_test_run "${run}")
        set_property(GLOBAL PROPERTY migrations_test_place "${place}")
    endif()
    set(${place_result} "${place}" PARENT_SCOPE)
    set(${run_result} "${run}" PARENT_SCOPE)
endfunction()

# The first place that no living process has.
function(_migrations_free_place result)
    set(number 1)
    if(IS_SYMLINK "/proc/self")
        file(READ_SYMLINK "/proc/self" process)
        set(folder "${migrations_build}/migrations-test-runs")
        file(LOCK "${folder}/lock" GUARD FUNCTION RESULT_VARIABLE ignored)
        while(TRUE)
            set(owner "")
            if(EXISTS "${folder}/${number}")
                file(READ "${folder}/${number}" owner)
            endif()
            if(owner STREQUAL "" OR owner STREQUAL process OR NOT IS_DIRECTORY "/proc/${owner}")
                break()
            endif()
            math(EXPR number "${number} + 1")
        endwhile()
        file(WRITE "${folder}/${number}" "${process}")
    endif()
    set(place "")
    if(number GREATER 1)
        set(place ".${number}")
    endif()
    set(${result} "${place}" PARENT_SCOPE)
endfunction()

# The fixture with the server, which the lists of tests have too (helper/cli/commands/test_list.cc); a run of the tests has one.
function(_migrations_add_server)
    get_property(made GLOBAL PROPERTY MIGRATIONS_POSTGRESQL_SERVER)
    if(made)
        return()
    endif()
    set_property(GLOBAL PROPERTY MIGRATIONS_POSTGRESQL_SERVER TRUE)
    set(state --state "${migrations_build}/migrations-postgresql.state")
    set(bindir "")
    if(NOT migrations_bindir STREQUAL "")
        set(bindir --bindir "${migrations_bindir}")
    endif()
    add_test(migrations.postgresql.start "${migrations_tool}" postgresql start ${state} ${bindir})
    add_test(migrations.postgresql.stop "${migrations_tool}" postgresql stop ${state})
    set_tests_properties(migrations.postgresql.start PROPERTIES
        LABELS migrations TIMEOUT 120 SKIP_RETURN_CODE 77 FIXTURES_SETUP migrations_postgresql)
    set_tests_properties(migrations.postgresql.stop PROPERTIES
        LABELS migrations TIMEOUT 60 SKIP_RETURN_CODE 77 FIXTURES_CLEANUP migrations_postgresql)
endfunction()

cmake_policy(POP)
