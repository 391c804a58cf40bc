#include "schema/names.h"

#include <gtest/gtest.h>

#include <set>

namespace migrations {
namespace {

IndexKey column_key(const char* name) {
    IndexKey key;
    key.column = name;
    return key;
}

IndexKey expression_key(const char* text) {
    IndexKey key;
    key.expression = Sql(text);
    return key;
}

Table users() {
    Table table;
    table.name = "users";
    for (const char* name : {"id", "email", "a", "b"}) {
        Column column;
        column.name = name;
        column.type = Type(Text{});
        table.columns.push_back(column);
    }
    return table;
}

TEST(SchemaNames, SayWhatTheyAreOf) {
    EXPECT_EQ(primary_key_name("users"), "pk_users");
    EXPECT_EQ(unique_name("users", {"email"}), "uq_users_email");
    EXPECT_EQ(unique_name("users", {"a", "b"}), "uq_users_a_b");
    EXPECT_EQ(foreign_key_name("posts", {"author_id"}), "fk_posts_author_id");
    EXPECT_EQ(check_name("users", "2"), "ck_users_2");
    EXPECT_EQ(index_name("users", {column_key("email")}), "ix_users_email");
    EXPECT_EQ(index_name("users", {column_key("a"), expression_key("lower( email )")}),
              "ix_users_a_lower_email");
    EXPECT_EQ(index_name("users", {expression_key("+")}), "ix_users_expr");
}

TEST(SchemaNames, LongOnesAreCutAndStayDifferent) {
    const std::string first = unique_name(std::string(60, 't'), {"a"});
    const std::string second = unique_name(std::string(60, 't'), {"b"});
    EXPECT_EQ(first.size(), longest_name);
    EXPECT_EQ(first.substr(0, 55), "uq_" + std::string(51, 't') + "_");
    EXPECT_NE(first, second);
    // Cut between characters: 54 bytes would end within an umlaut.
    const std::string umlauts = primary_key_name("x" + std::string(1, 'y') + [] {
        std::string text;
        for (int i = 0; i < 40; ++i) text += "\xc3\xbc";
        return text;
    }());
    EXPECT_EQ(umlauts.size(), longest_name - 1);
    EXPECT_EQ(umlauts[umlauts.size() - 9], '_');
    EXPECT_EQ(umlauts.substr(umlauts.size() - 11, 2), "\xc3\xbc");
}

TEST(SchemaNames, CompleteNamesFillsWhatIsEmpty) {
    Table table = users();
    table.primary_key = PrimaryKey{"", {"id"}, {}, {}};
    table.uniques.resize(2);
    table.uniques[0].columns = {"email"};
    table.uniques[1].columns = {"a"};
    table.uniques[1].name = "mine";
    table.foreign_keys.resize(1);
    table.foreign_keys[0].columns = {"a", "b"};
    table.checks.resize(4);
    table.checks[0].expression = Sql("length(EMAIL) > 2");
    table.checks[1].expression = Sql("a < b");
    table.checks[2].expression = Sql("email <> ''");
    table.checks[3].expression = Sql("1 = 1");
    table.indexes.resize(1);
    table.indexes[0].keys.emplace_back().column = "b";
    complete_names(table);

    EXPECT_EQ(table.primary_key->name, "pk_users");
    EXPECT_TRUE(table.primary_key->automatic.value);
    EXPECT_EQ(table.uniques[0].name, "uq_users_email");
    EXPECT_TRUE(table.uniques[0].automatic.value);
    EXPECT_EQ(table.uniques[1].name, "mine");
    EXPECT_FALSE(table.uniques[1].automatic.value);
    EXPECT_EQ(table.foreign_keys[0].name, "fk_users_a_b");
    EXPECT_EQ(table.checks[0].name, "ck_users_email");
    EXPECT_EQ(table.checks[1].name, "ck_users_2");
    EXPECT_EQ(table.checks[2].name, "ck_users_email_2");
    EXPECT_EQ(table.checks[3].name, "ck_users_4");
    EXPECT_EQ(table.indexes[0].name, "ix_users_b");
}

TEST(SchemaNames, NeverTwoEqualOnesInATable) {
    Table table = users();
    table.uniques.resize(4);
    table.uniques[0].columns = {"a", "b"};
    table.uniques[1].columns = {"a_b"};
    table.uniques[2].columns = {"a", "b"};
    table.uniques[3].columns = {"email"};
    table.uniques[3].name = "UQ_USERS_A_B_2";
    complete_names(table);
    EXPECT_EQ(table.uniques[0].name, "uq_users_a_b");
    EXPECT_EQ(table.uniques[1].name, "uq_users_a_b_3");
    EXPECT_EQ(table.uniques[2].name, "uq_users_a_b_4");
}

}  // namespace
}  // namespace migrations
