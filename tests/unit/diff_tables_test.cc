#include <gtest/gtest.h>

#include "diff_support.h"

namespace migrations {
namespace {

TEST(DiffTables, EqualSchemasGiveNothing) {
    const Schema schema =
        schema_of({Tab("users", {{"id", "int64"}, Col("mail", "string(320)").nullable()})
                       .key({"id"})
                       .unique({"mail"})
                       .check("mail <> ''")});
    EXPECT_EQ(changes(schema, schema), "");
    EXPECT_EQ(changes(Schema{}, Schema{}), "");
}

TEST(DiffTables, MovedColumnsAndTablesGiveNothing) {
    const Schema from = schema_of({Tab("b", {{"x", "text"}, {"y", "text"}}), plain("a")});
    const Schema to = schema_of({plain("a"), Tab("b", {{"y", "text"}, {"x", "text"}})});
    EXPECT_EQ(changes(from, to), "");
}

TEST(DiffTables, TablesAreCreatedAfterThoseThatTheyReferTo) {
    const Schema to = schema_of({
        Tab("a", {{"id", "int64"}, {"b_id", "int64"}}).refers("b_id", "b"),
        Tab("b", {{"id", "int64"}, {"c_id", "int64"}}).key({"id"}).refers("c_id", "c"),
        plain("c"),
    });
    EXPECT_EQ(changes({}, to),
              "create table c (1 column)\n"
              "create table b (2 columns)\n"
              "create table a (2 columns)\n");
    EXPECT_EQ(changes(to, {}),
              "drop table a\n"
              "drop table b\n"
              "drop table c\n");
}

TEST(DiffTables, CirclesAreClosedAndOpenedByForeignKeys) {
    const Schema to = schema_of({
        Tab("a", {{"id", "int64"}, {"b_id", "int64"}}).key({"id"}).refers("b_id", "b"),
        Tab("b", {{"id", "int64"}, {"a_id", "int64"}}).key({"id"}).refers("a_id", "a"),
        Tab("c", {{"id", "int64"}, {"c_id", "int64"}}).key({"id"}).refers("c_id", "c"),
        Tab("d", {{"a_id", "int64"}}).refers("a_id", "a"),
    });
    EXPECT_EQ(changes({}, to),
              "create table c (2 columns)\n"
              "create table a (2 columns)\n"
              "create table b (2 columns)\n"
              "create table d (1 column)\n"
              "add foreign key fk_a_b_id to a (b_id) referring to b (id)\n");
    EXPECT_EQ(changes(to, {}),
              "drop foreign key fk_b_a_id of b\n"
              "drop table c\n"
              "drop table d\n"
              "drop table a\n"
              "drop table b\n");
}

TEST(DiffTables, ARenamedTableKeepsItsAutomaticNames) {
    const Schema from =
        schema_of({Tab("users", {{"id", "int64"}, {"mail", "text"}}).key({"id"}).unique({"mail"}),
                   Tab("posts", {{"user_id", "int64"}}).refers("user_id", "users")});
    const Schema to =
        schema_of({Tab("people", {{"id", "int64"}, {"mail", "text"}}).key({"id"}).unique({"mail"}),
                   Tab("posts", {{"user_id", "int64"}}).refers("user_id", "people")});
    EXPECT_EQ(changes(from, to, rename_table("users", "people")), "rename table users to people\n");
}

TEST(DiffTables, ARenamedTableMayHaveRenamedColumns) {
    const Schema from =
        schema_of({Tab("users", {{"id", "int64"}, {"nick", "text"}}).key({"id"}).index({"nick"})});
    const Schema to = schema_of(
        {Tab("people", {{"id", "int64"}, {"alias", "text"}}).key({"id"}).index({"alias"})});
    RenameHints hints = rename_columns("people", {{"nick", "alias"}});
    hints.tables["users"] = "people";
    EXPECT_EQ(changes(from, to, hints),
              "rename table users to people\n"
              "rename column people.nick to alias\n");
}

TEST(DiffTables, AChainOfRenamesStartsAtItsEnd) {
    const Schema from = schema_of({plain("a"), plain("b")});
    const Schema to = schema_of({plain("b"), plain("c")});
    RenameHints hints = rename_table("a", "b");
    hints.tables["b"] = "c";
    EXPECT_EQ(changes(from, to, hints),
              "rename table b to c\n"
              "rename table a to b\n");
}

TEST(DiffTables, ACircleGoesThroughAFreeName) {
    const Schema from = schema_of(
        {Tab("a", {{"x", "text"}}).at(1), Tab("b", {{"y", "text"}}).index({"y"}, "a_swap").at(2)});
    const Schema to = schema_of(
        {Tab("a", {{"y", "text"}}).index({"y"}, "a_swap").at(3), Tab("b", {{"x", "text"}}).at(4)});
    RenameHints hints = rename_table("a", "b");
    hints.tables["b"] = "a";
    EXPECT_EQ(swaps(from, to, hints),
              "rename table a to a_swap2\n"
              "rename table b to a\n"
              "rename table a_swap2 to b\n");
    std::vector<int> lines;
    for (const Operation& each : diff(from, to, hints)) lines.push_back(each.origin.line);
    EXPECT_EQ(lines, (std::vector<int>{4, 3, 4}));
}

TEST(DiffTables, LongNamesSwapThroughANameThatIsNotTooLong) {
    const std::string name = std::string(59, 'x') + "\u00e4\u00e4";  // 63 bytes
    const Schema both = schema_of({plain(name), plain("b")});
    RenameHints hints = rename_table(name, "b");
    hints.tables["b"] = name;
    EXPECT_EQ(swaps(both, both, hints), "rename table b to b_swap\nrename table " + name +
                                            " to b\nrename table b_swap to " + name + "\n");
    hints = rename_table("\u00c4" + name.substr(2), name);
    hints.tables[name] = "\u00c4" + name.substr(2);
    const Schema long_ones = schema_of({plain(name), plain("\u00c4" + name.substr(2))});
    const Operations operations = diff(long_ones, long_ones, hints);
    ASSERT_EQ(operations.size(), 3u);
    EXPECT_EQ(std::get<RenameTable>(operations[0].change).to, std::string(56, 'x') + "_swap");
}

TEST(DiffTables, SpentHintsAreIgnored) {
    const Schema both = schema_of({plain("people"), plain("users")});
    const Schema people = schema_of({plain("people")});
    EXPECT_EQ(changes(people, people, rename_table("users", "people")), "");
    EXPECT_EQ(changes(both, people, rename_table("users", "people")), "drop table users\n");
    EXPECT_EQ(changes(people, people, rename_columns("nobody", {{"a", "b"}})), "");
    EXPECT_EQ(changes({}, people, rename_columns("people", {{"a", "id"}})),
              "create table people (1 column)\n");
}

TEST(DiffTables, TheOldNameMayBeTakenByANewTable) {
    const Schema from = schema_of({Tab("users", {{"id", "int64"}, {"a", "text"}}).key({"id"})});
    const Schema to = schema_of({Tab("people", {{"id", "int64"}, {"a", "text"}}).key({"id"}),
                                 Tab("users", {{"id", "int64"}, {"b", "text"}}).key({"id"})});
    EXPECT_EQ(changes(from, to, rename_table("users", "people")),
              "rename table users to people\n"
              "create table users (2 columns)\n");
    const Schema named = adopt_names(to, from, rename_table("users", "people"));
    EXPECT_EQ(named.table("people")->primary_key->name, "pk_users");
    EXPECT_EQ(named.table("users")->primary_key->name, "pk_users_2");
}

TEST(DiffTables, AChangeOfLetterCaseIsARename) {
    const Schema from = schema_of({Tab("Users", {{"Id", "int64"}})});
    const Schema to = schema_of({Tab("users", {{"id", "int64"}})});
    EXPECT_EQ(changes(from, to),
              "rename table Users to users\n"
              "rename column users.Id to id\n");
}

TEST(DiffTables, OptionsOfATableChangeAfterItsColumns) {
    const Schema from = schema_of({plain("a")});
    Schema to = schema_of({Tab("a", {{"id", "int64"}, {"b", "text"}}).key({"id"})});
    to.tables[0].strict = true;
    to.tables[0].comment = "new";
    EXPECT_EQ(changes(from, to),
              "add column a.b text\n"
              "alter table a: comment 'new', strict\n");
    EXPECT_EQ(changes(to, from),
              "drop column a.b\n"
              "alter table a: drop comment, not strict\n");
}

TEST(DiffTables, NamesThatAreNeededElsewhereAreFreedFirst) {
    const auto with_index = [](const std::string& table) {
        return schema_of({Tab(table, {{"mail", "text"}}).index({"mail"}, "mails")});
    };
    EXPECT_EQ(changes(with_index("a"), with_index("b")),
              "drop index mails of a\n"
              "create table b (1 column)\n"
              "drop table a\n");
    const auto with_key = [](const std::string& table) {
        return schema_of({Tab(table, {{"mail", "text"}}).key({"mail"}, "mails"),
                          Tab("z", {{"mail", "text"}})
                              .refers("mail", table, "z_mail", Action::no_action, "mail")});
    };
    EXPECT_EQ(changes(with_key("a"), with_key("b")),
              "drop foreign key z_mail of z\n"
              "drop table a\n"
              "create table b (1 column)\n"
              "add foreign key z_mail to z (mail) referring to b (mail)\n");
    const auto moved = [](std::string of_a, std::string of_b) {
        return schema_of({Tab("a", {{"x", "text"}}).index({"x"}, std::move(of_a)),
                          Tab("b", {{"x", "text"}}).unique({"x"}, std::move(of_b))});
    };
    EXPECT_EQ(changes(moved("one", "two"), moved("two", "one")),
              "drop index one of a\n"
              "drop unique two of b\n"
              "create index two on a (x)\n"
              "add unique one to b (x)\n");
}

TEST(DiffTables, TheOrderOfTheInputDoesNotShow) {
    Schema from = schema_of({plain("a"), plain("b"), plain("c")});
    Schema to = schema_of(
        {
            Tab("b", {{"id", "int64"}, {"x", "text"}})
                .key({"id"})
                .index({"x"})
                .index({"id", "x"})
                .check("x > 'a'")
                .check("x < 'b'"),
            Tab("d", {{"id", "int64"}, {"x", "text"}})
                .unique({"x"})
                .unique({"id"})
                .index({"x"})
                .index({"id"}),
            plain("e"),
        },
        {enum_of("p", {"a"}), enum_of("q", {"a"})});
    const Operations expected = diff(from, to);
    const auto turn = [](auto& things) { std::reverse(things.begin(), things.end()); };
    turn(from.tables);
    turn(to.tables);
    turn(to.enums);
    for (Table& table : to.tables) {
        turn(table.uniques);
        turn(table.indexes);
        turn(table.checks);
    }
    EXPECT_EQ(diff(from, to), expected);
}

TEST(DiffTables, OperationsHaveTheOriginsOfTheModels) {
    const Schema from =
        schema_of({Tab("users", {{"id", "int64"}, {"old", "text"}}), plain("gone")});
    const Schema to = schema_of(
        {Tab("users", {{"id", "int32"}, Col("mail", "text").at(7)}).at(5), plain("new").at(9)});
    std::string lines;
    for (const Operation& operation : diff(from, to)) {
        lines += summary(operation) + " @" + to_string(operation.origin) + "\n";
    }
    EXPECT_EQ(lines,
              "create table new (1 column) @m.toml:9\n"
              "add column users.mail text @m.toml:7\n"
              "alter column users.id: type int32 @m.toml:5\n"
              "drop column users.old @m.toml:5\n"
              "drop table gone @\n");
}

}  // namespace
}  // namespace migrations
