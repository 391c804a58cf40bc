#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// What the schemas say is for tests/json_schemas/.
class JsonSchema : public CommandLine {
protected:
    // The rules that are written between these lines.
    static std::string rules(const std::string& text) {
        return "# The rules from here on are written by `migrations json-schema --taplo`, and anew when it runs again.\n" + text +
               "\n# Here they end.\n";
    }

    static std::string rule(const std::string& files, const std::string& schema) {
        return "\n[[rule]]\n" + files + "\n[rule.schema]\npath = \"" + schema + ".json\"\n";
    }

    const std::string of_project_ =
        rules(rule("include = [\"migrations/migrations.toml\"]\n", "migrations/json-schema/settings") +
              rule("include = [\"models/*.toml\"]\nexclude = [\"models/*/*\"]\n", "migrations/json-schema/models") +
              rule("include = [\"migrations/revisions/**/*.toml\"]\n", "migrations/json-schema/revision"));
};

TEST_F(JsonSchema, prints_one) {
    const Ran printed = run({"json-schema", "settings"});
    EXPECT_EQ(printed.exit, 0);
    EXPECT_EQ(printed.err, "");
    EXPECT_EQ(printed.out.rfind(
                  "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"migrations.toml\",\n", 0),
              0U);
    EXPECT_EQ(run({"json-schema", "settings", "--json"}).out, printed.out);
    refused({"json-schema"}, 2,
            "error: which JSON Schema?\nnote: there are models, settings, revision; or give --taplo with a folder\n");
    refused({"json-schema", "model"}, 2, "error: there is no JSON Schema 'model'\nnote: did you mean 'models'?\n");
    refused({"json-schema", "models", "--taplo", "."}, 2, "error: --taplo writes all of them\nnote: leave one of the two out\n");
    EXPECT_EQ(run({"completion", "words", "--", "json-schema", "r"}).out, "revision\n");
}

TEST_F(JsonSchema, is_installed_as_it_is_printed) {
    EXPECT_EQ(run({"man", "--install", "prefix", "--quiet"}).exit, 0);
    for (const char* each : {"models", "settings", "revision"}) {
        EXPECT_EQ(read(std::string("prefix/share/migrations/schemas/") + each + ".json"), run({"json-schema", each}).out);
    }
}

TEST_F(JsonSchema, writes_what_taplo_reads) {
    make_project();
    const Ran written = run({"json-schema", "--taplo", "."});
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_EQ(plain(written.out),
              "wrote ~/migrations/json-schema/models.json\nwrote ~/migrations/json-schema/settings.json\n"
              "wrote ~/migrations/json-schema/revision.json\nwrote ~/.taplo.toml\n");
    EXPECT_EQ(read(".taplo.toml"), of_project_);
    EXPECT_EQ(read("migrations/json-schema/models.json"), run({"json-schema", "models"}).out);
    EXPECT_EQ(run({"json-schema", "--taplo", "./"}).out, "nothing to write: all files are as they should be\n");
    // The files are no models and no revisions.
    EXPECT_EQ(run({"revision", "--autogenerate"}).exit, 0);
    EXPECT_EQ(run({"validate"}).exit, 0);
    inside_ = "migrations/revisions";
    EXPECT_EQ(run({"json-schema", "--taplo", "../.."}).out, "nothing to write: all files are as they should be\n");
}

TEST_F(JsonSchema, keeps_what_else_taplo_is_told) {
    make_project();
    write("taplo.toml", "[formatting]\nalign_entries = true");
    EXPECT_EQ(run({"json-schema", "--taplo", ".", "--quiet"}).exit, 0);
    EXPECT_FALSE(exists(".taplo.toml"));
    EXPECT_EQ(read("taplo.toml"), "[formatting]\nalign_entries = true\n\n" + of_project_);
    write("taplo.toml", read("taplo.toml") + "\n[[rule]]\nname = \"ours\"\n");
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "revisions = [\"old\", \"new\"]\n");
    EXPECT_EQ(plain(run({"json-schema", "--taplo", "."}).out), "wrote ~/taplo.toml\n");
    const std::string text = read("taplo.toml");
    EXPECT_EQ(text.rfind("[formatting]\nalign_entries = true\n\n# The rules", 0), 0U) << text;
    EXPECT_NE(text.find("\ninclude = [\"migrations/old/**/*.toml\"]\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("migrations/revisions"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("# Here they end.\n\n[[rule]]\nname = \"ours\"\n")) << text;
}

TEST_F(JsonSchema, refuses_where_rules_cannot_stand) {
    make_project();
    write(".taplo.toml", "rule = []\n");
    refused({"json-schema", "--taplo", "."}, 11,
            "error: no rule can be added to those in ~/.taplo.toml\nnote: write each of them as [[rule]], and run this again\n");
    write(".taplo.toml", "[formatting\n");
    refused({"json-schema", "--taplo", "."}, 11,
            "~/.taplo.toml:1:12: error: expected ']', saw the end of the line [toml-syntax]\n");
    write(".taplo.toml", "");
    refused({"json-schema", "--taplo", "nowhere"}, 2,
            "error: 'nowhere' is no folder\nnote: name the folder that you open in the editor\n");
    refused({"json-schema", "--taplo", "migrations"}, 2,
            "error: '~/models' is not in the folder '~/migrations'\n"
            "note: name the folder that you open in the editor, with the whole project in it\n");
}

TEST_F(JsonSchema, knows_the_files_of_all_databases) {
    write("db/migrations.toml",
          "[databases.main]\nmodels = [\"../models/a.toml\", \"../models/[b]/x*.toml\"]\n[databases.other]\nmodels = "
          "[\"../models/a.toml\"]\n");
    EXPECT_EQ(run({"-c", "db", "json-schema", "--taplo", "."}).exit, 0);
    EXPECT_EQ(read(".taplo.toml"), rules(rule("include = [\"db/migrations.toml\"]\n", "db/json-schema/settings") +
                                         rule("include = [\"models/a.toml\"]\n", "db/json-schema/models") +
                                         rule("include = [\"models/[[]b[]]/x*.toml\"]\nexclude = [\"models/[[]b[]]/*/*\"]\n",
                                              "db/json-schema/models") +
                                         rule("include = [\"db/main/revisions/**/*.toml\"]\n", "db/json-schema/revision") +
                                         rule("include = [\"db/other/revisions/**/*.toml\"]\n", "db/json-schema/revision")));
}

TEST_F(JsonSchema, knows_the_models_of_a_build) {
    write("migrations/migrations.toml", "name = \"blog_db\"\n");
    write("schema/users.toml", "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\n");
    write("project.toml",
          "name = \"blog_db\"\ndirectory = \"" + path("migrations") + "\"\nmodels = [\"" + path("schema/users.toml") + "\"]\n");
    const Ran written = run({"--project", "project.toml", "json-schema", "--taplo", "."});
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_NE(read(".taplo.toml").find(rule("include = [\"schema/users.toml\"]\n", "migrations/json-schema/models")),
              std::string::npos)
        << read(".taplo.toml");
}

}  // namespace
}  // namespace migrations
