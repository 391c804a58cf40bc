#include "schema/spelling.h"

#include <gtest/gtest.h>

#include <string>

namespace migrations {
namespace {

Column of_type(const PortableType& portable) {
    Column column;
    column.type = Type(portable);
    return column;
}
Column shown(const char* dialect, const char* type, const char* text) {
    Column column;
    column.type.verbatim[dialect] = type;
    if (*text != '\0') column.default_expr = Sql(text);
    return column;
}
bool same_value(const PortableType& type, const Value& value, const char* expression) {
    Column one = of_type(type);
    one.default_value = value;
    Column other = of_type(type);
    other.default_expr = Sql(expression);
    return same_default(one, other) && same_default(other, one);
}

TEST(SameType, NamesOfPostgresql) {
    const auto same = [](const char* one, const char* other) {
        return same_type(shown("postgresql", one, "").type, shown("postgresql", other, "").type);
    };
    EXPECT_TRUE(same("varchar (20)", "CHARACTER VARYING(20)"));
    EXPECT_TRUE(same("int4[]", "integer[][]"));
    EXPECT_TRUE(same("timestamp(3)", "timestamp(3) without time zone"));
    EXPECT_TRUE(same("float(24)", "real"));
    EXPECT_FALSE(same("varchar(20)", "varchar(21)"));
    EXPECT_FALSE(same("varchar", "text"));
    EXPECT_FALSE(same("\"Mood\"", "mood"));
    EXPECT_TRUE(same("pg_catalog.int4", "integer"));
    EXPECT_TRUE(same("integer ARRAY[4]", "integer[]"));
    EXPECT_TRUE(same("national character varying(5)", "varchar(5)"));
    EXPECT_TRUE(same("bpchar(3)", "char(3)"));
    EXPECT_FALSE(same("bpchar", "char"));  // of any length, and of one letter
    EXPECT_FALSE(same("public.\"a[1]\"", "public.\"a[2]\""));
    EXPECT_FALSE(same("\"x collate y\"", "\"x collate z\""));
}

TEST(SameType, PortableAndSpelledOut) {
    Type both(Integer{32});
    both.verbatim["sqlite"] = "INT";
    Type other = both;
    other.verbatim["sqlite"] = "int";
    EXPECT_TRUE(same_type(both, other));
    EXPECT_FALSE(same_type(both, Type(Integer{32})));
    EXPECT_FALSE(same_type(Type(Integer{32}), Type(Integer{64})));
}

TEST(SameDefault, ValuesAndExpressions) {
    EXPECT_TRUE(same_value(Integer{64}, std::int64_t{5}, "( +5 )"));
    EXPECT_TRUE(same_value(Integer{64}, std::int64_t{-1}, "-1"));
    EXPECT_TRUE(same_value(Integer{64}, std::int64_t{-1}, "0xFFFFFFFFFFFFFFFF"));
    EXPECT_FALSE(same_value(Integer{64}, std::int64_t{5}, "6"));
    EXPECT_FALSE(same_value(Integer{64}, std::int64_t{5}, "5 + 0"));
    EXPECT_TRUE(same_value(Float{64}, 0.0, "0"));
    EXPECT_TRUE(same_value(Bool{}, true, "TRUE"));
    EXPECT_FALSE(same_value(Bool{}, true, "false"));
    EXPECT_TRUE(same_value(Text{}, std::string("it's"), "'it''s'"));
    EXPECT_FALSE(same_value(Text{}, std::string("0"), "0"));
    EXPECT_FALSE(same_value(Text{}, std::string("A"), "'a'"));
    EXPECT_FALSE(same_value(Date{}, std::string("2024-01-02"), "'2024-01-02'"));  // a value is written in one form
    EXPECT_FALSE(same_value(Decimal{6, 2}, std::string("0.50"), "0.50"));         // which SQLite stores as 0.5
    EXPECT_TRUE(same_value(Text{}, Null{}, "NULL"));
}

// A column of letters keeps 1.0 and 1 apart.
TEST(SameDefault, NumbersOfATextColumn) {
    const auto with = [](Value value) {
        Column column = shown("sqlite", "TEXT", "");
        column.default_value = std::move(value);
        return column;
    };
    EXPECT_FALSE(same_default(with(1.0), with(std::int64_t{1})));
    EXPECT_TRUE(same_default(with(1.0), with(1.0)));
}

TEST(SameDefault, WhatSqliteShows) {
    const auto same = [](const char* type, const char* one, const char* other) {
        return same_default(shown("sqlite", type, one), shown("sqlite", type, other));
    };
    EXPECT_TRUE(same("INTEGER", "TRUE", "1"));
    EXPECT_TRUE(same("INTEGER", "'5'", "5"));
    EXPECT_TRUE(same("INTEGER", "5.0", "5"));
    EXPECT_TRUE(same("REAL", "0", "0.0"));
    EXPECT_TRUE(same("TEXT", "NULL", ""));
    EXPECT_FALSE(same("TEXT", "TRUE", "1"));
    EXPECT_FALSE(same("TEXT", "0", "0.0"));
    EXPECT_FALSE(same("TEXT", "", "''"));
    EXPECT_FALSE(same("BLOB", "'5'", "5"));
    EXPECT_TRUE(same("INTEGER", "' -5 '", "-5"));
    EXPECT_TRUE(same("INTEGER", "'1e3'", "1000"));
    EXPECT_FALSE(same("INTEGER", "'0x10'", "16"));  // texts, which no affinity makes numbers
    EXPECT_FALSE(same("INTEGER", "'- 5'", "-5"));
    EXPECT_FALSE(same("INTEGER", "'+-5'", "-5"));
    EXPECT_FALSE(same("TEXT", "CURRENT_TIMESTAMP", "CURRENT_DATE"));
}

TEST(SameDefault, WhatPostgresqlShows) {
    const auto same = [](const char* type, const char* one, const char* other) {
        return same_default(shown("postgresql", type, one), shown("postgresql", type, other));
    };
    EXPECT_TRUE(same("character varying(9)", "NULL::character varying", ""));
    EXPECT_TRUE(same("bigint", "'5'::bigint", "5"));
    EXPECT_TRUE(same("bigint", "'-5'::integer", "'-5'::bigint"));
    EXPECT_TRUE(same("numeric(6,2)", "'0.50'::numeric", "0.50"));
    EXPECT_TRUE(same("text", "'x'::text", "'x'::character varying"));
    EXPECT_TRUE(same("timestamp with time zone", "now()", "CURRENT_TIMESTAMP"));
    EXPECT_TRUE(same("timestamp with time zone", "transaction_timestamp()", "now()"));
    EXPECT_FALSE(same("timestamp with time zone", "clock_timestamp()", "now()"));
    EXPECT_FALSE(same("timestamp(3) with time zone", "CURRENT_TIMESTAMP(3)", "now()"));
    EXPECT_FALSE(same("text", "'5'::bit(3)", "'5'::text"));
    EXPECT_FALSE(same("text", "'a'::text || 'b'::text", "'a'::text"));
    EXPECT_FALSE(same("boolean", "true", "false"));
    EXPECT_TRUE(same("boolean", "true", "'t'::boolean"));
    EXPECT_TRUE(same("boolean", "'YES'", "true"));
    EXPECT_TRUE(same("boolean", "' off '", "false"));
    EXPECT_FALSE(same("boolean", "'o'", "false"));  // which the server refuses
    EXPECT_FALSE(same("boolean", "''", "false"));
    EXPECT_FALSE(same("text", "'t'", "'true'"));
    EXPECT_FALSE(same("jsonb", "'{}'::jsonb", "'[]'::jsonb"));
    EXPECT_TRUE(same("timestamp(3) without time zone", "'2020-01-01'::timestamp without time zone", "'2020-01-01'"));
    // Casts by which letters, digits or a zone go.
    EXPECT_FALSE(same("text", "'abcdef'::varchar(3)", "'abcdef'"));
    EXPECT_FALSE(same("varchar(10)", "'abcdef'::varchar(3)", "'abcdef'"));
    EXPECT_FALSE(same("character(10)", "'abcdef'::varchar(3)", "'abcdef'"));
    EXPECT_FALSE(same("varchar(3)[]", "'{abcdef}'::varchar(2)[]", "'{abcdef}'"));
    EXPECT_FALSE(same("numeric", "'123.456'::numeric(5,1)", "123.456"));
    EXPECT_FALSE(same("double precision", "'0.1'::real", "0.1"));
    EXPECT_FALSE(same("timestamp(6) without time zone", "'2020-01-01 00:00:00.6'::timestamp(0)", "'2020-01-01 00:00:00.6'"));
    EXPECT_FALSE(same("timestamp(3) with time zone", "'2020-01-01 00:00+05'::timestamp(3)",
                      "'2020-01-01 00:00+05'::timestamp(3) with time zone"));
}

// What SQLite tells apart is one to a project that has PostgreSQL alone.
TEST(SameDefault, OfTheDialectsOfAProject) {
    const auto with = [](const char* text) {
        Column column;
        column.type = Type(Timestamp{true});
        column.default_expr = Sql(text);
        return column;
    };
    EXPECT_TRUE(same_default(with("now()"), with("CURRENT_TIMESTAMP"), {"postgresql"}));
    EXPECT_FALSE(same_default(with("now()"), with("CURRENT_TIMESTAMP")));
    EXPECT_FALSE(same_default(with("now()"), with("CURRENT_TIMESTAMP"), {"sqlite"}));
}

TEST(SameDefault, OfEnums) {
    const auto with = [](const char* text) {
        Column column;
        column.type = Type(Enum{"mood"});
        column.default_expr = Sql(text);
        return column;
    };
    Column value = with("");
    value.default_expr.reset();
    value.default_value = std::string("good");
    EXPECT_TRUE(same_default(value, with("'good'::mood"), {"postgresql"}));
    EXPECT_TRUE(same_default(value, with("'good'::text"), {"postgresql"}));
    EXPECT_TRUE(same_default(value, with("'good'")));
    EXPECT_FALSE(same_default(value, with("'good'::other"), {"postgresql"}));
}

TEST(SameDefault, OfAnotherType) {
    EXPECT_FALSE(same_default(shown("postgresql", "bigint", "5"), shown("postgresql", "text", "'5'::text")));
    EXPECT_TRUE(same_default(shown("postgresql", "bigint", ""), shown("postgresql", "text", "NULL::text")));
}

}  // namespace
}  // namespace migrations
