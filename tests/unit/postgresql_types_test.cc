#include "dialects/postgresql/types.h"

#include <limits>

#include "dialects/postgresql/casts.h"
#include "postgresql_dialect_support.h"

namespace migrations {
namespace {

using postgresql::canonical_type_name;
using postgresql::conversion;

Schema with_enums() {
    Schema schema;
    schema.enums.push_back({"mood", {"good", "it's"}, true, {}});
    schema.enums.push_back({"status", {"on", "off"}, false, {}});
    return schema;
}

Column column_of(Type type) {
    Column column;
    column.name = "c";
    column.type = std::move(type);
    return column;
}

TEST(PostgresqlTypes, NamesAreThoseOfTheServer) {
    Postgres on;
    on->execute("CREATE TYPE mood AS ENUM ('good')");
    const std::vector<std::pair<PortableType, std::string>> expected = {
        {Bool{}, "boolean"},
        {Integer{16}, "smallint"},
        {Integer{32}, "integer"},
        {Integer{64}, "bigint"},
        {Float{32}, "real"},
        {Float{64}, "double precision"},
        {Decimal{12, 2}, "numeric(12,2)"},
        {String{320}, "character varying(320)"},
        {Text{}, "text"},
        {Blob{}, "bytea"},
        {Date{}, "date"},
        {Time{}, "time without time zone"},
        {Timestamp{false}, "timestamp without time zone"},
        {Timestamp{true}, "timestamp with time zone"},
        {Uuid{}, "uuid"},
        {Json{}, "jsonb"},
        {Enum{"status"}, "text"},
    };
    for (const auto& [type, name] : expected) {
        EXPECT_EQ(postgresql_dialect().type_name(Type(type), with_enums()), name);
        on->execute("CREATE TABLE t (c " + name + ")");
        EXPECT_EQ(on.rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE "
                          "attrelid = 't'::regclass "
                          "AND attname = 'c'"),
                  name + "\n");
        on->execute("DROP TABLE t");
    }
    EXPECT_EQ(postgresql_dialect().type_name(Type(Enum{"mood"}), with_enums()), "\"mood\"");
    EXPECT_EQ(postgresql_dialect().type_name(Type(), with_enums()), "");
}

TEST(PostgresqlTypes, WrittenNamesBecomeThoseOfTheServer) {
    Postgres on;
    const std::vector<std::string> written = {"INT",
                                              "int4",
                                              "INT2",
                                              "int8",
                                              "BOOL",
                                              "float4",
                                              "float8",
                                              "float",
                                              "float(24)",
                                              "FLOAT(25)",
                                              "float(9)",
                                              "decimal",
                                              "DECIMAL(10)",
                                              "dec( 10 , 2 )",
                                              "numeric",
                                              "varchar",
                                              "VARCHAR (20)",
                                              "char varying(3)",
                                              "char",
                                              "CHAR(5)",
                                              "character",
                                              "nchar(2)",
                                              "national character(4)",
                                              "bit",
                                              "bit(3)",
                                              "varbit(7)",
                                              "bit varying",
                                              "timestamp",
                                              "timestamp(3)",
                                              "timestamptz",
                                              "TIMESTAMPTZ(6)",
                                              "timestamp (2) with time zone",
                                              "time",
                                              "timetz",
                                              "time(1) with time zone",
                                              "timestamp  without  time  zone",
                                              "int[]",
                                              "varchar(5)[3]",
                                              "integer array",
                                              "TEXT[]",
                                              "timestamptz(2)[]",
                                              "interval",
                                              "inet",
                                              "citext_like_unknown",
                                              "jsonb",
                                              "xml",
                                              "tsvector",
                                              "double precision",
                                              "text collate \"C\"",
                                              "varchar(3) COLLATE \"C\""};
    on->execute("CREATE DOMAIN citext_like_unknown AS text");
    for (const std::string& each : written) {
        on->execute("CREATE TABLE t (c " + each + ")");
        const Schema shown = on.reflected();
        const Column& column = shown.tables[0].columns[0];
        const std::string& collation = column.collation.in("postgresql");
        EXPECT_EQ(canonical_type_name(each),
                  *column.type.verbatim_for("postgresql") +
                      (collation.empty() ? "" : " COLLATE \"" + collation + "\""))
            << each;
        on->execute("DROP TABLE t");
    }
    EXPECT_EQ(canonical_type_name(""), "");
    EXPECT_EQ(canonical_type_name("\"My Type\""), "\"My Type\"");
}

TEST(PostgresqlTypes, LiteralsAreReadBackAsTheyWere) {
    Postgres on;
    const auto shown = [&](const Value& value, const PortableType& type) {
        return on.rows("SELECT CAST(" + postgresql_dialect().literal(value, Type(type)) + " AS " +
                       postgresql_dialect().type_name(Type(type), {}) + ")");
    };
    on->execute("SET timezone TO 'Asia/Tokyo'");
    EXPECT_EQ(shown(Null{}, Text{}), "NULL\n");
    EXPECT_EQ(shown(true, Bool{}), "t\n");
    EXPECT_EQ(shown(std::numeric_limits<std::int64_t>::min(), Integer{64}),
              "-9223372036854775808\n");
    EXPECT_EQ(shown(0.1, Float{64}), "0.1\n");
    EXPECT_EQ(shown(1e300, Float{64}), "1e+300\n");
    EXPECT_EQ(shown(-std::numeric_limits<double>::infinity(), Float{64}), "-Infinity\n");
    EXPECT_EQ(shown(std::numeric_limits<double>::quiet_NaN(), Float{32}), "NaN\n");
    EXPECT_EQ(shown(std::string("1.10"), Decimal{12, 2}), "1.10\n");
    EXPECT_EQ(shown(std::string("a'b\\n\"\xc3\xbc"), Text{}), "a'b\\n\"\xc3\xbc\n");
    EXPECT_EQ(shown(std::string("\\x00ff"), Blob{}), "\\x00ff\n");
    EXPECT_EQ(shown(std::string("\\xyz"), Blob{}), "\\x5c78797a\n");
    EXPECT_EQ(shown(std::string("{\"a\": [1]}"), Json{}), "{\"a\": [1]}\n");
    EXPECT_EQ(shown(std::int64_t{5}, Json{}), "5\n");
    EXPECT_EQ(shown(true, Json{}), "true\n");
    EXPECT_EQ(shown(std::string("2026-11-22T14:55:00"), Timestamp{true}),
              "2026-11-22 23:55:00+09\n");
    EXPECT_EQ(shown(std::string("2026-11-22"), Timestamp{true}), "2026-11-22 09:00:00+09\n");
    EXPECT_EQ(shown(std::string("2026-11-22T14:55:00+01:00"), Timestamp{true}),
              "2026-11-22 22:55:00+09\n");
    EXPECT_EQ(shown(std::string("2026-11-22T14:55:00"), Timestamp{false}), "2026-11-22 14:55:00\n");
}

TEST(PostgresqlTypes, PortableDefaultsFitTheirColumns) {
    Postgres on;
    on->execute("SET timezone TO 'Asia/Tokyo'");
    const std::string in_utc = "(now() AT TIME ZONE 'UTC')";
    const std::string text =
        "c ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$' AND c::timestamptz = now()";
    const std::vector<std::pair<PortableType, std::string>> conditions = {
        {Timestamp{true}, "c = now()"},
        {Timestamp{false}, "c = " + in_utc},
        {Date{}, "c = " + in_utc + "::date"},
        {Time{}, "c = " + in_utc + "::time"},
        {Text{}, text},
        {String{40}, text},
    };
    for (const auto& [type, condition] : conditions) {
        Column column = column_of(Type(type));
        column.default_expr = Sql("now");
        on->execute("BEGIN");
        on->execute("CREATE TABLE t (i int, c " + postgresql_dialect().type_name(column.type, {}) +
                    " DEFAULT " + *postgresql::default_text(column) + ")");
        on->execute("INSERT INTO t (i) VALUES (1)");
        EXPECT_EQ(on.rows("SELECT " + condition + " FROM t"), "t\n") << to_string(type);
        on->execute("ROLLBACK");
    }
    for (const PortableType& type :
         {PortableType(Uuid{}), PortableType(Text{}), PortableType(String{36})}) {
        Column column = column_of(Type(type));
        column.default_expr = Sql("uuid");
        on->execute("CREATE TABLE t (i int, c " + postgresql_dialect().type_name(column.type, {}) +
                    " DEFAULT " + *postgresql::default_text(column) + ")");
        on->execute("INSERT INTO t (i) VALUES (1), (2)");
        EXPECT_EQ(on.rows("SELECT count(DISTINCT c::uuid) FROM t"), "2\n");
        on->execute("DROP TABLE t");
    }
}

TEST(PostgresqlTypes, DefaultOfNullIsNone) {
    Column column = column_of(Type(String{5}));
    column.default_value = Value(Null{});
    EXPECT_FALSE(postgresql::default_text(column));
    column.default_value.reset();
    column.default_expr = Sql();
    column.default_expr->by_dialect["sqlite"] = "1";
    EXPECT_FALSE(postgresql::default_text(column));
}

TEST(PostgresqlTypes, SequencesAreNamedAsByTheServer) {
    Postgres on;
    const std::string umlauts =
        "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc";
    const std::vector<std::pair<std::string, std::string>> names = {
        {"users", "id"},
        {"t", std::string(63, 'c')},
        {std::string(63, 't'), "id"},
        {std::string(40, 't'), std::string(41, 'c')},
        {umlauts + umlauts + "a", umlauts + "xx" + umlauts},
    };
    for (const auto& [table, column] : names) {
        on->execute("CREATE TABLE \"" + table + "\" (\"" + column +
                    "\" int GENERATED BY DEFAULT AS IDENTITY)");
        EXPECT_EQ(on.rows("SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = "
                          "current_schema()::regnamespace"),
                  postgresql::sequence_name(table, column) + "\n");
        on->execute("DROP TABLE \"" + table + "\"");
    }
}

TEST(PostgresqlTypes, ConversionsKeepWhatTheyCan) {
    Postgres on;
    on->execute("SET timezone TO 'Asia/Tokyo'; SET datestyle TO 'German'");
    on->execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TYPE feeling AS ENUM ('bad', 'good')");
    struct Case {
        const char* from;
        const char* value;
        const char* to;
        const char* shown;
    };
    const std::vector<Case> cases = {
        {"text", "'17'", "bigint", "17"},
        {"text", "'yes'", "boolean", "t"},
        {"text", "'\xc3\xbc'", "bytea", "\\xc3bc"},
        {"bytea", "'\\xc3bc'", "text", "\xc3\xbc"},
        // Text that looks like a notation for bytes stays what it is.
        {"text", "'C:\\101'", "bytea", "\\x433a5c313031"},
        {"bytea", "'\\x433a5c313031'", "text", "C:\\101"},
        {"character varying(9)", "'\\x00'", "bytea", "\\x5c783030"},
        {"jsonb", "'\"C:\\\\101\"'", "bytea", "\\x22433a5c5c31303122"},
        {"json", "'{\"a\":\"\\u00fc\"}'", "bytea", "\\x7b2261223a225c7530306663227d"},
        {"bytea", "'\\x22433a5c5c31303122'", "jsonb", "\"C:\\\\101\""},
        {"bytea", "'\\x7b2261223a317d'", "json", "{\"a\":1}"},
        {"date", "'2026-01-02'", "bytea", "\\x323032362d30312d3032"},
        {"integer", "12", "bytea", "\\x3132"},
        {"bytea", "'\\x3132'", "integer", "12"},
        {"text", "'{\"a\":1}'", "jsonb", "{\"a\": 1}"},
        {"bigint", "5", "jsonb", "5"},
        {"jsonb", "'5'", "bigint", "5"},
        {"bigint", "5", "integer", "5"},
        {"bigint", "2", "boolean", "t"},
        {"numeric(5,2)", "0", "boolean", "f"},
        {"boolean", "true", "bigint", "1"},
        {"boolean", "true", "numeric(5,2)", "1.00"},
        {"boolean", "true", "text", "true"},
        {"double precision", "1.5", "numeric(5,2)", "1.50"},
        {"timestamp without time zone", "'2026-01-02 03:04:05.5'", "timestamp with time zone",
         "02.01.2026 12:04:05.5 JST"},
        {"timestamp with time zone", "'2026-01-02 03:04:05Z'", "timestamp without time zone",
         "02.01.2026 03:04:05"},
        {"timestamp with time zone", "'2026-01-02 23:04:05Z'", "date", "02.01.2026"},
        {"timestamp with time zone", "'2026-01-02 23:04:05Z'", "time without time zone",
         "23:04:05"},
        {"date", "'2026-01-02'", "timestamp with time zone", "02.01.2026 09:00:00 JST"},
        {"timestamp with time zone", "'2026-01-02 23:04:05Z'", "text",
         "2026-01-02T23:04:05.000000Z"},
        {"timestamp without time zone", "'2026-01-02 23:04:05'", "text",
         "2026-01-02T23:04:05.000000"},
        {"date", "'2026-01-02'", "text", "2026-01-02"},
        {"text", "'good'", "\"mood\"", "good"},
        {"\"mood\"", "'good'", "\"feeling\"", "good"},
        {"\"mood\"", "'good'", "character varying(9)", "good"},
        {"uuid", "'6f1e5c1e-0000-4000-8000-000000000001'", "text",
         "6f1e5c1e-0000-4000-8000-000000000001"},
        {"integer[]", "'{1,2}'", "text[]", "{1,2}"},
    };
    for (const Case& each : cases) {
        on->execute("CREATE TABLE t (c " + std::string(each.from) + ")");
        on->execute("INSERT INTO t VALUES (" + std::string(each.value) + "), (NULL)");
        const std::string text = conversion(each.from, each.to, "\"c\"");
        on->execute("ALTER TABLE t ALTER COLUMN c TYPE " + std::string(each.to) +
                    (text.empty() ? "" : " USING " + text));
        EXPECT_EQ(on.rows("SELECT c FROM t"), std::string(each.shown) + "\nNULL\n")
            << each.from << " " << each.to;
        on->execute("DROP TABLE t");
    }
}

TEST(PostgresqlTypes, ConversionsRefuseInsteadOfCutting) {
    Postgres on;
    on->execute("CREATE TABLE t (c text)");
    on->execute("INSERT INTO t VALUES ('abcdef')");
    EXPECT_EQ(conversion("text", "character varying(3)", "\"c\""), "");
    EXPECT_THROW(on->execute("ALTER TABLE t ALTER COLUMN c TYPE character varying(3)"), Error);
}

}  // namespace
}  // namespace migrations
