#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "revisions_graphs.h"

namespace migrations {
namespace {

Diagnostics mistakes_of(std::vector<Revision> revisions) {
    Diagnostics diagnostics;
    const Graph graph(std::move(revisions), diagnostics);
    return diagnostics;
}

std::string message_of(std::vector<Revision> revisions) {
    const Diagnostics diagnostics = mistakes_of(std::move(revisions));
    return diagnostics.size() == 1 ? diagnostics.front().message : to_string(diagnostics);
}

TEST(GraphMistakes, OwnParent) {
    const Diagnostics mistakes = mistakes_of({revision("3f2a", {"3f2a"})});
    EXPECT_EQ(to_string(mistakes),
              "3f2a.toml:2:17: error: revision '3f2a' is its own parent [revision-cycle]\n"
              "note: down_revision names the revision before this one; leave it out in "
              "the first one\n");
}

TEST(GraphMistakes, CycleOfTwo) {
    const Diagnostics mistakes = mistakes_of({revision("b", {"a"}), revision("a", {"b"})});
    EXPECT_EQ(to_string(mistakes),
              "a.toml:2:17: error: revisions 'a' -> 'b' -> 'a' form a cycle [revision-cycle]\n"
              "note: one of them must have a parent outside the cycle, or none\n"
              "a.toml:2:17: 'a'\n"
              "b.toml:2:17: 'b'\n");
}

TEST(GraphMistakes, CycleIsNamedUpwardsWithoutBystanders) {
    EXPECT_EQ(
        message_of({revision("base"), revision("a", {"c", "base"}), revision("b", {"a"}),
                    revision("c", {"b"}), revision("top", {"c"}), revision("side", {"base"})}),
        "revisions 'a' -> 'b' -> 'c' -> 'a' form a cycle");
}

TEST(GraphMistakes, EachSeparateCycleIsReported) {
    const Diagnostics mistakes =
        mistakes_of({revision("a", {"b"}), revision("b", {"a"}), revision("m", {"b"}),
                     revision("c", {"d", "m"}), revision("d", {"c"})});
    ASSERT_EQ(mistakes.size(), 2U);
    EXPECT_EQ(mistakes[0].message, "revisions 'a' -> 'b' -> 'a' form a cycle");
    EXPECT_EQ(mistakes[1].message, "revisions 'c' -> 'd' -> 'c' form a cycle");
}

TEST(GraphMistakes, CycleThroughADependency) {
    EXPECT_EQ(to_string(mistakes_of({revision("a", {}, {"b"}), revision("b", {"a"})})),
              "a.toml:3:17: error: revisions 'a' -> 'b' -> 'a' form a cycle: 'a' depends on 'b' "
              "[dependency-cycle]\n"
              "note: take this one out of depends_on\n"
              "a.toml:3:17: 'a' depends on 'b'\n"
              "b.toml:2:17: 'b'\n");
    EXPECT_EQ(to_string(mistakes_of({revision("a", {}, {"a"})})),
              "a.toml:3:17: error: revision 'a' depends on itself [dependency-cycle]\n"
              "note: take it out of depends_on\n");
}

TEST(GraphMistakes, CycleOfDependencies) {
    Revision b = revision("b", {}, {"x"});
    Revision c = revision("c", {"b"}, {"a"});
    c.branch_labels = {"x"};
    const std::vector<Revision> revisions{revision("a", {}, {"b"}), b, c};
    const Diagnostics mistakes = mistakes_of(revisions);
    ASSERT_EQ(to_string(mistakes),
              "a.toml:3:17: error: revisions 'a' -> 'c' -> 'b' -> 'a' form a cycle: 'a' depends on 'b', "
              "'c' depends on 'a', 'b' depends on 'c' [dependency-cycle]\n"
              "note: take one of these out of depends_on\n"
              "a.toml:3:17: 'a' depends on 'b'\n"
              "c.toml:3:17: 'c' depends on 'a'\n"
              "b.toml:3:17: 'b' depends on 'c'\n");
}

TEST(GraphMistakes, ACycleOfParentsIsReportedApartFromOneOfDependencies) {
    const Diagnostics mistakes =
        mistakes_of({revision("a", {"b"}), revision("b", {"a"}, {"d"}), revision("c", {}, {"d"}),
                     revision("d", {"c", "b"})});
    ASSERT_EQ(mistakes.size(), 2U) << to_string(mistakes);
    EXPECT_EQ(mistakes[0].message, "revisions 'a' -> 'b' -> 'a' form a cycle");
    EXPECT_EQ(mistakes[1].message,
              "revisions 'b' -> 'd' -> 'b' form a cycle: 'b' depends on 'd'");
}

TEST(GraphMistakes, ACycleOfDependenciesKeepsTheParents) {
    Diagnostics diagnostics;
    const Graph graph({revision("a", {}, {"b"}), revision("b", {"a"}), revision("c", {"b"})}, diagnostics);
    EXPECT_EQ(ids(graph.order()), (Ids{"a", "b", "c"}));
    EXPECT_EQ(ids(graph.heads()), (Ids{"c"}));
    EXPECT_EQ(ids(graph.parents(*graph.find("b"))), (Ids{"a"}));
}

TEST(GraphMistakes, ACycleKeepsEverythingElse) {
    Diagnostics diagnostics;
    const Graph graph({revision("a", {"b"}), revision("b", {"a"}), revision("c", {"b"})},
                      diagnostics);
    EXPECT_EQ(ids(graph.order()), (Ids{"a", "b", "c"}));
    EXPECT_EQ(ids(graph.ancestors({graph.find("c")})), (Ids{"b", "c"}));
}

TEST(GraphMistakes, MissingParent) {
    EXPECT_EQ(
        to_string(mistakes_of({revision("abc", {"zzz"})})),
        "abc.toml:2:17: error: parent 'zzz' of revision 'abc' does not exist [missing-parent]\n"
        "note: was its file deleted, or never committed? 'git log --all -- "
        "\"*zzz*\"' finds it\n");
    EXPECT_EQ(message_of({revision("3f2a9c0d"), revision("b", {"3f2"})}),
              "parent '3f2' of revision 'b' does not exist; did you mean '3f2a9c0d'?");
    EXPECT_EQ(message_of({revision("3f2a9c0d"), revision("b", {"3f2a9cd0"})}),
              "parent '3f2a9cd0' of revision 'b' does not exist; did you mean '3f2a9c0d'?");
}

TEST(GraphMistakes, ParentListedTwice) {
    EXPECT_EQ(message_of({revision("a"), revision("m", {"a", "a"})}),
              "parent 'a' of revision 'm' is listed twice");
}

TEST(GraphMistakes, MissingDependency) {
    EXPECT_EQ(to_string(mistakes_of({revision("a", {}, {"nothing"})})),
              "a.toml:3:17: error: revision 'a' depends on 'nothing', which does not exist "
              "[missing-dependency]\n"
              "note: depends_on takes whole ids and branch labels\n");
    EXPECT_EQ(message_of({revision("3f2a9c0d"), revision("b", {}, {"3f2"})}),
              "revision 'b' depends on '3f2', which does not exist; did you mean '3f2a9c0d'?");
    Revision labelled = revision("a");
    labelled.branch_labels = {"billing"};
    EXPECT_EQ(message_of({labelled, revision("b", {}, {"biling"})}),
              "revision 'b' depends on 'biling', which does not exist; did you mean 'billing'?");
}

TEST(GraphMistakes, DuplicateIdNamesBothFiles) {
    Revision copy = revision("abc");
    copy.path = "copy of abc.toml";
    copy.origin = Location{copy.path, 3, 12};
    copy.created = "2026-11-22T14:55:00Z";
    Diagnostics diagnostics;
    const Graph graph({copy, revision("abc")}, diagnostics);
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_EQ(diagnostics[0].message, "revision id 'abc' is used twice, also in 'abc.toml'");
    EXPECT_EQ(to_string(diagnostics[0].location), "copy of abc.toml:3:12");
    EXPECT_EQ(graph.size(), 1U);
    EXPECT_EQ(graph.find("abc")->path, "abc.toml");

    EXPECT_EQ(message_of({revision("abc"), revision("ABC")}),
              "revision id 'abc' is used twice, also in 'ABC.toml', but for letter case: 'ABC'");
}

TEST(GraphMistakes, Labels) {
    Revision a = revision("a");
    Revision b = revision("b", {"a"});
    a.branch_labels = {"blog", "b"};
    b.branch_labels = {"blog", "shop", "shop"};
    const Diagnostics mistakes = mistakes_of({a, b});
    ASSERT_EQ(mistakes.size(), 3U);
    EXPECT_EQ(to_string(mistakes),
              "a.toml:4:17: error: branch label 'b' of revision 'a' is also the id of a revision, in "
              "'b.toml' [duplicate-label]\n"
              "note: change the label: nobody could say which of the two is meant\n"
              "b.toml:4:17: error: branch label 'blog' is used twice, by revision 'b' and revision "
              "'a', in 'a.toml' [duplicate-label]\n"
              "note: a label belongs to one revision; those after it are on the branch without "
              "saying so\n"
              "b.toml:4:17: error: branch label 'shop' is used twice, by revision 'b' "
              "[duplicate-label]\n"
              "note: a label belongs to one revision; those after it are on the branch without "
              "saying so\n");
}

TEST(GraphMistakes, AllAtOnceSortedByPlaceWhateverTheOrderOfTheInput) {
    std::vector<Revision> revisions{revision("a", {"gone", "a"}), revision("b", {"c"}),
                                    revision("c", {"b"}),         revision("d", {"b", "b"}),
                                    revision("e", {}, {"e"}),     revision("f", {"a"})};
    std::mt19937 random(7);
    const std::string expected = to_string(mistakes_of(revisions));
    EXPECT_EQ(mistakes_of(revisions).size(), 5U);
    for (int i = 0; i < 20; ++i) {
        std::shuffle(revisions.begin(), revisions.end(), random);
        EXPECT_EQ(to_string(mistakes_of(revisions)), expected);
    }
}

// Everything that can be wrong, and nothing hides anything else.
TEST(GraphMistakes, EachHasItsPlaceAndItsWayOut) {
    Revision copy = revision("a");
    copy.path = "z_copy.toml";
    copy.created = "2026-01-01T00:00:00Z";
    copy.origin = Location{copy.path, 1, 17};
    Revision e = revision("e", {"a"}, {"lost", "e"});
    e.branch_labels = {"a", "one"};
    Revision f = revision("f", {"a", "a"}, {"g"});
    f.branch_labels = {"one"};
    EXPECT_EQ(
        to_string(mistakes_of({revision("a"), copy, revision("b", {"b"}), revision("c", {"d"}), revision("d", {"c"}), e, f,
                               revision("g", {"f", "gone"})})),
        "b.toml:2:17: error: revision 'b' is its own parent [revision-cycle]\n"
        "note: down_revision names the revision before this one; leave it out in the first one\n"
        "c.toml:2:17: error: revisions 'c' -> 'd' -> 'c' form a cycle [revision-cycle]\n"
        "note: one of them must have a parent outside the cycle, or none\n"
        "c.toml:2:17: 'c'\n"
        "d.toml:2:17: 'd'\n"
        "e.toml:3:17: error: revision 'e' depends on 'lost', which does not exist [missing-dependency]\n"
        "note: depends_on takes whole ids and branch labels\n"
        "e.toml:3:17: error: revision 'e' depends on itself [dependency-cycle]\n"
        "note: take it out of depends_on\n"
        "e.toml:4:17: error: branch label 'a' of revision 'e' is also the id of a revision, in 'a.toml' "
        "[duplicate-label]\n"
        "note: change the label: nobody could say which of the two is meant\n"
        "f.toml:2:17: error: parent 'a' of revision 'f' is listed twice [repeated-parent]\n"
        "f.toml:3:17: error: revisions 'f' -> 'g' -> 'f' form a cycle: 'f' depends on 'g' [dependency-cycle]\n"
        "note: take this one out of depends_on\n"
        "f.toml:3:17: 'f' depends on 'g'\n"
        "g.toml:2:17: 'g'\n"
        "f.toml:4:17: error: branch label 'one' is used twice, by revision 'f' and revision 'e', in 'e.toml' "
        "[duplicate-label]\n"
        "note: a label belongs to one revision; those after it are on the branch without saying so\n"
        "g.toml:2:17: error: parent 'gone' of revision 'g' does not exist [missing-parent]\n"
        "note: was its file deleted, or never committed? 'git log --all -- \"*gone*\"' finds it\n"
        "z_copy.toml:1:17: error: revision id 'a' is used twice, also in 'a.toml' [duplicate-revision]\n"
        "note: every revision needs an id of its own: change this one, or delete the file if it is a copy\n");
}

TEST(GraphMistakes, HugeCycleIsShortened) {
    std::vector<Revision> revisions = chain(10000);
    revisions[0].parents = {"r9999"};
    const std::string message = message_of(std::move(revisions));
    EXPECT_EQ(message.substr(0, 40), "revisions 'r0' -> 'r1' -> 'r2' -> 'r3' -");
    EXPECT_TRUE(message.ends_with("'r11' -> 9988 more -> 'r0' form a cycle")) << message;
}

TEST(GraphMistakes, ThousandsOfThemDoNotTakeLong) {
    std::vector<Revision> revisions;
    for (int i = 0; i < 10000; ++i) {
        revisions.push_back(revision("a" + std::to_string(i), {"gone" + std::to_string(i)}));
    }
    EXPECT_EQ(mistakes_of(std::move(revisions)).size(), 10000U);
}

// Nodes on cycles, by definition: those that reach themselves.
TEST(GraphMistakes, RandomCyclesAreFoundAndReallyAreCycles) {
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        const std::size_t count = 2 + random() % 7;
        std::vector<Revision> revisions;
        std::map<std::string, std::set<std::string>> parents;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string id(1, static_cast<char>('a' + i));
            for (std::size_t j = 0; j < random() % 3; ++j) {
                const std::string parent(1, static_cast<char>('a' + random() % count));
                if (parent != id) parents[id].insert(parent);
            }
            revisions.push_back(revision(id, {parents[id].begin(), parents[id].end()}));
        }
        const auto reached_from = [&](const std::string& id) {
            std::set<std::string> reached = parents[id];
            for (bool grown = true; grown;) {
                grown = false;
                for (const std::string& each : std::set(reached)) {
                    for (const std::string& parent : parents[each]) {
                        grown |= reached.insert(parent).second;
                    }
                }
            }
            return reached;
        };
        std::set<std::set<std::string>> groups;
        for (const Revision& each : revisions) {
            std::set<std::string> group;
            for (const std::string& other : reached_from(each.id)) {
                if (reached_from(other).contains(each.id)) group.insert(other);
            }
            if (!group.empty()) groups.insert(group);
        }
        Diagnostics mistakes;
        const Graph graph(revisions, mistakes);
        ASSERT_EQ(graph.size(), count);
        ASSERT_EQ(mistakes.size(), groups.size());
        for (const Diagnostic& mistake : mistakes) {
            Ids cycle;
            for (std::size_t i = 0; i + 2 < mistake.message.size(); ++i) {
                if (mistake.message[i] == '\'' && mistake.message[i + 2] == '\'') {
                    cycle.emplace_back(1, mistake.message[i + 1]);
                }
            }
            ASSERT_GE(cycle.size(), 3U) << mistake.message;
            ASSERT_EQ(cycle.front(), cycle.back());
            for (std::size_t i = 1; i < cycle.size(); ++i) {
                ASSERT_TRUE(parents[cycle[i]].contains(cycle[i - 1])) << mistake.message;
            }
        }
    }
}

// Parents and dependencies in all directions: there is a mistake exactly where a revision needs itself, and what is kept
// has all revisions, needs before those who need them.
TEST(GraphMistakes, RandomCyclesThroughDependencies) {
    std::mt19937 random(5);
    int cyclic = 0;
    for (int round = 0; round < 1000; ++round) {
        const std::size_t count = 2 + random() % 6;
        std::vector<Revision> revisions;
        const auto name = [](std::size_t i) { return std::string(1, static_cast<char>('a' + i)); };
        for (std::size_t i = 0; i < count; ++i) {
            std::set<std::string> parents;
            std::set<std::string> others;
            if (i > 0 && random() % 2 == 0) parents.insert(name(random() % i));
            if (random() % 3 == 0) others.insert(name(random() % count));
            others.erase(name(i));
            revisions.push_back(revision(name(i), {parents.begin(), parents.end()}, {others.begin(), others.end()}));
        }
        bool needs_itself = false;
        for (const Revision& each : revisions) {
            std::set<std::string> below;
            for (const Ids* needs : {&each.parents, &each.depends_on}) {
                for (const std::string& need : *needs) below.merge(naive_ancestors(revisions, need));
            }
            needs_itself = needs_itself || below.contains(each.id);
        }
        cyclic += needs_itself;
        Diagnostics mistakes;
        const Graph graph(revisions, mistakes);
        ASSERT_EQ(!mistakes.empty(), needs_itself) << to_string(mistakes);
        ASSERT_EQ(graph.size(), count);
        for (const Diagnostic& mistake : mistakes) {
            ASSERT_EQ(mistake.rule, "dependency-cycle");
            ASSERT_EQ(mistake.location.line, 3);
        }
        for (const Revision* each : graph.order()) {
            for (const Revision* need : graph.needs(*each)) ASSERT_LT(graph.position(*need), graph.position(*each));
            ASSERT_EQ(graph.parents(*each).size(), each->parents.size()) << "parents are no part of these cycles";
        }
    }
    EXPECT_GT(cyclic, 100);
    EXPECT_LT(cyclic, 900);
}

}  // namespace
}  // namespace migrations
