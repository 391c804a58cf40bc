// Where revision files are: several folders, folders by date, names, time zones.
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class Folders : public CommandLine {
protected:
    // The files below a folder, relative to it, sorted.
    std::string files(const std::string& folder) const {
        std::string text;
        for (const auto& [name, content] : everything()) {
            if (name.rfind(folder + "/", 0) == 0) text += name.substr(folder.size() + 1) + "\n";
        }
        return text;
    }
    Ran revision(const std::string& id, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all = {"revision", "--rev-id", id, "-m", "Add " + id};
        all.insert(all.end(), more.begin(), more.end());
        return run(all);
    }
};

TEST_F(Folders, several) {
    make_project("\"sqlite\"", "revisions = [\"revisions\", \"../lib/revisions\"]\nfile_name = \"{id}_{slug}\"\n");
    EXPECT_EQ(revision("a1").exit, 0);
    EXPECT_EQ(revision("l1", {"--head", "base", "--version-path", "lib/revisions"}).exit, 0);
    // A new one lies beside its parent.
    EXPECT_EQ(revision("l2", {"--head", "l1"}).exit, 0);
    EXPECT_EQ(revision("b2", {"--head", "a1", "--version-path", path("migrations/revisions/sub")}).exit, 0);
    EXPECT_EQ(files("lib/revisions"), "l1_add_l1.toml\nl2_add_l2.toml\n");
    EXPECT_EQ(files("migrations/revisions"), "a1_add_a1.toml\nsub\nsub/b2_add_b2.toml\n");
    EXPECT_EQ(run({"merge", "--rev-id", "m1", "--version-path", "lib/revisions"}).exit, 0);
    EXPECT_EQ(run({"heads"}).out, "b2, l2 -> m1 (head) (mergepoint)  merge b2 and l2\n");
    EXPECT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(run({"validate"}).out, "blog_db: 5 revisions, head m1; the chain is valid\n");
    refused({"revision", "-m", "x", "--version-path", "elsewhere"}, 2,
            "error: 'elsewhere' is no folder of revisions: nobody would read what is written there\n"
            "note: the folders are ~/migrations/revisions, ~/lib/revisions; 'revisions' in ~/migrations/migrations.toml names them\n");
}

TEST_F(Folders, by_date) {
    make_project("\"sqlite\"", "file_name = \"{year}/{id}\"\ntime_zone = \"Europe/Berlin\"\n");
    EXPECT_EQ(revision("a1").exit, 0);
    const std::string written = files("migrations/revisions");
    const std::string year = written.substr(0, 4);
    EXPECT_EQ(written, year + "\n" + year + "/a1.toml\n");
    EXPECT_EQ(run({"heads"}).out, "<base> -> a1 (head)  Add a1\n");
    EXPECT_EQ(run({"config", "file_name"}).out.rfind("file_name = \"{year}/{id}\"  # ", 0), 0U);
}

TEST_F(Folders, commands_that_run_on_new_files) {
    write("tool", "#!/bin/sh\necho \"$1 treats $(basename $2)\"\nsed -i s/Add/Treated/ \"$2\"\nexit $1\n");
    ASSERT_EQ(shell("chmod +x tool").exit, 0);
    make_project("\"sqlite\"", "file_name = \"{id}\"\nafter_write = [\"./tool 0\", \"$EDITOR\"]\n");
    environment_["EDITOR"] = "./tool 0 ";
    const Ran first = revision("a1", {"--json"});
    EXPECT_EQ(first.exit, 0) << first.err;
    EXPECT_EQ(first.err, "0 treats a1.toml\n0 treats a1.toml\n");
    EXPECT_NE(first.out.find("\"message\": \"Treated a1\""), std::string::npos) << first.out;
    EXPECT_EQ(run({"heads"}).out, "<base> -> a1 (head)  Treated a1\n");
    environment_["EDITOR"] = "./tool 5";
    const Ran second = revision("b2");
    EXPECT_EQ(second.exit, 12);
    EXPECT_EQ(plain(second.err), "0 treats b2.toml\n5 treats b2.toml\n"
                                 "error: '$EDITOR' ended with 5\n"
                                 "note: the file was written: ~/migrations/revisions/b2.toml; correct 'after_write' in "
                                 "~/migrations/migrations.toml\n");
    EXPECT_TRUE(exists("migrations/revisions/b2.toml"));
}

TEST_F(Folders, bad_settings) {
    make_project("\"sqlite\"",
                 "revisions = [\"revisions\", \"revisions/old\"]\nfile_name = \"{date}_{rev}\"\ntime_zone = \"Mars/Olympus\"\n");
    refused({"heads"}, 2,
            "~/migrations/migrations.toml:4:27: error: 'revisions/old' is the same folder as ~/migrations/revisions, or one of the two is "
            "inside of the other [settings]\n"
            "note: folders inside of a folder are read with it: name the outer one alone\n"
            "~/migrations/migrations.toml:5:13: error: 'file_name' has the unknown '{rev}': there are {date}, {time}, {year}, {month}, "
            "{day}, {hour}, {minute}, {second}, {id}, {slug} [settings]\n"
            "~/migrations/migrations.toml:6:13: error: 'time_zone' must be \"UTC\", \"local\" or a zone of /usr/share/zoneinfo such as "
            "\"Europe/Berlin\", not 'Mars/Olympus' [settings]\n");
}

}  // namespace
}  // namespace migrations
