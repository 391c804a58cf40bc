// Databases that a newer version of the program has upgraded: programs meet them that know less than what is there.
#include <migrations/sqlite3.hpp>

#include "runtime_support.h"
#if MIGRATIONS_POSTGRESQL
#include "postgresql_support.h"
#endif

namespace migrations {
namespace {

// a1, b2, c3, d4; `known` of them are those of the program.
TestChain chain_of(std::size_t known) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    chain.add("b2", "a1", {"INSERT INTO a VALUES (1)"}, {"DELETE FROM a"});
    if (known > 2) chain.add("c3", "b2", {"CREATE TABLE c (x int)"}, {"DROP TABLE c"});
    if (known > 3) chain.add("d4", "c3", {"INSERT INTO c VALUES (4)"}, {"DELETE FROM c"});
    return chain;
}

class Sqlite : public RuntimeSqlite {
protected:
    using View = const set&;
    static View view_of(TestChain& chain) { return chain.view(); }
    TestConnection& db() {
        if (!db_) db_ = std::make_unique<TestConnection>(path);
        return *db_;
    }
    std::string heads() { return db().text("SELECT revision FROM migrations_version ORDER BY 1"); }
    std::unique_ptr<TestConnection> db_;
};

#if MIGRATIONS_POSTGRESQL
class Postgresql : public RuntimePostgresql {
protected:
    using View = set;
    static View view_of(TestChain& chain) { return postgresql_view(chain); }
    TestDatabase& db() {
        if (!db_) db_ = std::make_unique<TestDatabase>(url);
        return *db_;
    }
    std::string heads() { return db().text("SELECT revision FROM migrations_version ORDER BY 1"); }
    std::unique_ptr<TestDatabase> db_;
};
#endif

template <class Engine>
class Newer : public Engine {
protected:
    // Upgrades with all four, of which those from `first` on are marked compatible.
    void upgrade_all(std::size_t first = 4) {
        TestChain all = chain_of(4);
        for (std::size_t at = first; at < 4; ++at) all[at].compatible = true;
        const typename Engine::View view = Engine::view_of(all);
        const outcome result = upgrade(this->db().get(), view, {});
        ASSERT_EQ(result.status, status::done) << result.message;
    }
    outcome old_program(TestChain& chain, const options& how = {}) {
        const typename Engine::View view = Engine::view_of(chain);
        return upgrade(this->db().get(), view, how);
    }
    outcome old_check(TestChain& chain) {
        const typename Engine::View view = Engine::view_of(chain);
        return check(this->db().get(), view, {});
    }
    static options taking_back() {
        options how;
        how.newer = newer_database::downgrade;
        return how;
    }
};

#if MIGRATIONS_POSTGRESQL
using Engines = testing::Types<Sqlite, Postgresql>;
#else
using Engines = testing::Types<Sqlite>;
#endif
TYPED_TEST_SUITE(Newer, Engines);

TYPED_TEST(Newer, IsRefused) {
    this->upgrade_all();
    TestChain chain = chain_of(2);
    for (const outcome& result : {this->old_program(chain), this->old_check(chain)}) {
        EXPECT_EQ(result.status, status::state);
        EXPECT_TRUE(result.database_newer);
        EXPECT_EQ(result.message.substr(0, 77), "the database is at revision 'd4', which this chain does not have (applied 202");
        EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'd4'");
        EXPECT_EQ(result.to, std::vector<std::string>{"d4"});
    }
    EXPECT_EQ(this->heads(), "d4");
}

TYPED_TEST(Newer, IsWorkedWithWhereAllThatIsNewIsCompatible) {
    this->upgrade_all(2);
    TestChain chain = chain_of(2);
    for (const outcome& result : {this->old_program(chain), this->old_check(chain), this->old_program(chain, this->taking_back())}) {
        EXPECT_EQ(result.status, status::done) << result.message;
        EXPECT_TRUE(result.database_newer);
        EXPECT_EQ(result.applied, 0U);
        EXPECT_EQ(result.from, std::vector<std::string>{"d4"});
        EXPECT_EQ(result.to, std::vector<std::string>{"d4"});
    }
    EXPECT_EQ(this->heads(), "d4");
    // But it is not moved.
    const typename TypeParam::View view = TypeParam::view_of(chain);
    const std::vector<move> down = chain.moves(direction::down, {"b2"});
    const outcome moved = run(this->db().get(), view, {down.data(), down.size()}, {});
    EXPECT_EQ(moved.status, status::state) << moved.message;
    EXPECT_EQ(this->heads(), "d4");
}

TYPED_TEST(Newer, IsRefusedWhereOneOfTheNewIsNotCompatible) {
    this->upgrade_all(3);
    TestChain chain = chain_of(2);
    EXPECT_EQ(this->old_program(chain).status, status::state);
    TestChain three = chain_of(3);
    EXPECT_EQ(this->old_program(three).status, status::done);
}

TYPED_TEST(Newer, IsRefusedWhereSomethingOfItsOwnIsMissing) {
    this->upgrade_all(2);
    TestChain chain = chain_of(2);
    chain.add("x9", "b2", {"CREATE TABLE x (x int)"}, {"DROP TABLE x"});
    for (const outcome& result : {this->old_program(chain), this->old_check(chain)}) {
        EXPECT_EQ(result.status, status::state);
        EXPECT_TRUE(result.database_newer);
    }
}

TYPED_TEST(Newer, IsRefusedWhereSomethingBelowWasEdited) {
    this->upgrade_all(2);
    TestChain chain = chain_of(2);
    chain[1].ops = "other";
    EXPECT_EQ(this->old_program(chain).status, status::state);
    const outcome taken = this->old_program(chain, this->taking_back());
    EXPECT_EQ(taken.status, status::integrity) << taken.message;
    EXPECT_EQ(this->heads(), "d4");
}

TYPED_TEST(Newer, IsTakenBackByWhatItRecorded) {
    this->upgrade_all();
    TestChain chain = chain_of(2);
    options how = this->taking_back();
    std::string told;
    how.on_event = [&](const event& each) {
        if (each.what == event::kind::finished) told += std::string(each.way == direction::down ? "-" : "+") + std::string(each.revision);
    };
    const outcome result = this->old_program(chain, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(told, "-d4-c3");
    EXPECT_EQ(result.applied, 2U);
    EXPECT_EQ(result.from, std::vector<std::string>{"d4"});
    EXPECT_EQ(result.to, std::vector<std::string>{"b2"});
    EXPECT_FALSE(result.database_newer);
    EXPECT_EQ(this->heads(), "b2");
    EXPECT_EQ(this->db().text("SELECT x FROM a"), "1");
    EXPECT_EQ(this->db().text("SELECT x FROM c").substr(0, 6), "error:");
    // The newer program comes back.
    this->upgrade_all();
    EXPECT_EQ(this->db().text("SELECT x FROM c"), "4");
}

TYPED_TEST(Newer, IsTakenBackAndUpgraded) {
    this->upgrade_all();
    TestChain chain = chain_of(2);
    chain.add("x9", "b2", {"CREATE TABLE x (x int)"}, {"DROP TABLE x"});
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 3U);
    EXPECT_EQ(result.from, std::vector<std::string>{"d4"});
    EXPECT_EQ(result.to, std::vector<std::string>{"x9"});
    EXPECT_EQ(this->heads(), "x9");
}

TYPED_TEST(Newer, IsTakenBackThroughBranchesAndMerges) {
    TestChain all = chain_of(2);
    all.add("c3", "b2", {"CREATE TABLE c (x int)"}, {"DROP TABLE c"});
    all.add("d4", "b2", {"CREATE TABLE d (x int)"}, {"DROP TABLE d"});
    TestChain::Revision merge;
    merge.id = "e5";
    merge.parents = {"c3", "d4"};
    all.add(merge);
    all.add("f6", "e5", {"CREATE TABLE f (x int)"}, {"DROP TABLE f"});
    all.add("g7", "c3", {"CREATE TABLE g (x int)"}, {"DROP TABLE g"});
    {
        const typename TypeParam::View view = TypeParam::view_of(all);
        ASSERT_EQ(upgrade(this->db().get(), view, {}).status, status::done);
    }
    EXPECT_EQ(this->heads(), "f6\ng7");
    // This program knows one of the branches.
    TestChain chain = chain_of(2);
    chain.add("c3", "b2", {"CREATE TABLE c (x int)"}, {"DROP TABLE c"});
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(this->heads(), "c3");
    EXPECT_EQ(this->db().text("SELECT count(*) FROM c"), "0");
    for (const char* gone : {"d", "f", "g"})
        EXPECT_EQ(this->db().text("SELECT * FROM " + std::string(gone)).substr(0, 6), "error:") << gone;
}

TYPED_TEST(Newer, WithoutAWayDownIsLeftAlone) {
    TestChain all = chain_of(4);
    all[2].irreversible = "because";
    {
        const typename TypeParam::View view = TypeParam::view_of(all);
        ASSERT_EQ(upgrade(this->db().get(), view, {}).status, status::done);
    }
    TestChain chain = chain_of(2);
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'c3', which this chain does not have, cannot be taken back: the database recorded no way down");
    EXPECT_EQ(result.help, "update to the version that has it, or restore a backup");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'd4'");
    EXPECT_EQ(this->db().text("SELECT x FROM c"), "4");
}

TYPED_TEST(Newer, OfAnotherChainIsLeftAlone) {
    this->upgrade_all();
    TestChain chain;
    chain.add("x1", "", {"CREATE TABLE x (x int)"}, {"DROP TABLE x"});
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "the database is at revision 'd4', and nothing that it has applied is of this chain: it is another one, "
                              "and no newer version");
    EXPECT_EQ(this->heads(), "d4");
}

TYPED_TEST(Newer, WhatFailsAfterItWasTakenBackSaysSo) {
    this->upgrade_all();
    TestChain chain = chain_of(2);
    chain.add("x9", "b2", {"CREATE TABLE a (x int)"}, {"DROP TABLE x"});
    options how = this->taking_back();
    how.single_transaction = true;
    const outcome together = this->old_program(chain, how);
    EXPECT_EQ(together.status, status::refused);
    EXPECT_EQ(together.message, "taking back what this chain does not have and applying what the database lacks are two transactions");
    EXPECT_EQ(together.database_state, "the database is unchanged, at revision 'd4'");
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.applied, 2U);
    EXPECT_EQ(result.database_state, "the database is at revision 'b2'; this call made 2 revisions before it stopped");
}

TYPED_TEST(Newer, AWayDownThatFailsIsToldAsOne) {
    TestChain all = chain_of(4);
    all[2].down = {TestChain::sql("DROP TABLE nothing")};
    {
        const typename TypeParam::View view = TypeParam::view_of(all);
        ASSERT_EQ(upgrade(this->db().get(), view, {}).status, status::done);
    }
    TestChain chain = chain_of(2);
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_TRUE(result.database_newer);
    EXPECT_EQ(result.help, "take it back with the version that has it, or restore a backup");
    EXPECT_EQ(this->heads(), "c3");
}

TYPED_TEST(Newer, WithADamagedRecordIsLeftAlone) {
    this->upgrade_all();
    this->db().run("UPDATE migrations_history SET down_script = 'script 1 1 1 5:DROP' WHERE revision = 'c3'");
    TestChain chain = chain_of(2);
    outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "revision 'c3' cannot be taken back by what the database recorded: a stored script is damaged at byte 15");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'd4'");
    this->db().run("DELETE FROM migrations_history WHERE revision = 'c3'");
    result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "the database is at revision 'c3', of which it recorded nothing");
    EXPECT_EQ(this->heads(), "d4");
}

TYPED_TEST(Newer, AFunctionOnTheWayDownMustBeThere) {
    TestChain all = chain_of(4);
    all[3].down.push_back(TestChain::call("tidy"));
    {
        const typename TypeParam::View view = TypeParam::view_of(all);
        ASSERT_EQ(upgrade(this->db().get(), view, {}).status, status::done);
    }
    TestChain chain = chain_of(2);
    const outcome result = this->old_program(chain, this->taking_back());
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'd4' calls the function 'tidy', which this program has not registered");
    EXPECT_EQ(this->heads(), "d4");
}

using SqliteNewer = Newer<Sqlite>;

TEST_F(SqliteNewer, IsCopiedBeforeItIsTakenBack) {
    this->upgrade_all();
    TestChain chain = chain_of(2);
    chain.add("x9", "b2", {"CREATE TABLE x (x int)"}, {"DROP TABLE x"});
    options how = this->taking_back();
    how.backup = this->folder + "/before.db";
    const outcome result = this->old_program(chain, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    TestConnection before(how.backup);
    EXPECT_EQ(before.text("SELECT revision FROM migrations_version"), "d4");
    EXPECT_EQ(before.text("SELECT x FROM c"), "4");
}

}  // namespace
}  // namespace migrations
