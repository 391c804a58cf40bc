# Models in several targets, and models that come and go; in a build folder with a name that CMake could misread.

set(build_dir "${WORK}/build @tree@ (x)")

start_project(migrations blog_db --model people --model texts)
tool("another project is started" ARGUMENTS init notes --name notes_db)
edit(notes/migrations.toml "models   = [\"../models\"]" "models   = []")
configure("configure" OUTPUT "Migrations blog_db: 1 revision, head [0-9a-f]+" "Migrations notes_db: no revision yet")
build("a table of another target can be referred to")
run("the program starts" COMMAND "${build_dir}/blog")
build("nothing is left to do" NOTHING_RUNS)

touch(texts/posts.toml)
build("a touched model is checked, and nothing is linked" OUTPUT "Generating the headers of blog_texts" "Checking the"
    NOT_OUTPUT "Linking" "Building CXX" "headers of blog_people")
build("and again nothing is left to do" NOTHING_RUNS)

if(NOT EXISTS "${build_dir}/blog_texts/include/blog_texts/posts.hpp")
    message(FATAL_ERROR "there is no posts.hpp")
endif()
pause()
file(RENAME "${source_dir}/texts/posts.toml" "${source_dir}/texts/articles.toml")
build("a renamed model makes another header" OUTPUT "Generating the headers of blog_texts")
if(EXISTS "${build_dir}/blog_texts/include/blog_texts/posts.hpp"
   OR NOT EXISTS "${build_dir}/blog_texts/include/blog_texts/articles.hpp")
    message(FATAL_ERROR "posts.hpp should have gone, and articles.hpp come")
endif()
if(NOT EXISTS "${build_dir}/blog_texts/include/blog_texts/schema_hash.hpp")
    message(FATAL_ERROR "the hash of the schema should have stayed")
endif()
build("once" NOTHING_RUNS)

file(APPEND "${source_dir}/texts/articles.toml" "extra = { type = \"int64\", references = \"nobody.id\" }\n")
touch(texts/articles.toml)
build("a table that no target has is an error" FAIL OUTPUT "texts/articles.toml:7:.* there is no table 'nobody'")

# The command that mends it can be pasted: it is what the shell runs here.
file(READ "${source_dir}/texts/articles.toml" text)
string(REPLACE ", references = \"nobody.id\" }" ", null = true }" text "${text}")
file(WRITE "${source_dir}/texts/articles.toml" "${text}")
touch(texts/articles.toml)
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${build_dir}" ERROR_VARIABLE output OUTPUT_VARIABLE output)
string(REGEX MATCH "cmake --build [^\n]* --target blog_db_revision" command "${output}")
run("the command of the message" COMMAND sh -c "${command}" OUTPUT "wrote ")

run("of a build folder's projects, the folder at hand names one" DIRECTORY "${source_dir}/notes"
    COMMAND "${TOOL}" check -B "${build_dir}" OUTPUT "notes_db: ")
run("and here the other" DIRECTORY "${source_dir}/migrations"
    COMMAND "${TOOL}" history -B "${build_dir}" OUTPUT "first")

# ---- several sources compiled as one ----

tool("what was written is reviewed" ARGUMENTS -c migrations review --yes)
file(WRITE "${source_dir}/src/more.cpp" "#include <blog/people/users.hpp>
#include <blog_db/migrations.hpp>
std::size_t revisions() { return blog::db::sqlite().migrations.size; }
")
configure("as a unity build" OPTIONS -DCMAKE_UNITY_BUILD=ON -DMORE_SOURCES=src/more.cpp)
build("it compiles as well" OUTPUT "unity_0_cxx")
