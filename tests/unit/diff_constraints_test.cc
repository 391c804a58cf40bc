#include <gtest/gtest.h>

#include "diff_support.h"

namespace migrations {
namespace {

Tab ab() {
    return Tab("t", {{"a", "text"}, {"b", "text"}});
}

TEST(DiffConstraints, ChangedOnesAreDroppedAndAdded) {
    const Schema from =
        schema_of({ab().key({"a"}).unique({"a", "b"}, "u").check("a <> b", "c").index({"a"}, "i")});
    const Schema to =
        schema_of({ab().key({"b"}).unique({"b", "a"}, "u").check("a < b", "c").index({"b"}, "i")});
    EXPECT_EQ(changes(from, to),
              "drop check c of t\n"
              "drop index i of t\n"
              "drop unique u of t\n"
              "drop primary key of t\n"
              "add primary key pk_t to t (b)\n"
              "add unique u to t (b, a)\n"
              "add check c to t (a < b)\n"
              "create index i on t (b)\n");
}

TEST(DiffConstraints, AttributesOfIndexesCount) {
    const Schema plain_index = schema_of({ab().index({"a"}, "i")});
    Schema other = plain_index;
    Index& index = other.tables[0].indexes[0];
    const std::string again = "drop index i of t\ncreate index i on t (a)\n";
    index.where = Sql("a <> ''");
    EXPECT_EQ(changes(plain_index, other).substr(0, 18), "drop index i of t\n");
    EXPECT_EQ(diff(plain_index, other).size(), 2u);
    Schema spelled = other;
    spelled.tables[0].indexes[0].where = Sql("( A<>'' )");
    EXPECT_EQ(changes(other, spelled), "");
    index.where.reset();
    index.keys[0].descending = true;
    EXPECT_EQ(diff(plain_index, other).size(), 2u);
}

TEST(DiffConstraints, AChosenNameIsAChangeAnAutomaticOneIsNot) {
    const auto named = [](std::string name) {
        return schema_of({ab().unique({"a"}, "q").index({"a"}, std::move(name))});
    };
    EXPECT_EQ(changes(named("old"), named("new")),
              "drop index old of t\n"
              "create index new on t (a)\n");
    EXPECT_EQ(changes(named("old"), named("")), "");
    EXPECT_EQ(changes(named(""), named("new")),
              "drop index ix_t_a of t\n"
              "create index new on t (a)\n");
}

TEST(DiffConstraints, ANewCheckBeforeOthersLeavesThemAlone) {
    const Schema from = schema_of({ab().check("a < b").check("a <> b || 'x'")});
    const Schema to =
        schema_of({ab().check("b <> a || 'y'").check("a < b").check("a <> b || 'x'")});
    const Operations operations = diff(from, to);
    ASSERT_EQ(operations.size(), 1u) << changes(from, to);
    EXPECT_EQ(std::get<AddCheck>(operations[0].change).check.expression, Sql("b <> a || 'y'"));
    EXPECT_EQ(changes(from, to).substr(0, 10), "add check ");
}

TEST(DiffConstraints, WhoChoseANameKeepsIt) {
    const Schema from = schema_of({ab().index({"a"}, "i")});
    const Schema to = schema_of({ab().index({"a"}).index({"b"}, "i")});
    EXPECT_EQ(changes(from, to),
              "drop index i of t\n"
              "create index i on t (b)\n"
              "create index ix_t_a on t (a)\n");
}

TEST(DiffConstraints, EqualNamesInTwoTablesStay) {
    Schema schema = schema_of({plain("a"), plain("b")});
    schema.table("b")->primary_key->name = "pk_a";
    EXPECT_EQ(changes(schema, schema), "");
}

TEST(DiffConstraints, ARenamedColumnAndANewOneOfItsNameHaveTwoIndexes) {
    const Schema from = schema_of({Tab("t", {{"a", "text"}}).index({"a"})});
    const Schema to =
        schema_of({Tab("t", {{"a", "int64"}, {"b", "text"}}).index({"a"}).index({"b"})});
    EXPECT_EQ(changes(from, to, rename_columns("t", {{"a", "b"}})),
              "rename column t.a to b\n"
              "add column t.a int64\n"
              "create index ix_t_2_a on t (a)\n");
}

TEST(DiffConstraints, AForeignKeyChangesWithinItsTable) {
    const auto posts = [](Action action, const std::string& extra) {
        return schema_of({plain("users"), Tab("posts", {{"user_id", "int64"}, {extra, "text"}})
                                              .refers("user_id", "users", "", action)});
    };
    EXPECT_EQ(changes(posts(Action::no_action, "a"), posts(Action::cascade, "b")),
              "drop foreign key fk_posts_user_id of posts\n"
              "add column posts.b text\n"
              "drop column posts.a\n"
              "add foreign key fk_posts_user_id to posts (user_id) referring to users (id) on "
              "delete cascade\n");
}

TEST(DiffConstraints, AForeignKeyToANewTableOrColumnComesAfterIt) {
    const Schema from = schema_of({Tab("a", {{"x", "int64"}}), Tab("b", {{"x", "int64"}})});
    const Schema to = schema_of({
        Tab("a", {{"x", "int64"}})
            .refers("x", "b", "", Action::no_action, "y")
            .refers("x", "n", "new"),
        Tab("b", {{"x", "int64"}, {"y", "int64"}}).unique({"y"}),
        Tab("m", {{"y", "int64"}}).refers("y", "b", "", Action::no_action, "y"),
        plain("n"),
    });
    EXPECT_EQ(changes(from, to),
              "create table m (1 column)\n"
              "create table n (1 column)\n"
              "add column b.y int64\n"
              "add unique uq_b_y to b (y)\n"
              "add foreign key fk_a_x to a (x) referring to b (y)\n"
              "add foreign key new to a (x) referring to n (id)\n"
              "add foreign key fk_m_y to m (y) referring to b (y)\n");
}

TEST(DiffConstraints, ChangedTablesThatReferToOneAnother) {
    const auto tables = [](bool linked) {
        Tab a("a", {{"id", "int64"}, {"b_x", "int64"}});
        Tab b("b", {{"id", "int64"}, {"a_x", "int64"}});
        if (linked) {
            a = std::move(a).unique({"id"}).refers("b_x", "b");
            b = std::move(b).unique({"id"}).refers("a_x", "a");
        }
        return schema_of({a, b});
    };
    EXPECT_EQ(changes(tables(false), tables(true)),
              "add unique uq_a_id to a (id)\n"
              "add unique uq_b_id to b (id)\n"
              "add foreign key fk_b_a_x to b (a_x) referring to a (id)\n"
              "add foreign key fk_a_b_x to a (b_x) referring to b (id)\n");
    EXPECT_EQ(changes(tables(true), tables(false)),
              "drop foreign key fk_a_b_x of a\n"
              "drop foreign key fk_b_a_x of b\n"
              "drop unique uq_a_id of a\n"
              "drop unique uq_b_id of b\n");
}

TEST(DiffConstraints, ForeignKeysMakeWayForTheKeyThatTheyReferTo) {
    const auto tables = [](const std::string& name) {
        return schema_of({Tab("parents", {{"id", "int64"}, {"parent", "int64"}})
                              .key({"id"}, name)
                              .refers("parent", "parents"),
                          Tab("children", {{"parent", "int64"}}).refers("parent", "parents")});
    };
    EXPECT_EQ(
        changes(tables("old"), tables("new")),
        "drop foreign key fk_children_parent of children\n"
        "drop foreign key fk_parents_parent of parents\n"
        "drop primary key of parents\n"
        "add primary key new to parents (id)\n"
        "add foreign key fk_parents_parent to parents (parent) referring to parents (id)\n"
        "add foreign key fk_children_parent to children (parent) referring to parents (id)\n");
}

TEST(DiffConstraints, ForeignKeysMakeWayForATypeThatTheOtherSideCannotReferTo) {
    const auto tables = [](const std::string& type) {
        return schema_of({Tab("parents", {{"id", type}}).key({"id"}),
                          Tab("children", {{"parent", type}}).refers("parent", "parents")});
    };
    EXPECT_EQ(
        changes(tables("int64"), tables("uuid")),
        "drop foreign key fk_children_parent of children\n"
        "alter column parents.id: type uuid\n"
        "alter column children.parent: type uuid\n"
        "add foreign key fk_children_parent to children (parent) referring to parents (id)\n");
    EXPECT_EQ(changes(tables("int32"), tables("int64")),
              "alter column parents.id: type int64\n"
              "alter column children.parent: type int64\n");
}

TEST(DiffConstraints, ForeignKeysOfDroppedTablesMakeWayToo) {
    const Schema from =
        schema_of({Tab("parents", {{"id", "int64"}, {"code", "text"}}).key({"id"}).unique({"code"}),
                   Tab("children", {{"code", "text"}})
                       .refers("code", "parents", "", Action::no_action, "code")});
    const Schema to = schema_of({plain("parents")});
    EXPECT_EQ(changes(from, to),
              "drop foreign key fk_children_code of children\n"
              "drop unique uq_parents_code of parents\n"
              "drop column parents.code\n"
              "drop table children\n");
}

TEST(DiffConstraints, AForeignKeyInTheWayIsNamedByTheOldTable) {
    const Schema from = schema_of(
        {plain("parents"), Tab("children", {{"parent", "int64"}}).refers("parent", "parents")});
    const Schema to = schema_of({Tab("parents", {{"id", "uuid"}}).key({"id"}),
                                 Tab("kids", {{"parent", "uuid"}}).refers("parent", "parents")});
    EXPECT_EQ(changes(from, to, rename_table("children", "kids")),
              "drop foreign key fk_children_parent of children\n"
              "rename table children to kids\n"
              "alter column parents.id: type uuid\n"
              "alter column kids.parent: type uuid\n"
              "add foreign key fk_children_parent to kids (parent) referring to parents (id)\n");
}

}  // namespace
}  // namespace migrations
