#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/source.h"
#include "readers_support.h"
#include "schema/text.h"

namespace migrations {
namespace {

TEST(ReadModels, ReadsEveryColumnOfAGoodModel) {
    const Model model = read_well(good);
    const Table& users = *model.schema.table("users");
    EXPECT_EQ(users.comment, "people who can sign in");
    std::vector<std::string> names;
    for (const Column& each : users.columns) names.push_back(each.name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"created_at", "updated_at", "origin", "id", "email", "nick",
                                        "balance", "status", "role", "team_id", "boss", "label",
                                        "point", "born", "token", "full", "short"}));
    const auto column = [&](const char* name) { return *users.column(name); };
    EXPECT_EQ(column("created_at").type, Type(Timestamp{true}));
    EXPECT_EQ(column("created_at").default_expr, Sql("now"));
    EXPECT_EQ(column("created_at").comment, "set once");
    EXPECT_FALSE(column("created_at").null);
    EXPECT_TRUE(column("updated_at").null);
    EXPECT_EQ(column("origin").type, Type(Enum{"Timestamps_origin"}));
    EXPECT_TRUE(column("id").identity);
    EXPECT_TRUE(column("id").autoincrement);
    EXPECT_EQ(column("email").type, Type(String{320}));
    EXPECT_EQ(column("balance").type, Type(Decimal{12, 2}));
    EXPECT_EQ(column("balance").default_value, Value(std::string("0")));
    EXPECT_EQ(column("status").type, Type(Enum{"users_status"}));
    EXPECT_EQ(column("status").default_value, Value(std::string("on")));
    EXPECT_EQ(column("role").type, Type(Enum{"role"}));
    EXPECT_FALSE(column("team_id").identity);
    EXPECT_EQ(column("label").type.portable, PortableType(String{50}));
    EXPECT_EQ(*column("label").type.verbatim_for("sqlite"), "VARCHAR(50)");
    EXPECT_EQ(column("label").type.verbatim_for("postgresql"), nullptr);
    EXPECT_EQ(column("point").type.portable, PortableType(Verbatim{}));
    EXPECT_EQ(*column("point").type.verbatim_for("postgresql"), "point");
    EXPECT_EQ(column("born").default_value, Value(std::string("2000-01-01")));
    EXPECT_EQ(column("token").default_expr->in("sqlite"), "new()");
    EXPECT_EQ(column("token").default_expr->in("postgresql"), "gen()");
    EXPECT_EQ(column("full").generated, (Generated{Sql("nick || email"), true}));
    EXPECT_EQ(column("short").generated, (Generated{Sql("lower(nick)"), false}));
}

TEST(ReadModels, ReadsConstraintsAndNamesThem) {
    const Model model = read_well(good);
    const Table& users = *model.schema.table("users");
    EXPECT_EQ(users.primary_key->name, "pk_users");
    EXPECT_TRUE(users.primary_key->automatic.value);
    EXPECT_EQ(users.primary_key->columns, std::vector<std::string>{"id"});
    ASSERT_EQ(users.uniques.size(), 2U);
    EXPECT_EQ(users.uniques[0].name, "uq_users_email");
    EXPECT_EQ(users.uniques[1].name, "uq_users_team_id_nick");
    EXPECT_EQ(users.uniques[1].deferrable, Deferrable::immediate);
    ASSERT_EQ(users.checks.size(), 2U);
    EXPECT_EQ(users.checks[0].name, "ck_users_email");
    EXPECT_EQ(users.checks[0].expression, Sql("email LIKE '%@%'"));
    EXPECT_EQ(users.checks[1].name, "positive");
    EXPECT_FALSE(users.checks[1].automatic.value);
    EXPECT_EQ(users.checks[1].expression.text, "balance >= 0\n  AND nick <> ''");
    ASSERT_EQ(users.foreign_keys.size(), 2U);
    EXPECT_EQ(users.foreign_keys[0].name, "fk_users_team_id");
    EXPECT_EQ(users.foreign_keys[0].table, "teams");
    EXPECT_EQ(users.foreign_keys[0].references, std::vector<std::string>{"id"});
    EXPECT_EQ(users.foreign_keys[0].on_delete, Action::cascade);
    EXPECT_EQ(users.foreign_keys[0].on_update, Action::no_action);
    EXPECT_EQ(users.foreign_keys[1].table, "users");
    EXPECT_EQ(users.foreign_keys[1].on_delete, Action::set_null);
    EXPECT_EQ(users.foreign_keys[1].on_update, Action::restrict);
    EXPECT_EQ(users.foreign_keys[1].deferrable, Deferrable::deferred);
    ASSERT_EQ(users.indexes.size(), 3U);
    EXPECT_EQ(users.indexes[0].name, "ix_users_updated_at");
    EXPECT_EQ(users.indexes[1].name, "ix_users_team_id");
    const Index& by_team = users.indexes[2];
    EXPECT_EQ(by_team.name, "by_team");
    EXPECT_TRUE(by_team.unique);
    ASSERT_EQ(by_team.keys.size(), 3U);
    EXPECT_EQ(by_team.keys[0].column, "team_id");
    EXPECT_TRUE(by_team.keys[1].descending);
    EXPECT_EQ(by_team.keys[2].expression, Sql("lower(email)"));
    EXPECT_EQ(by_team.where->in("postgresql"), "nick <> 'x'");

    const Table& members = *model.schema.table("members");
    EXPECT_EQ(members.primary_key->columns, (std::vector<std::string>{"user_id", "team_id"}));
    EXPECT_TRUE(members.strict);
    EXPECT_TRUE(members.without_rowid);
    ASSERT_EQ(members.foreign_keys.size(), 2U);
    EXPECT_EQ(members.foreign_keys[0].columns, std::vector<std::string>{"user_id"});
    EXPECT_EQ(members.foreign_keys[1].references, std::vector<std::string>{"id"});
    EXPECT_EQ(members.foreign_keys[1].on_delete, Action::restrict);
    const Table& notes = *model.schema.table("notes");
    EXPECT_FALSE(notes.primary_key.has_value());
    EXPECT_EQ(notes.foreign_keys[0].name, "fk_member");
    EXPECT_EQ(notes.foreign_keys[0].references, (std::vector<std::string>{"user_id", "team_id"}));
}

TEST(ReadModels, KnowsWhereEverythingIsWritten) {
    const Model model = read_well(good);
    const Table& users = *model.schema.table("users");
    const auto place = [](const Origin& origin) {
        return to_string(static_cast<const Location&>(origin));
    };
    EXPECT_EQ(place(users.origin), "m.toml:17:9");
    EXPECT_EQ(place(model.schema.table("teams")->origin), "m.toml:50:9");
    EXPECT_EQ(place(users.column("created_at")->origin), "m.toml:11:1");
    EXPECT_EQ(place(users.column("email")->origin), "m.toml:24:1");
    EXPECT_EQ(place(users.primary_key->origin), "m.toml:23:24");
    EXPECT_EQ(place(model.schema.table("members")->primary_key->origin), "m.toml:54:1");
    EXPECT_EQ(place(users.uniques[0].origin), "m.toml:24:33");
    EXPECT_EQ(place(users.uniques[1].origin), "m.toml:37:1");
    EXPECT_EQ(place(users.checks[0].origin), "m.toml:24:48");
    EXPECT_EQ(place(users.checks[1].origin), "m.toml:40:1");
    EXPECT_EQ(place(users.foreign_keys[0].origin), "m.toml:29:29");
    EXPECT_EQ(place(model.schema.table("notes")->foreign_keys[0].origin), "m.toml:67:1");
    EXPECT_EQ(place(users.indexes[1].origin), "m.toml:29:74");
    EXPECT_EQ(place(users.indexes[2].origin), "m.toml:45:1");
    EXPECT_EQ(place(model.schema.enum_type("role")->origin), "m.toml:1:8");
    EXPECT_EQ(place(model.schema.enum_type("users_status")->origin), "m.toml:27:27");
}

TEST(ReadModels, DescribesStructsAndEnumsForCpp) {
    const Model model = read_well(good);
    ASSERT_EQ(model.structs.size(), 6U);
    EXPECT_EQ(model.structs[0].name, "Timestamps");
    EXPECT_EQ(model.structs[0].table, "");
    EXPECT_EQ(model.structs[0].comment, "when a row came and changed");
    EXPECT_EQ(model.structs[0].path, "m.toml");
    EXPECT_EQ(model.structs[0].columns.size(), 3U);
    EXPECT_EQ(model.structs[0].enum_names,
              (std::map<std::string, std::string>{{"Timestamps_origin", "TimestampsOrigin"}}));
    EXPECT_EQ(model.structs[1].name, "Draft");
    EXPECT_EQ(model.structs[2].name, "User");
    EXPECT_EQ(model.structs[2].table, "users");
    EXPECT_EQ(model.structs[2].columns, model.schema.table("users")->columns);
    EXPECT_EQ(model.structs[2].enum_names,
              (std::map<std::string, std::string>{{"Timestamps_origin", "TimestampsOrigin"},
                                                  {"role", "UserRole"},
                                                  {"users_status", "Status"}}));
    EXPECT_EQ(model.structs[3].name, "Teams");
    EXPECT_TRUE(model.structs[3].enum_names.empty());

    std::vector<std::string> all;
    for (const EnumType& each : model.enums) all.push_back(each.name);
    EXPECT_EQ(
        all, (std::vector<std::string>{"role", "Timestamps_origin", "Draft_size", "users_status"}));
    EXPECT_EQ(model.schema.enum_type("Draft_size"), nullptr);
    ASSERT_EQ(model.schema.enums.size(), 3U);
    EXPECT_TRUE(model.schema.enum_type("role")->native);
    EXPECT_EQ(model.schema.enum_type("role")->values,
              (std::vector<std::string>{"admin", "member", "guest"}));
    EXPECT_FALSE(model.schema.enum_type("users_status")->native);
    EXPECT_EQ(model.schema.tables.size(), 4U);
    EXPECT_EQ(model.schema.table("Timestamps"), nullptr);
}

TEST(ReadModels, CollectsRenames) {
    RenameHints expected;
    expected.tables = {{"accounts", "users"}};
    expected.columns = {{{"users", "alias"}, "nick"}, {{"users", "changed"}, "updated_at"}};
    expected.enums = {{"kind", "role"}, {"accounts_status", "users_status"}};
    expected.enum_values = {{"role", {{"visitor", "guest"}}}, {"users_status", {{"yes", "on"}}}};
    EXPECT_EQ(read_well(good).hints, expected);
}

TEST(ReadModels, LetsAnInlineEnumFollowItsColumn) {
    const Model model = read_well(
        "[tables.a]\nrenamed_from = 'b'\n[tables.a.columns]\n"
        "c = { type = { portable = 'enum', sqlite = 'TEXT' }, values = ['x'], native = true, "
        "renamed_from = 'd' }");
    EXPECT_EQ(model.hints.enums,
              (std::map<std::string, std::string>{{"a_d", "a_c"}, {"b_c", "a_c"}, {"b_d", "a_c"}}));
    EXPECT_TRUE(model.enums[0].native);
    EXPECT_EQ(model.schema.tables[0].columns[0].type.portable, PortableType(Enum{"a_c"}));
}

TEST(ReadModels, ReadsTheSameFromWindowsText) {
    std::string windows = "\xEF\xBB\xBF";
    for (const char c : std::string(good)) windows += c == '\n' ? "\r\n" : std::string(1, c);
    const Model model = read_well(normalized_text(windows));
    const Model plain = read_well(good);
    EXPECT_EQ(print(model.schema), print(plain.schema));
    EXPECT_EQ(model.structs, plain.structs);
    EXPECT_EQ(model.hints, plain.hints);
}

// ---- identity ----

TEST(ReadModels, MakesASingleIntegerKeyAnIdentity) {
    const auto identity = [](const std::string& columns, const std::string& more = {}) {
        const Model model = read_well(
            "[tables.o.columns]\nid = { type = 'int64', primary_key = true }\n[tables.t]\n" + more +
            "[tables.t.columns]\nn = { type = 'int16' }\n" + columns);
        return model.schema.table("t")->column("id")->identity;
    };
    EXPECT_TRUE(identity("id = { type = 'int16', primary_key = true }"));
    EXPECT_TRUE(identity("id = { type = 'int32' }", "primary_key = ['id']\n"));
    EXPECT_TRUE(identity("id = { type = 'int64', identity = true }"));
    EXPECT_FALSE(identity("id = { type = 'int64', primary_key = true, identity = false }"));
    EXPECT_FALSE(identity("id = { type = 'text', primary_key = true }"));
    EXPECT_FALSE(identity("id = { type = 'int64', primary_key = true, default = 1 }"));
    EXPECT_FALSE(identity("id = { type = 'int64', primary_key = true, default_expr = '1 + 1' }"));
    EXPECT_FALSE(identity("id = { type = 'int64', primary_key = true, generated = 'n + 1' }"));
    EXPECT_FALSE(identity("id = { type = 'int64', primary_key = true, references = 'o' }"));
    EXPECT_FALSE(
        identity("id = { type = 'int64', primary_key = true }\n"
                 "[[tables.t.foreign_keys]]\ncolumns = ['id']\ntable = 'o'"));
    EXPECT_FALSE(identity("id = { type = 'int64' }", "primary_key = ['id', 'n']\n"));
    EXPECT_FALSE(identity("id = { type = 'int64' }"));
}

// ---- extends ----

TEST(ReadModels, TakesColumnsFromSeveralModelsOnce) {
    const Model model = read_well(
        "[tables.order]\nextends = ['Keyed', 'Stamped']\n"
        "[tables.order.columns]\nsum = { type = 'int64' }\nat = { type = 'date', null = true }\n"
        "[tables.Keyed]\ntable = false\nextends = 'Base'\n"
        "[tables.Keyed.columns]\nid = { type = 'int64', primary_key = true }\n"
        "[tables.Stamped]\ntable = false\nextends = ['Base']\n[tables.Stamped.columns]\nat = { "
        "type = 'date' }\n"
        "[tables.Base]\ntable = false\n[tables.Base.columns]\nnote = { type = 'text', unique = "
        "true, check = \"note <> ''\" }\n");
    const Table& order = *model.schema.table("order");
    EXPECT_EQ(print(model.schema),
              "[[tables]]\n"
              "table       = \"order\"\n"
              "columns     = [\n"
              "    { name = \"note\", type = \"text\" },\n"
              "    { name = \"id\", type = \"int64\", identity = true },\n"
              "    { name = \"at\", type = \"date\", null = true },\n"
              "    { name = \"sum\", type = \"int64\" },\n"
              "]\n"
              "primary_key = { name = \"pk_order\", columns = [\"id\"] }\n"
              "uniques     = [\n"
              "    { name = \"uq_order_note\", columns = [\"note\"] },\n"
              "]\n"
              "checks      = [\n"
              "    { name = \"ck_order_note\", expression = \"note <> ''\" },\n"
              "]\n");
    EXPECT_EQ(order.column("at")->origin.line, 5);
    EXPECT_EQ(order.column("note")->origin.line, 19);
    EXPECT_FALSE(model.structs[1].columns[1].identity);
}

// SQLite's and PostgreSQL's rules for the names of tables are not theirs.
TEST(ReadModels, NamesDataOnlyModelsFreely) {
    const std::string name(80, 'n');
    const Model model = read_well(
        "[tables.Note]\ntable = false\ncolumns.a = { type = 'text' }\n"
        "[tables.note]\ncpp = 'NoteRow'\nextends = 'Note'\n"
        "[tables." +
        name +
        "]\ntable = false\ncolumns.a = { type = 'text' }\n"
        "[enums.Note]\nvalues = ['x']\nnative = true\ncpp = 'NoteKind'\n");
    EXPECT_EQ(model.schema.tables.size(), 1U);
    EXPECT_EQ(model.structs.size(), 3U);
}

TEST(ReadModels, RefersAcrossFiles) {
    const std::vector<SourceFile> files = {
        {"models/posts.toml",
         "[tables.posts]\nextends = 'Stamped'\n[tables.posts.columns]\nid = { type = 'int64', "
         "primary_key = true }\n"
         "author = { type = 'int64', references = 'users' }\nstate = { type = 'enum(state)', cpp = "
         "'PostState' }"},
        {"models/users.toml",
         "[enums.state]\nvalues = ['draft', 'done']\n[tables.Stamped]\ntable = false\n"
         "columns.at = { type = 'timestamptz' }\n[tables.users.columns]\nid = { type = 'int64', "
         "primary_key = true }"}};
    const Model model = read_well(files);
    EXPECT_EQ(model.schema.table("posts")->foreign_keys[0].references,
              std::vector<std::string>{"id"});
    EXPECT_EQ(model.schema.table("posts")->columns[0].origin.path, "models/users.toml");
    EXPECT_EQ(model.structs[0].path, "models/posts.toml");
    EXPECT_EQ(model.structs[0].enum_names,
              (std::map<std::string, std::string>{{"state", "PostState"}}));
    EXPECT_EQ(model.structs[2].path, "models/users.toml");
    EXPECT_EQ(model.enums[0].origin.path, "models/users.toml");
}

TEST(ReadModels, ReadsNothingFromNothing) {
    EXPECT_TRUE(read_well(std::vector<SourceFile>{}).schema.tables.empty());
    EXPECT_TRUE(read_well("").structs.empty());
    EXPECT_TRUE(read_well("[tables]\n[enums]\n").enums.empty());
}

}  // namespace
}  // namespace migrations
