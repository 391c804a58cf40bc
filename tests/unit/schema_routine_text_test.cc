#include "schema/routine_text.h"

#include <gtest/gtest.h>

#include "base/names.h"
#include "schema/query_text.h"

namespace migrations {
namespace {

std::string shown(const RoutineText& text) {
    static constexpr const char* modes[] = {"in", "out", "inout", "variadic", "table"};
    std::string result;
    for (const RoutineParameter& each : text.parameters) {
        result += std::string(modes[static_cast<int>(each.mode)]) + " " + each.name + ": " + each.type +
                  (each.has_default ? " with default" : "") + "; ";
    }
    return result + "-> " + text.result;
}

std::string of(const std::string& rest) { return shown(routine_text("CREATE OR REPLACE FUNCTION app.f" + rest)); }

std::string needed(const std::string& rest) { return join(routine_text("CREATE FUNCTION f" + rest).needed_names, " "); }

TEST(RoutineText, WhatItTakes) {
    EXPECT_EQ(of("() RETURNS int LANGUAGE sql AS 'SELECT 1'"), "-> integer");
    EXPECT_EQ(of("(begin integer, \"As\" varchar(20), return text[3]) RETURNS SETOF t STABLE AS 'x' LANGUAGE sql"),
              "in begin: integer; in As: character varying; in return: text[]; -> SETOF t");
    EXPECT_EQ(of("(integer, double precision, a double precision, timestamp (3) with time zone, char, \"T\", app.kind, x "
                 "app.\"K\"[]) RETURNS void AS 'x'"),
              "in : integer; in : double precision; in a: double precision; in : timestamp with time zone; in : character; in "
              ": \"T\"; in : app.kind; in x: app.\"K\"[]; -> void");
    EXPECT_EQ(of("(IN a int, OUT b numeric(5,2), c INOUT int4, IN OUT d bool, VARIADIC e anyarray) AS 'x'"),
              "in a: integer; out b: numeric; inout c: integer; inout d: boolean; variadic e: anyarray; -> ");
    EXPECT_EQ(of("(a integer DEFAULT CAST(1 AS integer), b text = ',)', c int ARRAY := '{}') RETURNS TABLE (x int, \"Y\" text) AS 'y'"),
              "in a: integer with default; in b: text with default; in c: integer[] with default; table x: integer; table Y: "
              "text; -> ");
    EXPECT_EQ(of("(a t.p % TYPE) RETURNS NULL ON NULL INPUT RETURNS SETOF s.t.p%TYPE AS 'y'"), "in a: t.p % type; -> SETOF s.t.p % type");
}

TEST(RoutineText, CanReplace) {
    const auto same = [](const std::string& one, const std::string& other) {
        const RoutineText a = routine_text("CREATE FUNCTION f" + one + " AS 'x' LANGUAGE sql");
        const RoutineText b = routine_text("CREATE OR REPLACE FUNCTION f" + other + " LANGUAGE plpgsql IMMUTABLE AS 'y'");
        EXPECT_EQ(can_replace(a, b), can_replace(b, a)) << one << other;
        return can_replace(a, b);
    };
    EXPECT_TRUE(same("(a int DEFAULT 1) RETURNS text", "(IN A integer = 2) RETURNS text"));
    EXPECT_TRUE(same("(a varchar(20)) RETURNS varchar(3)", "(a varchar) RETURNS character varying"));
    EXPECT_FALSE(same("(a int) RETURNS text", "(b int) RETURNS text"));
    EXPECT_FALSE(same("(a int) RETURNS text", "(\"A\" int) RETURNS text"));
    EXPECT_FALSE(same("(a int) RETURNS text", "(int) RETURNS text"));
    EXPECT_FALSE(same("(a int) RETURNS text", "(a bigint) RETURNS text"));
    EXPECT_FALSE(same("(a int) RETURNS text", "(a int DEFAULT 1) RETURNS text"));
    EXPECT_FALSE(same("(a int) RETURNS text", "(INOUT a int) RETURNS text"));
    EXPECT_FALSE(same("(return int) RETURNS text", "(return int) RETURNS SETOF text"));
    EXPECT_FALSE(same("() RETURNS TABLE (a int)", "() RETURNS TABLE (b int)"));
    EXPECT_FALSE(same("(a float(3)) RETURNS text", "(a float(30)) RETURNS text"));
}

TEST(RoutineText, WhatItNeeds) {
    // Not its parameters, and not what a body names that is a string.
    EXPECT_EQ(needed("(t integer, u kind DEFAULT other(1)) RETURNS SETOF v LANGUAGE plx AS 'SELECT * FROM t'"), "integer kind other plx v");
    EXPECT_EQ(needed("(t integer DEFAULT nextval('numbers')) RETURNS integer RETURN t + 1"), "integer nextval numbers");
    EXPECT_EQ(needed("(t integer) RETURNS app.Kind BEGIN ATOMIC INSERT INTO a (x) SELECT g(b.c) FROM b, only d; SELECT NULL::app.e; END"),
              "a b d e g integer kind");
    EXPECT_EQ(needed("(x a.b.c%TYPE) RETURNS a.d%TYPE AS 'y'"), "a b");
    EXPECT_EQ(routine_text("CREATE FUNCTION f(x a.\"B\".c%TYPE) RETURNS a.d%TYPE AS 'y'").column_types,
              (std::vector<std::pair<std::string, std::string>>{{"B", "c"}, {"a", "d"}}));
    EXPECT_EQ(row_types_of(routine_text("CREATE FUNCTION f(a u, OUT b v, INOUT c app.w[]) RETURNS SETOF \"T\" AS 'y'")),
              (std::vector<std::string>{"T", "v", "w"}));
}

TEST(QueryText, Spreads) {
    for (const char* each : {"SELECT * FROM t", "SELECT a, t.* FROM t", "SELECT DISTINCT ON (a) * FROM t", "SELECT (f(x)).* ",
                             "SELECT row(t.*) FROM t", "SELECT a FROM t NATURAL JOIN u", "SELECT x FROM (SELECT * FROM t) t"}) {
        EXPECT_TRUE(spreads_columns(each)) << each;
    }
    for (const char* each : {"SELECT count(*) FROM t", "SELECT a * b FROM t", "SELECT (a) * (b), c FROM t", "SELECT count(t.*) FROM t",
                             "SELECT '*' FROM t", "SELECT a FROM t -- *"}) {
        EXPECT_FALSE(spreads_columns(each)) << each;
    }
}

TEST(QueryText, Relations) {
    const auto relations = [](const std::string& sql) {
        const std::set<std::string> names = relations_in(sql);
        return join(std::vector<std::string>(names.begin(), names.end()), " ");
    };
    EXPECT_EQ(relations("SELECT a, b FROM t, app.\"U\" x LEFT JOIN v ON v.a = t.a, w WHERE c IN (SELECT d FROM y)"), "t u v w y");
    EXPECT_EQ(relations("SELECT extract(year FROM a), trim(both FROM b), c IS DISTINCT FROM d FROM t"), "t");
    EXPECT_EQ(relations("WITH RECURSIVE a (x) AS (SELECT 1 FROM b), c AS NOT MATERIALIZED (SELECT * FROM a) SELECT * FROM a, c, d"), "b d");
    EXPECT_EQ(relations("SELECT * FROM (t JOIN u USING (x)), f(y), ONLY v FOR UPDATE OF z"), "t u v");
    EXPECT_EQ(relations("BEGIN ATOMIC INSERT INTO a (b) VALUES (1) ON CONFLICT DO UPDATE SET b = 2; UPDATE c SET d = e FROM f; DELETE FROM "
                        "g USING h; END"),
              "a c f g h");
}

}  // namespace
}  // namespace migrations
