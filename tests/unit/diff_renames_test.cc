#include "diff/renames.h"

#include <gtest/gtest.h>

#include "diff_support.h"

namespace migrations {
namespace {

std::string guesses(const Schema& from, const Schema& to, const RenameHints& hints = {}) {
    std::string text;
    for (const PossibleRename& rename : possible_renames(from, to, hints)) {
        const std::string start = rename.table.empty() ? "" : rename.table + ".";
        const int percent = static_cast<int>(rename.likeness * 100 + 0.5);
        text += start + rename.from + " -> " + start + rename.to + " " + std::to_string(percent) +
                "%\n";
    }
    return text;
}

TEST(PossibleRenames, SameTypeAttributesAndPositionAreEnough) {
    const Schema from = schema_of({Tab("users", {{"id", "int64"}, {"nick", "text"}})});
    const Schema to = schema_of({Tab("users", {{"id", "int64"}, {"alias", "text"}})});
    EXPECT_EQ(guesses(from, to), "users.nick -> users.alias 75%\n");
    EXPECT_EQ(guesses(from, to, rename_columns("users", {{"nick", "alias"}})), "");
    EXPECT_EQ(guesses(from, from), "");
}

TEST(PossibleRenames, SayWhy) {
    const auto why = [](const Schema& from, const Schema& to) {
        const std::vector<PossibleRename> all = possible_renames(from, to, {});
        return all.empty() ? "" : all.front().reasons;
    };
    EXPECT_EQ(why(schema_of({Tab("users", {{"id", "int64"}, {"nick", "text"}})}),
                  schema_of({Tab("users", {{"id", "int64"}, {"alias", "text"}})})),
              "same type, same attributes, same position");
    EXPECT_EQ(why(schema_of({Tab("t", {{"id", "int64"}, Col("mail", "text").nullable()})}),
                  schema_of({Tab("t", {{"email", "text"}, {"id", "int64"}})})),
              "same type, similar name");
    EXPECT_EQ(why(schema_of({Tab("user", {{"id", "int64"}, {"nick", "text"}})}),
                  schema_of({Tab("users", {{"id", "int64"}, {"nick", "text"}})})),
              "same columns, similar name");
    EXPECT_EQ(why(schema_of({Tab("t", {{"a", "int64"}, {"b", "text"}, {"c", "text"}})}),
                  schema_of({Tab("ts", {{"a", "int64"}, {"b", "text"}, {"c", "bool"}})})),
              "");
}

TEST(PossibleRenames, OnlyWithinAClassOfTypes) {
    const auto guess = [](const std::string& before, const std::string& after) {
        return guesses(schema_of({Tab("t", {{"id", "int64"}, {"amount", before}})}),
                       schema_of({Tab("t", {{"id", "int64"}, {"the_amount", after}})}));
    };
    EXPECT_EQ(guess("int64", "text"), "");
    EXPECT_EQ(guess("int64", "decimal(9,2)"), "t.amount -> t.the_amount 70%\n");
    EXPECT_EQ(guess("string(9)", "text"), "t.amount -> t.the_amount 70%\n");
    EXPECT_EQ(guess("timestamp", "timestamptz"), "t.amount -> t.the_amount 70%\n");
    EXPECT_EQ(guess("date", "time"), "");
    EXPECT_EQ(guess("uuid", "blob"), "");
    EXPECT_EQ(guess("bool", "bool"), "t.amount -> t.the_amount 90%\n");
}

TEST(PossibleRenames, OtherAttributesAndPlacesNeedALikelyName) {
    const auto guess = [](const std::string& name) {
        return guesses(schema_of({Tab("t", {{"id", "int64"}, Col("mail", "text").nullable()})}),
                       schema_of({Tab("t", {{name, "text"}, {"id", "int64"}})}));
    };
    EXPECT_EQ(guess("colour"), "");
    EXPECT_EQ(guess("email"), "t.mail -> t.email 60%\n");
}

TEST(PossibleRenames, EachColumnOnceAndTheBestFirst) {
    const Schema from =
        schema_of({Tab("t", {{"id", "int64"}, {"first", "text"}, {"second", "text"}})});
    const Schema to = schema_of({Tab(
        "t", {{"id", "int64"}, {"first_name", "text"}, {"second_name", "text"}, {"x", "text"}})});
    EXPECT_EQ(guesses(from, to),
              "t.second -> t.second_name 89%\n"
              "t.first -> t.first_name 88%\n");
}

TEST(PossibleRenames, AGeneratedColumnIsNoRenameOfAPlainOne) {
    EXPECT_EQ(
        guesses(schema_of({Tab("t", {{"a", "text"}, {"low", "text"}})}),
                schema_of({Tab("t", {{"a", "text"}, Col("lower", "text").computed("lower(a)")})})),
        "");
}

TEST(PossibleRenames, TablesByTheirColumns) {
    const Schema from =
        schema_of({Tab("users", {{"id", "int64"}, {"nick", "text"}, {"born", "date"}}).key({"id"}),
                   Tab("other", {{"x", "uuid"}, {"y", "uuid"}})});
    const Schema to = schema_of(
        {Tab("people", {{"id", "int32"}, {"nick", "string(9)"}, {"born", "date"}}).key({"id"}),
         Tab("third", {{"id", "int64"}, {"y", "text"}})});
    EXPECT_EQ(guesses(from, to), "users -> people 80%\n");
    EXPECT_EQ(guesses(from, to, rename_table("users", "people")), "");
}

TEST(PossibleRenames, ColumnsOfATableThatAHintRenames) {
    const Schema from = schema_of({Tab("users", {{"id", "int64"}, {"nick", "text"}})});
    const Schema to = schema_of({Tab("people", {{"id", "int64"}, {"alias", "text"}})});
    EXPECT_EQ(guesses(from, to), "");
    EXPECT_EQ(guesses(from, to, rename_table("users", "people")),
              "people.nick -> people.alias 75%\n");
}

// The enum that a column has for itself is called after it.
TEST(PossibleRenames, EnumsOfTheSameValuesAreOneType) {
    const auto with = [](const std::string& column, const std::string& type, std::vector<std::string> values) {
        Col of(column, "text");
        of.type = Type(Enum{type});
        Schema schema = schema_of({Tab("t", {{"id", "int64"}, of})});
        schema.enums.push_back({type, std::move(values), false, {}});
        return schema;
    };
    EXPECT_EQ(guesses(with("mood", "t_mood", {"a", "b"}), with("feeling", "t_feeling", {"a", "b"})), "t.mood -> t.feeling 75%\n");
    EXPECT_EQ(guesses(with("mood", "t_mood", {"a", "b"}), with("feeling", "t_feeling", {"a", "c"})), "");
}

TEST(PossibleRenames, UnequalVerbatimTypesAreNotCompared) {
    const auto table = [](const std::string& name, const std::string& type) {
        Col column(name, "text");
        column.type.portable = Verbatim{};
        column.type.verbatim = {{"postgresql", type}};
        return schema_of({Tab("t", {{"id", "int64"}, column})});
    };
    EXPECT_EQ(guesses(table("a", "point"), table("b", "circle")), "");
    EXPECT_EQ(guesses(table("a", "point"), table("b", "point")), "t.a -> t.b 75%\n");
    EXPECT_EQ(guesses(table("a", "varchar (20)"), table("b", "character varying(20)")), "t.a -> t.b 75%\n");
}

}  // namespace
}  // namespace migrations
