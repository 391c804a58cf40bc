# Mistakes in calls stop the configuration with a message that names the call, the keyword and the value.

function(mistake call message)
    configure("${call}" FAIL OPTIONS "-DCALL=${call}" OUTPUT "${message}")
endfunction()

mistake("add_migrations(a)" "add_migrations\\(a\\): DIRECTORY is missing")
mistake("add_migrations(a DIRECTORY)" "add_migrations\\(a\\): DIRECTORY: a value is missing")
mistake("add_migrations(a DIRECTORY nowhere)"
    "add_migrations\\(a\\): DIRECTORY: there is no '[^']*/nowhere/migrations.toml'.*bin/migrations' init '[^']*/nowhere' --name a")
mistake("add_migrations(a DIRECTORY x DRIVT error)"
    "add_migrations\\(a\\): unknown argument 'DRIVT' 'error'")
mistake("add_migrations(a-b DIRECTORY x)" "add_migrations\\(a-b\\): 'a-b' is not a C\\+\\+ identifier")
mistake("add_schema_models(m)" "add_schema_models\\(m\\): MODELS: give at least one model file")
mistake("add_schema_models(m MODELS nowhere.toml)"
    "add_schema_models\\(m\\): MODELS: there is no file '.*/nowhere.toml'")
mistake("add_schema_models(m MODELS x.toml MODEL_DIRECTORY y)" "MODELS and MODEL_DIRECTORY exclude each other")
mistake("add_schema_models(m MODELS models)"
    "MODELS: '[^']*/models' is a folder. For all its files write MODEL_DIRECTORY")
mistake("add_schema_models(m HEADERS nowhere.hpp)" "add_schema_models\\(m\\): HEADERS: there is no file '.*/nowhere.hpp'")
mistake("add_schema_models(m HEADERS models)" "HEADERS: '[^']*/models' is a folder. List its headers.")
mistake("add_schema_models(m MODELS models/a.toml TYPES app::User)" "TYPES: the classes are of no header: give HEADERS")
file(WRITE "${source_dir}/a\"b.hpp" "")
mistake("add_schema_models(m HEADERS [[a\"b.hpp]])" "HEADERS: '[^']*/a\"b.hpp': no compiler includes a file with such a name")
file(MAKE_DIRECTORY "${source_dir}/empty")
mistake("add_schema_models(m MODEL_DIRECTORY empty)" "MODEL_DIRECTORY: there is no \\*.toml file in")
mistake("add_schema_models(m MODELS models/a.toml NAMESPACE a-b)" "NAMESPACE: 'a-b' is not a C\\+\\+ namespace")
mistake("add_schema_models(m MODELS models/a.toml HEADER_PREFIX ../src)"
    "HEADER_PREFIX: '../src' is not a relative folder")
mistake("add_schema_models(m MODELS models/a.toml HEADER_PREFIX /tmp)"
    "HEADER_PREFIX: '/tmp' is not a relative folder")

file(COPY_FILE "${source_dir}/models/a.toml" "${source_dir}/schema_hash.toml")
mistake("add_schema_models(m MODELS schema_hash.toml)"
    "add_schema_models\\(m\\): MODELS: 'm/schema_hash.hpp' holds the hash of the schema: rename '[^']*/schema_hash.toml'")

configure("no such helper" FAIL OPTIONS "-DCALL=add_schema_models(m MODELS models/a.toml)"
    "-DMigrations_EXECUTABLE=${WORK}/nowhere" OUTPUT "Migrations_EXECUTABLE: there is no '[^']*/nowhere'")
configure("the one of the package" OPTIONS -DCALL= -DMigrations_EXECUTABLE=)

tool("a project" ARGUMENTS init migrations --name a --model models)
mistake("add_migrations(a DIRECTORY migrations DRIFT loud)"
    "add_migrations\\(a\\): DRIFT: 'loud' is none of error, warning, off")
mistake("add_migrations(a DIRECTORY migrations DIALECTS mysql)" "DIALECTS: 'mysql' is none of sqlite, postgresql")
mistake("add_migrations(a DIRECTORY migrations MODELS nobody)"
    "MODELS: 'nobody' is not a target of add_schema_models\\(\\)")
mistake("add_migrations(a DIRECTORY migrations NAMESPACE 1a)" "NAMESPACE: '1a' is not a C\\+\\+ namespace")
mistake("add_migrations(a DIRECTORY migrations TEST_PROPERTIES COST)"
    "add_migrations\\(a\\): TEST_PROPERTIES: the last property has no value")

# What the build will say is said as a warning: with the settings of the build, and with its commands.
function(foresee call)
    list(POP_FRONT ARGN first)
    configure("foreseen: ${first}" OPTIONS "-DCALL=${call}" OUTPUT "${first}" ${ARGN})
endfunction()

set(settings "migrations/migrations.toml")
set(models "add_schema_models(m MODELS models/a.toml)\n")
foresee("${models}add_migrations(a DIRECTORY migrations MODELS m)" "The build of a will fail"
    "models/a.toml:1:[0-9]+: error: table 'a' is not in any migration \\[migrations-drift\\]"
    "cmake --build '[^']*/build tree' --target a_revision")
foresee("${models}add_migrations(a DIRECTORY migrations MODELS m DRIFT warning)" "The build of a will warn"
    "warning: table 'a' is not in any migration" "Migrations a: no revision yet")
foresee("add_migrations(b DIRECTORY migrations)"
    "${settings}:4:[0-9]+: error: 'name' is 'a' here, and 'b' in CMakeLists.txt \\[settings\\]"
    "write name = \"b\" here, or call add_migrations\\(a ...\\) there")
foresee("add_migrations(a DIRECTORY migrations DIALECTS sqlite postgresql)"
    "${settings}:5:[0-9]+: error: 'dialects' is 'sqlite' here, and 'postgresql, sqlite' in CMakeLists.txt"
    "write dialects = \\[\"postgresql\", \"sqlite\"\\] here, or leave DIALECTS out there")
foresee("add_migrations(a DIRECTORY migrations VERSION_TABLE versions)"
    "${settings}:1:1: error: 'version_table' is 'migrations_version' when nothing is said here, and 'versions' in CMake"
    "write version_table = \"versions\" here, or leave VERSION_TABLE out there")
foresee("add_migrations(a DIRECTORY migrations DATABASE postgresql://u:secret@h/d)"
    "${settings}:5:[0-9]+: error: DATABASE in CMakeLists.txt is of postgresql, and the project is for sqlite")
file(WRITE "${source_dir}/models/b.toml" "[tables.a.columns]\nid = { type = \"int46\" }\n")
foresee("add_schema_models(m MODELS models/a.toml models/b.toml)\nadd_migrations(a DIRECTORY migrations MODELS m)"
    "The build of a will fail" "models/b.toml:2:.*int46")
foresee("${models}add_migrations(a DIRECTORY migrations MODELS m)"
    "${settings}:8:[0-9]+: error: 'models' here and MODELS in CMakeLists.txt are not the same files"
    "only here: [^']*/models/b.toml")
file(REMOVE "${source_dir}/models/b.toml")

# Databases of the build are in the build, and of a dialect that the project has.
foreach(case IN ITEMS "play.db" "sqlite:///play.db")
    configure("DATABASE ${case}" OPTIONS
        "-DCALL=${models}add_migrations(a DIRECTORY migrations MODELS m DATABASE ${case} DRIFT off)")
    build("it is made" TARGET a_upgrade)
    if(EXISTS "${source_dir}/play.db" OR EXISTS "${source_dir}/migrations/play.db" OR NOT EXISTS "${build_dir}/play.db")
        message(FATAL_ERROR "play.db is not in the build folder")
    endif()
    file(REMOVE "${build_dir}/play.db")
endforeach()
edit(migrations/migrations.toml "[\"sqlite\"]" "[\"postgresql\"]")
configure("no SQLite" OPTIONS "-DCALL=${models}add_migrations(a DIRECTORY migrations MODELS m DRIFT off)")
build("no default database" FAIL TARGET a_current OUTPUT "no database is named")

file(RENAME "${source_dir}/migrations" "${source_dir}/elsewhere")
build("the folder went away" FAIL TARGET a_current
    OUTPUT "there is no '[^']*/migrations/migrations.toml'"
        "note: to make one, run: '[^']*bin/migrations' init '[^']*/migrations' --name a")
