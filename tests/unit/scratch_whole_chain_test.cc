// The tests that ctest runs for a chain as a whole, and the files that users add to those of single revisions.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/names.h"
#include "dialects/dialects.h"
#include "revisions/file.h"
#include "scratch/released.h"
#include "scratch/roundtrip.h"
#include "scratch/several_runners.h"
#include "scratch/upgrade_in_child.h"

namespace migrations {
namespace {

const char* const people =
    "revision = \"a1\"\n"
    "[[upgrade]]\n"
    "op = \"create_table\"\n"
    "table = \"people\"\n"
    "columns = [{ name = \"id\", type = \"int64\" }, { name = \"nick\", type = \"text\", null = true }]\n"
    "primary_key = [\"id\"]\n"
    "[[downgrade]]\n"
    "op = \"drop_table\"\n"
    "table = \"people\"\n";
const char* const nick_needed =
    "revision = \"b2\"\n"
    "down_revision = \"a1\"\n"
    "lost = [\"people.nick\"]\n"
    "[[upgrade]]\n"
    "op = \"alter_column\"\n"
    "table = \"people\"\n"
    "column = \"nick\"\n"
    "null = false\n"
    "fill = \"nobody\"\n"
    "[[downgrade]]\n"
    "op = \"alter_column\"\n"
    "table = \"people\"\n"
    "column = \"nick\"\n"
    "null = true\n";
const char* const renamed =
    "revision = \"c3\"\n"
    "down_revision = \"b2\"\n"
    "[[upgrade]]\n"
    "op = \"rename_table\"\n"
    "from = \"people\"\n"
    "to = \"members\"\n"
    "[[downgrade]]\n"
    "op = \"rename_table\"\n"
    "from = \"members\"\n"
    "to = \"people\"\n";

class WholeChain : public testing::TestWithParam<const char*> {
protected:
    WholeChain() {
        char pattern[] = "/tmp/migrations-tests-XXXXXX";
        settings_.folder = mkdtemp(pattern);
    }
    ~WholeChain() override { std::filesystem::remove_all(settings_.folder); }

    void write(const std::string& name, const std::string& text) {
        std::ofstream(std::filesystem::path(settings_.folder) / name) << text;
    }

    const Dialect& dialect() const { return *find_dialect(GetParam()); }

    // What a test says: findings, then the log. `<` stands for the folder of the files.
    template <class Test>
    std::string said(const std::vector<std::string>& texts, const Test& test) {
        Diagnostics found;
        std::vector<Revision> revisions;
        for (const std::string& text : texts) {
            if (auto read = parse_revision({"r.toml", text}, found)) revisions.push_back(std::move(*read));
        }
        const Graph graph(std::move(revisions), found);
        const CompiledChain chain(graph, dialect(), {}, "test", "migrations_version", found);
        EXPECT_EQ(to_string(found), "");
        static Scratch scratch;  // with one server for all
        const TestReport report = test(scratch, graph, chain);
        std::string all = to_string(report.findings) + join(report.log, "\n");
        for (std::size_t at = 0; (at = all.find(settings_.folder, at)) != std::string::npos;) all.replace(at, settings_.folder.size(), "<");
        return all;
    }
    std::string round_trip_said(const std::string& revision, const std::vector<std::string>& texts = {people, nick_needed, renamed}) {
        return said(texts, [&](Scratch& scratch, const Graph& graph, const CompiledChain& chain) {
            return round_trip(scratch, graph, chain, dialect(), revision, settings_);
        });
    }
    std::string released_said(const std::string& revision, const std::vector<std::string>& texts = {people, nick_needed, renamed}) {
        return said(texts, [&](Scratch& scratch, const Graph& graph, const CompiledChain& chain) {
            return from_released(scratch, graph, chain, dialect(), revision, settings_);
        });
    }
    std::string runners_said(const std::vector<std::string>& texts) {
        return said(texts, [&](Scratch& scratch, const Graph& graph, const CompiledChain& chain) {
            return two_runners(scratch, graph, chain, dialect());
        });
    }
    std::string killed_said(const std::vector<std::string>& texts) {
        return said(texts, [&](Scratch& scratch, const Graph& graph, const CompiledChain& chain) {
            return survives_kills(scratch, graph, chain, dialect(), settings_);
        });
    }

    TestSettings settings_;
};

TEST_P(WholeChain, queries_that_return_rows_are_findings) {
    write("b2_nick.verify.sql", "SELECT 1 WHERE 1 = 0;\n\nSELECT id, nick\n  FROM people WHERE nick = 'ada';\n");
    write("b2.rows.toml", "[[people]]\nid = 7\nnick = \"ada\"\n");
    EXPECT_EQ(round_trip_said("b2"),
              "</b2_nick.verify.sql:3:1: error: " + std::string(GetParam()) +
                  ": after the upgrade this query returns 1 row, first (7, ada) [verify]\n"
                  "up: 1 operation, 3 rows in 1 table compared");
}

TEST_P(WholeChain, queries_change_nothing_and_can_be_for_a_dialect) {
    write("b2.verify.sql", "DELETE FROM people;\nSELECT * FROM nowhere;\n");
    write(std::string("b2.verify.") + (GetParam() == std::string("sqlite") ? "postgresql" : "sqlite") + ".sql", "SELECT 1");
    const std::string text = round_trip_said("b2");
    EXPECT_NE(text.find("</b2.verify.sql:2:1: error: " + std::string(GetParam()) + ": after the upgrade this query fails: "), std::string::npos) << text;
    EXPECT_NE(text.find("up: 1 operation, 3 rows"), std::string::npos) << text;
    EXPECT_EQ(text.find("first (1)"), std::string::npos) << text;
    EXPECT_EQ(text.find("is not what it was"), std::string::npos) << text;
}

TEST_P(WholeChain, files_must_be_for_a_revision) {
    write("b3.verify.sql", "SELECT 1");
    write("b2.verify.oracle.sql", "SELECT 1");
    write("notes.sql", "this is none of them");
    EXPECT_EQ(round_trip_said("b2"),
              "</b2.verify.oracle.sql: error: there is no dialect 'oracle' [test-files]\n"
              "note: call it b2.verify.sql, or .verify.sqlite.sql or .verify.postgresql.sql\n"
              "</b3.verify.sql: error: there is no revision 'b3', for whose test this file is [test-files]\n"
              "note: did you mean 'b2'?\n");
}

TEST_P(WholeChain, from_a_released_revision_to_the_heads) {
    EXPECT_EQ(released_said("a1"), "from a1 to the head: 2 revisions, 3 rows compared");
    EXPECT_EQ(released_said("c3"), "from c3 to the head: 0 revisions, 3 rows compared");
    // What is lost on the way is said under the name that it has there.
    std::string blanks = renamed;
    blanks += "[[upgrade]]\nop = \"update_rows\"\ntable = \"members\"\nset = { nick = \"x\" }\n";
    EXPECT_EQ(released_said("a1", {people, nick_needed, blanks}), "from a1 to the head: 2 revisions, 3 rows compared");
    std::string deletes = renamed;
    deletes += "[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM members WHERE id > (SELECT min(id) FROM members)\"\n";
    const std::string text = released_said("a1", {people, nick_needed, deletes});
    EXPECT_NE(text.find("r.toml:1:12: error: " + std::string(GetParam()) +
                        ": after the upgrade from 'a1' to the head table 'members' is not what it was: 2 of 3 rows are gone [round-trip]\n"),
              std::string::npos) << text;
    settings_.released = {{"zz", {"migrations.toml", 4, 13}}};
    EXPECT_EQ(released_said("a1"), "migrations.toml:4:13: error: there is no revision 'zz', which is said to be released [settings]\n");
}

TEST_P(WholeChain, two_runners_and_killed_ones) {
    EXPECT_EQ(runners_said({people, nick_needed, renamed}), "two runners at once: 3 revisions, each applied once");
    settings_.kills = 3;
    EXPECT_EQ(killed_said({people, nick_needed, renamed}), "killed 3 times, and at the heads after all");
    const std::string fails = "revision = \"b2\"\ndown_revision = \"a1\"\n[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM nowhere\"\n[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n";
    EXPECT_NE(killed_said({people, fails}).find("r.toml:1:12: error: " + std::string(GetParam()) + ": a runner that nobody kills failed: "),
              std::string::npos);
}

// Each goes when it is let go, whatever becomes of the other, and is killed where it was to be.
TEST_P(WholeChain, runners_that_do_not_wait_for_each_other) {
    EXPECT_EQ(said({people, nick_needed, renamed}, [&](Scratch& scratch, const Graph&, const CompiledChain& chain) {
                  const DatabaseUrl shared = scratch.shared_database(dialect());
                  UpgradingChild first(scratch, shared, chain.chain());
                  UpgradingChild second(scratch, shared, chain.chain());
                  for (UpgradingChild* each : {&first, &second}) each->wait_until_ready();
                  TestReport report;
                  for (UpgradingChild* each : {&first, &second}) {
                      each->start();
                      const std::optional<outcome> result = each->wait();
                      report.log.push_back(result && *result ? std::to_string(result->applied) : "failed");
                  }
                  return report;
              }), "3\n0");
}

TEST_P(WholeChain, a_runner_is_killed_before_any_statement) {
    EXPECT_EQ(said({people, nick_needed, renamed}, [&](Scratch& scratch, const Graph&, const CompiledChain& chain) {
                  std::set<std::size_t> missing;  // revisions that the next runner applies
                  std::size_t kill_at = 0;
                  for (bool killed = true; killed && kill_at < 1000;) {
                      const DatabaseUrl shared = scratch.shared_database(dialect());
                      UpgradingChild child(scratch, shared, chain.chain(), ++kill_at);
                      child.start();
                      killed = !child.wait();
                      missing.insert(scratch.open(shared)->upgrade(chain.chain(), {}).applied);
                  }
                  TestReport report;
                  for (const std::size_t each : missing) report.log.push_back(std::to_string(each));
                  return report;
              }), "0\n1\n2\n3");
}

TEST_P(WholeChain, a_runner_that_cannot_connect) {
    EXPECT_EQ(said({people}, [&](Scratch& scratch, const Graph&, const CompiledChain& chain) {
                  DatabaseUrl nowhere = scratch.shared_database(dialect());
                  nowhere.path += "/nowhere";
                  nowhere.conninfo += " host=/nowhere";
                  UpgradingChild child(scratch, nowhere, chain.chain());
                  child.wait_until_ready();
                  child.start();
                  const std::optional<outcome> result = child.wait();
                  TestReport report;
                  report.log.push_back(!result ? "killed" : result->message.empty() ? "nothing is said" : "it says why");
                  return report;
              }), "it says why");
}

// A step outside a transaction of which nobody can tell whether it was done.
TEST_P(WholeChain, a_killed_step_outside_a_transaction_is_asked_about) {
    std::string steps = "revision = \"b2\"\ndown_revision = \"a1\"\ntransactional = false\n";
    for (int i = 0; i < 30; ++i) {
        steps += "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE people SET nick = 'n" + std::to_string(i) + "'\"\n";
    }
    steps += "[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n";
    settings_.kills = 2;
    const std::string text = killed_said({people, steps});
    EXPECT_NE(text.find(", and at the heads after all"), std::string::npos) << text;
}

TEST_P(WholeChain, columns_in_another_order_are_a_verdict_of_their_own) {
    const std::string drops =
        "revision = \"b2\"\ndown_revision = \"a1\"\nlost = [\"people.nick\"]\n"
        "[[upgrade]]\nop = \"add_column\"\ntable = \"people\"\ncolumn = { name = \"age\", type = \"int64\", null = true }\n"
        "[[downgrade]]\nop = \"drop_column\"\ntable = \"people\"\ncolumn = \"age\"\n";
    const std::string third =
        "revision = \"c3\"\ndown_revision = \"b2\"\nlost = [\"people.nick\"]\n"
        "[[upgrade]]\nop = \"drop_column\"\ntable = \"people\"\ncolumn = \"nick\"\n"
        "[[downgrade]]\nop = \"add_column\"\ntable = \"people\"\ncolumn = { name = \"nick\", type = \"text\", null = true }\n";
    const std::string fine = "up: 1 operation, 3 rows in 1 table compared\ndown: the schema is what it was\nup again: the schema is what it was";
    const std::string verdict = std::string(GetParam()) +
        ": after upgrade and downgrade the columns of table 'people' are in the order id, age, nick and were in the order id, nick, age "
        "[column-order]\nnote: nothing can move a column; what names its columns does not mind. [tests] column_order = \"error\" or "
        "\"off\" in migrations.toml says otherwise\n";
    EXPECT_EQ(round_trip_said("c3", {people, drops, third}), "r.toml:1:12: warning: " + verdict + fine);
    settings_.column_order = Severity::error;
    EXPECT_EQ(round_trip_said("c3", {people, drops, third}), "r.toml:1:12: error: " + verdict + fine);
    settings_.column_order.reset();
    EXPECT_EQ(round_trip_said("c3", {people, drops, third}), fine);
}

std::vector<const char*> tested_dialects() {
    std::vector<const char*> names = {"sqlite"};
    if (MIGRATIONS_POSTGRESQL != 0) names.push_back("postgresql");
    return names;
}

INSTANTIATE_TEST_SUITE_P(Dialects, WholeChain, testing::ValuesIn(tested_dialects()),
                         [](const testing::TestParamInfo<const char*>& each) { return each.param; });

}  // namespace
}  // namespace migrations
