#include "revisions/new_links.h"

#include <gtest/gtest.h>

#include "revisions/rebase.h"
#include "revisions_plans.h"

namespace migrations {
namespace {

// root - l1 - l2 (left); root - r1 - r2; x1 (lib), which r2 depends on
Graph fork() {
    return valid({revision("root"), revision("l1", {"root"}), labelled(revision("l2", {"l1"}), {"left"}),
                  revision("r1", {"root"}), revision("r2", {"r1"}, {"x1"}), labelled(revision("x1"), {"lib"})});
}

Ids parents(const Graph& graph, const Ids& words, bool splice = false) {
    return ids(parents_of_new(graph, words, splice));
}

TEST(NewRevision, FollowsTheOnlyHead) {
    EXPECT_EQ(parents(valid(chain(3)), {}), (Ids{"r2"}));
    EXPECT_EQ(parents(valid({}), {}), (Ids{}));
    EXPECT_EQ(parents(valid(chain(3)), {"base"}), (Ids{}));
    EXPECT_EQ(failure([] { parents(fork(), {}); }),
              "4: the chain has several heads: 'l2', 'x1' and 'r2' (say which one the new revision follows: "
              "--head l2, or merge them: migrations merge\n'l2' is in l2.toml\n'x1' is in x1.toml\n'r2' is in r2.toml)");
}

TEST(NewRevision, FollowsTheHeadThatIsNamed) {
    EXPECT_EQ(parents(fork(), {"left@head"}), (Ids{"l2"}));
    EXPECT_EQ(parents(fork(), {"r1@head"}), (Ids{"r2"}));
    EXPECT_EQ(parents(fork(), {"l2", "r2"}), (Ids{"l2", "r2"}));
    EXPECT_EQ(parents(fork(), {"heads"}), (Ids{"l2", "x1", "r2"}));
    EXPECT_EQ(parents(fork(), {"root"}, true), (Ids{"root"}));
    EXPECT_EQ(failure([] { parents(fork(), {"root"}); }),
              "4: revision 'root' is not a head: 'l1' and 'r1' follow it (follow a head ('migrations heads'), or "
              "begin a new branch there with --splice)");
    EXPECT_EQ(failure([] { parents(fork(), {"r1"}); }),
              "4: revision 'r1' is not a head: 'r2' follows it (follow a head ('migrations heads'), or begin a new "
              "branch there with --splice)");
    EXPECT_EQ(failure([] { parents(fork(), {"root", "r2"}, true); }),
              "4: 'root' and 'r2' are two targets, one above the other ('r2' stands on 'root': give it alone)");
}

TEST(NewMerge, JoinsTwoOrMore) {
    EXPECT_EQ(ids(parents_of_merge(fork(), {"heads"}, false)), (Ids{"l2", "x1", "r2"}));
    EXPECT_EQ(ids(parents_of_merge(fork(), {"r2", "left@head", "r2"}, false)), (Ids{"r2", "l2"}));
    EXPECT_EQ(ids(parents_of_merge(fork(), {"l1", "r1"}, true)), (Ids{"l1", "r1"}));
    EXPECT_EQ(failure([] { parents_of_merge(fork(), {"l1", "r2"}, false); }),
              "4: revision 'l1' is not a head: 'l2' follows it (follow a head ('migrations heads'), or begin a new "
              "branch there with --splice)");
    EXPECT_EQ(failure([] { parents_of_merge(fork(), {"l2"}, false); }),
              "4: there is nothing to merge with 'l2' (a merge joins two or more revisions; 'migrations heads' shows "
              "the heads)");
    EXPECT_EQ(failure([] { parents_of_merge(valid({}), {"heads"}, false); }),
              "4: there is nothing to merge (a merge joins two or more revisions; 'migrations heads' shows the heads)");
}

TEST(NewDependency, IsALabelOrAWholeId) {
    const Graph graph = valid({labelled(revision("3f2a9c"), {"lib"}), revision("b1")});
    EXPECT_EQ(dependency_of_new(graph, "lib"), "lib");
    EXPECT_EQ(dependency_of_new(graph, "3f"), "3f2a9c");
    EXPECT_EQ(dependency_of_new(graph, "lib@head"), "3f2a9c");
    EXPECT_EQ(failure([&] { dependency_of_new(graph, "heads"); }),
              "4: 'heads' is '3f2a9c' and 'b1', and no single revision (a dependency is a revision id or a branch "
              "label)");
    EXPECT_EQ(failure([&] { dependency_of_new(graph, "base"); }),
              "4: 'base' is base, and no single revision (a dependency is a revision id or a branch label)");
}

std::string rebased(const Graph& graph, const std::string& head, const std::string& onto) {
    const Rebase rebase = plan_rebase(graph, *graph.find(head), *graph.find(onto));
    std::string text = "moved";
    for (const Revision* each : rebase.moved) text += " " + each->id;
    for (const Rebase::Change& change : rebase.changes) {
        text += "; " + change.revision->id + " follows";
        for (const std::string& parent : change.parents) text += " " + parent;
    }
    return text;
}

TEST(RebasePlan, PutsOneSideOnTopOfTheOther) {
    EXPECT_EQ(rebased(fork(), "l2", "r2"), "moved l1 l2; l1 follows r2");
    EXPECT_EQ(rebased(fork(), "r2", "l2"), "moved r1 r2; r1 follows l2");
    // A base that is not connected with the other side.
    const Graph apart = valid({revision("a1"), revision("a2", {"a1"}), revision("x1")});
    EXPECT_EQ(rebased(apart, "a2", "x1"), "moved a1 a2; a1 follows x1");
}

TEST(RebasePlan, ThroughMergesOnTheSideThatMoves) {
    const Graph graph =
        valid({revision("root"), revision("a", {"root"}), revision("b", {"root"}), revision("c", {"b"}),
               revision("d", {"b"}), revision("e", {"d", "c"}), revision("f", {"root", "a"})});
    EXPECT_EQ(rebased(graph, "e", "f"), "moved b c d e; b follows f");
    EXPECT_EQ(rebased(graph, "f", "e"), "moved a f; a follows e; f follows e a");
}

TEST(RebasePlan, Refusals) {
    const auto refused = [](const std::string& head, const std::string& onto) {
        return failure([&] { rebased(fork(), head, onto); });
    };
    EXPECT_EQ(refused("l2", "root"),
              "4: there is nothing to rebase: revision 'l2' already stands on 'root' (give two heads; 'migrations "
              "heads' shows them)");
    EXPECT_EQ(refused("root", "l2"),
              "4: there is nothing to rebase: revision 'l2' already stands on 'root' (give two heads; 'migrations "
              "heads' shows them)");
    EXPECT_EQ(refused("l2", "l2"),
              "4: there is nothing to rebase: revision 'l2' is both sides (give two heads; 'migrations heads' shows "
              "them)");
    EXPECT_EQ(refused("x1", "r2"),
              "4: revision 'r2' cannot come before 'x1': 'r2' depends on what would move (rebase the other side, or "
              "merge the two)");
    EXPECT_EQ(refused("x1", "l2"),
              "4: revisions from 'x1' cannot be moved: 'r2' stands on them too (merge these first, or merge instead "
              "of rebasing\n'r2' is in r2.toml)");
}

Ids history(const Graph& graph, const std::string& range, const Ids& current = {}) {
    const RevisionList rows = found(graph, current);
    return ids(history_of(graph, range, &rows));
}

TEST(History, ShowsBothEnds) {
    const Graph graph = valid(chain(5));
    EXPECT_EQ(history(graph, "r1:r3"), (Ids{"r1", "r2", "r3"}));
    EXPECT_EQ(history(graph, "r3:r1"), (Ids{"r1", "r2", "r3"}));
    EXPECT_EQ(history(graph, "r3:"), (Ids{"r3", "r4"}));
    EXPECT_EQ(history(graph, ":r1"), (Ids{"r0", "r1"}));
    EXPECT_EQ(history(graph, "r1"), (Ids{"r0", "r1"}));
    EXPECT_EQ(history(graph, "r2:r2"), (Ids{"r2"}));
    EXPECT_EQ(history(graph, "current:head", {"r2"}), (Ids{"r2", "r3", "r4"}));
    EXPECT_EQ(history(graph, "current:", {}), (Ids{"r0", "r1", "r2", "r3", "r4"}));
    EXPECT_EQ(history(fork(), "root:heads"), (Ids{"root", "l1", "l2", "r1", "x1", "r2"}));
    EXPECT_EQ(history(fork(), "left@base:left@head"), (Ids{"root", "l1", "l2"}));
}

TEST(History, CountsEndWhereTheChainDoes) {
    const Graph graph = valid(chain(5));
    EXPECT_EQ(history(graph, "-1:+1", {"r2"}), (Ids{"r1", "r2", "r3"}));
    EXPECT_EQ(history(graph, "-99:current", {"r1"}), (Ids{"r0", "r1"}));
    EXPECT_EQ(history(graph, "current:+99", {"r3"}), (Ids{"r3", "r4"}));
    EXPECT_EQ(history(graph, "r3:r3+99"), (Ids{"r3", "r4"}));
    EXPECT_EQ(history(graph, "head-99:r1"), (Ids{"r0", "r1"}));
    EXPECT_EQ(history(fork(), "left@head-9:left@head+9"), (Ids{"root", "l1", "l2"}));
    EXPECT_EQ(failure([&] { history(graph, "r1:r2:r3"); }), "2: 'r1:r2:r3' is no range (write it as FROM:TO)");
    EXPECT_EQ(failure([&] { history_of(graph, "-1:", nullptr); }),
              "2: '-1' counts from what a database holds (count from a revision instead: 'id+1', 'head-1')");
}

}  // namespace
}  // namespace migrations
