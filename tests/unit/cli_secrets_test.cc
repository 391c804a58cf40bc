#include "cli_support.h"

namespace migrations {
namespace {

// Whatever goes wrong, the password is in no output.
class Secrets : public CommandLine {
protected:
    void SetUp() override { make_chain(); }

    void keeps_quiet(const std::vector<std::string>& arguments) {
        for (const bool as_json : {false, true}) {
            std::vector<std::string> command = arguments;
            if (as_json) command.emplace_back("--json");
            const Ran failed = run(command);
            EXPECT_NE(failed.exit, 0) << arguments[0];
            EXPECT_EQ((failed.out + failed.err).find("canary"), std::string::npos) << failed.out << failed.err;
            EXPECT_FALSE((failed.out + failed.err).empty());
        }
    }

    int write_count_ = 0;
    const std::vector<std::string> urls_ = {
        "postgresql://app:canary99@127.0.0.1:1/blog",
        "postgresql://app:canary99@127.0.0.1:1/blog?connect_timeout=1",
        "postgresql://app:canary%2F99@127.0.0.1:1/blog",
        "postgresql://app:canary/99@127.0.0.1:1/blog",
        "postgresql://app:canary@99@127.0.0.1:1/blog",
        "postgresql://app:canary?99@127.0.0.1:1/blog",
        "postgresql://app:canary#99@127.0.0.1:1/blog",
        "postgresql://app:canary99@[::1/blog",
        "postgresql://app:canary99@127.0.0.1:port/blog",
        "postgresql://app:%zzcanary99@127.0.0.1:1/blog",
        "postgresql://127.0.0.1:1/blog?password=canary99",
        "postgresql://127.0.0.1:1/blog?user=app&password=canary99&nonsense=1",
        "postgres+psycopg2://app:canary99@127.0.0.1:1/blog",
        "mysql://app:canary99@127.0.0.1:1/blog",
        "host=127.0.0.1 port=1 user=app password=canary99",
        "host=127.0.0.1 port=1 user=app password='canary99",
        "host=127.0.0.1 port=x password=canary99 nonsense=1",
    };
};

TEST_F(Secrets, in_the_option) {
    for (const std::string& url : urls_) {
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"upgrade"}, {"current"}, {"downgrade", "-1"}, {"stamp", "head"}, {"revision", "--amend"}}) {
            std::vector<std::string> arguments = command;
            arguments.insert(arguments.end(), {"--database", url});
            if (command[0] == "revision") {
                write("models/users.toml", read("models/users.toml") + "x" + std::to_string(write_count_++) + " = { type = \"text\", null = true }\n");
            }
            keeps_quiet(arguments);
        }
    }
}

TEST_F(Secrets, in_the_environment) {
    for (const std::string& url : urls_) {
        environment_["DATABASE_URL"] = url;
        keeps_quiet({"upgrade"});
        keeps_quiet({"current"});
    }
}

TEST_F(Secrets, in_the_settings) {
    for (const std::string& url : urls_) {
        write("migrations/migrations.toml", "models = [\"../models\"]\ndatabase = \"" + url + "\"\n");
        keeps_quiet({"upgrade"});
    }
    // Malformed settings, which a message might quote.
    for (const std::string line : {"database = postgresql://app:canary99@h/d", "database = [\"postgresql://app:canary99@h/d\"]",
                                    "database = \"postgresql://app:canary99@h/d", "databse = \"postgresql://app:canary99@h/d\"",
                                    "name = \"postgresql://app:canary99@h/d\"", "dialects = [\"postgresql://app:canary99@h/d\"]"}) {
        write("migrations/migrations.toml", std::string(line) + "\n");
        keeps_quiet({"check"});
    }
}

TEST_F(Secrets, in_a_variable) {
    write("migrations/migrations.toml", "models = [\"../models\"]\ndatabase = \"postgresql://app:${SECRET}@127.0.0.1:1/blog\"\n");
    for (const char* secret : {"canary99", "canary/99", "canary@99", "canary 99"}) {
        environment_["SECRET"] = secret;
        keeps_quiet({"upgrade"});
    }
    environment_.clear();
    EXPECT_EQ(run({"upgrade"}).exit, 2);
}

TEST_F(Secrets, where_no_url_belongs) {
    make_database("x.db", "");
    for (const std::string& url : urls_) {
        keeps_quiet({"upgrade", url, "--database", "x.db"});
        keeps_quiet({"upgrade", "head", url});
        keeps_quiet({"upgrade", "--databse", url});
        keeps_quiet({"upgrade", "--databse=" + url});
        keeps_quiet({"upgrde", url});
        keeps_quiet({url});
        keeps_quiet({"show", url});
        keeps_quiet({"history", url});
        keeps_quiet({"sql", "--dialect", url});
        keeps_quiet({"check", "-c", url});
        keeps_quiet({"revision", "--autogenerate", "--fill", url});
        keeps_quiet({"diff", url, "head"});
        keeps_quiet({"diff", "models", url});
    }
}

// A password that is a word like any other changes no script, no name and no JSON.
TEST_F(Secrets, that_are_common_words) {
    const std::string script = run({"sql"}).out;
    const std::string heads = run({"heads", "--json"}).out;
    for (const char* password : {"users", "email", "false", "revision", "sqlite"}) {
        environment_["DATABASE_URL"] = std::string("postgresql://app:") + password + "@127.0.0.1:1/blog";
        EXPECT_EQ(run({"sql", "--dialect", "sqlite"}).out, script) << password;
        EXPECT_EQ(run({"completion", "words", "--", "show", "--dialect", ""}).out, "postgresql\nsqlite\n") << password;
        const Ran as_json = run({"heads", "--json"});
        EXPECT_EQ(as_json.out, heads) << password;
    }
}

}  // namespace
}  // namespace migrations
