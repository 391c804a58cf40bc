# Databases for the tests of a project: migrations_test_database().

foreach(variable IN ITEMS MIGRATIONS_POSTGRESQL_URL MIGRATIONS_POSTGRESQL_BINDIR)
    unset(ENV{${variable}})
endforeach()
start_project(migrations shop_db --model models --dialect sqlite --dialect postgresql)
configure("configure")
test("before the build" "^items$" FAIL)
build("build")
set(ctest "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" ${test_config} --output-on-failure --no-tests=error)
set(ours -LE "^migrations$")
run("each test has a database" COMMAND ${ctest} -j4 ${ours}
    OUTPUT "migrations.shop_db.sqlite.database.items of a day .* Passed" " items.6 .* Passed" " two .* Passed" "database.range .0,1. .* Passed" "100% tests passed")
run("and another one in the next run" COMMAND ${ctest} -j4 ${ours} OUTPUT "100% tests passed")
test("a test alone brings it along" "^two$" OUTPUT "sqlite.database.two .* Passed.*sqlite.database.two.RIGHT .* Passed.*0 tests failed out of 3")
set(folder "${build_dir}/shop_db")
if(GENERATOR MATCHES "Multi-Config")
    string(APPEND folder "/Debug")
endif()
test("a path, or a URL" "^by_url$" -V OUTPUT "URL=sqlite:///${folder}/databases/by_url.db")
run("what tests have, they keep" COMMAND ${ctest} -R "^items$" --show-only=json-v1
    OUTPUT "\"FIXTURES_REQUIRED\", \"value\" : \\[ \"migrations.shop_db.sqlite.database.items\", \"users\" \\]"
        "\"ENVIRONMENT\", \"value\" : \\[ \"KEPT=1\", \"ALSO=kept\", \"DATABASE_URL=[^\"]*/databases/items.db\" \\]"
        "\"ENVIRONMENT\", \"value\" : \\[ \"OF_ALL=a\", \"TESTS=b\" \\]")
if(GENERATOR MATCHES "Multi-Config")
    run("without a configuration there is nothing to run" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" -N
        OUTPUT ": items " NOT_OUTPUT "sqlite.database")
endif()
if(NOT EXISTS "${folder}/databases/items.db")
    message(FATAL_ERROR "no database is left to look into")
endif()

# The commands of one execute_process() run at the same time; as a pipe, so all but the last must say nothing.
execute_process(
    COMMAND ${ctest} -Q -O "${WORK}/first.log" -R "^items"
    COMMAND ${ctest} -Q -O "${WORK}/second.log" -R "^items"
    COMMAND ${ctest} -R "^items"
    RESULTS_VARIABLE results OUTPUT_VARIABLE output)
if(NOT results STREQUAL "0;0;0")
    message(FATAL_ERROR "three test runs on one build tree: ${results}\n${output}")
endif()

# The template follows the chain.
edit(models/items.toml "unique = true }" "unique = true }\nnote = { type = \"text\", null = true }")
tool("a column is added" ARGUMENTS -c migrations revision --autogenerate -m note)
tool("and reviewed" ARGUMENTS -c migrations review --yes)
test("a program that is older than the chain" "^items$" FAIL OUTPUT "the database is at revision '[0-9a-f]+', which this chain does not have")
build("is built" NOT_OUTPUT "Configuring done")
run("and has a database at the new head" COMMAND ${ctest} -j4 -R "^items" OUTPUT "100% tests passed")
file(GLOB templates "${folder}/databases/migrations-templates/*.db")
list(LENGTH templates count)
if(NOT count EQUAL 1)
    message(FATAL_ERROR "templates stay: ${templates}")
endif()
revision_file(revision note)
file(READ "${revision}" text)
file(WRITE "${revision}" "nonsense")
test("a chain that cannot be read is said" "^items$" FAIL OUTPUT "_note.toml:1:[0-9]+: error" " items .*Not Run")
file(WRITE "${revision}" "${text}")

# The rest is the same with every generator.
if(NOT GENERATOR STREQUAL "Ninja")
    return()
endif()

# ---- tests that CTest finds in an executable ----

configure("tests that are discovered" OPTIONS -DDISCOVERED=BUILD)
test("are not there before the build" "unit" FAIL OUTPUT "CTest knows no test of unit: it is not built, or nothing has discovered")
build("when it is built" TARGET unit)
run("each has its database" COMMAND ${ctest} -j4 -R "Items[.]"
    OUTPUT "sqlite.database.many/Items.are_new_each_time/1 .* Passed" "100% tests passed, 0 tests failed out of 8")
configure("or when the tests are run" OPTIONS -DDISCOVERED=LATE)
build("built again" TARGET unit)
run("they have too" COMMAND ${ctest} -j4 -R "Items[.]" OUTPUT "100% tests passed, 0 tests failed out of 8")
configure("or never" OPTIONS -DDISCOVERED=FORGOTTEN)
test("which is said" "unit" FAIL OUTPUT "CTest knows no test of unit")
configure("no more" OPTIONS -DDISCOVERED=)

# ---- mistakes in the call ----

function(mistake arguments message)
    configure("${arguments}" FAIL OPTIONS "-DCALL=migrations_test_database(${arguments})"
        OUTPUT "migrations_test_database\\(\\): ${message}")
endfunction()
mistake("MIGRATIONS shop_db" "TESTS is missing: the tests that get a database each")
mistake("TESTS items" "MIGRATIONS is missing: the name of an add_migrations\\(\\)")
mistake("TESTS items MIGRATIONS" "MIGRATIONS: a value is missing")
mistake("TESTS items MIGRATIONS shop_db sqlite" "unknown argument 'sqlite'")
mistake("TESTS items MIGRATIONS shop_models" "MIGRATIONS: 'shop_models' is not a target of add_migrations\\(\\)")
mistake("TESTS items MIGRATIONS shop_db DIALECT mysql" "DIALECT: 'mysql' is none of sqlite, postgresql")
mistake("TESTS items MIGRATIONS shop_db VARIABLE A=B" "VARIABLE: 'A=B' is not a name for a variable of the environment")
mistake("TESTS items MIGRATIONS shop_db" "'items' has a database in DATABASE_URL already: name another variable in VARIABLE")
configure("a name that a test in another folder has" FAIL OUTPUT "'items' has a database in DATABASE_URL already, in .*: CTest"
    OPTIONS "-DABOVE=add_test(NAME items COMMAND items)\nmigrations_test_database(TESTS items MIGRATIONS shop_db)" -DCALL=)
configure("which the other one then has not" OPTIONS -DABOVE= -DCALL=)
mistake("TESTS itms MIGRATIONS shop_db VARIABLE X" "TESTS: no add_test\\(\\) in this folder makes the test 'itms'")
mistake("DISCOVERED nobody MIGRATIONS shop_db" "DISCOVERED: 'nobody' is not a target")
edit(migrations/migrations.toml "[\"sqlite\", \"postgresql\"]" "[\"sqlite\"]")
mistake("TESTS url MIGRATIONS shop_db DIALECT postgresql" "DIALECT: 'postgresql' is no dialect of shop_db, which has sqlite")
edit(migrations/migrations.toml "[\"sqlite\"]" "[\"sqlite\", \"postgresql\"]")
configure("without tests nothing is asked" OPTIONS -DBUILD_TESTING=OFF
    "-DCALL=migrations_test_database(TESTS nobody MIGRATIONS shop_db VARIABLE X)")
configure("with them" OPTIONS -DBUILD_TESTING=ON -DCALL=)

# ---- PostgreSQL ----

file(GLOB servers "/usr/lib/postgresql/*/bin/postgres")
if(NOT servers)
    message(STATUS "no PostgreSQL server here")
    return()
endif()
configure("tests on a server" OPTIONS -DPOSTGRESQL=ON)
build("are built")
set(server_tests -R "^(server|both)")
run("each has a database on it" COMMAND ${ctest} -j4 ${server_tests}
    OUTPUT "migrations.postgresql.start .* Passed" "postgresql.database.server.1 .* Passed" " both .* Passed"
        "migrations.postgresql.stop .* Passed" "100% tests passed")
foreach(variable IN ITEMS PGSERVICE PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGOPTIONS)
    set(ENV{${variable}} nowhere)
endforeach()
run("whatever the environment says" COMMAND ${ctest} -j4 ${server_tests} OUTPUT "100% tests passed")
foreach(variable IN ITEMS PGSERVICE PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGOPTIONS)
    unset(ENV{${variable}})
endforeach()
execute_process(COMMAND ${ctest} -Q -O "${WORK}/first.log" ${server_tests} COMMAND ${ctest} ${server_tests}
    RESULTS_VARIABLE results OUTPUT_VARIABLE output)
if(NOT results STREQUAL "0;0")
    message(FATAL_ERROR "two test runs on one build tree: ${results}\n${output}")
endif()

# A server that somebody else keeps; the process of this script is the one that it ends with.
set(state "${WORK}/named")
tool("a server of somebody else" ARGUMENTS postgresql start --state "${state}")
file(GLOB state_file "${state}.*")
file(STRINGS "${state_file}" url LIMIT_COUNT 1)
function(databases_there result)
    execute_process(COMMAND psql "${url}" -AtqX -c "SELECT datname FROM pg_database WHERE datname LIKE 'migrations_%'"
        OUTPUT_VARIABLE found COMMAND_ERROR_IS_FATAL ANY)
    set(${result} "${found}" PARENT_SCOPE)
endfunction()
set(ENV{MIGRATIONS_POSTGRESQL_URL} "${url}&password=se%20cret")
# What a run that was killed has left, here and on another server: nobody has such numbers.
file(GLOB_RECURSE project "${build_dir}/shop_db/project.toml")
list(GET project 0 project)
tool("a database" ARGUMENTS test database --project "${project}" --dialect postgresql --name migrations_test_left --run left
    --service-file "${WORK}/left.service")
file(GLOB notes "${build_dir}/migrations-postgresql.databases.*")
file(RENAME "${notes}" "${build_dir}/migrations-postgresql.databases.4194305")
execute_process(COMMAND psql "${url}" -qX -c "CREATE DATABASE elsewhere" COMMAND_ERROR_IS_FATAL ANY)
set(elsewhere "${build_dir}/migrations-postgresql.databases.4194306")
file(WRITE "${elsewhere}" "database 0123456789abcdef elsewhere\n")
run("it is used" COMMAND ${ctest} -j4 -V ${server_tests} OUTPUT "mode 600, 1 password" "100% tests passed" NOT_OUTPUT "se.{1,3}cret")
databases_there(found)
if(found)
    message(FATAL_ERROR "left on the server of somebody else:\n${found}")
endif()
execute_process(COMMAND psql "${url}" -qX -c "DROP DATABASE elsewhere" COMMAND_ERROR_IS_FATAL ANY)
if(NOT EXISTS "${elsewhere}" OR EXISTS "${WORK}/left.service")
    message(FATAL_ERROR "what is noted of another server is forgotten, or a password stays on the disk")
endif()
file(REMOVE "${elsewhere}")
file(GLOB secrets "${build_dir}/migrations-postgresql.service" "${build_dir}/*.databases.*")
if(secrets)
    message(FATAL_ERROR "passwords stay on the disk: ${secrets}")
endif()
set(ENV{MIGRATIONS_POSTGRESQL_URL} "${url}&password=secret%20")
run("a password that no service file holds" COMMAND ${ctest} ${server_tests} FAIL
    OUTPUT "MIGRATIONS_POSTGRESQL_URL: the parameter 'password' has a line break or ends with white space" "server.1 .*Not Run")
unset(ENV{MIGRATIONS_POSTGRESQL_URL})
tool("it goes" ARGUMENTS postgresql stop --state "${state}")

file(MAKE_DIRECTORY "${WORK}/empty")
configure("no server in the folder that is named, and no tests of ours" OPTIONS -DKEYWORDS=NO_TESTS
    "-DMigrations_POSTGRESQL_BINDIR=${WORK}/empty")
run("those on a server are skipped" COMMAND ${ctest} -j4 ${server_tests}
    OUTPUT "postgresql.database.server.1 .*Skipped" " server.1 .*Skipped" " both .*Skipped" "100% tests passed")
