#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "revisions_graphs.h"

namespace migrations {
namespace {

TEST(Graph, OfNothingIsEmpty) {
    const Graph graph = valid({});
    EXPECT_EQ(graph.size(), 0U);
    EXPECT_TRUE(graph.heads().empty());
    EXPECT_TRUE(graph.bases().empty());
    EXPECT_TRUE(graph.ancestors({}).empty());
    EXPECT_EQ(graph.find("a"), nullptr);
}

TEST(Graph, KnowsBranchesAndMerges) {
    const Graph graph = valid({revision("m", {"c", "b"}), revision("c", {"a"}),
                               revision("b", {"a"}), revision("a"), revision("z", {"b"})});
    EXPECT_EQ(ids(graph.order()), (Ids{"a", "b", "c", "m", "z"}));
    EXPECT_EQ(ids(graph.heads()), (Ids{"m", "z"}));
    EXPECT_EQ(ids(graph.bases()), (Ids{"a"}));
    EXPECT_EQ(ids(graph.children(*graph.find("b"))), (Ids{"m", "z"}));
    EXPECT_EQ(ids(graph.parents(*graph.find("m"))), (Ids{"c", "b"}));
    EXPECT_EQ(ids(graph.ancestors({graph.find("m")})), (Ids{"a", "b", "c", "m"}));
    EXPECT_EQ(ids(graph.ancestors({graph.find("z"), graph.find("c")})), (Ids{"a", "b", "c", "z"}));
}

TEST(Graph, OrdersEqualsByInstantThenId) {
    std::vector<Revision> revisions{revision("a"), revision("b"), revision("c"), revision("d")};
    revisions[0].created = "2026-11-22T14:55:00Z";
    revisions[1].created = "2026-11-22T16:00:00+02:00";  // 14:00 UTC
    revisions[2].created = "2026-11-22T14:55:00.5Z";
    revisions[3].created = "2026-11-22T14:55:00Z";
    EXPECT_EQ(ids(valid(revisions).order()), (Ids{"b", "a", "d", "c"}));
}

TEST(Graph, PutsDependenciesFirst) {
    std::vector<Revision> revisions{revision("a", {}, {"y"}), revision("b", {"a"}), revision("x"),
                                    revision("y", {"x"})};
    revisions[2].branch_labels = {"other"};
    const Graph graph = valid(revisions);
    EXPECT_EQ(ids(graph.order()), (Ids{"x", "y", "a", "b"}));
    EXPECT_EQ(ids(graph.heads()), (Ids{"y", "b"}));
    EXPECT_EQ(ids(graph.bases()), (Ids{"x", "a"}));
    EXPECT_EQ(ids(graph.needs(*graph.find("a"))), (Ids{"y"}));
    EXPECT_EQ(ids(graph.parents(*graph.find("a"))), (Ids{}));
    EXPECT_EQ(ids(graph.ancestors({graph.find("b")})), (Ids{"x", "y", "a", "b"}));

    revisions[0].depends_on = {"other"};
    EXPECT_EQ(ids(valid(revisions).needs(*valid(revisions).find("a"))), (Ids{"x"}));
}

TEST(Graph, StaysValidWhenItIsMoved) {
    Graph graph = valid(chain(3));
    const Revision* second = graph.find("r1");
    const Graph moved = std::move(graph);
    EXPECT_EQ(moved.find("r1"), second);
    EXPECT_EQ(ids(moved.heads()), (Ids{"r2"}));
}

TEST(Graph, ChainHashesFileAndParentsInTheirOrder) {
    const Graph graph =
        valid({revision("a"), revision("b"), revision("m", {"b", "a"}), revision("n", {"a", "b"})});
    const std::string a = sha256(sha256("a") + "\n");
    const std::string b = sha256(sha256("b") + "\n");
    EXPECT_EQ(graph.chain_hash(*graph.find("a")), a);
    EXPECT_EQ(graph.chain_hash(*graph.find("m")), sha256(sha256("m") + "\n" + b + "\n" + a + "\n"));
    EXPECT_EQ(graph.chain_hash(*graph.find("n")), sha256(sha256("n") + "\n" + a + "\n" + b + "\n"));
}

TEST(Graph, ChainHashChangesAboveAnEditOnly) {
    std::vector<Revision> revisions{revision("a"), revision("b", {"a"}), revision("c", {"a"}),
                                    revision("d", {"b"})};
    const Graph before = valid(revisions);
    revisions[1].file_hash = sha256("edited");
    const Graph after = valid(revisions);
    for (const std::string id : {"a", "b", "c", "d"}) {
        const bool same = before.chain_hash(*before.find(id)) == after.chain_hash(*after.find(id));
        EXPECT_EQ(same, id == "a" || id == "c") << id;
    }
}

TEST(Graph, TakesAChainOfTenThousand) {
    std::vector<Revision> revisions = chain(10000);
    std::shuffle(revisions.begin(), revisions.end(), std::mt19937(1));
    const Graph graph = valid(std::move(revisions));
    ASSERT_EQ(graph.size(), 10000U);
    for (std::size_t i = 0; i < graph.size(); ++i) {
        ASSERT_EQ(graph.order()[i]->id, "r" + std::to_string(i));
    }
    EXPECT_EQ(ids(graph.heads()), (Ids{"r9999"}));
    EXPECT_EQ(graph.ancestors({graph.find("r9999")}).size(), 10000U);
    EXPECT_EQ(graph.ancestors({graph.find("r99")}).size(), 100U);
}

// A random DAG: the parents and dependencies of each revision have lower numbers, ids and times are
// shuffled.
std::vector<Revision> random_revisions(std::mt19937& random, std::size_t count) {
    std::vector<std::size_t> names(count);
    for (std::size_t i = 0; i < count; ++i) names[i] = i;
    std::shuffle(names.begin(), names.end(), random);
    const auto name = [&](std::size_t i) { return "n" + std::to_string(names[i]); };
    std::vector<Revision> revisions;
    for (std::size_t i = 0; i < count; ++i) {
        Revision next = revision(name(i));
        std::set<std::size_t> parents;
        std::set<std::size_t> dependencies;
        for (std::size_t j = 0; i > 0 && j < random() % 3; ++j) parents.insert(random() % i);
        for (std::size_t j = 0; i > 0 && j < random() % 2; ++j) dependencies.insert(random() % i);
        for (const std::size_t parent : parents) next.parents.push_back(name(parent));
        for (const std::size_t other : dependencies) next.depends_on.push_back(name(other));
        next.created = "2026-01-01T00:00:0" + std::to_string(random() % 4) + "Z";
        revisions.push_back(std::move(next));
    }
    return revisions;
}

// The order by its definition: again and again the first by time and id whose needs are all there.
Ids naive_order(const std::vector<Revision>& revisions) {
    std::vector<const Revision*> open;
    for (const Revision& each : revisions) open.push_back(&each);
    std::sort(open.begin(), open.end(), [](const Revision* a, const Revision* b) {
        return std::tie(a->created, a->id) < std::tie(b->created, b->id);
    });
    Ids order;
    const auto is_there = [&](const std::string& id) {
        return std::find(order.begin(), order.end(), id) != order.end();
    };
    while (!open.empty()) {
        const auto next = std::find_if(open.begin(), open.end(), [&](const Revision* each) {
            return std::all_of(each->parents.begin(), each->parents.end(), is_there) &&
                   std::all_of(each->depends_on.begin(), each->depends_on.end(), is_there);
        });
        order.push_back((*next)->id);
        open.erase(next);
    }
    return order;
}

TEST(Graph, AgreesWithTheDefinitionOnRandomGraphs) {
    std::mt19937 random(20261122);
    for (int round = 0; round < 300; ++round) {
        std::vector<Revision> revisions = random_revisions(random, 1 + random() % 20);
        const Ids order = naive_order(revisions);
        std::set<std::string> heads;
        for (const Revision& each : revisions) heads.insert(each.id);
        for (const Revision& each : revisions) {
            for (const std::string& parent : each.parents) heads.erase(parent);
        }
        std::shuffle(revisions.begin(), revisions.end(), random);
        const Graph graph = valid(revisions);
        ASSERT_EQ(ids(graph.order()), order);
        const Ids found_heads = ids(graph.heads());
        ASSERT_EQ(std::set(found_heads.begin(), found_heads.end()), heads);
        for (const Revision& each : revisions) {
            const Ids below = ids(graph.ancestors({graph.find(each.id)}));
            ASSERT_EQ(std::set(below.begin(), below.end()), naive_ancestors(revisions, each.id));
            ASSERT_TRUE(
                std::is_sorted(below.begin(), below.end(), [&](const auto& a, const auto& b) {
                    return graph.position(*graph.find(a)) < graph.position(*graph.find(b));
                }));
        }
    }
}

}  // namespace
}  // namespace migrations
