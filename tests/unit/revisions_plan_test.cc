#include <gtest/gtest.h>

#include "revisions_plans.h"

namespace migrations {
namespace {

// a1 - a2 - a3
Graph line() {
    return valid({revision("a1"), revision("a2", {"a1"}), revision("a3", {"a2"})});
}

//      b1 - b2
//     /       |
// root        merge - top
//     |       /
//      c1 ----
Graph diamond() {
    return valid({revision("root"), revision("b1", {"root"}), revision("b2", {"b1"}),
                  revision("c1", {"root"}), revision("merge", {"b2", "c1"}),
                  revision("top", {"merge"})});
}

Graph fork() {
    return valid({revision("root"), revision("b1", {"root"}), revision("b2", {"b1"}),
                  revision("c1", {"root"})});
}

std::string malformed(const std::string& word) {
    return "2: '" + word +
           "' names no revision (give an id or its beginning, 'head', 'heads', 'base', a count such as "
           "'+1', '-1' or 'head-1', or any of these on a branch: 'label@head')";
}

TEST(Resolve, Words) {
    const Graph graph = line();
    EXPECT_EQ(resolved(graph, "head"), (Ids{"a3"}));
    EXPECT_EQ(resolved(graph, "heads"), (Ids{"a3"}));
    EXPECT_EQ(resolved(graph, "base"), (Ids{}));
    EXPECT_EQ(resolved(graph, "current", {"a2"}), (Ids{"a2"}));
    EXPECT_EQ(resolved(graph, "a2"), (Ids{"a2"}));
    EXPECT_EQ(resolved(graph, "a1+2"), (Ids{"a3"}));
    EXPECT_EQ(resolved(graph, "a3-1"), (Ids{"a2"}));
    EXPECT_EQ(resolved(graph, "head-1"), (Ids{"a2"}));
    EXPECT_EQ(resolved(graph, "a1-1"), (Ids{}));
    EXPECT_EQ(resolved(graph, "base+1"), (Ids{"a1"}));
    EXPECT_EQ(resolved(graph, "+1", {"a1"}), (Ids{"a2"}));
    EXPECT_EQ(resolved(graph, "+2", {}), (Ids{"a2"}));
    EXPECT_EQ(resolved(graph, "-2", {"a3"}), (Ids{"a1"}));
    EXPECT_EQ(resolved(graph, "-3", {"a3"}), (Ids{}));
    EXPECT_EQ(resolved(graph, "current-1", {"a3"}), (Ids{"a2"}));
}

TEST(Resolve, AnEmptyGraphHasNoHeadAndThatIsNoError) {
    const Graph graph = valid({});
    EXPECT_EQ(resolved(graph, "head"), (Ids{}));
    EXPECT_EQ(resolved(graph, "heads"), (Ids{}));
    EXPECT_EQ(up(graph, {}, "head"), (Ids{}));
    EXPECT_EQ(down(graph, {}, "base"), (Ids{}));
}

TEST(Resolve, PrefixesUnlessTheyAreAmbiguousOrAnIdThemselves) {
    const Graph graph =
        valid({revision("3f2a"), revision("3f7b", {"3f2a"}), revision("3f7", {"3f7b"})});
    EXPECT_EQ(resolved(graph, "3f2"), (Ids{"3f2a"}));
    EXPECT_EQ(resolved(graph, "3f7"), (Ids{"3f7"}));
    EXPECT_EQ(resolved(graph, "3f2+1"), (Ids{"3f7b"}));
    EXPECT_EQ(resolve_failure(graph, "3f"),
              "4: '3f' is ambiguous: it can be '3f2a', '3f7b' or '3f7' (give more of the id\n"
              "'3f2a' is in 3f2a.toml\n'3f7b' is in 3f7b.toml\n'3f7' is in 3f7.toml)");
}

TEST(Resolve, UnknownRevision) {
    EXPECT_EQ(resolve_failure(line(), "zzz"),
              "4: there is no revision 'zzz' ('migrations history' shows all revisions)");
    EXPECT_EQ(
        resolve_failure(line(), "haed"),
        "4: there is no revision 'haed'; did you mean 'head'? ('migrations history' shows all "
        "revisions)");
    EXPECT_EQ(resolve_failure(line(), "A2"),
              "4: there is no revision 'A2'; did you mean 'a2'? ('migrations history' shows all "
              "revisions)");
}

TEST(Resolve, SeveralHeads) {
    EXPECT_EQ(
        resolve_failure(fork(), "head"),
        "4: 'head' is ambiguous: 'b2' and 'c1' are heads (give one of them, or 'heads' for all\n"
        "'b2' is in b2.toml\n'c1' is in c1.toml)");
    EXPECT_EQ(resolved(fork(), "heads"), (Ids{"b2", "c1"}));
}

TEST(Resolve, MalformedWords) {
    const Ids words{
        "",     "+",   "-",    "+0",   "a2-0", "a2+", "a2+1+1",  "a--1",
        "1 2",  "a/b", "../x", "a2~1", "+1x",  "+-1", "@head", "+99999999999999999999",
        "a\nb", "-x",  "é",    "a2@",  "a@b@c", "head@head", "a2@+0", "a2@+-1", "a 2@head", "@"};
    for (const std::string& word : words) EXPECT_EQ(resolve_failure(line(), word), malformed(word));
}

TEST(Resolve, CountsThatLeaveTheGraph) {
    EXPECT_EQ(resolve_failure(line(), "a2+2"),
              "4: 'a2+2' goes beyond the last revision ('head' is the last one)");
    EXPECT_EQ(resolve_failure(line(), "a2-3"),
              "4: 'a2-3' goes below the first revision ('base' is before the first one)");
    EXPECT_EQ(resolve_failure(line(), "+3", {"a1"}),
              "6: '+3' asks for 3 revisions, but only 2 are left to apply ('heads' is everything)");
    EXPECT_EQ(resolve_failure(line(), "+1", {"a3"}),
              "6: '+1' asks for 1 revision, but none is left to apply ('heads' is everything)");
    EXPECT_EQ(resolve_failure(line(), "-2", {"a1"}),
              "6: '-2' asks for 2 revisions, but only 1 is applied ('base' takes back everything)");
}

TEST(Resolve, CountsThatMeetABranch) {
    const Graph graph = diamond();
    EXPECT_EQ(resolve_failure(graph, "root+1"),
              "4: 'root+1' is ambiguous: it can be 'b1' or 'c1' (give one of them\n"
              "'b1' is in b1.toml\n'c1' is in c1.toml)");
    EXPECT_EQ(resolved(graph, "b1+3"), (Ids{"top"}));
    EXPECT_EQ(resolved(graph, "c1+1"), (Ids{"merge"}));
    EXPECT_EQ(resolved(graph, "merge-1"), (Ids{"b2", "c1"}));
    EXPECT_EQ(resolve_failure(graph, "merge-2"),
              "4: 'merge-2' is ambiguous: it can be 'b2' or 'c1' (count from one of them\n"
              "'b2' is in b2.toml\n'c1' is in c1.toml)");
    EXPECT_EQ(resolved(graph, "-2", {"top"}), (Ids{"b2", "c1"}));
}

TEST(Upgrade, Line) {
    const Graph graph = line();
    EXPECT_EQ(up(graph, {}, "head"), (Ids{"a1", "a2", "a3"}));
    EXPECT_EQ(up(graph, {"a1"}, "head"), (Ids{"a2", "a3"}));
    EXPECT_EQ(up(graph, {"a3"}, "head"), (Ids{}));
    EXPECT_EQ(up(graph, {"a3"}, "a1"), (Ids{}));
    EXPECT_EQ(up(graph, {"a3"}, "base"), (Ids{}));
    EXPECT_EQ(up(graph, {}, "a2"), (Ids{"a1", "a2"}));
    EXPECT_EQ(up(graph, {}, "+1"), (Ids{"a1"}));
    EXPECT_EQ(up(graph, {"a1"}, "+2"), (Ids{"a2", "a3"}));
    EXPECT_EQ(up(graph, {"a1"}, "head-1"), (Ids{"a2"}));
    EXPECT_EQ(up(graph, {"a1"}, "current+1"), (Ids{"a2"}));
    EXPECT_EQ(failure([&] { up(graph, {"a2"}, "-1"); }),
              "2: '-1' leads down (run: migrations downgrade -1)");
    EXPECT_EQ(failure([&] { up(graph, {"a2"}, "+2"); }),
              "6: '+2' asks for 2 revisions, but only 1 is left to apply ('heads' is everything)");
}

TEST(Upgrade, BranchesAndMerges) {
    const Graph graph = diamond();
    EXPECT_EQ(up(graph, {}, "head"), (Ids{"root", "b1", "b2", "c1", "merge", "top"}));
    EXPECT_EQ(up(graph, {"c1"}, "head"), (Ids{"b1", "b2", "merge", "top"}));
    EXPECT_EQ(up(graph, {"b2"}, "merge"), (Ids{"c1", "merge"}));
    EXPECT_EQ(up(graph, {"b2", "c1"}, "merge"), (Ids{"merge"}));
    EXPECT_EQ(up(graph, {"b1", "c1"}, "top"), (Ids{"b2", "merge", "top"}));
    EXPECT_EQ(up(fork(), {}, "heads"), (Ids{"root", "b1", "b2", "c1"}));
    EXPECT_EQ(up(fork(), {"b2"}, "heads"), (Ids{"c1"}));
}

TEST(Upgrade, CountIsExactlySoManyRevisions) {
    const Graph graph = diamond();
    EXPECT_EQ(up(graph, {"b1"}, "+1"), (Ids{"b2"}));  // continues b1 rather than starting c1
    EXPECT_EQ(up(graph, {"b2"}, "+1"), (Ids{"c1"}));  // the merge needs it
    EXPECT_EQ(up(graph, {"b2"}, "+3"), (Ids{"c1", "merge", "top"}));
    EXPECT_EQ(up(graph, {"b2", "c1"}, "+1"), (Ids{"merge"}));
    EXPECT_EQ(failure([&] { up(graph, {"root"}, "+1"); }),
              "4: '+1' is ambiguous: it can be 'b1' or 'c1' (give one of them, or 'heads' for all\n"
              "'b1' is in b1.toml\n'c1' is in c1.toml)");
    EXPECT_EQ(failure([&] {
                  up(graph, {"b1", "root"}, "+9");
              }),
              "6: '+9' asks for 9 revisions, but only 4 are left to apply ('heads' is everything)");
}

TEST(Upgrade, TakesDependenciesAlong) {
    const Graph graph = valid({revision("a1"), revision("a2", {"a1"}, {"x2"}), revision("x1"),
                               revision("x2", {"x1"}), revision("x3", {"x2"})});
    EXPECT_EQ(up(graph, {}, "a1"), (Ids{"a1"}));
    EXPECT_EQ(up(graph, {"a1"}, "a2"), (Ids{"x1", "x2", "a2"}));
    EXPECT_EQ(up(graph, {"a1", "x1"}, "+1"), (Ids{"x2"}));
    EXPECT_EQ(up(graph, {"a1", "x3"}, "+1"), (Ids{"a2"}));
}

TEST(Downgrade, Line) {
    const Graph graph = line();
    EXPECT_EQ(down(graph, {"a3"}, "base"), (Ids{"a3", "a2", "a1"}));
    EXPECT_EQ(down(graph, {"a3"}, "a1"), (Ids{"a3", "a2"}));
    EXPECT_EQ(down(graph, {"a3"}, "a3"), (Ids{}));
    EXPECT_EQ(down(graph, {"a3"}, "-1"), (Ids{"a3"}));
    EXPECT_EQ(down(graph, {"a3"}, "-3"), (Ids{"a3", "a2", "a1"}));
    EXPECT_EQ(down(graph, {"a3"}, "head-2"), (Ids{"a3", "a2"}));
    EXPECT_EQ(down(graph, {"a2"}, "head-2"), (Ids{"a2"}));
    EXPECT_EQ(down(graph, {"a3"}, "a1+1"), (Ids{"a3"}));
    EXPECT_EQ(down(graph, {"a3"}, "a2-1"), (Ids{"a3", "a2"}));
    EXPECT_EQ(down(graph, {"a3"}, "a1-1"), (Ids{"a3", "a2", "a1"}));
    EXPECT_EQ(down(graph, {"a3"}, "base+1"), (Ids{"a3", "a2"}));
    EXPECT_EQ(down(graph, {}, "base"), (Ids{}));
}

TEST(Downgrade, Refusals) {
    const Graph graph = line();
    EXPECT_EQ(failure([&] { down(graph, {"a2"}, "+1"); }),
              "2: '+1' leads up (run: migrations upgrade +1)");
    EXPECT_EQ(
        failure([&] { down(graph, {"a2"}, "-3"); }),
        "6: '-3' asks for 3 revisions, but only 2 are applied ('base' takes back everything)");
    EXPECT_EQ(failure([&] { down(graph, {}, "-1"); }),
              "6: '-1' asks for 1 revision, but none is applied ('base' takes back everything)");
    EXPECT_EQ(
        failure([&] { down(graph, {"a2"}, "a3"); }),
        "6: revision 'a3' is not applied (a downgrade leads to a revision that is; 'migrations "
        "current' shows the newest, 'migrations upgrade a3' leads up to this one)");
}

TEST(Downgrade, ThroughMerges) {
    const Graph graph = diamond();
    EXPECT_EQ(down(graph, {"top"}, "base"), (Ids{"top", "merge", "c1", "b2", "b1", "root"}));
    EXPECT_EQ(down(graph, {"top"}, "merge"), (Ids{"top"}));
    EXPECT_EQ(down(graph, {"merge"}, "-1"), (Ids{"merge"}));
    EXPECT_EQ(down(graph, {"top"}, "merge-1"), (Ids{"top", "merge"}));
    EXPECT_EQ(down(graph, {"top"}, "root"), (Ids{"top", "merge", "c1", "b2", "b1"}));
    // Only what stands on the target goes: the other side of the merge stays.
    EXPECT_EQ(down(graph, {"top"}, "b1"), (Ids{"top", "merge", "b2"}));
    EXPECT_EQ(down(graph, {"top"}, "c1"), (Ids{"top", "merge"}));
    EXPECT_EQ(down(graph, {"b2", "c1"}, "b1"), (Ids{"b2"}));
    EXPECT_EQ(down(graph, {"b2", "c1"}, "c1-1"), (Ids{"c1"}));
    EXPECT_EQ(down(graph, {"merge"}, "c1-1"), (Ids{"merge", "c1"}));
}

TEST(Downgrade, CountIsAmbiguousWithSeveralHeads) {
    const std::string help =
        " (say which: 'b2-1' takes back that one; or give the revision to go down to\n"
        "'b2' is in b2.toml\n'c1' is in c1.toml)";
    const Graph graph = fork();
    EXPECT_EQ(failure([&] {
                  down(graph, {"b2", "c1"}, "-1");
              }),
              "4: '-1' is ambiguous: it can be 'b2' or 'c1'" + help);
    const Graph merged = diamond();
    EXPECT_EQ(failure([&] { down(merged, {"merge"}, "-2"); }).substr(0, 45),
              "4: '-2' is ambiguous: it can be 'b2' or 'c1' ");
    EXPECT_EQ(down(graph, {"b2"}, "-1"), (Ids{"b2"}));
    // An ancestor among the heads says nothing new.
    EXPECT_EQ(down(graph, {"b2", "root"}, "-1"), (Ids{"b2"}));
}

TEST(Downgrade, TakesDependantsAlong) {
    const Graph graph = valid(
        {revision("a1"), revision("a2", {"a1"}, {"x2"}), revision("x1"), revision("x2", {"x1"})});
    EXPECT_EQ(down(graph, {"a2", "x2"}, "x1"), (Ids{"a2", "x2"}));
    EXPECT_EQ(down(graph, {"a2", "x2"}, "x2"), (Ids{}));
    EXPECT_EQ(down(graph, {"a2"}, "-1"), (Ids{"a2"}));
    EXPECT_EQ(down(graph, {"a2"}, "a1"), (Ids{"a2"}));
    EXPECT_EQ(down(graph, {"a2", "x2"}, "x1-1"), (Ids{"a2", "x2", "x1"}));
    EXPECT_EQ(down(graph, {"a2", "x2"}, "base").size(), 4U);
}

TEST(Range, Forms) {
    const Graph graph = line();
    const auto range = [&](const std::string& text) {
        const Range found = resolve_range(graph, text);
        return std::pair(ids(found.from), ids(found.to));
    };
    EXPECT_EQ(range("a1:a3"), std::pair(Ids{"a1"}, Ids{"a3"}));
    EXPECT_EQ(range("a3:a1"), std::pair(Ids{"a3"}, Ids{"a1"}));
    EXPECT_EQ(range("head"), std::pair(Ids{}, Ids{"a3"}));
    EXPECT_EQ(range(":a2"), std::pair(Ids{}, Ids{"a2"}));
    EXPECT_EQ(range("a2:"), std::pair(Ids{"a2"}, Ids{"a3"}));
    EXPECT_EQ(range(":"), std::pair(Ids{}, Ids{"a3"}));
    EXPECT_EQ(range("base:heads"), std::pair(Ids{}, Ids{"a3"}));
    EXPECT_EQ(range("a3:base"), std::pair(Ids{"a3"}, Ids{}));
    EXPECT_EQ(range("head-1:head"), std::pair(Ids{"a2"}, Ids{"a3"}));
}

TEST(Range, CountsFromADatabaseOnlyWhereThereIsOne) {
    const Graph graph = line();
    const std::vector<const Revision*> current = found(graph, {"a2"});
    const Range range = resolve_range(graph, "-1:current", &current);
    EXPECT_EQ(ids(range.from), (Ids{"a1"}));
    EXPECT_EQ(ids(range.to), (Ids{"a2"}));
    for (const std::string word : {"current", "+1", "-1", "current-1"}) {
        EXPECT_EQ(failure([&] { resolve_range(graph, "base:" + word); }),
                  "2: '" + word +
                      "' counts from what a database holds (count from a revision instead: 'id+1', "
                      "'head-1')");
    }
}

TEST(Range, Mistakes) {
    EXPECT_EQ(failure([] { resolve_range(line(), "a1:a2:a3"); }),
              "2: 'a1:a2:a3' is no range (write it as FROM:TO)");
    EXPECT_EQ(failure([] { resolve_range(line(), ""); }), malformed(""));
    EXPECT_EQ(
        failure([] { resolve_range(fork(), "b1:c1"); }),
        "4: 'b1' and 'c1' are on different branches (one end of a range must be an ancestor of the "
        "other)");
    EXPECT_EQ(ids(resolve_range(fork(), "c1:heads").to), (Ids{"b2", "c1"}));
}

TEST(Plan, AChainOfTenThousand) {
    const Graph graph = valid(chain(10000));
    EXPECT_EQ(up(graph, {}, "head").size(), 10000U);
    EXPECT_EQ(up(graph, {}, "+10000").size(), 10000U);
    EXPECT_EQ(up(graph, {"r9998"}, "head"), (Ids{"r9999"}));
    EXPECT_EQ(down(graph, {"r9999"}, "base").size(), 10000U);
    EXPECT_EQ(down(graph, {"r9999"}, "-10000").size(), 10000U);
    EXPECT_EQ(resolved(graph, "base+10000"), (Ids{"r9999"}));
    EXPECT_EQ(resolved(graph, "head-9999"), (Ids{"r0"}));
}

}  // namespace
}  // namespace migrations
