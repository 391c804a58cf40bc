#include <gtest/gtest.h>

#include "diff_support.h"

namespace migrations {
namespace {

Schema with_enum(EnumType type, const std::string& value = {}) {
    Col column("s", "enum(" + type.name + ")");
    if (!value.empty()) column.default_value = value;
    return schema_of({Tab("t", {column})}, {std::move(type)});
}

RenameHints values(const std::string& type, std::map<std::string, std::string> renames) {
    RenameHints hints;
    hints.enum_values[type] = std::move(renames);
    return hints;
}

TEST(DiffEnums, CreatedBeforeTablesAndDroppedAfterThem) {
    const Schema full = with_enum(enum_of("status", {"a", "b"}));
    EXPECT_EQ(changes({}, full), "create enum status (a, b)\ncreate table t (1 column)\n");
    EXPECT_EQ(changes(full, {}), "drop table t\ndrop enum status\n");
}

TEST(DiffEnums, AColumnMovesFromOneEnumToAnother) {
    EXPECT_EQ(changes(with_enum(enum_of("p", {"a"})), with_enum(enum_of("q", {"a"}))),
              "create enum q (a)\n"
              "alter column t.s: type enum(q)\n"
              "drop enum p\n");
}

TEST(DiffEnums, RenamedByHint) {
    RenameHints hints;
    hints.enums["p"] = "q";
    EXPECT_EQ(
        changes(with_enum(enum_of("p", {"a"}), "a"), with_enum(enum_of("q", {"a"}), "a"), hints),
        "rename enum p to q\n");
    EXPECT_EQ(changes(with_enum(enum_of("q", {"a"})), with_enum(enum_of("q", {"a"})), hints), "");
}

TEST(DiffEnums, ValuesAndTheirOrder) {
    const Schema from = with_enum(enum_of("e", {"a", "b"}));
    for (const auto& list :
         std::vector<std::vector<std::string>>{{"b", "a"}, {"a", "b", "c"}, {"a"}}) {
        const Operations operations = diff(from, with_enum(enum_of("e", list)));
        ASSERT_EQ(operations.size(), 1u);
        AlterEnum expected;
        expected.type = "e";
        expected.values = list;
        EXPECT_EQ(operations[0], Operation(expected));
        EXPECT_EQ(changes(from, with_enum(enum_of("e", list))).substr(0, 10), "alter enum");
    }
}

TEST(DiffEnums, RenamedValuesOnlyWhereTheHintHolds) {
    const Schema from = with_enum(enum_of("e", {"a", "b"}));
    const Schema to = with_enum(enum_of("e", {"b", "c"}));
    AlterEnum expected;
    expected.type = "e";
    expected.values = {"b", "c"};
    EXPECT_EQ(diff(from, to, values("e", {{"b", "c"}, {"a", "b"}, {"x", "c"}})),
              Operations{expected});
    EXPECT_EQ(diff(from, to, values("other", {{"a", "c"}})), Operations{expected});
    expected.renamed_values = {{"a", "c"}};
    EXPECT_EQ(diff(from, to, values("e", {{"a", "c"}, {"b", "c"}})), Operations{expected});
    EXPECT_EQ(diff(to, to, values("e", {{"a", "c"}})), Operations{});
    EXPECT_EQ(changes(from, to, values("e", {{"a", "c"}})).substr(0, 10), "alter enum");
}

TEST(DiffEnums, OneNewValueComesFromOneOldOne) {
    const Operations operations =
        diff(with_enum(enum_of("e", {"a", "b"})), with_enum(enum_of("e", {"c"})),
             values("e", {{"a", "c"}, {"b", "c"}}));
    ASSERT_EQ(operations.size(), 1u);
    const std::map<std::string, std::string> expected = {{"a", "c"}};
    EXPECT_EQ(std::get<AlterEnum>(operations[0].change).renamed_values, expected);
}

TEST(DiffEnums, NativeIsSwitchedAlone) {
    const Operations operations =
        diff(with_enum(enum_of("e", {"a"})), with_enum(enum_of("e", {"a"}, true)));
    ASSERT_EQ(operations.size(), 1u);
    EXPECT_EQ(std::get<AlterEnum>(operations[0].change).native, true);
    EXPECT_EQ(
        changes(with_enum(enum_of("e", {"a"}, true)), with_enum(enum_of("e", {"a"}))).substr(0, 10),
        "alter enum");
}

TEST(DiffEnums, ADefaultThatGoesIsDroppedBeforeItsValue) {
    const std::string lines =
        changes(with_enum(enum_of("e", {"a", "b"}), "a"), with_enum(enum_of("e", {"b", "c"}), "c"));
    EXPECT_EQ(lines.substr(0, 31 + 10), "alter column t.s: drop default\nalter enum");
    EXPECT_EQ(lines.substr(lines.rfind("\n", lines.size() - 2) + 1),
              "alter column t.s: default 'c'\n");
}

TEST(DiffEnums, ADefaultFollowsItsRenamedValue) {
    const Schema to = with_enum(enum_of("e", {"c", "b"}), "c");
    const Operations operations =
        diff(with_enum(enum_of("e", {"a", "b"}), "a"), to, values("e", {{"a", "c"}}));
    ASSERT_EQ(operations.size(), 1u);
    EXPECT_EQ(name_of(operations[0]), "alter_enum");
}

TEST(DiffEnums, ANewColumnMayUseANewValue) {
    const Schema from = with_enum(enum_of("e", {"a"}));
    const Schema to = schema_of({Tab("t", {{"s", "enum(e)"}, Col("r", "enum(e)").value("b")})},
                                {enum_of("e", {"a", "b"})});
    const std::string lines = changes(from, to);
    EXPECT_EQ(lines.substr(0, 10), "alter enum");
    EXPECT_EQ(lines.substr(lines.find('\n') + 1), "add column t.r enum(e) default 'b'\n");
}

TEST(DiffEnums, ValuesSwapWhenHintsFormACircle) {
    const Schema both = with_enum(enum_of("e", {"a", "b", "c"}), "a");
    Schema after = both;
    after.tables[0].columns[0].default_value = std::string("b");
    EXPECT_EQ(swaps(both, after, values("e", {{"a", "b"}, {"b", "a"}})),
              "alter enum e: (a, b, c), a becomes b, b becomes a\n");
    EXPECT_EQ(changes(both, both, values("e", {{"a", "b"}})), "");
}

TEST(DiffEnums, EnumsSwapThroughAFreeName) {
    const Schema both = schema_of({}, {enum_of("p", {"a"}), enum_of("q", {"b"})});
    const Schema after = schema_of({}, {enum_of("p", {"b"}), enum_of("q", {"a"})});
    RenameHints hints;
    hints.enums = {{"p", "q"}, {"q", "p"}};
    EXPECT_EQ(swaps(both, after, hints),
              "rename enum p to p_swap\n"
              "rename enum q to p\n"
              "rename enum p_swap to q\n");
}

// PostgreSQL makes checks, indexes, defaults and generated columns anew when it replaces a type.
TEST(DiffEnums, WhatNamesAValueGoesBeforeItAndComesAgainAfterIt) {
    const auto make = [](const std::string& value, std::vector<std::string> labels, bool native) {
        Tab table("t", {{"id", "int64"},
                        Col("s", "enum(e)").expr("lower('" + value + "')"),
                        Col("is", "bool").computed("s = '" + value + "'")});
        Tab whole = std::move(table).key({"id"}).check("s <> '" + value + "'", "ck");
        Index partial;
        partial.name = "ix";
        partial.keys.emplace_back().column = "id";
        partial.where = Sql("s = '" + value + "'");
        whole.indexes.push_back(partial);
        return schema_of({whole}, {enum_of("e", std::move(labels), native)});
    };
    EXPECT_EQ(changes(make("sad", {"ok", "sad"}, true), make("ok", {"ok"}, true)),
              "drop check ck of t\n"
              "drop index ix of t\n"
              "drop column t.is\n"
              "alter column t.s: drop default\n"
              "alter enum e: (ok)\n"
              "alter column t.s: default lower('ok')\n"
              "add column t.is bool generated as s = 'ok'\n"
              "add check ck to t (s <> 'ok')\n"
              "create index ix on t (id) where s = 'ok'\n");
    const std::string native =
        changes(make("sad", {"ok", "sad"}, false), make("low", {"ok", "low"}, true),
                values("e", {{"sad", "low"}}));
    EXPECT_EQ(native.substr(0, native.find("\nalter column t.s: default")),
              "drop check ck of t\n"
              "drop index ix of t\n"
              "drop column t.is\n"
              "alter column t.s: drop default\n"
              "alter enum e: (ok, low), sad becomes low, native");
    // A value that only comes disturbs nothing: it comes first.
    EXPECT_EQ(changes(make("ok", {"ok"}, true), make("low", {"ok", "low"}, true)).substr(0, 27),
              "alter enum e: (ok, low)\ndro");
}

TEST(DiffEnums, ATableThatGoesDoesSoBeforeTheValueThatItsCheckNames) {
    const Schema from = schema_of(
        {Tab("gone", {{"s", "enum(e)"}}).check("s <> 'sad'", "ck"), Tab("t", {{"s", "enum(e)"}})},
        {enum_of("e", {"ok", "sad"}, true)});
    EXPECT_EQ(
        changes(from, schema_of({Tab("t", {{"s", "enum(e)"}})}, {enum_of("e", {"ok"}, true)})),
        "drop table gone\n"
        "alter enum e: (ok)\n");
}

}  // namespace
}  // namespace migrations
