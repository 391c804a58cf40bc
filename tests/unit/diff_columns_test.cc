#include <gtest/gtest.h>

#include "diff_support.h"

namespace migrations {
namespace {

// A table `t` with a column `id` before these.
Schema with(std::vector<Col> columns) {
    columns.insert(columns.begin(), Col("id", "int64"));
    return schema_of({Tab("t", std::move(columns)).key({"id"})});
}

TEST(DiffColumns, AnAlterationHasOnlyWhatChanges) {
    EXPECT_EQ(changes(with({{"a", "int32"}}), with({{"a", "int64"}})),
              "alter column t.a: type int64\n");
    EXPECT_EQ(changes(with({{"a", "string(5)"}}), with({{"a", "string(6)"}})),
              "alter column t.a: type string(6)\n");
    EXPECT_EQ(changes(with({{"a", "string(5)"}}), with({{"a", "text"}})),
              "alter column t.a: type text\n");
    EXPECT_EQ(changes(with({{"a", "decimal(5,2)"}}), with({{"a", "decimal(5,1)"}})),
              "alter column t.a: type decimal(5,1)\n");
    EXPECT_EQ(changes(with({{"a", "timestamp"}}), with({{"a", "timestamptz"}})),
              "alter column t.a: type timestamptz\n");
    EXPECT_EQ(changes(with({Col("a", "text").nullable()}), with({{"a", "text"}})),
              "alter column t.a: not null\n");
    EXPECT_EQ(changes(with({{"a", "text"}}), with({Col("a", "text").nullable()})),
              "alter column t.a: null\n");
    EXPECT_EQ(changes(with({{"a", "text"}}), with({Col("a", "text").says("x")})),
              "alter column t.a: comment 'x'\n");
    EXPECT_EQ(changes(with({Col("a", "text").says("x")}), with({{"a", "text"}})),
              "alter column t.a: drop comment\n");
    EXPECT_EQ(changes(with({{"a", "int64"}}), with({Col("a", "int64").numbered()})),
              "alter column t.a: identity\n");
}

TEST(DiffColumns, DefaultsAreSetReplacedAndDropped) {
    const auto none = [] { return Col("a", "text"); };
    EXPECT_EQ(changes(with({none()}), with({none().value("x")})),
              "alter column t.a: default 'x'\n");
    EXPECT_EQ(changes(with({none().value("x")}), with({none().value("y")})),
              "alter column t.a: default 'y'\n");
    EXPECT_EQ(changes(with({none().value("x")}), with({none()})),
              "alter column t.a: drop default\n");
    EXPECT_EQ(changes(with({none().value("x")}), with({none().expr("now")})),
              "alter column t.a: default now\n");
    EXPECT_EQ(changes(with({none().expr("now")}), with({none().value("x")})),
              "alter column t.a: default 'x'\n");
    EXPECT_EQ(changes(with({none().expr("lower( 'A' )")}), with({none().expr("(LOWER('A'))")})),
              "");
    EXPECT_EQ(changes(with({none().value("")}), with({none().value("it's")})),
              "alter column t.a: default 'it's'\n");
}

TEST(DiffColumns, AnotherSpellingIsNoChange) {
    const auto none = [] { return Col("a", "text"); };
    EXPECT_EQ(changes(with({none()}), with({none().value(Null{})})), "");
    EXPECT_EQ(changes(with({none().expr("NULL")}), with({none()})), "");
    EXPECT_EQ(changes(with({none().value("x")}), with({none().expr("'x'")})), "");
    EXPECT_EQ(changes(with({Col("a", "int64").value(std::int64_t{5})}), with({Col("a", "int64").expr("(+5)")})), "");
    EXPECT_EQ(changes(with({Col("a", "float64").value(std::int64_t{0})}), with({Col("a", "float64").value(0.0)})), "");
    EXPECT_EQ(changes(with({none().value("x")}), with({none().expr("'x'").nullable()})), "alter column t.a: null\n");
}

TEST(DiffColumns, NewColumnsComeBeforeOldOnesGo) {
    EXPECT_EQ(changes(with({{"b", "text"}, {"a", "text"}}), with({{"d", "text"}, {"c", "text"}})),
              "add column t.d text\n"
              "add column t.c text\n"
              "drop column t.a\n"
              "drop column t.b\n");
}

TEST(DiffColumns, ARenamedColumnTakesKeysAndTextWithIt) {
    const auto users = [](const std::string& mail) {
        return schema_of(
            {Tab("users", {{"id", "int64"},
                           {mail, "text"},
                           Col("low", "text").computed("lower(" + mail + ")")})
                 .key({"id"})
                 .unique({mail})
                 .index({mail})
                 .check(mail + " <> ''"),
             Tab("posts", {{"mail", "text"}}).refers("mail", "users", "", Action::cascade, mail)});
    };
    EXPECT_EQ(
        changes(users("mail"), users("address"), rename_columns("users", {{"mail", "address"}})),
        "rename column users.mail to address\n");
}

TEST(DiffColumns, ARenamedColumnMayChange) {
    EXPECT_EQ(changes(with({Col("nick", "text").nullable()}),
                      with({Col("alias", "string(9)").value("x")}),
                      rename_columns("t", {{"nick", "alias"}})),
              "rename column t.nick to alias\n"
              "alter column t.alias: type string(9), not null, default 'x'\n");
}

TEST(DiffColumns, AChainStartsAtItsEnd) {
    EXPECT_EQ(changes(with({{"a", "text"}, {"b", "text"}}), with({{"b", "text"}, {"c", "text"}}),
                      rename_columns("t", {{"a", "b"}, {"b", "c"}})),
              "rename column t.b to c\n"
              "rename column t.a to b\n");
}

TEST(DiffColumns, ACircleGoesThroughAFreeName) {
    const Schema two = with({{"a", "text"}, {"b", "int64"}});
    EXPECT_EQ(swaps(two, with({{"a", "int64"}, {"b", "text"}}),
                    rename_columns("t", {{"a", "b"}, {"b", "a"}})),
              "rename column t.a to a_swap\n"
              "rename column t.b to a\n"
              "rename column t.a_swap to b\n");
    const Schema three = with({{"a", "text"}, {"b", "text"}, {"c", "text"}, {"A_Swap", "text"}});
    EXPECT_EQ(swaps(three, three, rename_columns("t", {{"a", "b"}, {"b", "c"}, {"c", "a"}})),
              "rename column t.a to a_swap2\n"
              "rename column t.c to a\n"
              "rename column t.b to c\n"
              "rename column t.a_swap2 to b\n");
}

TEST(DiffColumns, ACircleWithAGeneratedColumnThatIsMadeAnew) {
    EXPECT_EQ(swaps(with({{"x", "text"}, Col("a", "text").computed("lower(x)"), {"b", "text"}}),
                    with({{"x", "text"}, {"a", "text"}, Col("b", "text").computed("upper(x)")}),
                    rename_columns("t", {{"a", "b"}, {"b", "a"}})),
              "drop column t.a\n"
              "rename column t.b to a\n"
              "add column t.b text generated as upper(x)\n");
}

TEST(DiffColumns, SpentHintsAreIgnored) {
    const Schema now = with({{"b", "text"}});
    EXPECT_EQ(changes(now, now, rename_columns("t", {{"a", "b"}})), "");
    EXPECT_EQ(changes(with({{"a", "text"}, {"b", "text"}}), now, rename_columns("t", {{"a", "b"}})),
              "drop column t.a\n");
    EXPECT_EQ(
        changes(with({{"a", "text"}}), with({{"c", "text"}}), rename_columns("t", {{"a", "b"}})),
        "add column t.c text\n"
        "drop column t.a\n");
}

TEST(DiffColumns, TwoHintsForOneNewColumnAreOneRename) {
    EXPECT_EQ(changes(with({{"a", "text"}, {"b", "text"}}), with({{"c", "text"}}),
                      rename_columns("t", {{"b", "c"}, {"a", "c"}})),
              "rename column t.a to c\n"
              "drop column t.b\n");
}

TEST(DiffColumns, AColumnThatBecomesGeneratedIsDroppedAndAdded) {
    const Schema from = schema_of({Tab("t", {{"a", "text"}, {"b", "text"}}).index({"b"})});
    const Schema to =
        schema_of({Tab("t", {{"a", "text"}, Col("b", "text").computed("lower(a)")}).index({"b"})});
    EXPECT_EQ(changes(from, to),
              "drop index ix_t_b of t\n"
              "drop column t.b\n"
              "add column t.b text generated as lower(a)\n"
              "create index ix_t_b on t (b)\n");
    EXPECT_EQ(changes(to, from), "alter column t.b: drop generated\n");
}

TEST(DiffColumns, AnotherExpressionOrStorageMeansDropAndAdd) {
    const auto table = [](const Sql& sql, bool stored) {
        return with({{"a", "text"}, Col("g", "text").computed(sql, stored)});
    };
    const std::string again = "drop column t.g\nadd column t.g text generated as upper(a)\n";
    EXPECT_EQ(changes(table("lower(a)", true), table("upper(a)", true)), again);
    EXPECT_EQ(changes(table("upper(a)", true), table("upper(a)", false)), again);
    EXPECT_EQ(changes(table("upper(a)", true), table("UPPER( a )", true)), "");
}

TEST(DiffColumns, GeneratedColumnsMakeWayForAChangedType) {
    const auto table = [](const std::string& type) {
        return schema_of({Tab("t", {{"a", type},
                                    Col("b", type).computed("a + 1"),
                                    Col("c", "int64").computed("b + 1", false),
                                    Col("d", "int64").computed("7")})
                              .index({"c"})
                              .check("b > 0", "positive")});
    };
    EXPECT_EQ(changes(table("int32"), table("int64")),
              "drop check positive of t\n"
              "drop index ix_t_c of t\n"
              "drop column t.c\n"
              "drop column t.b\n"
              "alter column t.a: type int64\n"
              "add column t.b int64 generated as a + 1\n"
              "add column t.c int64 generated as b + 1\n"
              "add check positive to t (b > 0)\n"
              "create index ix_t_c on t (c)\n");
}

TEST(DiffColumns, AGeneratedColumnThatChangesIsNotRenamed) {
    EXPECT_EQ(changes(with({{"a", "text"}, Col("g", "text").computed("lower(a)")}),
                      with({{"a", "text"}, Col("h", "text").computed("upper(a)")}),
                      rename_columns("t", {{"g", "h"}})),
              "drop column t.g\n"
              "add column t.h text generated as upper(a)\n");
}

}  // namespace
}  // namespace migrations
