# The project that the documentation shows: its whole history on both databases, with rows in every table.

file(REMOVE "${source_dir}/story.cmake")
file(COPY "${SOURCE}/example_project/" DESTINATION "${source_dir}")
unset(ENV{MIGRATIONS_POSTGRESQL_URL})
unset(ENV{DATABASE_URL})
file(GLOB files "${source_dir}/migrations/revisions/*.toml")
list(LENGTH files revisions)

configure("configure" OUTPUT "-- Migrations blog_db: ${revisions} revisions, head [0-9a-f]+")
build("build")
run("the application makes its database" COMMAND "${program_dir}/blog" "${WORK}/blog.db")
tool("which is as the models say" ARGUMENTS diff models "sqlite:///${WORK}/blog.db")
tool("and as the revisions say" ARGUMENTS diff head "sqlite:///${WORK}/blog.db")

function(test_on dialect)
    run("every revision on ${dialect}" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" ${test_config}
        -R "^migrations\\.blog_db\\.(${dialect}|check)" --verbose
        OUTPUT "base to head: ${revisions} revisions on filled tables" "head to base" "and to the head again"
            "${dialect}.models .* Passed" "blog_db.check .* Passed" "100% tests passed"
        NOT_OUTPUT "Skipped" "empty")
endfunction()
test_on(sqlite)
file(GLOB servers "/usr/lib/postgresql/*/bin/postgres")
if(servers)
    test_on(postgresql)
else()
    message(STATUS "no PostgreSQL server here")
endif()

# From the head to the base and back, with the rows that the application has written.
tool("down" ARGUMENTS downgrade base --yes --database "sqlite:///${WORK}/blog.db" OUTPUT "the database is at base")
tool("up again" ARGUMENTS upgrade --database "sqlite:///${WORK}/blog.db")
tool("as the models say again" ARGUMENTS diff models "sqlite:///${WORK}/blog.db")
run("the application goes on with it" COMMAND "${program_dir}/blog" "${WORK}/blog.db")
