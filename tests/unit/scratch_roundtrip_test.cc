// The tests that ctest runs for a chain, on chains that are wrong in one way.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/names.h"
#include "dialects/dialects.h"
#include "revisions/file.h"
#include "scratch/roundtrip.h"

namespace migrations {
namespace {

// Two tables, the revision before those of the tests.
const char* const first_text =
    "revision = \"a1\"\n"
    "[[upgrade]]\n"
    "op = \"create_table\"\n"
    "table = \"a\"\n"
    "columns = [{ name = \"id\", type = \"int64\" }, { name = \"n\", type = \"text\", null = true }]\n"
    "primary_key = [\"id\"]\n"
    "[[upgrade]]\n"
    "op = \"insert_rows\"\n"
    "table = \"a\"\n"
    "rows = [{ id = 1, n = \"one\" }, { id = 2, n = \"two\" }]\n"
    "[[downgrade]]\n"
    "op = \"drop_table\"\n"
    "table = \"a\"\n";

class ChainTest : public testing::Test {
protected:
    enum class Kind { round_trip, chain };

    // What a test of the chain says: findings, then the log.
    static std::string said(const std::string& second, const std::string& revision = "b2", const TestSettings& settings = {},
                            Kind kind = Kind::round_trip) {
        Diagnostics found;
        std::vector<Revision> revisions;
        const std::string link = second.starts_with("depends_on") ? "" : "down_revision = \"a1\"\n";
        for (const std::string& text : {std::string(first_text), "revision = \"b2\"\n" + link + second}) {
            if (auto read = parse_revision({"r.toml", text}, found)) revisions.push_back(std::move(*read));
        }
        const Graph graph(std::move(revisions), found);
        const CompiledChain chain(graph, sqlite_dialect(), {}, "test", "migrations_version", found);
        EXPECT_EQ(to_string(found), "");
        Scratch scratch;
        const TestReport report = kind == Kind::chain ? whole_way(scratch, graph, chain, sqlite_dialect(), settings)
                                                      : round_trip(scratch, graph, chain, sqlite_dialect(), revision, settings);
        return to_string(report.findings) + join(report.log, "\n");
    }
};

TEST_F(ChainTest, WhatARevisionDependsOnIsAppliedFirst) {
    EXPECT_EQ(said("depends_on = \"a1\"\n[[upgrade]]\nop = \"add_column\"\ntable = \"a\"\ncolumn = { name = \"m\", type = \"int64\", null = true "
                   "}\n[[downgrade]]\nop = \"drop_column\"\ntable = \"a\"\ncolumn = \"m\"\n"),
              "up: 1 operation, 2 rows in 1 table compared\ndown: the schema is what it was\nup again: the schema is what it was");
}

TEST_F(ChainTest, EffectsMustBeWhatTheSqlDoes) {
    const std::string text =
        "[[upgrade]]\nop = \"execute\"\nsql = \"ALTER TABLE a ADD COLUMN m INTEGER; CREATE INDEX i ON a (n)\"\neffects = [EFFECTS]\n"
        "[[downgrade]]\nop = \"execute\"\nsql = \"DROP INDEX i; ALTER TABLE a DROP COLUMN m\"\neffects = [BACK]\n";
    const auto with = [&](const std::string& effects, const std::string& back) {
        std::string whole = text;
        whole.replace(whole.find("EFFECTS"), 7, effects);
        whole.replace(whole.find("BACK"), 4, back);
        return said(whole);
    };
    const std::string column = "{ op = \"add_column\", table = \"a\", column = { name = \"m\", type = \"int64\", null = true } }";
    const std::string index = "{ op = \"create_index\", table = \"a\", index = { name = \"i\", columns = [\"n\"] } }";
    const std::string no_column = "{ op = \"drop_column\", table = \"a\", column = \"m\" }";
    const std::string no_index = "{ op = \"drop_index\", table = \"a\", index = \"i\" }";
    const std::string up = "up: 1 operation, 2 rows in 1 table compared";
    const std::string fine = up + "\ndown: the schema is what it was\nup again: the schema is what it was";
    EXPECT_EQ(with(column + ", " + index, no_index + ", " + no_column), fine);
    const std::string help = "note: correct 'effects' (or the SQL); 'migrations revision --sql' works them out\n";
    EXPECT_EQ(with(column, no_column),
              "r.toml:3:1: error: sqlite: revision 'b2': the SQL does not do what its effects say; from what they say to what the "
              "database shows it is: create index i on a (n) [effects]\n" + help + up);
    std::string wrong = column;
    wrong.replace(wrong.find("int64"), 5, "text");
    EXPECT_EQ(with(wrong + ", " + index, no_index + ", " + no_column),
              "r.toml:3:1: error: sqlite: revision 'b2': the SQL does not do what its effects say; from what they say to what the "
              "database shows it is: alter column a.m: type INTEGER [effects]\n" + help + up);
    EXPECT_EQ(with(column + ", " + index, no_index),
              "r.toml:7:1: error: sqlite: revision 'b2': the SQL does not do what its effects say; from what they say to what the "
              "database shows it is: drop column a.m [effects]\n" + help + up + "\ndown: the schema is what it was");
}

TEST_F(ChainTest, DeletedRowsMustComeBack) {
    const std::string drop = "[[upgrade]]\nop = \"delete_rows\"\ntable = \"a\"\n";
    EXPECT_EQ(said("downgrade = []\n" + drop),
              "r.toml:4:1: error: sqlite: after upgrade and downgrade table 'a' is not what it was: 2 of 2 rows are gone [round-trip]\n"
              "note: rows of (id, n):\n- (1, one)\n- (2, two)\n"
              "if this is meant, say so in the revision: lost = [\"a\"] or a column of it\n"
              "up: 1 operation, 0 rows in 0 tables compared\ndown: the schema is what it was");
    const std::string fine =
        "up: 1 operation, 0 rows in 0 tables compared\ndown: the schema is what it was\nup again: the schema is what it was";
    EXPECT_EQ(said("downgrade = []\nlost = [\"a\"]\n" + drop), fine);
    EXPECT_EQ(said(drop + "[[downgrade]]\nop = \"insert_rows\"\ntable = \"a\"\nrows = [{ id = 1, n = \"one\" }, { id = 2, n = "
                          "\"two\" }]\n"),
              fine);
    EXPECT_EQ(said("irreversible = \"rows are gone\"\n" + drop),
              "up: 1 operation, 0 rows in 0 tables compared\nirreversible: rows are gone");
}

TEST_F(ChainTest, ChangedValuesMustComeBack) {
    const std::string change = "[[upgrade]]\nop = \"update_rows\"\ntable = \"a\"\nset = { n = \"x\" }\nwhere = \"id = 2\"\n";
    EXPECT_EQ(said("downgrade = []\n" + change),
              "r.toml:4:1: error: sqlite: after upgrade and downgrade table 'a' is not what it was: 1 of 2 rows has changed [round-trip]\n"
              "note: rows of (id, n):\n- (2, two)\n+ (2, x)\n"
              "if this is meant, say so in the revision: lost = [\"a\"] or a column of it\n"
              "up: 1 operation, 2 rows in 1 table compared\ndown: the schema is what it was");
    const std::string fine =
        "up: 1 operation, 2 rows in 1 table compared\ndown: the schema is what it was\nup again: the schema is what it was";
    EXPECT_EQ(said("downgrade = []\nlost = [\"a.n\"]\n" + change), fine);
    EXPECT_EQ(said(change + "[[downgrade]]\nop = \"update_rows\"\ntable = \"a\"\nset = { n = \"two\" }\nwhere = \"id = 2\"\n"),
              fine);
}

TEST_F(ChainTest, TablesLeftEmptyAreLogged) {
    const std::string create =
        "[[upgrade]]\nop = \"create_table\"\ntable = \"b\"\ncolumns = [{ name = \"id\", type = \"int64\" }]\n"
        "[[downgrade]]\nop = \"drop_table\"\ntable = \"b\"\n";
    TestSettings settings;
    settings.rows.empty_tables["b"] = {};
    EXPECT_EQ(said(create, "b2", settings),
              "up: 1 operation, 2 rows in 1 table compared\n"
              "table 'b' is left empty, as migrations.toml says\n"
              "down: the schema is what it was\n"
              "up again: the schema is what it was");
    EXPECT_EQ(said(create, "a1", settings),
              "up: 2 operations, 0 rows in 0 tables compared\n"
              "down: the schema is what it was\n"
              "up again: the schema is what it was");
    EXPECT_EQ(said(create, "", settings, Kind::chain),
              "table 'b' is left empty, as migrations.toml says\n"
              "base to head: 2 revisions on filled tables\n"
              "head to base\n"
              "and to the head again");
    // A table that has rows is not left empty.
    settings.rows.empty_tables = {{"a", {}}};
    EXPECT_EQ(said(create, "", settings, Kind::chain),
              "base to head: 2 revisions on filled tables\nhead to base\nand to the head again");
    settings.rows.empty_tables = {{"c", {}}};
    EXPECT_EQ(said(create, "", settings, Kind::chain),
              "error: [tests.rows]: table 'c' exists at no revision [rows]\nnote: did you mean 'a'?\n");
}

}  // namespace
}  // namespace migrations
