// Rows for the generated tests: found on real databases, for the constraints that tables commonly have.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "base/names.h"
#include "dialects/dialects.h"
#include "readers/model.h"
#include "scratch/rows.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

Schema model(const std::string& text) {
    Diagnostics found;
    Schema schema = read_models({{"models.toml", text}}, found).schema;
    EXPECT_EQ(to_string(found), "") << text;
    return schema;
}

// One table `t` with an id and these columns and checks.
std::string table_t(const std::string& columns, const std::vector<std::string>& checks) {
    std::string text = "[tables.t.columns]\nid = { type = 'int64', primary_key = true }\n" + columns + "\n";
    for (std::size_t i = 0; i < checks.size(); ++i) {
        text += "[[tables.t.checks]]\nname = 'c" + std::to_string(i) + "'\nexpression = '''" + checks[i] + "'''\n";
    }
    return text;
}

class Rows : public testing::Test {
protected:
    // The report, one line each, and how many rows each table has: "t 3".
    std::string filled(const Dialect& dialect, const std::string& text, const RowSettings& settings = {}) {
        const Schema schema = model(text);
        const std::unique_ptr<Connection> database = scratch_->database(dialect);
        Diagnostics found;
        const Script script = dialect.render({}, creation(schema), {}, found);
        EXPECT_EQ(to_string(found), "");
        run_script(*database, script);
        const RowReport report = fill_tables(*database, schema, settings);
        std::string lines;
        for (const std::string& each : report.refused) lines += each + "\n";
        for (const std::string& each : report.failed) lines += each + "\n";
        for (const std::string& each : report.left_empty) lines += each + " left empty\n";
        for (const Table& table : schema.tables) {
            lines += table.name + " " + *database->query("SELECT count(*) FROM \"" + table.name + "\"").at(0).at(0) + "\n";
        }
        return lines;
    }

    void expect_filled(const std::string& columns, const std::vector<std::string>& checks, const std::string& only = "") {
        for (const Dialect* dialect : dialects()) {
            if (!only.empty() && dialect->name() != only) continue;
            EXPECT_EQ(filled(*dialect, table_t(columns, checks)), "t 3\n") << dialect->name() << ": " << checks[0];
        }
    }

    static void SetUpTestSuite() { scratch_ = new Scratch(); }
    static void TearDownTestSuite() {
        delete scratch_;
        scratch_ = nullptr;
    }
    static inline Scratch* scratch_ = nullptr;
};

TEST_F(Rows, TypesOfPostgresqlWhoseValuesHaveAForm) {
    std::string columns;
    int number = 0;
    for (const char* type : {"macaddr", "inet", "cidr", "bit(4)", "bit varying(8)", "point", "box", "circle", "lseg", "path", "polygon",
                             "line", "tsvector", "int4range", "daterange", "tstzrange", "nummultirange", "character(3)", "oid", "xml",
                             "pg_lsn", "text[]", "interval", "time with time zone", "regclass"}) {
        columns += "c" + std::to_string(++number) + " = { type = { postgresql = '" + type + "' } }\n";
    }
    expect_filled(columns, {"c3 <> '1.2.3.4/32'"}, "postgresql");
    expect_filled("r = { type = { postgresql = 'daterange' } }", {"NOT isempty(r)"}, "postgresql");
}

TEST_F(Rows, ExclusionOfOverlappingRanges) {
    const std::string text = table_t("r = { type = { postgresql = 'tstzrange' } }", {}) +
                             "[[tables.t.excludes]]\nname = 'e'\nexpression = { postgresql = 'USING gist (r WITH &&)' }\n";
    EXPECT_EQ(filled(postgresql_dialect(), text), "t 3\n");
}

TEST_F(Rows, DaysAndTimesThatAreTexts) {
    expect_filled("day = { type = 'text', unique = true }", {"day IS date(day)"}, "sqlite");
    expect_filled("at = { type = 'text' }\nday = { type = 'text' }", {"at = datetime(at)", "time(day) = day"}, "sqlite");
}

TEST_F(Rows, DefaultWhereNoOtherValueIsAccepted) {
    expect_filled("scopes = { type = 'text', default = '[]' }", {"json_type(scopes) = 'array'"}, "sqlite");
}

TEST_F(Rows, OneColumnBelowAnother) {
    for (const char* type : {"date", "time", "timestamp", "timestamptz", "decimal(8,2)", "int32", "float64", "text", "string(12)"}) {
        const std::string column = std::string(" = { type = '") + type + "' }\n";
        expect_filled("a" + column + "z" + column, {"a < z"});
        expect_filled("a" + column + "z" + column, {"z < a"});
    }
    expect_filled("a = { type = 'date' }\nb = { type = 'date' }\nc = { type = 'date' }", {"a < b", "b < c"});
    expect_filled("b = { type = 'int32' }\nc = { type = 'int32', null = true }", {"c IS NULL OR c > b"});
    expect_filled("a = { type = 'int32' }\nb = { type = 'int32' }", {"a > 5000000", "b > a"});
}

TEST_F(Rows, BeforeAndAfterALiteral) {
    expect_filled("d = { type = 'date' }", {"d > '2020-01-01'"});
    expect_filled("d = { type = 'date' }", {"d < '1990-01-01'"});
    expect_filled("d = { type = 'date' }", {"d BETWEEN '2020-02-28' AND '2020-03-01'"});
    expect_filled("d = { type = 'timestamptz' }", {"d > '2020-01-01T00:00:00Z'"});
    expect_filled("d = { type = 'timestamp' }", {"d < '1990-01-01T00:00:00'"});
    expect_filled("d = { type = 'time' }", {"d >= '09:00' AND d < '17:00'"});
    expect_filled("b = { type = 'int32' }", {"b BETWEEN -20 AND -10"});
    expect_filled("y = { type = 'int64' }", {"y > 10000000000"});
    expect_filled("b = { type = 'float64' }", {"b > 0 AND b < 0.1"});
    expect_filled("b = { type = 'decimal(6,4)' }", {"CAST(b AS numeric) > 0.01 AND CAST(b AS numeric) < 0.02"});
    expect_filled("b = { type = 'text' }", {"b > 'm' AND b < 'n'"});
}

TEST_F(Rows, ManyNarrowColumns) {
    std::string columns;
    std::vector<std::string> checks;
    for (int i = 0; i < 10; ++i) {
        const std::string name = "c" + std::to_string(i);
        columns += name + " = { type = 'int32' }\n";
        checks.push_back(name + " BETWEEN " + std::to_string(10 * i + 5) + " AND " + std::to_string(10 * i + 9));
    }
    expect_filled(columns, checks);
}

TEST_F(Rows, TextsOfAForm) {
    expect_filled("code = { type = 'string(10)' }", {"code = upper(code)"});
    expect_filled("code = { type = 'text' }", {"code = upper(code)", "length(code) = 3"});
    expect_filled("mail = { type = 'text' }", {"mail LIKE '%_@_%._%'"});
    expect_filled("b = { type = 'text', unique = true }", {"length(b) = 40", "b NOT GLOB '*[^0-9a-f]*'"}, "sqlite");
    expect_filled("b = { type = 'text', unique = true }", {"b ~ '^[0-9a-f]{40}$'"}, "postgresql");
    expect_filled("b = { type = 'text' }", {"b ~ '^(DE|AT)-\\d{3,}[A-Z]?$'"}, "postgresql");
    expect_filled("b = { type = 'text' }", {"b GLOB '[A-Z][A-Z]-[0-9]*'"}, "sqlite");
    expect_filled("b = { type = 'blob', unique = true }", {"length(b) = 32"});
    expect_filled("b = { type = 'json' }", {"json_type(b) = 'array'"}, "sqlite");
    expect_filled("b = { type = 'json' }", {"jsonb_typeof(b) = 'array'"}, "postgresql");
}

TEST_F(Rows, ChecksOnGeneratedColumns) {
    expect_filled("a = { type = 'int32' }\ng = { type = 'int32', generated = 'a * 2' }", {"g BETWEEN 100 AND 120"});
}

TEST_F(Rows, ReferencesToTheirOwnTable) {
    expect_filled("up = { type = 'int64', references = 't.id' }", {"id > 0"});
    expect_filled("up = { type = 'int64', references = 't.id', null = true }", {"id BETWEEN 5 AND 9"});
}

TEST_F(Rows, CirclesOfDeferredKeysAreFilledInOneTransaction) {
    const std::string text =
        "[tables.a.columns]\nid = { type = 'int64', primary_key = true }\nb_id = { type = 'int64' }\n"
        "[[tables.a.foreign_keys]]\ncolumns = ['b_id']\ntable = 'b'\nreferences = ['id']\ndeferrable = 'deferred'\n"
        "[tables.b.columns]\nid = { type = 'int64', primary_key = true }\na_id = { type = 'int64', references = 'a.id' }\n"
        "[tables.c.columns]\nid = { type = 'int64', primary_key = true }\nb_id = { type = 'int64', references = 'b.id' }\n";
    for (const Dialect* dialect : dialects()) EXPECT_EQ(filled(*dialect, text), "a 3\nb 3\nc 3\n") << dialect->name();
}

TEST_F(Rows, CirclesThatNothingClosesAreNamed) {
    const std::string text =
        "[tables.a.columns]\nid = { type = 'int64', primary_key = true }\nb_id = { type = 'int64', references = 'b.id' }\n"
        "[tables.b.columns]\nid = { type = 'int64', primary_key = true }\na_id = { type = 'int64', references = 'a.id' }\n";
    for (const Dialect* dialect : dialects()) {
        EXPECT_EQ(filled(*dialect, text),
                  "table 'a': no row can be made: foreign key 'fk_a_b_id' refers to table 'b', which is empty until 'a' has "
                  "rows: a circle, which only a key that is deferrable can close\n"
                  "a 0\nb 0\n")
            << dialect->name();
    }
}

TEST_F(Rows, ParentsThatAreLeftEmptyAreNamed) {
    const std::string text =
        "[tables.b.columns]\nid = { type = 'int64', primary_key = true }\n"
        "[tables.c.columns]\nid = { type = 'int64', primary_key = true }\nb_id = { type = 'int64', references = 'b.id' }\n"
        "[tables.d.columns]\nid = { type = 'int64', primary_key = true }\nb_id = { type = 'int64', references = 'b.id', null = true }\n";
    RowSettings settings;
    settings.empty_tables["b"] = {};
    for (const Dialect* dialect : dialects()) {
        EXPECT_EQ(filled(*dialect, text, settings),
                  "table 'c': no row can be made: foreign key 'fk_c_b_id' refers to table 'b', which is empty, as "
                  "[tests.rows] says\n"
                  "b left empty\n"
                  "b 0\nc 0\nd 3\n")
            << dialect->name();
    }
}

TEST_F(Rows, WhatCannotBeSatisfiedIsSaid) {
    EXPECT_EQ(filled(*dialects()[0], table_t("a = { type = 'int32' }", {"a < 3 AND a > 4"})),
              "table 't': no row was found that it accepts: CHECK constraint failed: c0; it has CHECK c0 (a < 3 AND a > 4)\n"
              "t 0\n");
}

// ---- rows of the user's own ----

class RowsFile : public Rows {
protected:
    RowSettings settings(const std::string& text) {
        path_ = testing::TempDir() + "rows_" + std::to_string(getpid()) + ".toml";
        std::ofstream(path_) << text;
        RowSettings settings;
        settings.rows_file = path_;
        return settings;
    }
    ~RowsFile() override { std::remove(path_.c_str()); }

    // Without the folder.
    std::string plain(std::string text) const {
        for (std::size_t at = text.find(path_); at != std::string::npos; at = text.find(path_)) {
            text.replace(at, path_.size(), "rows.toml");
        }
        return text;
    }

    std::string path_;
};

TEST_F(RowsFile, EveryRowThatIsRefusedIsNamed) {
    const std::string text = table_t("n = { type = 'int32' }", {"n > 0"});
    EXPECT_EQ(plain(filled(*dialects()[0], text, settings("[[t]]\nid = 1\nn = 1\n\n[[t]]\nid = 2\nn = -1\n[[t]]\nid = 1\n[[t]]\nid = 4\n"))),
              "row 2 of 't' in rows.toml:5:1: CHECK constraint failed: c0\n"
              "row 3 of 't' in rows.toml:8:1: UNIQUE constraint failed: t.id\n"
              "t 2\n");
    EXPECT_EQ(plain(filled(*dialects()[0], text, settings("[[t]]\nn = -1\n"))),
              "row 1 of 't' in rows.toml:1:1: CHECK constraint failed: c0\n"
              "t 2\n");
}

TEST_F(RowsFile, WhatThisRevisionLacksIsLeftOut) {
    EXPECT_EQ(filled(*dialects()[0], table_t("n = { type = 'int32' }\ns = { type = 'enum', values = ['a', 'b'] }", {"n > 0"}),
                     settings("[[t]]\nid = 1\nlater = 3\ns = 'added later'\n[[other]]\nx = 1\n")),
              "t 3\n");
}

TEST_F(RowsFile, WhatNoRevisionHasIsAMistake) {
    const Schema first = model("[tables.users.columns]\nid = { type = 'int64', primary_key = true }\nnick = { type = 'text' }\n");
    const Schema second =
        model("[tables.users.columns]\nid = { type = 'int64', primary_key = true }\n"
              "state = { type = 'enum', values = ['active', 'gone'] }\n");
    RowSettings wrong = settings("[[userz]]\nid = 1\n[[users]]\nid = 1\nnik = 'x'\nnick = 'y'\nstate = 'activ'\n");
    wrong.empty_tables["uesrs"] = {"migrations.toml", 7, 1};
    EXPECT_EQ(plain(to_string(check_row_settings(wrong, {first, second}))),
              "migrations.toml:7:1: error: [tests.rows]: table 'uesrs' exists at no revision [rows]\n"
              "note: did you mean 'users'?\n"
              "rows.toml:1:3: error: table 'userz' exists at no revision [rows]\n"
              "note: did you mean 'users'?\n"
              "rows.toml:5:1: error: table 'users' has no column 'nik' at any revision [rows]\n"
              "note: did you mean 'nick'?\n"
              "rows.toml:7:1: error: 'activ' is no value of column 'users.state' at any revision [rows]\n"
              "note: did you mean 'active'?\n");
}

}  // namespace
}  // namespace migrations
