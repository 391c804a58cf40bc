# Data migrations in C++: a revision names a function, which is linked into the library and into a program with which the
# tests and the command line run it.

set(program "${build_dir}/blog_db/blog_db_migrate")
if(GENERATOR MATCHES "Multi-Config")
    set(program "${build_dir}/blog_db/Debug/blog_db_migrate")
endif()
start_project(migrations blog_db --model models --dialect sqlite --dialect postgresql)
edit(models/blog.toml "title = { type = \"text\" }" "title = { type = \"text\" }\nslug  = { type = \"text\", null = true }")
tool("a column is added" ARGUMENTS -c migrations revision --autogenerate -m slug)
revision_file(revision "slug")
cmake_path(RELATIVE_PATH revision BASE_DIRECTORY "${source_dir}" OUTPUT_VARIABLE file)
edit("${file}" "[[downgrade]]" "[[upgrade]]\nop       = \"call_function\"\nfunction = \"fill_slugs\"\n\n[[downgrade]]")
tool("a revision that calls a function is shown" ARGUMENTS -c migrations show head
    OUTPUT "call fill_slugs" "-- function fill_slugs")
tool("it is reviewed" ARGUMENTS -c migrations review --yes)

edit(CMakeLists.txt " FUNCTIONS src/slugs.cpp)" ")")
configure("the project without its functions" OPTIONS -DBUILD_TESTING=OFF)
build("is warned of" TARGET blog_db_check
    OUTPUT "${file}:[0-9]+:[0-9]+: warning: revision [0-9a-f]+ calls the C\\+\\+ function 'fill_slugs', and add_migrations\\(blog_db\\) has no FUNCTIONS"
    "name the source that has it there")
edit(CMakeLists.txt "MODELS blog_models)" "MODELS blog_models FUNCTIONS src/slugs.cpp)")
configure("the project" OPTIONS -DBUILD_TESTING=ON OUTPUT "Migrations blog_db: 2 revisions")
run("its tests need the program" FAIL COMMAND "${TOOL}" test chain -B "${build_dir}" --dialect sqlite
    OUTPUT "revision '[0-9a-f]+' calls the C\\+\\+ function 'fill_slugs', which only the program has, and '[^']*/blog_db_migrate' is not built"
    "note: run: cmake --build .* --target blog_db_migrate")
test("databases for tests need it too" "^posts$" FAIL
    OUTPUT "and '[^']*/blog_db_migrate' is not built" "note: run: cmake --build .* --target blog_db_migrate" " posts .*Not Run")
build("is built, with the program" OUTPUT "Linking CXX executable [^ ]*blog_db_migrate")
build("nothing is left to do" NOTHING_RUNS)
test("its tests pass" "^migrations\\." OUTPUT "100% tests passed")
test("and those with a database of their own" "posts$" OUTPUT " posts .* Passed" " server_posts .* (Passed|Skipped)")
run("the application runs its own functions" COMMAND "${program_dir}/blog" "${WORK}/app.db"
    OUTPUT "applying revision '[0-9a-f]+' \\(slug\\)" "applied 2: up to date")

# ---- the command line ----

run("without the build nobody has the functions" FAIL DIRECTORY "${WORK}"
    COMMAND "${TOOL}" upgrade -c "${source_dir}/migrations" --database sqlite:///x.db --create
    OUTPUT "${file}:[0-9]+:[0-9]+: error: revision '[0-9a-f]+' calls the C\\+\\+ function 'fill_slugs', which only the program has"
    "note: the database is unchanged" "migrations -B BUILD")
if(EXISTS "${WORK}/x.db")
    message(FATAL_ERROR "a refused upgrade made a file")
endif()
run("no script can call one" FAIL COMMAND "${TOOL}" sql -c "${source_dir}/migrations" --dialect sqlite
    OUTPUT "calls the C\\+\\+ function 'fill_slugs', which no script can")
run("an older revision can be reached without" DIRECTORY "${WORK}"
    COMMAND "${TOOL}" upgrade +1 -c "${source_dir}/migrations" --database sqlite:///x.db --create OUTPUT "the database is at")
run("rows are there" DIRECTORY "${WORK}"
    COMMAND sqlite3 x.db "INSERT INTO posts (id, title) VALUES (7, 'One Two')")
run("with the build the program runs it" DIRECTORY "${WORK}"
    COMMAND "${TOOL}" upgrade -B "${build_dir}" --database sqlite:///x.db OUTPUT "the database is at [0-9a-f]+")
run("it did" DIRECTORY "${WORK}" COMMAND sqlite3 x.db "SELECT slug FROM posts" OUTPUT "^one-two-7 $")
# The rest is the same with every generator.
if(NOT GENERATOR STREQUAL "Ninja")
    return()
endif()
run("and recorded who" DIRECTORY "${WORK}"
    COMMAND sqlite3 x.db "SELECT count(DISTINCT application), application FROM migrations_history" OUTPUT "^1\\|migrations upgrade $")
run("the way back needs no function" DIRECTORY "${WORK}"
    COMMAND "${TOOL}" downgrade -1 --yes -c "${source_dir}/migrations" --database sqlite:///x.db)
run("it makes no file unasked" FAIL DIRECTORY "${WORK}"
    COMMAND "${program}" upgrade --database sqlite:///none.db
    OUTPUT "error: cannot open 'none.db': unable to open database file" "note: the database was not touched")
run("and keeps passwords to itself" FAIL DIRECTORY "${WORK}"
    COMMAND "${program}" check --database "postgresql://u:se%zzcret@h/d"
    OUTPUT "error: the URL of the database is not understood" NOT_OUTPUT "cret")
run("or asks for what is missing" FAIL DIRECTORY "${WORK}"
    COMMAND "${program}" check --lock-timeout soon --database x.db
    OUTPUT "error: --lock-timeout: 'soon' is no number of seconds up to a day" "usage: PROGRAM")
run("the program alone upgrades too" DIRECTORY "${WORK}"
    COMMAND "${CMAKE_COMMAND}" -E env DATABASE_URL=sqlite:///x.db "${program}" upgrade
    OUTPUT "applying revision" "the database is at revision")
run("and checks" DIRECTORY "${WORK}"
    COMMAND "${program}" check --database x.db OUTPUT "the database is at revision")
run("it says how it is called" COMMAND "${program}" --help OUTPUT "usage: PROGRAM upgrade\\|check")
run("what fails is told as everywhere" FAIL DIRECTORY "${WORK}"
    COMMAND "${CMAKE_COMMAND}" -E env sh -c "sqlite3 x.db 'UPDATE migrations_history SET ops_sha256 = 1; UPDATE migrations_version SET chain_sha256 = 1'; \"$0\" check --database x.db" "${program}"
    OUTPUT "error: revision '[0-9a-f]+' was edited after it was applied" "note: the database is unchanged, at revision")

run("nobody can prove what would replace it" FAIL DIRECTORY "${WORK}"
    COMMAND "${TOOL}" squash base:head -c "${source_dir}/migrations"
    OUTPUT "revision '[0-9a-f]+' calls a function in C\\+\\+, and cannot be joined with others")
run("scratch databases run it" DIRECTORY "${WORK}"
    COMMAND "${TOOL}" check --database scratch -B "${build_dir}")
run("or say who could" FAIL DIRECTORY "${WORK}"
    COMMAND "${TOOL}" check --database scratch -c "${source_dir}/migrations"
    OUTPUT "calls the C\\+\\+ function 'fill_slugs', which only the program has" "migrations -B BUILD")

# ---- edits ----

# A function may print, and write to whatever it likes.
edit(src/slugs.cpp "std::string fill_slugs(sqlite3* db) {" "std::string fill_slugs(sqlite3* db) {\n    std::puts(\"filling\");")
edit(src/slugs.cpp "#include <string>" "#include <cstdio>\n#include <string>")
build("a function that prints is built")
test("and disturbs nobody" "^migrations\\.blog_db\\.sqlite\\." OUTPUT "100% tests passed")
edit(src/slugs.cpp "{\"fill_slugs\", fill_slugs}," "{\"fill_slug\", fill_slugs},")
build("a function that got another name")
test("fails the tests" "^migrations\\.blog_db\\.sqlite\\.chain" FAIL
    OUTPUT "revision '[0-9a-f]+' calls the function 'fill_slugs', which takes 'pg_conn\\*' where this call has 'sqlite3\\*'")
edit(src/slugs.cpp "{\"fill_slug\", fill_slugs}," "{\"fill_slugs\", fill_slugs},")
configure("libpqxx instead of libpq" OPTIONS -DPQXX=ON)
build("builds")
test("and passes the tests" "^migrations\\." OUTPUT "100% tests passed")

# A function that changes the schema, which no operation says.
edit(src/slugs.cpp "work.exec(fill);" "work.exec(fill); work.exec(\"CREATE INDEX hidden ON posts (title)\");")
build("a function that changes the schema is built")
test("and found" "^migrations\\.blog_db\\.postgresql\\.[0-9a-f]+$" FAIL
    OUTPUT "the function 'fill_slugs' changes the schema: create index hidden")
edit(src/slugs.cpp " work.exec(\"CREATE INDEX hidden ON posts (title)\");" "")

# A program that is older than the revisions.
edit("${file}" "message       = \"slug\"" "message       = \"slugs\"")
tool("an edited revision is reviewed" ARGUMENTS -c migrations review --yes)
run("but not built" FAIL DIRECTORY "${WORK}"
    COMMAND "${TOOL}" upgrade -B "${build_dir}" --database sqlite:///y.db --create
    OUTPUT "error: this program was built with another form of revision '[0-9a-f]+', or of one before it" "note: build it anew")

# ---- mistakes in CMakeLists.txt ----

edit(CMakeLists.txt "FUNCTIONS src/slugs.cpp" "FUNCTIONS src/slug.cpp")
configure("a file that is not there" FAIL OUTPUT "add_migrations\\(blog_db\\): FUNCTIONS: there is no file '[^']*/src/slug.cpp'")
edit(CMakeLists.txt "FUNCTIONS src/slug.cpp" "NO_EMBED FUNCTIONS src/slugs.cpp")
configure("no library for them" FAIL OUTPUT "FUNCTIONS and NO_EMBED exclude each other")
