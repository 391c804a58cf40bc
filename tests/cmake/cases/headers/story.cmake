# Models in C++ headers: compiled for the target, read from the object file. One application, written twice.

# Whatever a step of the build is made of, the step is done again when that is new; and what it makes, `clean` takes away.
function(what_is_done_again models_step models_target)
    set(ours "Checking the migrations of blog_db" "Compiling in the migrations of blog_db" "Listing the tests of blog_db")
    touch("../helper/migrations")
    build("a newer helper does all of it" OUTPUT "${models_step}" ${ours} NOT_OUTPUT "Linking")
    build("once" NOTHING_RUNS)
    touch(models/words.txt)
    string(REGEX REPLACE "[.][*].*$" "" first "${models_step}")
    build("what the models are said to depend on" OUTPUT "${first}" NOT_OUTPUT "Linking")
    configure("another setting" OPTIONS -DMigrations_DRIFT=warning)
    build("is heeded" OUTPUT ${ours} NOT_OUTPUT "Linking")
    configure("a setting of the models" OPTIONS -DMigrations_DRIFT=error -DMODELS_NAMESPACE=other)
    string(REGEX REPLACE "^.*[*]" "" last "${models_step}")
    build("is heeded, too" TARGET ${models_target} OUTPUT "${last}")
    configure("all is as before" OPTIONS -DMODELS_NAMESPACE=app)
    build("and built")
    build("and clean" TARGET clean)
    file(GLOB_RECURSE left "${build_dir}/blog_db/*" "${build_dir}/blog_models/*")
    list(FILTER left EXCLUDE REGEX "/(project|models)[.]toml$|/include-tests[.]cmake$|[.]d$|/checkpoints/")
    if(left)
        message(FATAL_ERROR "clean leaves ${left}")
    endif()
    build("it is built again")
endfunction()

# ---- the same schema from both ----

start_project(migrations blog_db --model models)
edit(migrations/migrations.toml "models   = [\"../models\"]" "")
# A helper of its own, which can become newer.
file(COPY "${TOOL}" DESTINATION "${WORK}/helper")
set(own_helper "-DMigrations_EXECUTABLE=${WORK}/helper/migrations")
configure("the application with models in TOML" OPTIONS -DTOML=ON ${own_helper} OUTPUT "Migrations blog_db: 1 revision, head [0-9a-f]+")
build("it is built")
test("its tests pass" "^migrations\\." OUTPUT "100% tests passed")
run("its program upgrades its database" COMMAND "${program_dir}/blog" "${WORK}/toml.db" OUTPUT "applied 1: up to date")
what_is_done_again("Generating the headers of blog_models" blog_models_generate)

set(build_dir "${WORK}/build @headers@ (x)")
set(program_dir "${build_dir}")
if(GENERATOR MATCHES "Multi-Config")
    set(program_dir "${build_dir}/Debug")
endif()
configure("the application with models in headers" OPTIONS ${own_helper})
build("is built with the same revisions" OUTPUT "Looking for the tables of blog_models" "Reading the tables of blog_models"
    "Checking the migrations of blog_db")
test("and passes the same tests" "^migrations\\." OUTPUT "100% tests passed")
run("its program does the same" COMMAND "${program_dir}/blog" "${WORK}/headers.db" OUTPUT "applied 1: up to date")
run("to the same database" COMMAND "${TOOL}" diff "sqlite:///${WORK}/toml.db" "sqlite:///${WORK}/headers.db"
    OUTPUT "no difference")
file(GLOB_RECURSE toml_hash "${WORK}/build tree/*/schema_hash.hpp")
file(GLOB_RECURSE header_hash "${build_dir}/*/schema_hash.hpp")
file(STRINGS "${toml_hash}" toml_hash REGEX "^    \"[0-9a-f]*\";$")
file(STRINGS "${header_hash}" header_hash REGEX "^    \"[0-9a-f]*\";$")
if(toml_hash STREQUAL "" OR NOT toml_hash STREQUAL header_hash)
    message(FATAL_ERROR "the same schema should have the same hash: '${toml_hash}' and '${header_hash}'")
endif()
if(GENERATOR STREQUAL "Ninja")
    # Else nobody could answer what `review` asks.
    file(READ "${build_dir}/build.ninja" text)
    if(NOT text MATCHES "build CMakeFiles/blog_db_review[^\n]*CUSTOM_COMMAND(\n  [^\n]+)*\n  pool = console\n")
        message(FATAL_ERROR "blog_db_review has no terminal")
    endif()
endif()
build("nothing is left to do" NOTHING_RUNS)
configure("configured again, it knows the models" OUTPUT "Migrations blog_db: 1 revision, head [0-9a-f]+")
build("and nothing is done" NOT_OUTPUT "Building CXX" "Checking the" "Looking for the" "Reading the")
what_is_done_again("Looking for the tables of blog_models.*Reading the tables of blog_models" blog_models_read)

# ---- changes ----

touch(app/models.hpp)
build("a touched header is looked through and compiled, and nothing is checked again" OUTPUT "Looking for the tables of blog_models"
    "Building CXX" NOT_OUTPUT "Checking the")

# The rest is the same with every generator.
if(NOT GENERATOR STREQUAL "Ninja")
    return()
endif()

# A member that gets another name is another column.
edit(app/models.hpp "std::optional<std::string> nick;" "std::optional<std::string> alias;")
edit(app/models.hpp "column<&app::User::nick>()," "column<&app::User::alias>(),")
edit(app/models.hpp "&app::User::nick>()," "&app::User::alias>(),")
edit(app/models.hpp "nick IS NOT NULL" "alias IS NOT NULL")
run("a shell sees that the header has changed" FAIL COMMAND "${TOOL}" check -B "${build_dir}"
    OUTPUT "app/models.hpp: error: this header has changed since its models were compiled \\[stale-models\\]"
    "build first: cmake --build '[^']*' --target blog_db_check")
build("the build fails, at the member's line" FAIL
    OUTPUT "app/models.hpp:[0-9]+: error: column 'users.alias' is not in any migration \\[migrations-drift\\]"
    "error: column 'users.nick' is in the migrations but not in the models" "--target blog_db_revision"
    NOT_OUTPUT "Linking CXX executable")
file(STRINGS "${source_dir}/app/models.hpp" lines)
list(FIND lines "               column<&app::User::alias>()," line)
math(EXPR line "${line} + 1")
build("which is that of its column" FAIL OUTPUT "app/models.hpp:${line}: error: column 'users.alias'")
edit(app/models.hpp "column<&app::User::alias>()," "column<&app::User::alias>().renamed_from(\"nick\"),")
build("the next revision is written" TARGET blog_db_revision OUTPUT "wrote .*migrations/revisions/")
revision_file(revision "rename_users_nick")
tool("it is reviewed" ARGUMENTS -c migrations review --yes)
build("and all is well again")
test("also the tests" "^migrations\\." OUTPUT "100% tests passed")
run("the program renames the column" COMMAND "${program_dir}/blog" "${WORK}/headers.db" OUTPUT "applied 1: up to date")

# ---- models of which the migrations know nothing ----

configure("differences are warnings" OPTIONS -DMigrations_DRIFT=warning)
edit(app/models.hpp "default_value(1.5)" "default_value(2.5)")
build("models and migrations can be compared when a program is compiled" FAIL
    OUTPUT "app/models.hpp:[0-9]+: warning: models and migrations differ: alter column users.score"
    "blog_models are not the models of blog_db")
configure("and otherwise" OPTIONS -DCMAKE_CXX_FLAGS=-DNOT_COMPARED)
build("the program is linked")
run("and refuses to work" FAIL COMMAND "${program_dir}/blog" "${WORK}/other.db"
    OUTPUT "applied 0: this program was built with models of another schema \\([0-9a-f]+\\) than its migrations \\([0-9a-f]+\\)")
configure("all is as before" OPTIONS -DMigrations_DRIFT=error -DCMAKE_CXX_FLAGS=)
edit(app/models.hpp "default_value(2.5)" "default_value(1.5)")
build("and the program is built")

# ---- mistakes ----

set(good "")
file(READ "${source_dir}/app/models.hpp" good)

# Builds with another header, and goes back to the good one.
function(mistake name from to)
    edit(app/models.hpp "${from}" "${to}")
    build("${name}" FAIL ${ARGN})
    pause()
    file(WRITE "${source_dir}/app/models.hpp" "${good}")
endfunction()

mistake("a type that SQL does not have" "double score = 1.5;" "long double score = 1.5;"
    OUTPUT "app/models.hpp:[0-9]+:[0-9]+: error: use of deleted function .*with auto Member = & ?app::User::score"
    "no_type_of_sql_for_this_member_specialise_sql_type_or_enumeration_above")
mistake("a default that is larger than the column" "column<&app::User::team>()" "column<&app::User::team>().default_value(~0ULL)"
    OUTPUT "this_default_is_larger_than_any_bigint")
mistake("a default of another enum" "default_value(app::Status::active)" "default_value(std::byte{1})"
    OUTPUT "the default is of another enum than the member")
mistake("a number that is no enumerator" "value<app::Status::paused>()" "value<(app::Status)7>()"
    OUTPUT "this_number_has_no_enumerator_give_the_value_a_text")
mistake("something that is no part of a table" "column<&app::User::token>()," "\"token\", column<&app::User::token>(),"
    OUTPUT "a table is made of column<>")
mistake("a foreign key to a class that is no table" "references<&app::Team::id>()" "references<&app::Session::id>()"
    OUTPUT "app/models.hpp:[0-9]+: error: column 'users.team' refers to app::Session, which is no table \\[cpp-reference\\]"
    "specialise migrations::table<app::Session>")
mistake("a member that is listed twice" "column<&app::User::token>()," "column<&app::User::token>(), column<&app::User::token>(),"
    OUTPUT "app/models.hpp:[0-9]+: error: column 'users.token' is declared twice; the other one is in .*app/models.hpp:[0-9]+ \\[duplicate-name\\]")
mistake("two tables of one name" "define(\"teams\"," "define(\"users\","
    OUTPUT "app/models.hpp:[0-9]+: error: table 'users' is declared twice; the other one is in .*app/models.hpp:[0-9]+ \\[duplicate-name\\]")
mistake("a header that does not compile" "struct Session {" "struct Session"
    OUTPUT "app/models.hpp:[0-9]+:[0-9]+: error: ")
mistake("a header without tables" "migrations::table<" "migrations::tabular<"
    OUTPUT "app/models.hpp: error: no class is a table in the headers that are listed \\[no-models\\]")
build("the good header again")

# A header that nobody lists.
pause()
file(WRITE "${source_dir}/app/tag.hpp" "#pragma once
#include <migrations/model.hpp>
namespace app { struct Tag { std::int64_t id = 0; }; }
#define TABLE(type, name) template <> struct migrations::table<type> { \\
    static constexpr auto definition = define(name, column<&type::id>().primary_key()); }
template <> struct migrations::table<app::Tag> {
    static constexpr auto definition = define(\"tags\", column<&app::Tag::id>().primary_key());
};
")
touch(app/models.hpp)
build("a forgotten header is a warning"
    OUTPUT "app/tag.hpp:6:[0-9]+: warning: migrations::table<app::Tag> is specialised here, and no add_schema_models\\(\\) lists this header"
    "add it to HEADERS, or the table is not in the schema")

configure("which another call then lists" OPTIONS -DMORE_HEADERS=app/tag.hpp)
build("so it is looked for again, and not missed" TARGET blog_models_scan OUTPUT "Looking for the tables of blog_models"
    NOT_OUTPUT "lists this header")
build("headers and files can be the models together" TARGET more_models_read OUTPUT "Reading the tables of more_models")
touch(app/more.toml)
build("and each of them is in their hash" TARGET more_models_read OUTPUT "Reading the tables of more_models")

# ---- the object file ----

run("an object file of the wrong kind" FAIL
    COMMAND "${TOOL}" build read --object "${TOOL}" --header "${source_dir}/app/models.hpp" --output "${WORK}/none.models"
    OUTPUT "error: there are no models in this file \\[no-models\\]" "must be an object file that add_schema_models\\(HEADERS\\)")
if(EXISTS "${WORK}/none.models")
    message(FATAL_ERROR "there should be no models")
endif()
