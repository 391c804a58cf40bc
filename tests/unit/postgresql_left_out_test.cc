// What a database has that a Schema does not hold: a change of it is seen, and the same thing made twice is the same.
#include "postgresql_dialect_support.h"

namespace migrations {
namespace {

struct Case {
    const char* name;
    const char* before;
    const char* after;
    std::vector<std::string> wanted;
};

const char* const tables = R"sql(
CREATE TABLE p (a integer PRIMARY KEY, b integer);
CREATE TABLE t (a integer PRIMARY KEY, b integer REFERENCES p, c text);
CREATE INDEX i ON t (b);
CREATE FUNCTION plus(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION minus(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
)sql";

const std::vector<Case> cases = {
    {"CompositeType", "CREATE TYPE pair AS (a integer, b integer)", "CREATE TYPE pair AS (a integer, b bigint)",
     {"composite type 'pair' has changed"}},
    {"RangeType", "CREATE TYPE span AS RANGE (subtype = integer)", "CREATE TYPE span AS RANGE (subtype = bigint)",
     {"range type 'span' has changed"}},
    {"Aggregate", "CREATE AGGREGATE total (integer) (sfunc = plus, stype = integer)",
     "CREATE AGGREGATE total (integer) (sfunc = minus, stype = integer)", {"aggregate 'total(integer)' has changed"}},
    {"InitialValueOfAnAggregate", "CREATE AGGREGATE total (integer) (sfunc = plus, stype = integer, initcond = 0)",
     "CREATE AGGREGATE total (integer) (sfunc = plus, stype = integer, initcond = 1)", {"aggregate 'total(integer)' has changed"}},
    {"Operator", "CREATE OPERATOR <+> (leftarg = integer, rightarg = integer, function = plus)",
     "CREATE OPERATOR <+> (leftarg = integer, rightarg = integer, function = minus)",
     {"operator '<+>(integer,integer)' has changed"}},
    {"Collation", "CREATE COLLATION c (provider = libc, locale = 'C')", "CREATE COLLATION c (provider = libc, locale = 'POSIX')",
     {"collation 'c' has changed"}},
    {"Statistics", "CREATE STATISTICS s (ndistinct) ON a, b FROM t", "CREATE STATISTICS s (dependencies) ON a, b FROM t",
     {"statistics 's' has changed"}},
    {"ColumnsOfStatistics", "CREATE STATISTICS s ON a, b FROM t", "CREATE STATISTICS s ON a, c FROM t",
     {"statistics 's' has changed"}},
    {"Cast",
     "CREATE TYPE pair AS (a integer); CREATE FUNCTION f(pair) RETURNS integer LANGUAGE sql AS 'SELECT 1'; "
     "CREATE CAST (pair AS integer) WITH FUNCTION f(pair)",
     "CREATE TYPE pair AS (a integer); CREATE FUNCTION f(pair) RETURNS integer LANGUAGE sql AS 'SELECT 1'; "
     "CREATE CAST (pair AS integer) WITH FUNCTION f(pair) AS IMPLICIT",
     {"cast 'pair to integer' has changed"}},
    {"ForeignKeyThatIsOff", "SELECT 1", "ALTER TABLE t DISABLE TRIGGER ALL",
     {"disabled foreign key 't_b_fkey of t' is new"}},
    {"ForcedRowSecurity", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
     "ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY",
     {"row level security of table 't' has changed"}},
    {"ForcedRowSecurityAlone", "SELECT 1", "ALTER TABLE t FORCE ROW LEVEL SECURITY", {"row level security of table 't' is new"}},
    {"Rule", "CREATE RULE r AS ON DELETE TO t DO NOTHING", "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
     {"rule 'r on t' has changed"}},
    {"Cluster", "SELECT 1", "ALTER TABLE t CLUSTER ON i", {"CLUSTER of index 'i' is new"}},
    {"ClusterOfAMaterializedView", "CREATE MATERIALIZED VIEW m AS SELECT * FROM t; CREATE INDEX j ON m (a)",
     "CREATE MATERIALIZED VIEW m AS SELECT * FROM t; CREATE INDEX j ON m (a); ALTER MATERIALIZED VIEW m CLUSTER ON j",
     {"CLUSTER of index 'j' is new"}},
    {"Comments",
     "CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE DOMAIN d AS integer CONSTRAINT k CHECK "
     "(VALUE > 0); CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
     "RETURN NULL; END'; CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION g(); COMMENT ON TRIGGER g ON t IS 'one'",
     "CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE DOMAIN d AS integer CONSTRAINT k CHECK "
     "(VALUE > 0); CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
     "RETURN NULL; END'; CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION g(); COMMENT ON TRIGGER g ON t IS 'two'; COMMENT ON VIEW "
     "v IS 'x'; COMMENT ON COLUMN v.a IS 'x'; COMMENT ON MATERIALIZED VIEW m IS 'x'; COMMENT ON COLUMN m.a IS 'x'; COMMENT ON DOMAIN "
     "d IS 'x'; COMMENT ON CONSTRAINT k ON DOMAIN d IS 'x'; COMMENT ON FUNCTION plus(integer, integer) IS 'x'; COMMENT ON PROCEDURE "
     "pr() IS 'x'",
     {"comment on column 'm.a' is new", "comment on column 'v.a' is new", "comment on constraint 'k of domain d' is new",
      "comment on domain 'd' is new", "comment on function 'plus(integer, integer)' is new", "comment on materialized view 'm' is new",
      "comment on procedure 'pr()' is new", "comment on trigger 'g on t' has changed", "comment on view 'v' is new"}},
    {"DefaultOfAColumnOfAView", "CREATE VIEW v AS SELECT a, b FROM t; ALTER VIEW v ALTER b SET DEFAULT 1",
     "CREATE VIEW v AS SELECT a, b FROM t; ALTER VIEW v ALTER b SET DEFAULT 2", {"default of column 'v.b' has changed"}},
    {"StatisticsOfAColumn", "ALTER TABLE t ALTER b SET STATISTICS 5",
     "ALTER TABLE t ALTER b SET STATISTICS 6, ALTER c SET (n_distinct = 7)",
     {"options of column 't.c' is new", "statistics target of column 't.b' has changed"}},
    {"DependenceOnAnExtension", "SELECT 1",
     "ALTER FUNCTION plus DEPENDS ON EXTENSION plpgsql; ALTER INDEX i DEPENDS ON EXTENSION plpgsql",
     {"dependence on extension 'function plus(integer,integer) on plpgsql' is new",
      "dependence on extension 'index i on plpgsql' is new"}},
    {"CommentOnAnIndex", "COMMENT ON INDEX i IS 'one'", "COMMENT ON INDEX i IS 'two'", {"comment on index 'i' has changed"}},
};

// Each time in a schema of another name, which must not be in what is compared.
std::vector<LeftOut> left_out_of(const char* sql, const std::vector<std::string>& ignored = {}) {
    Postgres on;
    on->execute(tables);
    on->execute(sql);
    std::vector<LeftOut> things = on->left_out(ignored);
    std::erase_if(things, is_of_the_server);
    return things;
}

class PostgresqlLeftOut : public testing::TestWithParam<Case> {};

TEST_P(PostgresqlLeftOut, IsCompared) {
    const Case& each = GetParam();
    EXPECT_EQ(differences(left_out_of(each.before), left_out_of(each.after)), each.wanted);
    EXPECT_EQ(differences(left_out_of(each.after), left_out_of(each.after)), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Cases, PostgresqlLeftOut, testing::ValuesIn(cases), [](const auto& each) { return each.param.name; });

// Publications belong to the whole database, and are no drift.
TEST(PostgresqlLeftOutOfTables, ArePublished) {
    Postgres on;
    on->execute(tables);
    on->execute("CREATE PUBLICATION news FOR TABLE t (a) WHERE (a > 1), p");
    std::vector<std::string> published;
    for (const LeftOut& each : on->left_out({})) {
        if (each.kind == "table of publication") published.push_back(each.name);
        EXPECT_TRUE(each.kind.find("publication") == std::string::npos || is_of_the_server(each)) << each.kind;
    }
    on->execute("DROP PUBLICATION news");
    EXPECT_EQ(published, (std::vector<std::string>{"news: p", "news: t"}));
}

TEST(PostgresqlLeftOutOfTables, GoesWithTheTable) {
    const char* const sql = "CREATE STATISTICS s ON a, b FROM t; ALTER TABLE t CLUSTER ON i; COMMENT ON INDEX i IS 'x'";
    EXPECT_EQ(left_out_of(sql, {"t"}).size(), 0U);
    EXPECT_EQ(left_out_of(sql).size(), 3U);
}

}  // namespace
}  // namespace migrations
