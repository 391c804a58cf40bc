// [naming]: how constraints and indexes are called that the models give no name.
#include "cli_support.h"

namespace migrations {
namespace {

class Naming : public CommandLine {
protected:
    void make(const std::string& naming) const {
        make_project("\"sqlite\", \"postgresql\"", naming);
        write("models/users.toml",
              "[tables.teams.columns]\nid = { type = \"int64\", primary_key = true }\n"
              "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\n"
              "nick = { type = \"text\", unique = true }\nteam = { type = \"int64\", references = \"teams.id\", index = true }\n"
              "[[tables.users.checks]]\nexpression = \"nick <> ''\"\n"
              "[[tables.users.indexes]]\ncolumns = [{ expression = \"lower(nick)\" }, \"team\"]\n");
    }
};

TEST_F(Naming, follows_the_settings) {
    make("[naming]\nprimary_key = \"{table}_pkey\"\nunique = \"{table}_{columns}_key\"\nindex = \"{table}_{columns}_idx\"\n"
         "foreign_key = \"{column}_to_{referred_table}_{referred_columns}\"\ncheck = \"{columns}_of_{table}\"\n");
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "first"}).exit, 0);
    const std::string text = revision_text("first");
    for (const char* name : {"\"teams_pkey\"", "\"users_pkey\"", "\"users_nick_key\"", "\"users_team_idx\"", "\"users_lower_nick_team_idx\"",
                             "\"team_to_teams_id\"", "\"nick_of_users\""}) {
        EXPECT_NE(text.find(name), std::string::npos) << name << " is not in\n" << text;
    }
    EXPECT_EQ(text.find("\"ix_"), std::string::npos) << text;
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
    EXPECT_EQ(json({"config", "naming.index"}, "/settings/0/value"), "{table}_{columns}_idx");
    EXPECT_EQ(run({"config", "naming.exclude"}).out, "naming.exclude = \"ex_{table}_{columns}\"  # default\n");
}

// What is there keeps its name; only what is new follows.
TEST_F(Naming, another_convention_renames_nothing) {
    make("");
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "first"}).exit, 0);
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    make("[naming]\nunique = \"{table}_{columns}_key\"\nindex = \"{table}_{column}_idx\"\n");
    EXPECT_EQ(run({"check"}).exit, 0);
    write("models/more.toml", "[tables.tags.columns]\nid = { type = \"int64\", primary_key = true }\nname = { type = \"text\", unique = true }\n");
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "more"}).exit, 0);
    EXPECT_NE(revision_text("more").find("\"tags_name_key\""), std::string::npos) << revision_text("more");
    EXPECT_EQ(revision_text("more").find("users"), std::string::npos) << revision_text("more");
}

TEST_F(Naming, one_name_for_several_gets_a_number) {
    make("[naming]\nforeign_key = \"parent\"\ncheck = \"rule\"\nindex = \"{table}_index\"\n");
    write("models/users.toml", read("models/users.toml") + "[[tables.users.checks]]\nexpression = \"team > 0\"\n");
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "first"}).exit, 0);
    const std::string text = revision_text("first");
    for (const char* name : {"\"parent\"", "\"rule\"", "\"rule_2\"", "\"users_index\"", "\"users_index_2\""}) {
        EXPECT_NE(text.find(name), std::string::npos) << name << " is not in\n" << text;
    }
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    // A new one whose name the chain has already.
    write("models/users.toml", "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\nnick = { type = \"text\", unique = true }\n"
                               "team = { type = \"int64\", index = true }\n[[tables.users.checks]]\nname = \"rule\"\nexpression = \"team > 1\"\n"
                               "[[tables.users.checks]]\nexpression = \"team > 2\"\n[[tables.users.indexes]]\ncolumns = [\"nick\", \"team\"]\n");
    const Ran second = run({"revision", "--autogenerate", "-m", "second"});
    EXPECT_EQ(second.exit, 0) << second.err;
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Naming, long_names_are_cut) {
    make("[naming]\nunique = \"a_rather_long_word_in_front_of_the_names_of_all_uniques_{table}_{columns}\"\n");
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "first"}).exit, 0);
    const std::string text = revision_text("first");
    const std::size_t at = text.find("\"a_rather_long");
    ASSERT_NE(at, std::string::npos) << text;
    EXPECT_EQ(text.find('"', at + 1) - at - 1, 63U) << text;
}

TEST_F(Naming, mistakes) {
    make_project("\"sqlite\"",
                 "[naming]\nunique = \"uq_{tabel}\"\nindex = \"ix_{columns}\"\ncheck = \"{columns\"\nforeign_key = \"\"\nprimery_key = \"x\"\n"
                 "primary_key = 1\nexclude = \"{table}}\"\n");
    const std::string file = "~/migrations/migrations.toml:";
    refused({"heads"}, 2,
            file + "5:10: error: 'naming.unique' has the unknown '{tabel}' [settings]\nnote: did you mean '{table}'?\n" +
            file + "6:9: error: 'naming.index' has no '{table}' [settings]\nnote: two tables would have a thing of one name, which databases do not allow\n" +
            file + "7:9: error: 'naming.check' has a '{' or '}' that stands alone [settings]\nnote: write {table}, {columns} or {column}\n" +
            file + "8:15: error: 'naming.foreign_key' is empty [settings]\nnote: write a pattern, or leave the key out\n" +
            file + "9:1: error: unknown key 'naming.primery_key' [unknown-key]\nnote: did you mean 'primary_key'?\n" +
            file + "10:15: error: 'naming.primary_key' must be a string, not an integer [settings]\n" +
            file + "11:11: error: 'naming.exclude' has a '{' or '}' that stands alone [settings]\nnote: write {table}, {columns} or {column}\n");
}

}  // namespace
}  // namespace migrations
