#include "readers/model_print.h"

#include "random_schema.h"
#include "readers_support.h"
#include "schema/text.h"
#include "schema/validate.h"

namespace migrations {
namespace {

// The names of a schema as written, and nothing else of it changed.
std::string sorted_text(const Schema& schema) {
    return print(sorted_but_columns(schema));
}

std::vector<SourceFile> files_of(const std::vector<PrintedModel>& models) {
    std::vector<SourceFile> files;
    for (const PrintedModel& each : models) {
        files.push_back({"file" + std::to_string(files.size()) + ".toml", each.text});
    }
    return files;
}

TEST(ModelPrint, what_is_read_again_is_the_schema) {
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        const Schema schema = random_schema(random);
        const std::string text = print_models(schema);
        const Schema read = read_well(text).schema;
        ASSERT_EQ(sorted_but_columns(read), sorted_but_columns(schema))
            << "seed " << seed << ", round " << round << "\n"
            << text << sorted_text(read) << sorted_text(schema);
        const Schema apart = read_well(files_of(print_models_apart(schema))).schema;
        ASSERT_EQ(sorted_but_columns(apart), sorted_but_columns(schema)) << "seed " << seed << ", round " << round;
    }
}

TEST(ModelPrint, names_that_are_missing_are_those_of_the_reader) {
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    for (int round = 0; round < 100; ++round) {
        Schema schema = random_schema(random);
        for (Table& table : schema.tables) {
            const auto forget = [&](auto& things) {
                for (auto& each : things) {
                    if (random() % 2 == 0) each.name.clear();
                }
            };
            if (table.primary_key && random() % 2 == 0) table.primary_key->name.clear();
            forget(table.uniques);
            forget(table.foreign_keys);
            forget(table.checks);
            forget(table.indexes);
        }
        const std::string text = print_models(schema);
        ASSERT_EQ(sorted_but_columns(read_well(text).schema), sorted_but_columns(with_names(schema)))
            << "seed " << seed << ", round " << round << "\n"
            << text;
    }
}

// What a person would write comes back as it was.
TEST(ModelPrint, reads_as_written) {
    const std::string text =
        "[enums.role]\n"
        "values = [\"admin\", \"member\"]\n"
        "native = true\n"
        "\n"
        "[tables.teams.columns]\n"
        "id   = { type = \"int64\", primary_key = true }\n"
        "name = { type = \"string(50)\", unique = true, comment = \"as its members call it\" }\n"
        "\n"
        "[tables.users]\n"
        "comment = \"people who can sign in\"\n"
        "\n"
        "[tables.users.columns]\n"
        "id         = { type = \"int64\", primary_key = true, autoincrement = true }\n"
        "email      = { type = \"string(320)\", unique = true, check = \"email LIKE '%@%'\" }\n"
        "nick       = { type = \"text\", null = true }\n"
        "balance    = { type = \"decimal(12,2)\", default = \"0\" }\n"
        "status     = { type = \"enum\", values = [\"active\", \"suspended\"], default = \"active\" }\n"
        "role       = { type = \"enum(role)\" }\n"
        "old_role   = { type = \"enum(role)\", null = true, default = { null = true } }\n"
        "created_at = { type = \"timestamptz\", default_expr = \"now\" }\n"
        "team_id    = { type = \"int64\", references = \"teams.id\", on_delete = \"cascade\", index = true }\n"
        "initials   = { type = \"text\", null = true, generated = \"substr(nick, 1, 1)\" }\n"
        "virtual    = { type = \"text\", null = true, generated = { expression = \"upper(nick)\", stored = false } }\n"
        "label      = { type = { portable = \"string(50)\", sqlite = \"VARCHAR(50)\" }, default = \"\" }\n"
        "\n"
        "[[tables.users.uniques]]\n"
        "columns = [\"team_id\", \"nick\"]\n"
        "\n"
        "[[tables.users.checks]]\n"
        "name       = \"ck_balance\"\n"
        "expression = \"balance <> ''\"\n"
        "\n"
        "[[tables.users.indexes]]\n"
        "columns = [\"team_id\", { column = \"created_at\", descending = true }]\n"
        "where   = \"nick IS NOT NULL\"\n"
        "\n"
        "[tables.members]\n"
        "primary_key   = [\"team_id\", \"user_id\"]\n"
        "strict        = true\n"
        "without_rowid = true\n"
        "\n"
        "[tables.members.columns]\n"
        "team_id = { type = \"int64\" }\n"
        "user_id = { type = \"int64\" }\n"
        "\n"
        "[[tables.members.foreign_keys]]\n"
        "name       = \"who\"\n"
        "columns    = [\"user_id\"]\n"
        "table      = \"users\"\n"
        "references = [\"id\"]\n";
    EXPECT_EQ(print_models(read_well(text).schema), text);
}

TEST(ModelPrint, names_that_cpp_cannot_have) {
    const std::string text =
        "[enums.status]\n"
        "values = [\"a\"]\n"
        "cpp    = \"Status2\"\n"
        "\n"
        "[tables.status.columns]\n"
        "a = { type = \"enum(status)\" }\n"
        "b = { type = \"enum(status)\" }\n"
        "\n"
        "[tables.\"表\"]\n"
        "cpp = \"Table\"\n"
        "\n"
        "[tables.\"表\".columns]\n"
        "\"列\" = { type = \"text\" }\n"
        "\n"
        "[tables.\"line item\".columns]\n"
        "id = { type = \"int64\", primary_key = true, identity = false }\n"
        "\n"
        "[tables.LineItem]\n"
        "cpp = \"LineItem2\"\n"
        "\n"
        "[tables.LineItem.columns]\n"
        "id = { type = \"int64\", primary_key = true, identity = true, references = \"line item.id\" }\n";
    EXPECT_EQ(print_models(read_well(text).schema), text);
}

// "a.b.c" could mean the primary key of a table of this name.
TEST(ModelPrint, references_that_are_not_clear_are_written_out) {
    const std::string text =
        "[tables.a.columns]\n"
        "b     = { type = \"int64\", primary_key = true }\n"
        "\"c.d\" = { type = \"int64\", unique = true }\n"
        "\n"
        "[tables.\"a.b\".columns]\n"
        "id = { type = \"text\", primary_key = true }\n"
        "\n"
        "[tables.x.columns]\n"
        "a = { type = \"int64\" }\n"
        "c = { type = \"int64\" }\n"
        "\n"
        "[[tables.x.foreign_keys]]\n"
        "columns    = [\"a\"]\n"
        "table      = \"a\"\n"
        "references = [\"b\"]\n"
        "\n"
        "[[tables.x.foreign_keys]]\n"
        "columns    = [\"c\"]\n"
        "table      = \"a\"\n"
        "references = [\"c.d\"]\n";
    EXPECT_EQ(print_models(read_well(text).schema), text);
}

}  // namespace
}  // namespace migrations
