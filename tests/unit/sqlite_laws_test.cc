// Laws of the SQLite dialect, on random schemas and changes, with rows.
#include <algorithm>
#include <random>

#include "base/sql_text.h"
#include "diff/diff.h"
#include "random_operations.h"
#include "random_schema.h"
#include "sqlite_support.h"

namespace migrations {
namespace {

constexpr unsigned runs = 200;

RenderOptions newest() {
    RenderOptions options;
    options.sqlite_minimum = 3040000;
    return options;
}

// Nothing when SQLite cannot do it (STRICT with a verbatim type).
std::optional<Script> try_render(const Schema& before, const Operations& operations,
                                 const RenderOptions& options) {
    Diagnostics diagnostics;
    Script script = sqlite_dialect().render(before, operations, options, diagnostics);
    for (const Diagnostic& each : diagnostics) EXPECT_EQ(each.rule, "sqlite") << each.message;
    if (has_errors(diagnostics)) return std::nullopt;
    return script;
}

void expect_reflects(ScratchSqlite& on, const Schema& schema, const std::string& about) {
    const Schema expected = sqlite_dialect().normalize(schema);
    const Schema found = on.reflected();
    if (found == expected) return;
    ADD_FAILURE() << about;
    EXPECT_EQ(print(found), print(expected));
}

// A few rows in each table that the constraints accept; most tables get some.
void fill(ScratchSqlite& on, const Schema& schema, std::mt19937& random) {
    on->execute("PRAGMA foreign_keys = OFF");
    for (const Table& table : schema.tables) {
        for (int attempt = 0; attempt < 12; ++attempt) {
            InsertRows insert{table.name, {Row{}}};
            for (const Column& column : table.columns) {
                if (column.generated) continue;
                insert.rows[0].emplace_back(column.name,
                                            column.null && one_in(random, 4)
                                                ? Value(Null{})
                                                : random_value(column.type, schema, random));
            }
            for (const Step& step : rendered(schema, {insert}, newest()).steps) {
                try {
                    on->execute(step.sql);
                } catch (const Error&) {
                    // A constraint says no.
                }
            }
        }
    }
    on->execute("PRAGMA foreign_keys = ON");
}

// The values of the columns that a change leaves alone, table by table.
std::map<std::string, std::string> kept_values(ScratchSqlite& on, const Schema& before,
                                               const Schema& after) {
    std::map<std::string, std::string> values;
    for (const Table& table : before.tables) {
        const Table* now = after.table(table.name);
        if (now == nullptr) continue;
        std::vector<std::string> columns;
        for (const Column& column : table.columns) {
            const Column* same = now->column(column.name);
            if (same == nullptr || !(same->type == column.type) || same->generated ||
                column.generated)
                continue;
            if (same->null != column.null || std::holds_alternative<Enum>(column.type.portable))
                continue;
            columns.push_back("quote(" + quote_identifier(column.name) + ")");
        }
        if (columns.empty()) continue;
        std::sort(columns.begin(), columns.end());
        const std::string list = join(columns, ", ");
        values[table.name] = on.rows("SELECT " + list + " FROM " + quote_identifier(table.name) +
                                     " ORDER BY " + list);
    }
    return values;
}

TEST(SqliteLaws, WhatIsCreatedIsReadBack) {
    unsigned made = 0;
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        const auto script = try_render({}, creation(schema), newest());
        if (!script) continue;
        ++made;
        ScratchSqlite on;
        on.must_run(*script);
        expect_reflects(on, schema, "seed " + std::to_string(seed) + "\n" + print(*script));
        if (HasFailure()) return;
    }
    EXPECT_GT(made, runs * 8 / 10);
}

struct Tally {
    unsigned done = 0;
    unsigned with_rows = 0;
    unsigned refused = 0;  // by rows that do not fit
};

// Makes the schema, fills it, makes the change: the result is what replay says and untouched values
// are kept, or everything is as before.
void try_change(const Schema& before, const Operations& operations, std::mt19937& random, bool rows,
                const std::string& about, Tally& tally) {
    const auto first = try_render({}, creation(before), newest());
    const auto change = first ? try_render(before, operations, newest()) : std::nullopt;
    if (!first || !change) return;
    ScratchSqlite on;
    on.must_run(*first);
    if (rows) fill(on, before, random);
    const Schema after = replayed(operations, before);
    const auto kept = kept_values(on, before, after);
    const auto all = kept_values(on, before, before);
    const outcome result = on.run(*change);
    const std::string text = about + "\n" + print(*first) + "\n" + print(*change) + "\n" +
                             result.message + "\n" + result.sql;
    if (result) {
        ++tally.done;
        expect_reflects(on, after, text);
        EXPECT_EQ(kept_values(on, before, after), kept) << text;
        for (const auto& [table, values] : kept) {
            if (!values.empty()) {
                ++tally.with_rows;
                break;
            }
        }
    } else {
        ++tally.refused;
        EXPECT_TRUE(rows) << text;
        EXPECT_TRUE(result.status == status::sql_failed || result.status == status::refused)
            << text;
        expect_reflects(on, before, text);
        EXPECT_EQ(kept_values(on, before, before), all) << text;
    }
}

TEST(SqliteLaws, DifferencesLeadWhereReplaySays) {
    for (const bool rows : {false, true}) {
        Tally tally;
        for (unsigned seed = 0; seed < runs; ++seed) {
            std::mt19937 random(seed);
            const Schema before = random_schema(random);
            const Schema after = mutated(before, random);
            try_change(before, diff(before, after), random, rows, "seed " + std::to_string(seed),
                       tally);
            if (HasFailure()) return;
        }
        EXPECT_GT(tally.done, runs * (rows ? 4 : 8) / 10) << tally.refused;
        EXPECT_GE(tally.with_rows, rows ? runs * 3 / 10 : 0);
    }
}

TEST(SqliteLaws, OperationsLeadWhereReplaySays) {
    for (const bool rows : {false, true}) {
        Tally tally;
        for (unsigned seed = 1000; seed < 1000 + runs; ++seed) {
            std::mt19937 random(seed);
            const Schema before = random_schema(random);
            Operations operations = random_changes(before, 8, random);
            for (Operation& operation : operations) {
                // Random SQL is no expression.
                if (auto* add = std::get_if<AddColumn>(&operation.change)) add->fill_expr.reset();
                if (auto* alter = std::get_if<AlterColumn>(&operation.change)) {
                    alter->fill_expr.reset();
                    alter->using_expr.reset();
                }
            }
            try_change(before, operations, random, rows, "seed " + std::to_string(seed), tally);
            if (HasFailure()) return;
        }
        EXPECT_GT(tally.done, runs * (rows ? 4 : 7) / 10) << tally.refused;
    }
}

}  // namespace
}  // namespace migrations
