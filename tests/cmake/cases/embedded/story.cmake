# A program with its migrations compiled in, which upgrades its database when it starts: tests/upgrade_test.cpp.

# With a server of its own, which ends with this process, where there is one to start and a helper that speaks to it.
unset(ENV{MIGRATIONS_POSTGRESQL_URL})
unset(ENV{DATABASE_URL})
set(postgresql ON)
execute_process(COMMAND "${TOOL}" postgresql start --state "${WORK}/server.state"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
    file(GLOB state "${WORK}/server.state.*")
    file(STRINGS "${state}" lines)
    list(GET lines 0 url)
    set(ENV{ORDERS_DATABASE_URL} "${url}")
else()
    message(STATUS "without PostgreSQL: ${output}")
    set(postgresql OFF)
    edit(migrations/migrations.toml "[\"sqlite\", \"postgresql\"]" "[\"sqlite\"]")
endif()

tool("the revisions are reviewed" ARGUMENTS -c migrations review --yes OUTPUT "6 revisions accepted, 0 left")
configure("configure" OPTIONS -DPOSTGRESQL=${postgresql} OUTPUT "Migrations orders_db: 6 revisions, head a6d0f3b52c06")
build("build")
run("the programs" COMMAND "${program_dir}/upgrade_test")
if(postgresql)
    run("the server is stopped" COMMAND "${TOOL}" postgresql stop --state "${WORK}/server.state")
endif()
