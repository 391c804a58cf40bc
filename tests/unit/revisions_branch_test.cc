#include <gtest/gtest.h>

#include "revisions/branch.h"
#include "revisions_plans.h"

namespace migrations {
namespace {

//        l1 - l2 (left) - l3
//       /                    .
// root -                      merge - top
//       \                    /
//        r1 (right) - r2 ----
Graph sides(bool with_merge) {
    std::vector<Revision> revisions{revision("root"),
                                    revision("l1", {"root"}),
                                    labelled(revision("l2", {"l1"}), {"left"}),
                                    revision("l3", {"l2"}),
                                    labelled(revision("r1", {"root"}), {"right"}),
                                    revision("r2", {"r1"})};
    if (with_merge) {
        revisions.push_back(revision("merge", {"l3", "r2"}));
        revisions.push_back(revision("top", {"merge"}));
    }
    return valid(revisions);
}

Graph fork() { return sides(false); }
Graph merged() { return sides(true); }

// a1 - a2 - a3 (app), where a2 depends on x2; x1 (lib) - x2 - x3: two bases.
Graph apart() {
    return valid({revision("a1"), revision("a2", {"a1"}, {"x2"}),
                  labelled(revision("a3", {"a2"}), {"app"}), labelled(revision("x1"), {"lib"}),
                  revision("x2", {"x1"}), revision("x3", {"x2"})});
}

Ids members(const Graph& graph, const std::string& holder) {
    const Branch branch = branch_of(graph, holder, *graph.find(holder));
    Ids ids;
    for (const Revision* each : graph.order()) {
        if (branch.members[graph.position(*each)]) ids.push_back(each->id);
    }
    return ids;
}

TEST(Branch, BeginsWhereBranchesPartOrMeet) {
    const Graph graph = merged();
    EXPECT_EQ(members(graph, "l2"), (Ids{"l1", "l2", "l3", "merge", "top"}));
    EXPECT_EQ(members(graph, "l3"), (Ids{"l1", "l2", "l3", "merge", "top"}));
    EXPECT_EQ(members(graph, "r1"), (Ids{"r1", "r2", "merge", "top"}));
    EXPECT_EQ(members(graph, "top"), (Ids{"merge", "top"}));
    EXPECT_EQ(members(graph, "root"), (Ids{"root", "l1", "l2", "l3", "r1", "r2", "merge", "top"}));
    EXPECT_EQ(members(apart(), "a3"), (Ids{"a1", "a2", "a3"}));
}

TEST(Branch, LabelsAreInherited) {
    const Graph graph = merged();
    EXPECT_EQ(graph.labels(*graph.find("root")), (Ids{}));
    EXPECT_EQ(graph.labels(*graph.find("l1")), (Ids{"left"}));
    EXPECT_EQ(graph.labels(*graph.find("l3")), (Ids{"left"}));
    EXPECT_EQ(graph.labels(*graph.find("r2")), (Ids{"right"}));
    EXPECT_EQ(graph.labels(*graph.find("top")), (Ids{"left", "right"}));
    EXPECT_EQ(graph.all_labels(), (Ids{"left", "right"}));
    EXPECT_EQ(graph.labelled("left"), graph.find("l2"));
    EXPECT_EQ(graph.labelled("l2"), nullptr);
}

TEST(Branch, HeadsAndBranchPoints) {
    EXPECT_EQ(ids(fork().branch_points()), (Ids{"root"}));
    EXPECT_EQ(ids(apart().branch_points()), (Ids{}));
    EXPECT_EQ(ids(apart().heads()), (Ids{"a3", "x3"}));
    EXPECT_EQ(ids(apart().effective_heads()), (Ids{"a3", "x3"}));
    const Graph graph = valid({revision("a1", {}, {"x1"}), revision("x1")});
    EXPECT_EQ(ids(graph.heads()), (Ids{"x1", "a1"}));
    EXPECT_EQ(ids(graph.effective_heads()), (Ids{"a1"}));
    EXPECT_EQ(ids(graph.users(*graph.find("x1"))), (Ids{"a1"}));
}

TEST(BranchWords, Heads) {
    const Graph graph = fork();
    EXPECT_EQ(resolved(graph, "left@head"), (Ids{"l3"}));
    EXPECT_EQ(resolved(graph, "right@heads"), (Ids{"r2"}));
    EXPECT_EQ(resolved(graph, "l1@head"), (Ids{"l3"}));
    EXPECT_EQ(resolved(graph, "root@heads"), (Ids{"l3", "r2"}));
    EXPECT_EQ(resolved(graph, "left@head-1"), (Ids{"l2"}));
    EXPECT_EQ(resolved(graph, "left@head-3"), (Ids{"root"}));
    EXPECT_EQ(resolved(merged(), "left@head"), (Ids{"top"}));
    // Through the merge along the branch.
    EXPECT_EQ(resolved(merged(), "left@head-2"), (Ids{"l3"}));
    EXPECT_EQ(resolved(merged(), "right@head-3"), (Ids{"r1"}));
    EXPECT_EQ(resolve_failure(graph, "root@head"),
              "4: 'root@head' is ambiguous: 'l3' and 'r2' are heads (give one of them, or "
              "'root@heads' for all\n'l3' is in l3.toml\n'r2' is in r2.toml)");
}

TEST(BranchWords, BaseIsWhereTheBranchBegins) {
    const Graph graph = fork();
    EXPECT_EQ(resolved(graph, "left@base"), (Ids{"root"}));
    EXPECT_EQ(resolved(graph, "left@base+1"), (Ids{"l1"}));
    EXPECT_EQ(resolved(graph, "left@base+3"), (Ids{"l3"}));
    EXPECT_EQ(resolved(apart(), "app@base"), (Ids{}));
    EXPECT_EQ(resolved(apart(), "lib@base+2"), (Ids{"x2"}));
    EXPECT_EQ(resolved(merged(), "top@base"), (Ids{"l3", "r2"}));
}

TEST(BranchWords, ARevisionMustBeOnTheBranchOrBelowIt) {
    const Graph graph = merged();
    EXPECT_EQ(resolved(graph, "left@l3"), (Ids{"l3"}));
    EXPECT_EQ(resolved(graph, "left@root"), (Ids{"root"}));
    EXPECT_EQ(resolved(graph, "left@root+1"), (Ids{"l1"}));
    EXPECT_EQ(resolved(graph, "right@merge-1"), (Ids{"r2"}));
    EXPECT_EQ(resolve_failure(graph, "left@r1"),
              "4: revision 'r1' is not on branch 'left' (the branch begins with 'l1' and leads to 'l2')");
    EXPECT_EQ(resolve_failure(graph, "right@l1"),
              "4: revision 'l1' is not on branch 'right' (the branch begins with 'r1')");
}

TEST(BranchWords, APrefixMayMeanTheOnlyOneOnTheBranch) {
    const Graph graph = valid({labelled(revision("3f2a"), {"a"}), labelled(revision("3f7b"), {"b"})});
    EXPECT_EQ(resolved(graph, "a@3f"), (Ids{"3f2a"}));
    EXPECT_EQ(resolved(graph, "b@3f"), (Ids{"3f7b"}));
    EXPECT_EQ(resolved(graph, "3f7@head"), (Ids{"3f7b"}));
    EXPECT_EQ(resolve_failure(graph, "3f@head"),
              "4: '3f@head' is ambiguous: it can be '3f2a' or '3f7b' (give more of the id\n"
              "'3f2a' is in 3f2a.toml\n'3f7b' is in 3f7b.toml)");
    EXPECT_EQ(resolve_failure(graph, "a@3f7"),
              "4: revision '3f7b' is not on branch 'a' (the branch begins with '3f2a')");
}

TEST(BranchWords, Mistakes) {
    const Graph graph = fork();
    EXPECT_EQ(resolve_failure(graph, "lefft@head"),
              "4: there is no branch 'lefft'; did you mean 'left'? (before '@' stands a branch label or "
              "the id of a revision)");
    EXPECT_EQ(resolve_failure(graph, "left"),
              "4: 'left' is a branch label, and no revision (say which revision of the branch: "
              "'left@head', 'left@base', or 'l2', which carries the label)");
    EXPECT_EQ(resolve_failure(graph, "left@right"),
              "4: 'right' is a branch label, and no revision (say which revision of the branch: "
              "'right@head', 'right@base', or 'r1', which carries the label)");
    EXPECT_EQ(resolve_failure(graph, "left@head+1"),
              "4: 'left@head+1' goes beyond the last revision of branch 'left' ('left@heads' is the "
              "last one)");
    EXPECT_EQ(resolve_failure(graph, "left@head-4"),
              "4: 'left@head-4' goes below the first revision of branch 'left' ('left@base' is before "
              "the first one)");
    EXPECT_EQ(resolve_failure(graph, "left@base-1"),
              "4: 'left@base-1' goes below the first revision of branch 'left' ('left@base' is before "
              "the first one)");
    EXPECT_EQ(resolve_failure(graph, "root@base+2"),
              "4: 'root@base+2' is ambiguous: it can be 'l1' or 'r1' (give one of them\n"
              "'l1' is in l1.toml\n'r1' is in r1.toml)");
    EXPECT_EQ(resolve_failure(graph, "l1:l2"),
              "2: 'l1:l2' is a range, and no revision (give one of its ends; 'history' and 'sql' take "
              "ranges)");
}

TEST(BranchWords, Current) {
    const Graph graph = fork();
    EXPECT_EQ(resolved(graph, "left@current", {"l2", "r1"}), (Ids{"l2"}));
    EXPECT_EQ(resolved(graph, "left@current", {"r1"}), (Ids{}));
    EXPECT_EQ(resolved(graph, "left@current-1", {"l2", "r1"}), (Ids{"l1", "r1"}));
    EXPECT_EQ(resolved(graph, "left@+1", {"r1"}), (Ids{"l1", "r1"}));
    EXPECT_EQ(resolved(graph, "left@-2", {"l2"}), (Ids{"root"}));
    EXPECT_EQ(down(graph, {"r1"}, "left@current"), (Ids{}));
}

TEST(BranchUpgrade, OneBranch) {
    const Graph graph = fork();
    EXPECT_EQ(up(graph, {}, "left@head"), (Ids{"root", "l1", "l2", "l3"}));
    EXPECT_EQ(up(graph, {"l1"}, "right@heads"), (Ids{"r1", "r2"}));
    EXPECT_EQ(up(graph, {"l3"}, "left@head"), (Ids{}));
    EXPECT_EQ(up(graph, {"r2"}, "left@base+2"), (Ids{"l1", "l2"}));
    EXPECT_EQ(up(graph, {"r2"}, "left@base"), (Ids{}));
    EXPECT_EQ(up(merged(), {"l3"}, "left@head"), (Ids{"r1", "r2", "merge", "top"}));
}

TEST(BranchUpgrade, ACountIsOfTheBranchAlone) {
    const Graph graph = fork();
    EXPECT_EQ(up(graph, {"root"}, "left@+1"), (Ids{"l1"}));
    EXPECT_EQ(up(graph, {"r2"}, "left@+2"), (Ids{"l1", "l2"}));
    EXPECT_EQ(up(graph, {}, "left@+1"), (Ids{"root", "l1"}));  // root comes along
    EXPECT_EQ(up(merged(), {"l3"}, "left@+1"), (Ids{"r1", "r2", "merge"}));
    EXPECT_EQ(up(merged(), {"l3"}, "left@+2"), (Ids{"r1", "r2", "merge", "top"}));
    EXPECT_EQ(up(apart(), {"a1"}, "app@+1"), (Ids{"x1", "x2", "a2"}));  // with what it depends on
    EXPECT_EQ(up_failure(graph, "left@+4", {"root"}),
              "6: 'left@+4' asks for 4 revisions of branch 'left', but only 3 are left to apply "
              "('left@heads' is everything)");
    EXPECT_EQ(up_failure(graph, "root@+1", {"root"}),
              "4: 'root@+1' is ambiguous: it can be 'l1' or 'r1' (give one of them, or 'root@heads' for "
              "all\n'l1' is in l1.toml\n'r1' is in r1.toml)");
    EXPECT_EQ(up_failure(graph, "left@-1", {"l1"}),
              "2: 'left@-1' leads down (run: migrations downgrade left@-1)");
}

TEST(BranchDowngrade, OneBranchOfMany) {
    const Graph graph = fork();
    EXPECT_EQ(down(graph, {"l3", "r2"}, "left@base"), (Ids{"l3", "l2", "l1"}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "left@root"), (Ids{"l3", "l2", "l1"}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "root"), (Ids{"r2", "r1", "l3", "l2", "l1"}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "left@base+1"), (Ids{"l3", "l2"}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "left@head-2"), (Ids{"l3", "l2"}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "left@l2"), (Ids{"l3"}));
    EXPECT_EQ(down(graph, {"r2"}, "left@base"), (Ids{}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "root@base"), (Ids{"r2", "r1", "l3", "l2", "l1", "root"}));
    EXPECT_EQ(down_failure(graph, "left@head", {"l2"}),
              "6: revision 'l3' is not applied (a downgrade leads to a revision that is; 'migrations "
              "current' shows the newest, 'migrations upgrade l3' leads up to this one)");
}

TEST(BranchDowngrade, ACountIsOfTheBranchAlone) {
    const Graph graph = fork();
    EXPECT_EQ(down(graph, {"l3", "r2"}, "left@-1"), (Ids{"l3"}));
    EXPECT_EQ(down(graph, {"l3", "r2"}, "right@-2"), (Ids{"r2", "r1"}));
    EXPECT_EQ(down_failure(graph, "left@-4", {"l3", "r2"}),
              "6: 'left@-4' asks for 4 revisions of branch 'left', but only 3 are applied ('left@base' "
              "takes back everything)");
    EXPECT_EQ(down_failure(graph, "root@-1", {"l3", "r2"}),
              "4: 'root@-1' is ambiguous: it can be 'l3' or 'r2' (say which: 'l3-1' takes back that one; "
              "or give the revision to go down to\n'l3' is in l3.toml\n'r2' is in r2.toml)");
    EXPECT_EQ(down_failure(graph, "left@+1", {"l1"}),
              "2: 'left@+1' leads up (run: migrations upgrade left@+1)");
}

TEST(BranchDowngrade, ThroughAMerge) {
    const Graph graph = merged();
    EXPECT_EQ(down(graph, {"top"}, "left@-1"), (Ids{"top"}));
    EXPECT_EQ(down(graph, {"top"}, "left@-3"), (Ids{"top", "merge", "l3"}));
    EXPECT_EQ(down(graph, {"top"}, "left@base"), (Ids{"top", "merge", "l3", "l2", "l1"}));
    EXPECT_EQ(down(graph, {"top"}, "right@base"), (Ids{"top", "merge", "r2", "r1"}));
    EXPECT_EQ(down(graph, {"top"}, "left@l2"), (Ids{"top", "merge", "l3"}));
}

TEST(BranchDowngrade, WhatDependsOnTheBranchGoesWithIt) {
    const Graph graph = apart();
    EXPECT_EQ(down(graph, {"a3", "x3"}, "lib@base"), (Ids{"x3", "a3", "a2", "x2", "x1"}));
    EXPECT_EQ(down(graph, {"a3", "x3"}, "lib@-1"), (Ids{"x3"}));
    EXPECT_EQ(down(graph, {"a3", "x3"}, "lib@-2"), (Ids{"x3", "a3", "a2", "x2"}));
    EXPECT_EQ(down(graph, {"a3", "x3"}, "app@base"), (Ids{"a3", "a2", "a1"}));
}

// A revision got a dependency after it had been applied: the rows say what is applied, not the files.
TEST(Upgrade, AppliesDependenciesThatCameLater) {
    const Graph graph = apart();
    EXPECT_EQ(up(graph, {"a3"}, "heads"), (Ids{"x1", "x2", "x3"}));
    EXPECT_EQ(up(graph, {"a3"}, "app@head"), (Ids{"x1", "x2"}));
    EXPECT_EQ(down(graph, {"a3"}, "-1"), (Ids{"a3"}));
    EXPECT_EQ(down(graph, {"a3"}, "lib@base"), (Ids{}));
}

TEST(Range, OfABranch) {
    const Graph graph = merged();
    const auto way = [&](const std::string& range) {
        Ids steps;
        for (const PlannedStep& each : plan_range(graph, resolve_range(graph, range))) {
            steps.push_back((each.way == direction::up ? "+" : "-") + each.revision->id);
        }
        return steps;
    };
    EXPECT_EQ(way("left@base:l3"), (Ids{"+l1", "+l2", "+l3"}));
    EXPECT_EQ(way("l3:left@base"), (Ids{"-l3", "-l2", "-l1"}));
    EXPECT_EQ(way("l3:top"), (Ids{"+r1", "+r2", "+merge", "+top"}));
    EXPECT_EQ(way("l3:l3"), (Ids{}));
    EXPECT_EQ(failure([&] { way("left@l3:right@r1"); }),
              "4: 'l3' and 'r1' are on different branches (one end of a range must be an ancestor of "
              "the other)");
}

TEST(Stamp, SeveralTargets) {
    const auto stamp = [](const Graph& graph, const Ids& words) { return ids(stamp_heads(graph, words, {})); };
    EXPECT_EQ(stamp(fork(), {"left@head", "r1"}), (Ids{"l3", "r1"}));
    EXPECT_EQ(stamp(fork(), {"heads"}), (Ids{"l3", "r2"}));
    EXPECT_EQ(stamp(fork(), {"base"}), (Ids{}));
    // Both are the merge.
    EXPECT_EQ(stamp(merged(), {"left@head", "right@head"}), (Ids{"top"}));
    // What it depends on has a row too.
    EXPECT_EQ(stamp(apart(), {"a2"}), (Ids{"x2", "a2"}));
    EXPECT_EQ(stamp(apart(), {"a2", "x1"}), (Ids{"x2", "a2"}));
}

TEST(Stamp, TwoTargetsOneAboveTheOther) {
    const auto refused = [](const Ids& words) {
        return failure([&] { stamp_heads(merged(), words, {}); });
    };
    EXPECT_EQ(refused({"root", "l3"}),
              "4: 'root' and 'l3' are two targets, one above the other ('l3' stands on 'root': give it alone)");
    EXPECT_EQ(refused({"l3", "root"}),
              "4: 'root' and 'l3' are two targets, one above the other ('l3' stands on 'root': give it alone)");
    EXPECT_EQ(refused({"base", "l3"}),
              "4: 'base' and 'l3' are two targets, one above the other ('l3' stands on 'base': give it alone)");
}

// A fork at every second revision of ten thousand, merged again, with labels and dependencies: nothing here may take time
// with the square of the length.
TEST(Branch, TenThousandRevisions) {
    std::vector<Revision> revisions{revision("r0")};
    for (int i = 0; i < 3333; ++i) {
        const std::string number = std::to_string(i);
        const std::string last = i == 0 ? "r0" : "m" + std::to_string(i - 1);
        revisions.push_back(revision("a" + number, {last}));
        revisions.push_back(revision("b" + number, {last}, i == 0 ? Ids{} : Ids{"a" + std::to_string(i / 2)}));
        revisions.push_back(revision("m" + number, {"a" + number, "b" + number}));
        if (i % 500 == 0) revisions.back().branch_labels = {"part" + number};
    }
    const Graph graph = valid(std::move(revisions));
    EXPECT_EQ(graph.branch_points().size(), 3333U);
    EXPECT_EQ(graph.labels(*graph.find("m3332")).size(), 7U);
    EXPECT_EQ(resolved(graph, "part0@head"), (Ids{"m3332"}));
    EXPECT_EQ(resolved(graph, "part3000@base"), (Ids{"a3000", "b3000"}));
    EXPECT_EQ(up(graph, {}, "heads").size(), 10000U);
    EXPECT_EQ(up(graph, {"m2999"}, "part3000@+1"), (Ids{"a3000", "b3000", "m3000"}));
    EXPECT_EQ(down(graph, {"m3332"}, "part3000@base").size(), 997U);
    EXPECT_EQ(down(graph, {"m3332"}, "part3000@-1"), (Ids{"m3332"}));
    EXPECT_EQ(ids(stamp_heads(graph, {"a3332", "b3332"}, {})), (Ids{"a3332", "b3332"}));
}

}  // namespace
}  // namespace migrations
