#include "schema/schema_hash.h"

#include <algorithm>

#include "base/sha256.h"
#include "operations_support.h"
#include "schema/names.h"

namespace migrations {
namespace {

Column integer(const std::string& name) {
    Column column;
    column.name = name;
    column.type = Type(Integer{64});
    return column;
}

// A table of which nobody named anything.
Schema unnamed(const NamingConvention& naming = default_naming()) {
    Table table;
    table.name = "users";
    table.columns = {integer("id"), integer("team")};
    table.primary_key = PrimaryKey();
    table.primary_key->columns = {"id"};
    Unique unique;
    unique.columns = {"team"};
    table.uniques = {unique};
    Check check;
    check.expression = Sql("team > 0");
    table.checks = {check};
    complete_names(table, naming);
    Schema schema;
    schema.tables = {table};
    return schema;
}

TEST(SchemaHash, IsASha256) { EXPECT_TRUE(is_sha256(schema_hash(small_schema()))); }

TEST(SchemaHash, OrderDoesNotMatter) {
    Schema other = small_schema();
    std::reverse(other.tables.begin(), other.tables.end());
    for (Table& table : other.tables) std::reverse(table.columns.begin(), table.columns.end());
    EXPECT_EQ(schema_hash(other), schema_hash(small_schema()));
}

TEST(SchemaHash, EachPartMatters) {
    const std::string hash = schema_hash(unnamed());
    Schema other = unnamed();
    other.tables[0].columns[1].null = true;
    EXPECT_NE(schema_hash(other), hash);
    other = unnamed();
    other.tables[0].checks.clear();
    EXPECT_NE(schema_hash(other), hash);
    other = unnamed();
    other.tables[0].comment = "people";
    EXPECT_NE(schema_hash(other), hash);
    EXPECT_NE(schema_hash({}), hash);
}

// A build has the naming convention of migrations.toml only where it has the migrations.
TEST(SchemaHash, AConventionDoesNotMatterAndAChosenNameDoes) {
    NamingConvention naming;
    naming.primary_key = "{table}_pkey";
    naming.unique = "{table}_{columns}_key";
    naming.check = "{columns}_of_{table}";
    EXPECT_NE(print(unnamed(naming)), print(unnamed()));
    EXPECT_EQ(schema_hash(unnamed(naming)), schema_hash(unnamed()));

    Schema chosen = unnamed();
    chosen.tables[0].uniques[0].automatic.value = false;
    EXPECT_EQ(schema_hash(chosen), schema_hash(unnamed()));
    chosen.tables[0].uniques[0].name = "one_team";
    EXPECT_NE(schema_hash(chosen), schema_hash(unnamed()));
}

}  // namespace
}  // namespace migrations
