#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

using Usage = CommandLine;

const std::vector<std::string> everyday_commands = {"init",      "revision", "check",   "review", "upgrade", "downgrade", "current",
                                                    "stamp",     "history",  "heads",   "show",   "sql",     "diff",      "build", "branches", "merge", "rebase",
                                                    "test",      "postgresql", "import", "status", "ensure-version", "edit",
                                                    "validate",  "lint",     "config",  "completion", "doctor", "list-templates",
                                                    "json-schema"};

TEST_F(Usage, help_lists_every_command) {
    const Ran help = run({"--help"});
    EXPECT_EQ(help.exit, 0);
    EXPECT_EQ(help.err, "");
    for (const std::string& command : everyday_commands) {
        EXPECT_NE(help.out.find("\n  " + command + " "), std::string::npos) << command;
    }
    EXPECT_LT(help.out.find("Everyday:"), help.out.find("Build:"));
}

TEST_F(Usage, every_command_has_help_with_examples) {
    for (const std::string& command : everyday_commands) {
        const Ran help = run({command, "--help"});
        EXPECT_EQ(help.exit, 0) << command;
        EXPECT_EQ(help.err, "") << command;
        EXPECT_NE(help.out.find("Usage: migrations " + command), std::string::npos) << help.out;
        const bool for_people = command != "build" && command != "test" && command != "postgresql";
        EXPECT_EQ(help.out.find("Examples:\n  migrations " + command) != std::string::npos, for_people) << help.out;
    }
}

// Outside a project most examples fail, but none because of the way it is written.
TEST_F(Usage, examples_can_be_typed) {
    int tried = 0;
    environment_["DATABASE_URL"] = "sqlite:///blog.db";
    environment_["EDITOR"] = "true";
    for (const std::string& command : everyday_commands) {
        const std::string help = run({command, "--help"}).out;
        for (std::size_t at = help.find("\n  migrations "); at != std::string::npos;
             at = help.find("\n  migrations ", at + 1)) {
            const std::string line = help.substr(at + 3, help.find('\n', at + 1) - at - 3);
            const Ran done = shell(line);
            EXPECT_TRUE(done.exit == 0 || done.exit == 12 ||
                        done.err.find("error: no migrations.toml here") == 0 ||
                        done.err.find("error: there is a project in") == 0 ||
                        done.err.find("is not a folder") != std::string::npos ||
                        done.err.find("is not in any migration [migrations-drift]") != std::string::npos ||
                        done.err.find("[settings]") != std::string::npos || done.exit == 4 || done.exit == 3 || done.exit == 6)
                << line << "\n" << done.exit << done.err;
            for (const char* mistake : {"there is no option", "unexpected argument", "there is no command", "required"}) {
                EXPECT_EQ(done.err.find(mistake), std::string::npos) << line << "\n" << done.err;
            }
            ++tried;
        }
    }
    EXPECT_GT(tried, 25);
}

TEST_F(Usage, version) {
    const Ran version = run({"--version"});
    EXPECT_EQ(version.exit, 0);
    EXPECT_EQ(version.out.find("migrations "), 0U);
    EXPECT_EQ(version.err, "");
}

TEST_F(Usage, mistakes_name_what_was_meant) {
    const struct {
        std::vector<std::string> arguments;
        std::string error;
    } cases[] = {
        {{}, "error: no command is given\nnote: see 'migrations --help'\n"},
        {{"upgrde"}, "error: there is no command 'upgrde'\nnote: did you mean 'migrations upgrade'?\n"},
        {{"-q", "chek"}, "error: there is no command 'chek'\nnote: did you mean 'migrations check'?\n"},
        {{"frobnicate"}, "error: there is no command 'frobnicate'\nnote: see 'migrations --help'\n"},
        {{"upgrade", "--databse", "x.db"}, "error: there is no option '--databse'\nnote: did you mean '--database'?\n"},
        {{"check", "--jsn"}, "error: there is no option '--jsn'\nnote: did you mean '--json'?\n"},
        {{"check", "now"}, "error: unexpected argument 'now'\nnote: see 'migrations check --help'\n"},
        {{"downgrade"}, "error: target is required\nnote: see 'migrations downgrade --help'\n"},
        {{"build", "chek"}, "error: A subcommand is required\nnote: see 'migrations build --help'\n"},
    };
    for (const auto& each : cases) {
        const Ran result = run(each.arguments);
        EXPECT_EQ(result.exit, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.err, each.error);
    }
}

TEST_F(Usage, mistakes_are_told_as_json_too) {
    EXPECT_EQ(json({"upgrde"}, "/error/message", 2), "there is no command 'upgrde'");
    EXPECT_EQ(json({"check"}, "/error/kind", 2), "usage");
    EXPECT_EQ(json({"upgrade", "--databse", "x"}, "/error/help", 2), "did you mean '--database'?");
}

TEST_F(Usage, outside_a_project) {
    for (const char* command : {"check", "review", "upgrade", "current", "history", "heads", "show", "sql", "stamp", "revision"}) {
        const Ran result = run({command});
        EXPECT_EQ(result.exit, 2) << command;
        EXPECT_EQ(result.out, "") << command;
        EXPECT_EQ(plain(result.err),
                  "error: no migrations.toml here, in '~', or in a folder above\n"
                  "note: run 'migrations init' to start a project, or name one with -c\n");
    }
    EXPECT_TRUE(everything().empty());
}

TEST_F(Usage, a_project_is_found_from_wherever_one_stands) {
    make_chain();
    std::filesystem::create_directories(path("src/deep"));
    for (const char* inside : {"", "src", "src/deep", "migrations", "migrations/revisions", "models"}) {
        inside_ = inside;
        const Ran result = run({"check"});
        EXPECT_EQ(result.exit, 0) << inside << result.err;
        EXPECT_EQ(result.out, "blog_db: 3 revisions, all reviewed; models and migrations agree\n");
    }
    inside_ = "..";
    EXPECT_EQ(run({"check"}).exit, 2);
    EXPECT_EQ(run({"check", "-c", path("migrations")}).exit, 0);
    EXPECT_EQ(run({"-c", path("migrations/migrations.toml"), "check"}).exit, 0);
    const Ran wrong = run({"check", "-c", "nowhere"});
    EXPECT_EQ(wrong.exit, 2);
    EXPECT_NE(wrong.err.find("nowhere'\nnote: -c takes migrations.toml or the folder that has it\n"), std::string::npos);
}

TEST_F(Usage, a_build_folder_names_the_project) {
    make_chain();
    write("build/blog_db/project.toml", "name = \"blog_db\"\ndirectory = \"" + path("migrations") +
                                            "\"\nbuild = \"" + path("build") + "\"\nfix = \"cmake --build x --target\"\n");
    write("build/migrations-projects.txt", path("build/blog_db/project.toml") + "\n");
    inside_ = "..";
    EXPECT_EQ(run({"check", "-B", path("build")}).exit, 0);
    environment_["MIGRATIONS_BUILD_DIR"] = path("build");
    EXPECT_EQ(run({"check"}).out, "blog_db: 3 revisions, all reviewed; models and migrations agree\n");
    environment_.clear();

    write("build/migrations-projects.txt", path("build/blog_db/project.toml") + "\n" + path("build/b/project.toml") + "\n");
    const Ran two = run({"check", "-B", path("build")});
    EXPECT_EQ(two.exit, 2);
    EXPECT_EQ(plain(two.err), "error: '~/build' has 2 projects\nnote: name one: --project ~/build/blog_db/project.toml or "
                              "--project ~/build/b/project.toml, or change to its folder\n");
    inside_ = "migrations";
    EXPECT_EQ(run({"check", "-B", path("build")}).out, "blog_db: 3 revisions, all reviewed; models and migrations agree\n");
    inside_ = "..";
    write("build/migrations-projects.txt", "");
    EXPECT_EQ(plain(run({"check", "-B", path("build")}).err),
              "error: '~/build' is no build folder with add_migrations()\nnote: configure it first: cmake -B ~/build\n");
}

TEST_F(Usage, a_closed_output_is_no_crash) {
    make_chain();
    EXPECT_EQ(shell("migrations show --json > /dev/full").exit, 12);
    EXPECT_EQ(shell("migrations history > /dev/full").exit, 12);
}

}  // namespace
}  // namespace migrations
