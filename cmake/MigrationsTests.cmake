# The tests of add_migrations(). The functions read its variables (name, tool, folder, project, arg_*).

# The strict check, which is known now, and the list of all others, which the build writes: a new revision has its tests
# without a run of CMake.
function(_migrations_add_tests)
    if(DEFINED BUILD_TESTING AND NOT BUILD_TESTING)
        return()
    endif()
    list(TRANSFORM arg_TEST_DIALECTS PREPEND "--dialect=" OUTPUT_VARIABLE dialects)
    _migrations_add_step(tests "Listing the tests of ${name}" MADE_OF chain
        ARGUMENTS --output "${folder}/tests.cmake" --tool "${tool}" ${dialects}
        BYPRODUCTS "${folder}/tests.cmake" ALL)

    if(TARGET ${name}_migrate)
        add_dependencies(${name}_tests ${name}_migrate)
    endif()

    add_test(NAME migrations.${name}.check COMMAND "${tool}" test check --project "${project}" --list "${folder}/tests.cmake")
    set_tests_properties(migrations.${name}.check PROPERTIES
        LABELS "migrations;${name}" TIMEOUT 60 ${arg_TEST_PROPERTIES})
    if(Migrations_REHEARSE)
        _migrations_add_rehearsal()
    endif()
    _migrations_include_list()
    # Whether there is a test run at all is known at the end of the directory: CTest may be included below this call.
    cmake_language(EVAL CODE "cmake_language(DEFER CALL _migrations_require_testing ${name})")
endfunction()

# How long it takes depends on the database.
function(_migrations_add_rehearsal)
    add_test(NAME migrations.${name}.rehearse
        COMMAND "${tool}" rehearse --from-variable ${Migrations_REHEARSE} --project "${project}")
    set_tests_properties(migrations.${name}.rehearse PROPERTIES
        LABELS "migrations;${name}" TIMEOUT 3600 SKIP_RETURN_CODE 77 ${arg_TEST_PROPERTIES})
endfunction()

# Makes CTest include the list of tests. It does not exist before the first build, and a test run without it must not
# look like success; unless the user keeps the migrations out of the build.
function(_migrations_include_list)
    set(test migrations.${name}.NOT_BUILT)
    set(outcome FAIL_REGULAR_EXPRESSION)
    if(arg_EXCLUDE_FROM_ALL)
        set(outcome SKIP_REGULAR_EXPRESSION)
    endif()
    _migrations_bracket(properties "${arg_TEST_PROPERTIES}")
    _migrations_bracket(base "${CMAKE_CURRENT_BINARY_DIR}/${name}")
    _migrations_bracket(build "The tests of ${name} are not built yet. Run: ${build_command} --target ${name}_tests")
    set(text "set(migrations_test_properties ${properties})\n")
    string(APPEND text "set(list ${base})\nset(reason ${build})\n")
    get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    if(multi)
        string(APPEND text [=[
string(APPEND list "/${CTEST_CONFIGURATION_TYPE}")
string(APPEND reason " --config ${CTEST_CONFIGURATION_TYPE}")
if("${CTEST_CONFIGURATION_TYPE}" STREQUAL "")
    set(reason "This build tree has several configurations. Name one: ctest -C <configuration>")
endif()
]=])
    endif()
    string(APPEND text "if(EXISTS \"\${list}/tests.cmake\")
    include(\"\${list}/tests.cmake\")
else()
    add_test(${test} \"${CMAKE_COMMAND}\" -E echo \"\${reason}\")
    set_tests_properties(${test} PROPERTIES LABELS \"migrations;${name}\" ${outcome} \".\")
endif()
")
    set(file "${CMAKE_CURRENT_BINARY_DIR}/${name}/include-tests.cmake")
    _migrations_write("${file}" "${text}")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")
endfunction()

# Called at the end of the directory: without enable_testing() CTest finds no test and calls that a success.
function(_migrations_require_testing name)
    if(CMAKE_TESTING_ENABLED OR (DEFINED BUILD_TESTING AND NOT BUILD_TESTING))
        return()
    endif()
    # Whoever uses somebody else's project cannot mend it, and may not want its tests.
    set(level STATUS)
    if(PROJECT_IS_TOP_LEVEL)
        set(level WARNING)
    endif()
    message(${level}
        "add_migrations(${name}): CTest will not find its tests, since testing is not enabled here. Write "
        "include(CTest) into the top CMakeLists.txt, above any add_subdirectory(); or give NO_TESTS.")
endfunction()
