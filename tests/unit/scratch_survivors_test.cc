#include <gtest/gtest.h>

#include "scratch/survivors.h"

namespace migrations {
namespace {

Schema schema_with(const std::string& table_name) {
    Schema schema;
    schema.enums.push_back({"mood", {"sad", "ok"}, false, {}});
    Table table;
    table.name = table_name;
    for (const char* name : {"a.b", "mood", "n"}) {
        Column column;
        column.name = name;
        column.type = std::string(name) == "mood" ? Type(Enum{"mood"}) : Type(Text{});
        table.columns.push_back(column);
    }
    schema.tables.push_back(table);
    return schema;
}

std::string columns_that_stay(const std::string& table, const Operations& operations, const std::vector<std::string>& lost) {
    const auto surviving = survivors(schema_with(table), operations, lost);
    if (surviving.count(table) == 0) return "no table";
    std::string names;
    for (const auto& [before, now] : surviving.at(table).columns) names += before + " ";
    return names;
}

TEST(Survivors, OfTablesAndColumnsWithDotsInTheirNames) {
    AlterEnum rename;
    rename.type = "mood";
    rename.values = {"sad", "fine"};
    rename.renamed_values["ok"] = "fine";
    for (const char* table : {"users", "old.users", "users."}) {
        const std::string name = table;
        EXPECT_EQ(columns_that_stay(name, {}, {}), "a.b mood n ");
        EXPECT_EQ(columns_that_stay(name, {Operation(rename)}, {}), "a.b n ") << name;
        EXPECT_EQ(columns_that_stay(name, {}, {name + ".n"}), "a.b mood ") << name;
        EXPECT_EQ(columns_that_stay(name, {}, {name + ".a.b"}), "mood n ") << name;
        EXPECT_EQ(columns_that_stay(name, {}, {name}), "no table") << name;
    }
}

}  // namespace
}  // namespace migrations
