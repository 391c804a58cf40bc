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

}  // namespace
}  // namespace migrations
