# The PostgreSQL server of a test run.

needs_postgresql()
set(chain "migrations.shop_db.postgresql.chain")

start_project(migrations shop_db --model models --dialect sqlite --dialect postgresql)
edit(migrations/migrations.toml "[\"sqlite\", \"postgresql\"]" "[\n    \"sqlite\",\n    \"postgresql\",\n]")
configure("configure")
build("build")
test("a server is started for the run" "chain" OUTPUT "migrations.postgresql.start .* Passed" "${chain} .* Passed"
    "migrations.postgresql.stop .* Passed")

foreach(variable IN ITEMS PGSERVICE PGHOSTADDR PGTARGETSESSIONATTRS PGCHANNELBINDING PGSSLMODE PGUSER PGTZ)
    set(ENV{${variable}} nowhere)
endforeach()
test("variables of libpq do not reach it" "${chain}" OUTPUT "${chain} .* Passed")
foreach(variable IN ITEMS PGSERVICE PGHOSTADDR PGTARGETSESSIONATTRS PGCHANNELBINDING PGSSLMODE PGUSER PGTZ)
    unset(ENV{${variable}})
endforeach()

# The commands of one execute_process() run at the same time; as a pipe, so the first must say nothing.
set(ctest "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" -R postgresql)
execute_process(COMMAND ${ctest} -Q -O "${WORK}/first.log" COMMAND ${ctest}
    RESULTS_VARIABLE results OUTPUT_VARIABLE output)
if(NOT results STREQUAL "0;0")
    message(FATAL_ERROR "two test runs on one build tree: ${results}\n${output}")
endif()
file(GLOB states "${build_dir}/migrations-postgresql.state*")
if(states)
    message(FATAL_ERROR "left behind: ${states}")
endif()

set(ENV{MIGRATIONS_POSTGRESQL_URL} "sqlite:///shop.db")
test("a server that somebody else keeps must be one" "${chain}" FAIL
    OUTPUT "MIGRATIONS_POSTGRESQL_URL: sqlite:///shop.db is no PostgreSQL database" "migrations.postgresql.start .Failed")
unset(ENV{MIGRATIONS_POSTGRESQL_URL})

file(MAKE_DIRECTORY "${WORK}/empty")
configure("no server in the folder that is named" OPTIONS "-DMigrations_POSTGRESQL_BINDIR=${WORK}/empty")
build("build again")
test("no other one is used" "chain" OUTPUT "migrations.postgresql.start .*Skipped" "${chain} .*Skipped"
    "sqlite.chain .* Passed")
