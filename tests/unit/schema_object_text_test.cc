#include "schema/object_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace migrations {
namespace {

TEST(DomainText, EveryClauseInAnyOrder) {
    const DomainText domain = domain_text(
        "CREATE DOMAIN public.\"My Domain\" AS varchar (20) CONSTRAINT \"a b\" CHECK (VALUE <> 'check (') DEFAULT upper('not null') "
        "NOT NULL COLLATE \"C\" CHECK (VALUE > 'a' AND (VALUE < 'z'));");
    EXPECT_EQ(domain.type, "character varying(20)");
    EXPECT_EQ(domain.collation, "\"C\"");
    EXPECT_EQ(domain.default_value, "upper('not null')");
    EXPECT_TRUE(domain.not_null);
    ASSERT_EQ(domain.checks.size(), 2u);
    EXPECT_EQ(domain.checks[0].name, "\"a b\"");
    EXPECT_EQ(domain.checks[0].expression, "(VALUE <> 'check (')");
    EXPECT_EQ(domain.checks[1].name, "");
    EXPECT_EQ(domain.checks[1].expression, "(VALUE > 'a' AND (VALUE < 'z'))");
}

TEST(DomainText, WithoutAsAndWithNull) {
    EXPECT_EQ(domain_text("create domain d integer[] null").type, "integer[]");
    EXPECT_FALSE(domain_text("create domain d integer[] null").not_null);
    EXPECT_EQ(domain_text("CREATE DOMAIN d int DEFAULT NULL NOT NULL").default_value, "NULL");
    EXPECT_EQ(domain_text("CREATE DOMAIN d bool DEFAULT 1 IS NOT DISTINCT FROM 2 NOT NULL").default_value,
              "1 IS NOT DISTINCT FROM 2");
}

TEST(SequenceText, WhatIsNotGiven) {
    const SequenceText up = sequence_text("CREATE SEQUENCE s");
    EXPECT_EQ(up.type, "bigint");
    EXPECT_EQ(up.min, 1);
    EXPECT_EQ(up.max, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(up.start, 1);
    EXPECT_EQ(up.persistence, "");
    EXPECT_EQ(up.owner, "");
    const SequenceText down = sequence_text("CREATE SEQUENCE s AS int2 INCREMENT BY - 5");
    EXPECT_EQ(down.type, "smallint");
    EXPECT_EQ(down.increment, -5);
    EXPECT_EQ(down.min, -32768);
    EXPECT_EQ(down.max, -1);
    EXPECT_EQ(down.start, -1);
}

TEST(SequenceText, EveryOption) {
    const SequenceText all = sequence_text(
        "CREATE UNLOGGED SEQUENCE IF NOT EXISTS a.\"S\" OWNED BY t.x CYCLE CACHE 7 START 40 NO MAXVALUE MINVALUE +10 INCREMENT 3 AS integer;");
    EXPECT_EQ(all.persistence, "UNLOGGED");
    EXPECT_EQ(all.type, "integer");
    EXPECT_EQ(all.increment, 3);
    EXPECT_EQ(all.min, 10);
    EXPECT_EQ(all.max, 2147483647);
    EXPECT_EQ(all.start, 40);
    EXPECT_EQ(all.cache, 7);
    EXPECT_TRUE(all.cycle);
    EXPECT_EQ(all.owner, "t.x");
    EXPECT_EQ(sequence_text("CREATE TEMPORARY SEQUENCE s NO CYCLE OWNED BY NONE").owner, "");
    EXPECT_FALSE(sequence_text("CREATE TEMP SEQUENCE s NO CYCLE").cycle);
}

TEST(SequenceText, Owners) {
    const auto owner = [](const std::string& sql) {
        const SequenceOwner found = owner_of(sequence_text(sql));
        return found.table + "|" + found.column;
    };
    EXPECT_EQ(owner("CREATE SEQUENCE s OWNED BY T.Id"), "t|id");
    EXPECT_EQ(owner("CREATE SEQUENCE s OWNED BY app.\"T\".\"Id\" CYCLE"), "T|Id");
    EXPECT_EQ(owner("CREATE SEQUENCE s OWNED BY NONE"), "|");
    EXPECT_EQ(owner("CREATE SEQUENCE s"), "|");
    EXPECT_EQ(without_owner("CREATE SEQUENCE s OWNED BY app.\"T\".id CYCLE"), "CREATE SEQUENCE s CYCLE");
    EXPECT_EQ(without_owner("CREATE SEQUENCE s START 5 OWNED BY NONE"), "CREATE SEQUENCE s START 5");
    EXPECT_EQ(without_owner("CREATE SEQUENCE s"), "CREATE SEQUENCE s");
}

TEST(DomainText, WithoutChecks) {
    EXPECT_EQ(without_checks("CREATE DOMAIN \"D\" text COLLATE \"C\" DEFAULT f() CONSTRAINT c CHECK (g(VALUE)) NOT NULL"),
              "CREATE DOMAIN \"D\" AS text COLLATE \"C\" NOT NULL");
    EXPECT_EQ(without_checks("CREATE DOMAIN d AS varchar(5)"), "CREATE DOMAIN d AS character varying(5)");
}

TEST(RoutineText, Parameters) {
    const auto parameters = [](const std::string& rest) { return routine_parameters("CREATE OR REPLACE FUNCTION f" + rest); };
    EXPECT_EQ(parameters("() RETURNS int LANGUAGE sql AS 'SELECT g(1)'"), "()");
    EXPECT_EQ(parameters(" (a integer DEFAULT g(1, (2)), \"B c\" app.kind = 'x,)', VARIADIC d numeric(5, 2)[]) RETURNS int"),
              "(a integer, \"B c\" app.kind, VARIADIC d numeric(5, 2)[])");
    EXPECT_EQ(parameters("(OUT a int) AS 'x'"), "(OUT a int)");
    EXPECT_EQ(parameters(""), "");
}

}  // namespace
}  // namespace migrations
