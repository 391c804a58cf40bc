#include <gtest/gtest.h>

#include <migrations/applied.hpp>
#include <migrations/record_check.hpp>
#include <string>

#include "runtime_support.h"

namespace migrations {
namespace {

//     a - b - d - f (merge of d and e)
//      \- c - e -/        g: another base
TestChain diamond() {
    TestChain chain;
    chain.add("a", "", {}).add("b", "a", {}).add("c", "a", {}).add("d", "b", {}).add("e", "c", {});
    TestChain::Revision merge;
    merge.id = "f";
    merge.parents = {"d", "e"};
    chain.add(merge);
    chain.add("g", "", {});
    return chain;
}

std::vector<head_row> heads_of(const std::vector<std::string>& ids) {
    std::vector<head_row> heads;
    for (const std::string& id : ids) {
        head_row row;
        row.revision = id;
        row.chain_hash = "chain-" + id;
        row.seq = static_cast<long long>(heads.size()) + 1;
        row.project = "blog";
        heads.push_back(row);
    }
    return heads;
}

std::string edited(const std::vector<std::string>& heads, const std::string& id, direction way) {
    TestChain owner = diamond();
    const chain_index chain(owner.view());
    const std::vector<head_row> before = heads_of(heads);
    const applied_flags applied = applied_by(chain, heads);
    const std::size_t number = chain.find(id);
    if (is_due(chain, applied, number, way) != due::now) return "not due";
    const std::vector<head_edit> edits = head_edits(chain, applied, before, number, way);
    std::string result;
    for (const head_edit& edit : edits) {
        result += edit.before + ">" + edit.after + "#" + std::to_string(edit.after_seq) + " ";
    }
    return result + "= " + joined_ids(head_ids(edited_heads(before, edits, "blog")));
}

TEST(RuntimeApplied, KnowsAllAncestors) {
    TestChain owner = diamond();
    const chain_index chain(owner.view());
    std::vector<std::string> unknown;
    const applied_flags flags = applied_by(chain, {"d", "zz", "e"}, &unknown);
    EXPECT_EQ(flags, (applied_flags{true, true, true, true, true, false, false}));
    EXPECT_EQ(unknown, std::vector<std::string>{"zz"});
    EXPECT_EQ(chain.heads(), (std::vector<std::string>{"f", "g"}));
}

TEST(RuntimeApplied, HeadsMoveUpAndDown) {
    EXPECT_EQ(edited({}, "a", direction::up), ">a#1 = a");
    EXPECT_EQ(edited({"a"}, "b", direction::up), "a>b#2 = b");
    EXPECT_EQ(edited({"b"}, "c", direction::up), ">c#2 = b c");  // a branch point
    EXPECT_EQ(edited({"d", "e"}, "f", direction::up), "d>f#3 e>#0 = f");
    EXPECT_EQ(edited({"b"}, "g", direction::up), ">g#2 = b g");
    EXPECT_EQ(edited({"f"}, "f", direction::down), "f>d#2 >e#3 = d e");
    EXPECT_EQ(edited({"b", "c"}, "c", direction::down), "c>#0 = b");  // a is implied by b
    EXPECT_EQ(edited({"b"}, "b", direction::down), "b>a#2 = a");
    EXPECT_EQ(edited({"a"}, "a", direction::down), "a>#0 = ");
}

// g depends on b, and stands on nothing.
TEST(RuntimeApplied, WhatDependsOnAnotherWaitsForIt) {
    TestChain owner = diamond();
    owner[6].depends_on = {"b"};
    const chain_index chain(owner.view());
    const std::size_t b = chain.find("b");
    const std::size_t g = chain.find("g");
    const applied_flags none = applied_by(chain, {"a"});
    EXPECT_EQ(is_due(chain, none, g, direction::up), due::blocked);
    EXPECT_EQ(blocked_move(chain, none, g, direction::up).message,
              "revision 'g' cannot be applied, since 'b' before it is not");
    const applied_flags with_b = applied_by(chain, {"b"});
    EXPECT_EQ(is_due(chain, with_b, g, direction::up), due::now);
    const applied_flags both = applied_by(chain, {"b", "g"});
    EXPECT_EQ(is_due(chain, both, b, direction::down), due::blocked);
    EXPECT_EQ(blocked_move(chain, both, b, direction::down).message,
              "revision 'b' cannot be taken back, since 'g' after it is applied");
    EXPECT_EQ(is_due(chain, both, g, direction::down), due::now);
    EXPECT_EQ(edited({"b", "g"}, "g", direction::down), "g>#0 = b");
    owner[6].depends_on = {"zz"};
    const chain_index lacking(owner.view());
    EXPECT_EQ(is_due(lacking, with_b, lacking.find("g"), direction::up), due::blocked);
}

// a and b were squashed into c; d came later.
TestChain squashed() {
    TestChain chain;
    TestChain::Revision one;
    one.id = "c";
    one.ops = "-squashed";
    one.replaces = {{"a", "ops-a"}, {"b", "ops-b"}, {"c", "ops-c"}};
    chain.add(one);
    chain.add("d", "c", {});
    chain[1].chain = "-since the squash";
    return chain;
}

// Applied one after the other.
recorded line_of(const std::vector<std::string>& heads, const std::vector<std::string>& rows) {
    recorded found;
    found.version_table = true;
    found.heads = heads_of(heads);
    std::string parent;
    for (const std::string& id : rows) {
        revision_row row;
        row.revision = id;
        if (!parent.empty()) row.parents = {parent};
        row.action = "upgrade";
        row.ops_hash = "ops-" + id;
        found.revisions.push_back(row);
        parent = id;
    }
    return found;
}

TEST(RuntimeApplied, ARecordFromBeforeASquashFits) {
    TestChain owner = squashed();
    const set& of = owner.view();
    const chain_index chain(of);
    for (const recorded& found : {line_of({"c"}, {"a", "b", "c"}), line_of({"d"}, {"a", "b", "c", "d"})}) {
        EXPECT_FALSE(record_fits(of, chain, found.heads));
        const outcome result = check_record(of, chain, found);
        EXPECT_EQ(result.status, status::done) << result.message;
    }
    // Applied since.
    recorded fresh = line_of({"d"}, {"c", "d"});
    fresh.revisions[0].ops_hash = "ops-c-squashed";
    EXPECT_EQ(check_record(of, chain, fresh).status, status::done);
}

TEST(RuntimeApplied, ARecordFromWithinASquashDoesNotFit) {
    TestChain owner = squashed();
    const set& of = owner.view();
    const chain_index chain(of);
    outcome result = check_record(of, chain, line_of({"b"}, {"a", "b"}));
    EXPECT_EQ(result.status, status::state);
    EXPECT_FALSE(result.database_newer);
    EXPECT_EQ(result.message,
              "the database is at revision 'b', which was squashed into 'c' together with others that it has not applied");
    EXPECT_EQ(result.help, "bring it to 'c' with the version from before the squash, then run this one again");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'b'");

    // Another b than the one that was squashed, or another c.
    recorded other = line_of({"d"}, {"a", "b", "c", "d"});
    other.revisions[1].ops_hash = "ops-x";
    result = check_record(of, chain, other);
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.message,
              "revision 'b' was applied with other operations than those that were squashed into 'c': the database recorded "
              "the hash ops-x");
    other = line_of({"d"}, {"a", "b", "c", "d"});
    other.revisions[2].ops_hash = "ops-x";
    result = check_record(of, chain, other);
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.message.substr(0, 46), "revision 'c' was edited after it was applied: ");
}

TEST(RuntimeApplied, KnowsWhatIsDue) {
    TestChain owner = diamond();
    const chain_index chain(owner.view());
    const applied_flags applied = applied_by(chain, {"b"});
    EXPECT_EQ(is_due(chain, applied, chain.find("a"), direction::up), due::already);
    EXPECT_EQ(is_due(chain, applied, chain.find("a"), direction::down), due::blocked);
    EXPECT_EQ(is_due(chain, applied, chain.find("f"), direction::up), due::blocked);
    EXPECT_EQ(is_due(chain, applied, chain.find("f"), direction::down), due::already);
    EXPECT_EQ(is_due(chain, applied, chain.find("d"), direction::up), due::now);
    EXPECT_EQ(blocked_move(chain, applied, chain.find("f"), direction::up).message,
              "revision 'f' cannot be applied, since 'd' before it is not");
    EXPECT_EQ(blocked_move(chain, applied, chain.find("a"), direction::down).message,
              "revision 'a' cannot be taken back, since 'b' after it is applied");
}

TEST(RuntimeApplied, ARevisionWithoutItsParentInTheSetIsBlocked) {
    TestChain owner;
    owner.add("b", "gone", {});
    const chain_index chain(owner.view());
    EXPECT_EQ(is_due(chain, {false}, 0, direction::up), due::blocked);
}

// Every way through the diamond: the heads are always the applied revisions without an applied
// child.
TEST(RuntimeApplied, HeadsAreRightOnEveryWay) {
    TestChain owner = diamond();
    const chain_index chain(owner.view());
    unsigned random = 7;
    std::vector<head_row> heads;
    for (int round = 0; round < 2000; ++round) {
        random = random * 1664525U + 1013904223U;
        const std::size_t number = (random >> 8U) % chain.size();
        const direction way = (random >> 20U) % 2 == 0 ? direction::up : direction::down;
        applied_flags applied = applied_by(chain, head_ids(heads));
        if (is_due(chain, applied, number, way) != due::now) continue;
        heads = edited_heads(heads, head_edits(chain, applied, heads, number, way), "blog");
        applied[number] = way == direction::up;
        std::vector<std::string> wanted;
        for (std::size_t at = 0; at < chain.size(); ++at) {
            bool head = applied[at];
            for (const std::size_t child : chain.children(at)) head = head && !applied[child];
            if (head) wanted.emplace_back(chain[at].id);
        }
        ASSERT_EQ(head_ids(heads), wanted);
        ASSERT_EQ(applied_by(chain, head_ids(heads)), applied);
    }
}

TEST(RuntimeApplied, TenThousandMigrationsAreFast) {
    TestChain owner;
    owner.add("r0", "", {});
    for (int at = 1; at < 10000; ++at) {
        owner.add("r" + std::to_string(at), "r" + std::to_string(at - 1), {});
    }
    const set& of = owner.view();
    const auto start = std::chrono::steady_clock::now();
    const chain_index chain(of);
    const applied_flags applied = applied_by(chain, {"r9999"});
    EXPECT_EQ(std::count(applied.begin(), applied.end(), true), 10000);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

recorded record_of(const std::vector<std::string>& heads, const std::vector<std::string>& applied) {
    recorded found;
    found.version_table = true;
    found.heads = heads_of(heads);
    TestChain owner = diamond();
    const set& of = owner.view();
    for (const std::string& id : applied) {
        revision_row row;
        row.revision = id;
        row.action = "upgrade";
        row.ops_hash = "ops-" + id;
        row.chain_hash = "chain-" + id;
        row.applied_at = "2026-11-22T14:55:00.000Z";
        row.os_user = "ann";
        row.host = "box";
        row.tool_version = "0.1.0";
        if (const migration* known = of.find(id)) {
            for (const std::string_view parent : known->parents) row.parents.emplace_back(parent);
        }
        found.revisions.push_back(row);
    }
    return found;
}

TEST(RuntimeRecordCheck, AcceptsWhatFits) {
    TestChain owner = diamond();
    const set& of = owner.view();
    const chain_index chain(of);
    EXPECT_TRUE(check_record(of, chain, recorded()));
    EXPECT_TRUE(check_record(of, chain, record_of({"b"}, {})));
    EXPECT_TRUE(record_is_at(of, chain, heads_of({"f", "g"}), {"f", "g"}));
    EXPECT_FALSE(record_is_at(of, chain, heads_of({"f"}), {"f", "g"}));
}

TEST(RuntimeRecordCheck, NamesUnknownRevisions) {
    TestChain owner = diamond();
    const set& of = owner.view();
    const outcome result = check_record(of, chain_index(of), record_of({"zz"}, {"a", "zz"}));
    EXPECT_EQ(result.status, status::state);
    EXPECT_TRUE(result.database_newer);
    EXPECT_EQ(result.revision, "zz");
    EXPECT_EQ(result.message,
              "the database is at revision 'zz', which this chain does not have (applied "
              "2026-11-22T14:55:00.000Z by ann on box with version 0.1.0)");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'zz'");
    EXPECT_EQ(result.help,
              "update to the version that has it, switch to its branch, or bring its file back");
}

TEST(RuntimeRecordCheck, NamesAForeignProjectAndANewerFormat) {
    TestChain owner = diamond();
    const set& of = owner.view();
    recorded found = record_of({"b"}, {});
    found.heads[0].project = "shop";
    outcome result = check_record(of, chain_index(of), found);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the version table 'migrations_version' belongs to the project 'shop', this is "
              "'blog'");
    found = record_of({"b"}, {});
    found.heads[0].format = 2;
    result = check_record(of, chain_index(of), found);
    EXPECT_EQ(result.status, status::state);
    EXPECT_TRUE(result.database_newer);
    EXPECT_EQ(result.message,
              "the version table has the format 2 of a newer version of Migrations; this one "
              "knows up to 1");
}

TEST(RuntimeRecordCheck, TheFormatCanBeAskedForAlone) {
    std::vector<head_row> heads = heads_of({"b", "g"});
    EXPECT_TRUE(check_format(heads));
    heads[1].format = 3;
    const outcome result = check_format(heads);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the version table has the format 3 of a newer version of Migrations; this one knows "
              "up to 1");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revisions 'b' and 'g'");
}

TEST(RuntimeRecordCheck, NamesHeadsOfWhichOneIsBeforeTheOther) {
    TestChain owner = diamond();
    const set& of = owner.view();
    const chain_index chain(of);
    EXPECT_TRUE(record_fits(of, chain, heads_of({"d", "e", "g"})));
    EXPECT_FALSE(record_fits(of, chain, heads_of({"a", "e"})));
    const outcome result =
        check_record(of, chain, record_of({"a", "e", "g"}, {"a", "c", "e", "g"}));
    EXPECT_EQ(result.status, status::state);
    EXPECT_FALSE(result.database_newer);
    EXPECT_EQ(result.revision, "e");
    EXPECT_EQ(result.message,
              "the version table 'migrations_version' has a row for revision 'e' and one for 'a' "
              "before it");
    // What is wrong otherwise is said first.
    EXPECT_EQ(check_record(of, chain, record_of({"a", "e", "zz"}, {})).revision, "zz");
}

TEST(RuntimeRecordCheck, TellsEditedFromCommented) {
    TestChain owner = diamond();
    owner[1].chain = "-comment";  // b: comments only
    outcome result =
        check_record(owner.view(), chain_index(owner.view()), record_of({"b"}, {"a", "b"}));
    EXPECT_TRUE(result) << result.message;
    owner[1].ops = "-edited";
    result = check_record(owner.view(), chain_index(owner.view()), record_of({"b"}, {"a", "b"}));
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.revision, "b");
    EXPECT_EQ(result.message,
              "revision 'b' was edited after it was applied: the database recorded the hash "
              "ops-b, it is now ops-b-edited");
    result = check_record(owner.view(), chain_index(owner.view()), record_of({"b"}, {}));
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.message,
              "revision 'b' or one before it was edited after it was applied: the database "
              "recorded the chain hash chain-b, it is now chain-b-comm");
}

TEST(RuntimeRecordCheck, NamesRevisionsThatWereInsertedOrTakenOut) {
    TestChain owner = diamond();
    owner[3].chain = "-rebased";
    owner[3].parents = {"c"};  // d now comes after c, not b
    const outcome result =
        check_record(owner.view(), chain_index(owner.view()), record_of({"d"}, {"a", "b", "d"}));
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "revision 'c' comes before an applied revision, but was not applied itself");
    TestChain shorter = diamond();
    shorter[3].chain = "-rebased";
    shorter[3].parents = {"a"};
    const outcome out = check_record(shorter.view(), chain_index(shorter.view()),
                                     record_of({"d"}, {"a", "b", "d"}));
    EXPECT_EQ(out.status, status::state);
    EXPECT_EQ(out.message,
              "revision 'b' was applied 2026-11-22T14:55:00.000Z by ann on box with version "
              "0.1.0, but it no longer comes before revision 'd'");
}

TEST(RuntimeStampPlan, ReplacesHeads) {
    TestChain owner = diamond();
    const chain_index chain(owner.view());
    const auto planned = [&](const std::vector<std::string>& heads,
                             const std::vector<std::string>& wanted) {
        std::vector<std::size_t> numbers;
        for (const std::string& id : wanted) numbers.push_back(chain.find(id));
        const stamp_plan plan = plan_stamp(chain, heads_of(heads), numbers);
        std::string result =
            joined_ids(head_ids(edited_heads(heads_of(heads), plan.edits, "blog")));
        for (const std::size_t number : plan.noted) result += " +" + std::string(chain[number].id);
        return result;
    };
    EXPECT_EQ(planned({}, {"b"}), "b +a +b");
    EXPECT_EQ(planned({"b"}, {"b"}), "b");
    EXPECT_EQ(planned({"f"}, {"b"}), "b +b");
    EXPECT_EQ(planned({"b"}, {"d", "a", "e"}), "d e +c +d +e");  // a is below the others
    EXPECT_EQ(planned({"d", "e"}, {}), "");
}

}  // namespace
}  // namespace migrations
