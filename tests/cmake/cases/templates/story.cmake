# What `init` can start a project from configures, builds and passes its tests as it is.

file(REMOVE "${source_dir}/story.cmake")
unset(ENV{MIGRATIONS_POSTGRESQL_URL})
unset(ENV{DATABASE_URL})
set(top "${source_dir}")

# ---- an application ----

tool("an application is started" ARGUMENTS init -t cmake shop OUTPUT "tree/shop/CMakeLists.txt")
set(source_dir "${top}/shop")
set(build_dir "${source_dir}/build")
set(program_dir "${build_dir}")
configure("it configures" OUTPUT "-- Migrations shop_db: 1 revision, head [0-9a-f]+")
build("and builds")
test("its tests pass" "." OUTPUT "migrations.shop_db.sqlite.chain .* Passed" "100% tests passed")
run("its program makes its database" COMMAND "${program_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 1 revisions")
edit(models/notes.toml "text       =" "title = { type = \"text\", null = true }\ntext       =")
build("a change of its model fails the build" FAIL
    OUTPUT "models/notes.toml:6:1: error: column 'notes.title' is not in any migration" "--target shop_db_revision")
build("the revision is written" TARGET shop_db_revision OUTPUT "wrote ")
tool("and reviewed" ARGUMENTS review --yes OUTPUT "1 revision accepted")
build("and the build passes again")

# ---- one on PostgreSQL ----

set(source_dir "${top}")
tool("one on PostgreSQL is started" ARGUMENTS init -t cmake store --dialect postgresql)
set(source_dir "${top}/store")
set(build_dir "${source_dir}/build")
configure("it configures" OUTPUT "-- Migrations store_db: 1 revision")
build("and builds")

# ---- several databases: two calls of add_migrations() for one folder ----

set(source_dir "${top}/two")
set(build_dir "${source_dir}/build")
set(start [=[
cmake_minimum_required(VERSION 3.25)
project(two LANGUAGES CXX)
find_package(Migrations 0.1 REQUIRED)
include(CTest)
]=])
file(WRITE "${source_dir}/CMakeLists.txt" "${start}
foreach(database IN ITEMS main analytics)
    add_schema_models(two_\${database}_models MODEL_DIRECTORY models/\${database})
endforeach()
add_migrations(two_db DIRECTORY migrations MODELS two_main_models)
add_migrations(two_db_analytics DIRECTORY migrations MODELS two_analytics_models)
file(WRITE \${PROJECT_BINARY_DIR}/main.cpp \"
#include <two_db/migrations.hpp>
#include <two_db_analytics/migrations.hpp>
int main() { return two_db::sqlite().project == two_db_analytics::sqlite().project; }
\")
add_executable(two \${PROJECT_BINARY_DIR}/main.cpp)
target_link_libraries(two PRIVATE two_db two_db_analytics)
add_test(NAME two COMMAND two)
")
set(source_dir "${top}")
tool("several databases are started" ARGUMENTS init -t databases two/migrations)
set(source_dir "${top}/two")
foreach(database IN ITEMS main analytics)
    file(WRITE "${source_dir}/models/${database}/${database}.toml"
        "[tables.${database}.columns]\nid = { type = \"int64\", primary_key = true }\n")
    tool("${database} has a revision" ARGUMENTS -n ${database} revision --autogenerate -m first)
endforeach()
configure("they configure" OUTPUT "The build of two_db will fail" "The build of two_db_analytics will fail")
build("one is not reviewed" TARGET two_db_analytics_check FAIL
    OUTPUT "migrations/analytics/revisions/[^ ]*_first.toml:1:[0-9]+: error: revision [^ ]* 'first' has not been reviewed"
           "two_db_analytics_review")
foreach(database IN ITEMS main analytics)
    tool("${database} is reviewed" ARGUMENTS -B "${build_dir}" -n ${database} review --yes OUTPUT "1 revision accepted")
endforeach()
build("they build")
build("and nothing is done twice" NOTHING_RUNS)
test("the tests of both pass" "." OUTPUT "migrations.two_db.sqlite.chain .* Passed"
    "migrations.two_db_analytics.sqlite.models .* Passed" "100% tests passed")
edit(CMakeLists.txt "add_migrations(two_db_analytics" "add_migrations(clicks_db")
configure("a name that no database has" OUTPUT "The build of clicks_db will fail"
    "error: no database has the name 'clicks_db', for which CMakeLists.txt calls add_migrations\\(\\): there are two_db \\(main\\), two_db_analytics"
    "write name = \"clicks_db\" into a section here")
