#include "cli_support.h"

namespace migrations {
namespace {

using Init = CommandLine;

TEST_F(Init, makes_a_project_that_works) {
    const Ran made = run({"init"});
    EXPECT_EQ(made.exit, 0);
    EXPECT_EQ(plain(made.out),
              "wrote ~/migrations/revision.toml.in\nwrote ~/migrations/.gitattributes\nwrote "
              "~/migrations/migrations.toml\n");
    EXPECT_EQ(made.err, "note: write a model, then run: migrations revision --autogenerate -m \"initial schema\"\n");
    const std::string settings = read("migrations/migrations.toml");
    EXPECT_NE(settings.find("\nname     = \"blog_db\"\ndialects = [\"sqlite\"]\n"), std::string::npos) << settings;
    EXPECT_NE(settings.find("\nmodels   = [\"../models\"]\n"), std::string::npos) << settings;

    set_model("");
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "initial schema"}).exit, 0);
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", "blog.db", "--create"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
    EXPECT_EQ(ask("blog.db", "SELECT count(*) FROM users"), "0");
}

TEST_F(Init, takes_folder_name_models_and_dialects) {
    const Ran made = run({"init", "db/schema", "--name", "shop", "--model", "models/a.toml", "--model", "b.toml",
                          "--dialect", "sqlite", "--dialect", "postgresql", "-q"});
    EXPECT_EQ(made.exit, 0);
    EXPECT_EQ(made.err, "");
    const std::string settings = read("db/schema/migrations.toml");
    EXPECT_NE(settings.find("\nname     = \"shop\"\ndialects = [\"sqlite\", \"postgresql\"]\n"), std::string::npos) << settings;
    EXPECT_NE(settings.find("\nmodels   = [\"../../models/a.toml\", \"../../b.toml\"]\n"), std::string::npos) << settings;
}

TEST_F(Init, says_what_it_wrote_as_json) {
    EXPECT_EQ(plain(json({"init"}, "/written/2")), "~/migrations/migrations.toml");
    EXPECT_EQ(plain(json({"init", "other"}, "/folder")), "~/other");
}

TEST_F(Init, leaves_what_is_there) {
    make_chain();
    const auto before = everything();
    const Ran again = run({"init"});
    EXPECT_EQ(again.exit, 11);
    EXPECT_EQ(again.out, "");
    EXPECT_EQ(plain(again.err), "error: there is a project in '~/migrations' already\n"
                                "note: edit ~/migrations/migrations.toml\n");
    EXPECT_EQ(everything(), before);

    write("top/.gitattributes", "* -text\n");
    EXPECT_EQ(plain(run({"init", "top"}).out), "wrote ~/top/revision.toml.in\nwrote ~/top/migrations.toml\n");
    EXPECT_EQ(read("top/.gitattributes"), "* -text\n");
}

TEST_F(Init, refuses_what_cannot_be) {
    write("file", "");
    const struct {
        std::vector<std::string> arguments;
        std::string error;
    } cases[] = {
        {{"init", "file"}, "error: '~/file' is not a folder\n"},
        {{"init", "--name", "my blog"}, "error: 'my blog' cannot be the name of a project\nnote: use letters, digits and '_'\n"},
        {{"init", "--name", ""}, "error: '' cannot be the name of a project\nnote: use letters, digits and '_'\n"},
        {{"init", "--dialect", "postgres"}, "error: unknown dialect 'postgres'\nnote: did you mean 'postgresql'?\n"},
    };
    const auto before = everything();
    for (const auto& each : cases) {
        const Ran result = run(each.arguments);
        EXPECT_EQ(result.exit, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(plain(result.err), each.error);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(Init, lists_templates) {
    EXPECT_EQ(run({"list-templates"}).out,
              "plain      migrations.toml and what else the folder of the migrations needs\n"
              "cmake      A CMake application: models, migrations, tests, and a program that brings its own database up to date\n"
              "databases  Several databases in one migrations.toml, each with its own models, revisions and reviews\n");
    EXPECT_EQ(json({"list-templates"}, "/templates/1/name"), "cmake");
    EXPECT_EQ(run({"completion", "words", "--", "init", "-t", "c"}).out, "cmake\n");
}

// tests/cmake/cases/templates builds it.
TEST_F(Init, starts_an_application) {
    const Ran made = run({"init", "-t", "cmake", "shop"});
    EXPECT_EQ(made.exit, 0) << made.err;
    EXPECT_NE(plain(made.out).find("wrote ~/shop/CMakeLists.txt\n"), std::string::npos) << made.out;
    EXPECT_EQ(made.err, "note: run: cmake -S shop -B shop/build && cmake --build shop/build\n");
    EXPECT_NE(read("shop/CMakeLists.txt").find("\nadd_migrations(shop_db DIRECTORY migrations MODELS shop_models)\n"), std::string::npos);
    inside_ = "shop";
    EXPECT_EQ(run({"check"}).out, "shop_db: 1 revision, all reviewed; models and migrations agree\n");
    refused({"init", "-t", "cmake"}, 11,
            "error: there is a project in '~/shop/migrations' already\nnote: edit ~/shop/migrations/migrations.toml\n");
    inside_ = "";
    write("other/src/main.cpp", "int main() {}\n");
    write("other/CMakeLists.txt", "project(other)\n");
    refused({"init", "-t", "cmake", "other/"}, 11,
            "error: there is something of this name already: ~/other/CMakeLists.txt, ~/other/src/main.cpp\n"
            "note: nothing was written; name another folder, or move it away\n");
}

TEST_F(Init, starts_several_databases) {
    EXPECT_EQ(plain(run({"init", "-t", "databases", "--name", "shop"}).out),
              "wrote ~/migrations/revision.toml.in\nwrote ~/migrations/.gitattributes\nwrote ~/migrations/migrations.toml\n");
    environment_["ANALYTICS_DATABASE_URL"] = "analytics.db";
    write("models/analytics/events.toml", "[tables.events.columns]\nid = { type = \"int64\", primary_key = true }\n");
    EXPECT_EQ(run({"-n", "analytics", "revision", "--autogenerate"}).exit, 0);
    EXPECT_EQ(run({"-n", "analytics", "review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"-n", "analytics", "upgrade", "--create"}).exit, 0);
    EXPECT_EQ(ask("analytics.db", "SELECT count(*) FROM events"), "0");
    EXPECT_EQ(json({"-n", "analytics", "status"}, "/project"), "shop_analytics");
    write("shared.toml", "");
    EXPECT_EQ(run({"init", "-t", "databases", "db", "--model", "shared.toml"}).exit, 0);
    EXPECT_EQ(plain(json({"-c", "db", "config", "models"}, "/settings/0/value")), "[\"~/shared.toml\"]");
}

TEST_F(Init, takes_templates_of_the_user) {
    write("house/about.txt", "How we do it\nmore of it\n");
    write("house/migrations.toml.mustache", "# {{application}} of <{{plain_name}}>\n{{{settings}}}file_name = \"{id}\"\n");
    write("house/revision.toml.in", "# ours\nrevision = {{{revision}}}\n");
    write("house/doc/{{x}}.md", "{{x}}\n");
    EXPECT_EQ(plain(run({"init", "-t", "./house", "--name", "shop_db"}).out),
              "wrote ~/migrations/doc/{{x}}.md\nwrote ~/migrations/revision.toml.in\nwrote ~/migrations/.gitattributes\n"
              "wrote ~/migrations/migrations.toml\n");
    EXPECT_EQ(read("migrations/migrations.toml").rfind("# shop of <shop_db>\n# Settings of", 0), 0U);
    EXPECT_EQ(run({"config", "file_name"}).out.rfind("file_name = \"{id}\"  # ", 0), 0U);
    EXPECT_EQ(read("migrations/revision.toml.in"), "# ours\nrevision = {{{revision}}}\n");
    EXPECT_EQ(read("migrations/doc/{{x}}.md"), "{{x}}\n");

    write("two/a/migrations.toml", "");
    write("two/b/migrations.toml", "");
    write("none/x", "");
    write("broken/migrations.toml.mustache", "{{#x}}\n");
    refused({"init", "new", "-t", "two/"}, 2, "error: the template in 'two/' has 2 files migrations.toml\n"
                                              "note: a template has one, or one migrations.toml.mustache; see docs/settings.md\n");
    refused({"init", "new", "-t", "./none"}, 2, "error: the template in './none' has 0 files migrations.toml\n"
                                                "note: a template has one, or one migrations.toml.mustache; see docs/settings.md\n");
    refused({"init", "new", "-t", "./broken"}, 2,
            "error: the template ./broken/migrations.toml.mustache is malformed: Unclosed section \"x\" at 0\n"
            "note: its syntax is that of mustache.github.io/mustache.5.html\n");
    refused({"init", "new", "-t", "./nowhere"}, 2, "error: './nowhere' is no folder\nnote: a template is a folder of files; see docs/settings.md\n");
    refused({"init", "new", "-t", "house"}, 2, "error: there is no template 'house'\nnote: for the folder of this name write ./house\n");
    refused({"init", "new", "-t", "cmaek"}, 2, "error: there is no template 'cmaek'\nnote: did you mean 'cmake'?\n");
}

TEST_F(Init, writes_all_or_nothing) {
    write("house/CMakeLists.txt", "");
    write("house/models/users.toml", "");
    write("house/migrations/migrations.toml", "");
    ASSERT_EQ(shell("chmod 777 . && mkdir -p shop/migrations && chmod 777 shop && chmod 555 shop/migrations").exit, 0);
    as_nobody_ = true;
    const auto before = everything();
    const Ran result = run({"init", "-t", "./house", "shop"});
    EXPECT_EQ(result.exit, 12) << result.err;
    EXPECT_EQ(everything(), before);
}

}  // namespace
}  // namespace migrations
