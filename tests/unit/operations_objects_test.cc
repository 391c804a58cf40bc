#include "operations/replay.h"
#include "operations_support.h"

namespace migrations {
namespace {

std::string problem_of(const std::string& text, Schema schema = small_schema()) {
    const Schema before = schema;
    const std::string problem = replay(operation_of(text), schema);
    if (!problem.empty()) {
        EXPECT_EQ(schema, before) << text;
    }
    return problem;
}

const char* const view = "op = \"create_object\"\nkind = \"view\"\nname = \"nicks\"\nsql = \"CREATE VIEW nicks AS SELECT nick FROM users\"";
const char* const trigger =
    "op = \"create_object\"\nkind = \"trigger\"\nname = \"seen\"\ntable = \"users\"\n"
    "sql = \"CREATE TRIGGER seen AFTER DELETE ON users BEGIN SELECT 1; END\"";

Schema with(const std::vector<std::string>& texts) {
    Schema schema = small_schema();
    for (const std::string& text : texts) EXPECT_EQ(replay(operation_of(text), schema), "") << text;
    return schema;
}

TEST(OperationsObjects, ThatDoNotFit) {
    EXPECT_EQ(problem_of(view, with({view})), "view nicks exists already");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"Nicks\"\ncolumns = [{ name = \"a\", type = \"text\" }]", with({view})),
              "view 'Nicks' exists already");
    EXPECT_EQ(problem_of("op = \"create_object\"\nkind = \"view\"\nname = \"teams\"\nsql = \"CREATE VIEW teams AS SELECT 1\""),
              "table 'teams' exists already");
    EXPECT_EQ(problem_of("op = \"create_object\"\nkind = \"view\"\nname = \"v\"\nsql = \"CREATE VIEW w AS SELECT 1\""),
              "view v: its SQL makes the view 'w'");
    EXPECT_EQ(problem_of("op = \"create_object\"\nkind = \"view\"\nname = \"v\"\ntable = \"users\"\nsql = \"CREATE VIEW v AS SELECT 1\""),
              "only a trigger has a 'table'; view v on users has one");
    EXPECT_EQ(problem_of("op = \"create_object\"\nkind = \"trigger\"\nname = \"g\"\nsql = \"CREATE TRIGGER g AFTER DELETE ON users BEGIN SELECT 1; END\""),
              "trigger 'g' needs 'table', which it is on");
    EXPECT_EQ(problem_of("op = \"create_object\"\nkind = \"trigger\"\nname = \"g\"\ntable = \"user\"\nsql = \"CREATE TRIGGER g AFTER DELETE ON user BEGIN SELECT 1; END\""),
              "table 'user' does not exist; did you mean 'users'?");
    EXPECT_EQ(problem_of("op = \"drop_object\"\nkind = \"view\"\nname = \"nick\"", with({view})),
              "view nick does not exist; did you mean 'nicks'?");
    EXPECT_EQ(problem_of("op = \"replace_object\"\nkind = \"view\"\nname = \"nicks\"\nsql = \"CREATE VIEW nicks AS SELECT 1\"", with({view})),
              "only functions, procedures, domains and sequences can be replaced: drop and create view nicks");
    EXPECT_EQ(problem_of("op = \"drop_object\"\nkind = \"view\"\nname = \"nicks\"",
                         with({view, "op = \"create_object\"\nkind = \"trigger\"\nname = \"g\"\ntable = \"nicks\"\n"
                                     "sql = \"CREATE TRIGGER g INSTEAD OF DELETE ON nicks BEGIN SELECT 1; END\""})),
              "view nicks has the trigger 'g': drop that first");
}

TEST(OperationsObjects, TriggersGoAndComeWithTheirTable) {
    const Schema before = with({trigger});
    const Operation drop = operation_of("op = \"drop_table\"\ntable = \"users\"");
    Schema after = before;
    ASSERT_EQ(replay(drop, after), "");
    EXPECT_TRUE(after.objects.empty());
    const Reverse back = reverse({drop}, before);
    for (const Operation& each : back.operations) ASSERT_EQ(replay(each, after), "") << summary(each);
    EXPECT_EQ(canonical(after), canonical(before));

    Schema renamed = before;
    ASSERT_EQ(replay(operation_of("op = \"rename_table\"\nfrom = \"users\"\nto = \"people\""), renamed), "");
    EXPECT_EQ(renamed.objects.at(0).table, "people");
}

TEST(OperationsObjects, Words) {
    EXPECT_EQ(summary(operation_of(view)), "create view nicks");
    EXPECT_EQ(subject(operation_of(trigger)), "trigger seen on users");
    EXPECT_EQ(problem_of("op = \"drop_object\"\nkind = \"function\"\nname = \"f\""), "function f does not exist");
}

}  // namespace
}  // namespace migrations
