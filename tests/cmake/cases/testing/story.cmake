# What CTest is told, and when there is nothing to tell.

start_project(migrations shop_db --model models)
configure("configure" OPTIONS -DWITHOUT_TESTING=ON
    OUTPUT "add_migrations\\(shop_db\\): CTest will not find its tests.*include\\(CTest\\)")
run("whoever uses the project cannot mend that" COMMAND "${CMAKE_COMMAND}" -S "${source_dir}/outer" -B "${WORK}/outer"
    -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${PREFIX}" -DWITHOUT_TESTING=ON
    OUTPUT "-- add_migrations\\(shop_db\\): CTest will not find its tests" NOT_OUTPUT "Warning")
configure("without tests on purpose" OPTIONS -DWITHOUT_TESTING=ON -DBUILD_TESTING=OFF NOT_OUTPUT "CTest will not find")
configure("with tests" OPTIONS -DWITHOUT_TESTING=OFF -DBUILD_TESTING=ON NOT_OUTPUT "CTest will not find")
test("before the build" "NOT_BUILT" FAIL
    OUTPUT "The tests of shop_db are not built yet. Run: cmake --build '[^']*/build tree' --target shop_db_tests")
if(GENERATOR MATCHES "Multi-Config")
    set(test_config "")
    test("without a configuration" "NOT_BUILT" FAIL OUTPUT "Name one: ctest -C <configuration>")
    set(test_config -C Debug)
endif()
build("build")
test("after it" "^migrations\\." OUTPUT "migrations.shop_db.sqlite.chain .* Passed" NOT_OUTPUT "NOT_BUILT" "postgresql")
run("properties reach every test, and lists stay lists" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}"
    ${test_config} --show-only=json-v1
    OUTPUT "\"name\" : \"ENVIRONMENT\", \"value\" : \\[ \"FIRST=a\", \"SECOND=b c\" \\].*\"name\" : \"ENVIRONMENT\"")

configure("a dialect that the project does not have" OPTIONS -DDIALECTS_TO_TEST=postgresql)
build("cannot be tested" FAIL OUTPUT "'postgresql' is to be tested and is no dialect of shop_db" "TEST_DIALECTS")
configure("one that it has" OPTIONS -DDIALECTS_TO_TEST=sqlite)
build("can be")
test("as before" "sqlite.chain" OUTPUT "100% tests passed")

file(REMOVE_RECURSE "${build_dir}")
configure("kept out of the build" OPTIONS -DEXCLUDED=ON)
build("a complete build" NOT_OUTPUT "Listing the tests" "Checking the migrations")
test("its tests are skipped" "NOT_BUILT" OUTPUT "Skipped")

# The pending revisions on a copy of a real database, which an environment variable names when the tests run.
configure("a database to rehearse on" OPTIONS -DEXCLUDED=OFF -DMigrations_REHEARSE=SHOP_STAGING)
build("with it")
run("skipped where there is none" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" ${test_config} -R rehearse -V
    OUTPUT "skipped: the environment variable SHOP_STAGING, which names the database, is not set" "\\(Skipped\\)")
tool("a database" ARGUMENTS -c migrations ensure-version --database shop.db --create)
file(SHA256 "${source_dir}/shop.db" before)
set(ENV{SHOP_STAGING} "${source_dir}/shop.db")
test("on its copy" "rehearse" OUTPUT "migrations.shop_db.rehearse [.]+ Passed")
run("which says what it takes" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" ${test_config} -R rehearse -V
    OUTPUT "CREATE TABLE \"items\"" "verdict: 1 revision works on this database")
file(SHA256 "${source_dir}/shop.db" after)
if(NOT before STREQUAL after)
    message(FATAL_ERROR "the database was written to")
endif()
set(ENV{SHOP_STAGING} "${source_dir}/none.db")
test("there must be one" "rehearse" FAIL OUTPUT "none.db' cannot be opened: there is no such file")
unset(ENV{SHOP_STAGING})
configure("not the URL itself" OPTIONS -DMigrations_REHEARSE=postgresql://shop:s3cret@staging/shop FAIL
    OUTPUT "add_migrations\\(shop_db\\): Migrations_REHEARSE is not the name of an environment variable" NOT_OUTPUT "s3cret")

# ---- presets ----

string(CONFIGURE [=[
{
    "version": 6,
    "configurePresets": [
        {
            "name": "ci",
            "generator": "@GENERATOR@",
            "binaryDir": "${sourceDir}/../preset tree",
            "cacheVariables": {
                "CMAKE_PREFIX_PATH": "@PREFIX@",
                "Migrations_DRIFT": "warning"
            }
        }
    ],
    "buildPresets": [{ "name": "ci", "configurePreset": "ci", "configuration": "Debug" }],
    "testPresets": [
        {
            "name": "ci",
            "configurePreset": "ci",
            "configuration": "Debug",
            "filter": { "include": { "label": "migrations" } },
            "execution": { "noTestsAction": "error" }
        }
    ]
}
]=] presets @ONLY)
file(WRITE "${source_dir}/CMakePresets.json" "${presets}")
run("configured by a preset" COMMAND "${CMAKE_COMMAND}" --preset ci OUTPUT "Migrations shop_db: 1 revision")
run("built by it" COMMAND "${CMAKE_COMMAND}" --build --preset ci)
run("tested by it" COMMAND "${CMAKE_CTEST_COMMAND}" --preset ci --output-junit "${WORK}/junit.xml"
    OUTPUT "migrations.shop_db.check .* Passed" "migrations.shop_db.sqlite.killed .* Passed" "100% tests passed")
file(READ "${WORK}/junit.xml" junit)
if(NOT junit MATCHES "<testcase name=\"migrations.shop_db.sqlite.runners\"[^>]* time=\"[0-9.]+\" status=\"run\"")
    message(FATAL_ERROR "JUnit has no test of two runners:\n${junit}")
endif()
