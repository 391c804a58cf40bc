// The hash of the schema in generated headers: that of the models and that of the compiled-in migrations are the same as long
// as the two agree.
#include <regex>

#include "cli_import_schemas.h"
#include "cli_import_support.h"

namespace migrations {
namespace {

class SchemaHash : public Importing {
protected:
    // What add_schema_models() and add_migrations() write into their project files.
    void write_projects(const std::string& models, const std::string& models_namespace = "blog",
                        const std::string& chain_namespace = "blog_db") const {
        write("models.project", "name = \"blog_models\"\nmodels = [" + models + "]\nnamespace = \"" + models_namespace + "\"\n");
        write("chain.project", "name = \"blog_db\"\ndirectory = \"" + path("migrations") + "\"\nnamespace = \"" + chain_namespace + "\"\n");
    }
    std::string listed(const std::string& file) const { return "\"" + path(file) + "\""; }

    std::string models_header() const {
        const Ran made = run({"build", "models", "--project", "models.project", "--output", "out", "--schema-header",
                              "out/blog_models/schema_hash.hpp"});
        EXPECT_EQ(made.exit, 0) << made.err;
        return read("out/blog_models/schema_hash.hpp");
    }
    std::string chain_header() const {
        const Ran made = run({"build", "embed", "--project", "chain.project", "--source", "out/blog_db/migrations.cpp",
                              "--header", "out/blog_db/migrations.hpp"});
        EXPECT_EQ(made.exit, 0) << made.err;
        return read("out/blog_db/migrations.hpp");
    }

    static std::string constant(const std::string& header, const std::string& name) {
        std::smatch found;
        const std::regex pattern("inline constexpr std::string_view " + name + " =\\s+\"([^\"]*)\";");
        return std::regex_search(header, found, pattern) ? found[1].str() : "there is no " + name + " in\n" + header;
    }
    std::string models_hash() const { return constant(models_header(), "schema_hash"); }
    std::string chain_hash() const { return constant(chain_header(), "schema_hash"); }

    void generate(const std::string& message) const {
        const Ran made = run({"revision", "--autogenerate", "-m", message});
        EXPECT_EQ(made.exit, 0) << made.err;
        EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    }

    // What the compiler has to say, with all warnings.
    std::string compiled(const std::string& source) const {
        write("main.cpp", source);
        std::string said;
        for (const char* standard : {"c++17", "gnu++20"}) {
            const Ran compiler = shell(std::string("'" MIGRATIONS_TEST_COMPILER "' -std=") + standard +
                                       " -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I out -I others/out "
                                       "-I '" MIGRATIONS_TEST_RUNTIME "' main.cpp");
            said += compiler.err;
        }
        return said;
    }
};

bool is_hash(const std::string& text) { return std::regex_match(text, std::regex("[0-9a-f]{64}")); }

TEST_F(SchemaHash, is_the_same_in_models_and_migrations_that_agree) {
    make_chain();
    write_projects(listed("models/users.toml"));
    const std::string hash = models_hash();
    EXPECT_TRUE(is_hash(hash)) << hash;
    EXPECT_EQ(chain_hash(), hash);
    EXPECT_EQ(constant(chain_header(), "head"), "c3");
    EXPECT_NE(read("out/blog_db/migrations.cpp").find("all, 3035005, \"" + hash + "\"}"), std::string::npos);
    EXPECT_EQ(compiled("#include <blog_db/migrations.hpp>\n#include <blog_models/schema_hash.hpp>\n"
                       "static_assert(blog::schema_hash == blog_db::schema_hash, \"the same\");\n"
                       "static_assert(blog_db::head == \"c3\", \"the head\");\n"),
              "");
}

// The build warns of it where Migrations_DRIFT says so, and links.
TEST_F(SchemaHash, is_another_one_when_they_differ) {
    make_chain();
    write_projects(listed("models/users.toml"));
    const std::string before = models_hash();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int64\", null = true }\n");
    const std::string now = models_hash();
    EXPECT_NE(now, before);
    EXPECT_EQ(chain_hash(), before);
    EXPECT_NE(compiled("#include <blog_db/migrations.hpp>\n#include <blog_models/schema_hash.hpp>\n"
                       "static_assert(blog::schema_hash == blog_db::schema_hash, \"other models\");\n")
                  .find("other models"),
              std::string::npos);
    // Models with mistakes have no schema that the migrations could have.
    set_model("email = { type = \"txt\" }\n");
    EXPECT_EQ(chain_hash(), before);
}

TEST_F(SchemaHash, does_not_depend_on_comments_and_files_and_their_order) {
    make_project();
    write("models/posts.toml", "[tables.posts.columns]\nid = { type = \"int64\", primary_key = true }\n"
                               "user = { type = \"int64\", references = \"users.id\", index = true }\n");
    generate("first");
    write_projects(listed("models/users.toml") + ", " + listed("models/posts.toml"));
    const std::string hash = models_hash();
    EXPECT_EQ(chain_hash(), hash);
    write("models/all.toml", "# All of them.\n" + read("models/posts.toml") + read("models/users.toml") + "# The end.\n");
    std::filesystem::remove(path("models/posts.toml"));
    std::filesystem::remove(path("models/users.toml"));
    write_projects(listed("models/all.toml"));
    EXPECT_EQ(models_hash(), hash);
    EXPECT_EQ(chain_hash(), hash);
}

// The build step of the models has no migrations.toml, and with it no convention.
TEST_F(SchemaHash, does_not_depend_on_names_that_nobody_chose) {
    make_project("\"sqlite\", \"postgresql\"", "[naming]\nprimary_key = \"{table}_pkey\"\nindex = \"{table}_{columns}_idx\"\n");
    set_model("team = { type = \"int64\", index = true, null = true }\n");
    generate("first");
    write_projects(listed("models/users.toml"));
    EXPECT_EQ(chain_hash(), models_hash());
    // A table that is renamed keeps the names of its constraints in the databases, and gets new ones in the models.
    write("models/users.toml", "[tables.people]\nrenamed_from = \"users\"\n[tables.people.columns]\nid = { type = \"int64\", primary_key = true }\n"
                               "nick = { type = \"text\" }\nteam = { type = \"int64\", index = true, null = true }\n");
    EXPECT_NE(chain_hash(), models_hash());
    generate("people");
    EXPECT_EQ(chain_hash(), models_hash());
}

TEST_F(SchemaHash, is_empty_where_there_is_nothing_to_compare) {
    make_project();
    write_projects(listed("models/users.toml"));
    EXPECT_EQ(chain_hash(), "");
    EXPECT_EQ(constant(chain_header(), "head"), "");
    make_chain();
    write("migrations/revisions/d4.toml", add_column("d4", "b2", "city", "text", "", "2026-01-04"));
    EXPECT_EQ(chain_hash(), "");
    EXPECT_EQ(constant(chain_header(), "head"), "");
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    EXPECT_TRUE(is_hash(chain_hash()));
    write("migrations/migrations.toml", "name = \"blog_db\"\nmodels = []\n");
    EXPECT_EQ(chain_hash(), "");
    EXPECT_EQ(constant(chain_header(), "head"), "c3");
}

// Models, other models and migrations in one namespace, with a struct that is called as the constant.
TEST_F(SchemaHash, may_be_in_one_namespace_with_others) {
    make_chain();
    write("models/users.toml", "[tables.users]\ncpp = \"schema_hash\"\n" + read("models/users.toml"));
    write("others/notes.toml", "[tables.notes.columns]\nid = { type = \"int64\", primary_key = true }\n");
    write("others.project", "name = \"other_models\"\nmodels = [" + listed("others/notes.toml") + "]\nnamespace = \"blog\"\n");
    EXPECT_EQ(run({"build", "models", "--project", "others.project", "--output", "others/out", "--schema-header",
                   "others/out/other_models/schema_hash.hpp"})
                  .exit,
              0);
    write_projects(listed("models/users.toml"), "blog", "blog");
    models_header();
    chain_header();
    EXPECT_EQ(compiled("#include <blog_db/migrations.hpp>\n#include <blog_models/schema_hash.hpp>\n#include <blog_models/users.hpp>\n"
                       "#include <other_models/schema_hash.hpp>\n"
                       "static_assert(blog::schema_hash_ == blog::blog_db_schema::schema_hash, \"the same\");\n"
                       "static_assert(blog::schema_hash_ == blog::blog_models_schema::schema_hash_, \"in full\");\n"
                       "static_assert(blog::schema_hash_ != blog::other_models_schema::schema_hash, \"others\");\n"
                       "static_assert(blog::head == \"c3\", \"the head\");\n"),
              "");
}

// ---- headers of what was imported ----

// Names that C++ has or cannot have, of tables, columns and the values of enums.
constexpr const char* odd_names = R"sql(
CREATE TABLE "table" (id INTEGER PRIMARY KEY, "Table" TEXT, "column" TEXT, "select" TEXT, visit TEXT, std TEXT, "std_" TEXT);
CREATE TABLE "a_b" (id INTEGER PRIMARY KEY, "int" INTEGER NOT NULL, "1st" REAL, "first-name" TEXT, "first name" TEXT, "first_name" TEXT, kind TEXT CHECK (kind IN ('x', 'y')));
CREATE TABLE "a b" (id INTEGER PRIMARY KEY, errno INTEGER, linux INTEGER NOT NULL, "NULL" TEXT, EOF BLOB, "new" TEXT, schema_hash TEXT, "table" TEXT, kind TEXT CHECK (kind IN ('z')));
CREATE TABLE hosts (name TEXT PRIMARY KEY, "HostsPlatform" TEXT, platform TEXT NOT NULL CHECK (platform IN ('linux', 'unix', 'not known', 'not-known', 'class', 'NULL', '2', 'größe', ''))) WITHOUT ROWID;
CREATE TABLE sums (a INTEGER NOT NULL, b INTEGER NOT NULL, total INTEGER NOT NULL AS (a + b) STORED, label TEXT AS (a || ' of ' || b));
CREATE VIEW "a view" AS SELECT a.id, h.name FROM "a b" AS a, hosts AS h;
CREATE TRIGGER "on""table" AFTER INSERT ON "table" BEGIN DELETE FROM sums; END;
)sql";

class ImportedHeaders : public SchemaHash {
protected:
    void expect_headers_of(const std::string& sql) const {
        start_project("\"sqlite\"");
        make_database("app.db", sql);
        const Ran imported = run({"import", "app.db"});
        ASSERT_EQ(imported.exit, 0) << imported.err;
        write_projects(listed("models/schema.toml"));
        const std::string hash = models_hash();
        EXPECT_TRUE(is_hash(hash)) << hash;
        EXPECT_EQ(chain_hash(), hash);
        EXPECT_EQ(compiled("#include <blog_db/migrations.hpp>\n#include <blog_models/schema.hpp>\n#include <blog_models/schema_hash.hpp>\n"
                           "#include <migrations/rows/sqlite3.hpp>\n"
                           "static_assert(blog::schema_hash == blog_db::schema_hash, \"the same\");\n"),
                  "");
    }
};

// What a comment says is no C++.
TEST_F(SchemaHash, headers_compile_whatever_comments_say) {
    write("models/users.toml", "[tables.users]\ncomment = 'in C:\\data\\'\n[tables.users.columns]\n"
                               "id = { type = \"int64\", primary_key = true, comment = 'a number \\' }\n"
                               "nick = { type = \"text\", comment = \"*/ # \\n #error\" }\n");
    write_projects(listed("models/users.toml"));
    models_header();
    EXPECT_EQ(compiled("#include <blog_models/users.hpp>\nstatic_assert(blog::Users::column::id == \"id\", \"it is there\");\n"), "");
}

TEST_F(ImportedHeaders, compile_with_odd_names) { expect_headers_of(odd_names); }

TEST_F(ImportedHeaders, compile_with_whatever_people_make) {
    expect_headers_of(std::string(sqlite_schema_to_import) + "CREATE VIEW adults AS SELECT * FROM people;\n");
}

}  // namespace
}  // namespace migrations
