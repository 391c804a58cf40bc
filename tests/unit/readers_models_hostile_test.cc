// Whatever stands in a file of models, nothing breaks, and each mistake has its place.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "readers_support.h"

namespace migrations {
namespace {

TEST(ReadModelsMistakes, SurvivesMutations) {
    std::mt19937 random(20261122);
    const std::string text = good;
    const std::vector<std::string> pieces = {"=",
                                             "[",
                                             "]",
                                             "{",
                                             "}",
                                             "'",
                                             "\"",
                                             "\n",
                                             ",",
                                             ".",
                                             "true",
                                             "0",
                                             "tables",
                                             "columns",
                                             "extends = 'users'\n",
                                             "= [[[",
                                             "\xff",
                                             "enum()",
                                             "[[tables.users]]\n"};
    for (int i = 0; i < 300; ++i) {
        std::string mutated = text;
        for (std::size_t count = 1 + random() % 4; count > 0; --count) {
            const std::size_t at = random() % mutated.size();
            switch (random() % 4) {
                case 0:
                    mutated.erase(at, 1 + random() % 12);
                    break;
                case 1:
                    mutated.insert(at, pieces[random() % pieces.size()]);
                    break;
                case 2:
                    mutated[at] = static_cast<char>(random() % 256);
                    break;
                default:
                    mutated.insert(at, mutated.substr(random() % mutated.size(), random() % 60));
                    break;
            }
        }
        Diagnostics diagnostics;
        const Model model = read_models({{"m.toml", mutated}}, diagnostics);
        for (const Diagnostic& each : diagnostics) {
            EXPECT_EQ(each.location.path, "m.toml") << each.message;
            EXPECT_GT(each.location.line, 0) << each.message;
        }
        if (diagnostics.empty()) {
            EXPECT_FALSE(model.schema.tables.empty());
        }
    }
}

TEST(ReadModelsMistakes, SurvivesHostileValues) {
    const std::vector<std::string> values = {
        "1",          "''",    "'a'", "true",           "1.5",
        "2020-01-01", "[]",    "{}",  "[[]]",           "[{}]",
        "{ a = 1 }",  "['a']", "[1]", "{ sqlite = 1 }", "{ portable = {} }",
        "'.'",        "'a.'"};
    const std::vector<std::string> keys = {"tables",
                                           "enums",
                                           "tables.t",
                                           "enums.e",
                                           "tables.t.columns",
                                           "tables.t.columns.c",
                                           "tables.t.primary_key",
                                           "tables.t.extends",
                                           "tables.t.uniques",
                                           "tables.t.checks",
                                           "tables.t.foreign_keys",
                                           "tables.t.indexes",
                                           "tables.t.cpp",
                                           "tables.t.renamed_from",
                                           "tables.t.''",
                                           "tables.''",
                                           "tables.''.columns.''",
                                           "enums.e.values",
                                           "enums.e.renamed_values",
                                           "enums.''",
                                           "enums.''.values",
                                           "tables.t.columns.c.type",
                                           "tables.t.columns.c.values",
                                           "tables.t.columns.c.references",
                                           "tables.t.columns.c.default",
                                           "tables.t.columns.c.default_expr",
                                           "tables.t.columns.c.generated",
                                           "tables.t.columns.c.check",
                                           "tables.t.columns.c.deferrable",
                                           "tables.t.columns.c.renamed_values"};
    for (const std::string& key : keys) {
        for (const std::string& value : values) {
            Diagnostics diagnostics;
            read_models({{"m.toml", key + " = " + value + "\n"}}, diagnostics);
            for (const Diagnostic& each : diagnostics)
                EXPECT_GT(each.location.line, 0) << key << value << each.message;
        }
    }
}

}  // namespace
}  // namespace migrations
