#include "scratch/rows.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "scratch/fill_order.h"
#include "scratch/given_rows.h"
#include "scratch/table_filler.h"

namespace migrations {
namespace {

// A row to be added: with values of the user's, with values that other rows refer to already, or neither.
struct WantedRow {
    RowTexts values;
    std::string place;  // of the user's: "rows.toml:7:1"
};

class Filling {
public:
    Filling(Connection& database, const Schema& schema, const RowSettings& settings)
        : database_(database), schema_(schema), settings_(settings), given_(read_given_rows(settings.rows_file)) {}

    RowReport run() {
        const std::vector<const Table*> order = fill_order(schema_);
        for (const Table* table : order) {
            if (settings_.empty_tables.count(table->name) == 0) pending_.insert(table->name);
        }
        for (const Table* table : order) {
            pending_.erase(table->name);
            if (has_rows(table->name)) continue;
            if (settings_.empty_tables.count(table->name) != 0) {
                report_.left_empty.push_back(table->name);
            } else {
                fill(*table);
            }
            if (in_transaction_ && promises_.empty()) end_transaction();
        }
        return std::move(report_);
    }

private:
    bool has_rows(const std::string& table) {
        return !database_.query("SELECT 1 FROM " + quote_identifier(table) + " LIMIT 1").empty();
    }

    void fill(const Table& table) {
        TableFiller filler(database_, schema_, table, settings_.seed, pending_, promises_);
        const auto promised = promises_.find(table.name);
        const std::vector<RowTexts> promises = promised == promises_.end() ? std::vector<RowTexts>() : promised->second;
        if (const ForeignKey* key = filler.blocked_by()) return report_blocked(table, *key);
        if (filler.needs_promises() && !in_transaction_) begin_transaction();

        const std::vector<WantedRow> wanted = wanted_rows(table, promises);
        bool any = false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const std::string problem = filler.add_row(static_cast<int>(i) + 1, wanted[i].values);
            if (problem.empty()) {
                any = true;
            } else if (!wanted[i].place.empty()) {
                report_.refused.push_back("row " + std::to_string(i + 1) + " of '" + table.name + "' in " + wanted[i].place +
                                          ": " + problem);
                failed_.insert(table.name);
            } else if (!any || !wanted[i].values.empty()) {
                return report_failed(table, problem);
            } else {
                // Fewer rows than wanted are enough: a unique column may have no more values.
                break;
            }
        }
        promises_.erase(table.name);
        if (in_transaction_) circle_.push_back(table.name);
        if (failed_.count(table.name) == 0) report_.filled.push_back(table.name);
    }

    std::vector<WantedRow> wanted_rows(const Table& table, const std::vector<RowTexts>& promises) const {
        std::vector<WantedRow> rows;
        for (const GivenTable& given : given_) {
            if (given.name != table.name) continue;
            for (const GivenRow& row : given.rows) {
                RowTexts values = known_values(table, row);
                if (values.empty() && !row.cells.empty()) continue;
                rows.push_back({std::move(values), to_string(row.location)});
            }
        }
        for (const RowTexts& promise : promises) rows.push_back({promise, ""});
        while (rows.size() < static_cast<std::size_t>(settings_.rows_per_table)) rows.push_back({});
        return rows;
    }

    // Without what this revision does not have: columns, and values of an enum.
    RowTexts known_values(const Table& table, const GivenRow& row) const {
        RowTexts values;
        for (const GivenRow::Cell& cell : row.cells) {
            const Column* column = table.column(cell.column);
            if (column == nullptr || column->generated) continue;
            const Enum* type = std::get_if<Enum>(&column->type.portable);
            const EnumType* labels = type == nullptr ? nullptr : schema_.enum_type(type->name);
            const std::string* label = std::get_if<std::string>(&cell.value);
            const bool later = labels != nullptr && label != nullptr &&
                               std::find(labels->values.begin(), labels->values.end(), *label) == labels->values.end();
            if (!later) values[cell.column] = database_.language().literal(cell.value, column->type);
        }
        return values;
    }

    void report_failed(const Table& table, const std::string& problem) {
        give_up(table);
        std::vector<std::string> checks;
        for (const Check& check : table.checks) {
            checks.push_back("CHECK " + check.name + " (" + check.expression.in(database_.language().name()) + ")");
        }
        report_.failed.push_back("table '" + table.name + "': no row was found that it accepts: " + problem +
                                 (checks.empty() ? "" : "; it has " + join(checks, ", ")));
    }

    void report_blocked(const Table& table, const ForeignKey& key) {
        give_up(table);
        // One that could not be filled is reported already.
        if (failed_.count(key.table) != 0) return;
        std::string why;
        if (settings_.empty_tables.count(key.table) != 0) why = ", as [tests.rows] says";
        if (pending_.count(key.table) != 0) {
            why = " until '" + table.name + "' has rows: a circle, which only a key that is deferrable can close";
        }
        report_.failed.push_back("table '" + table.name + "': no row can be made: foreign key '" + key.name +
                                 "' refers to table '" + key.table + "', which is empty" + why);
    }

    // Of a circle all tables, since what they refer to will not come.
    void give_up(const Table& table) {
        failed_.insert(table.name);
        if (!in_transaction_) return;
        database_.execute("ROLLBACK");
        in_transaction_ = false;
        promises_.clear();
        for (const std::string& name : circle_) {
            failed_.insert(name);
            std::erase(report_.filled, name);
        }
    }

    void begin_transaction() {
        circle_.clear();
        database_.execute("BEGIN");
        if (database_.language().language() == dialect::postgresql) database_.execute("SET CONSTRAINTS ALL DEFERRED");
        in_transaction_ = true;
    }

    // What a circle lacks is known when its last table is through.
    void end_transaction() {
        in_transaction_ = false;
        try {
            database_.execute("COMMIT");
        } catch (const Error& error) {
            report_.failed.push_back(std::string("tables that refer to one another: no rows were found that they accept: ") +
                                     error.what());
        }
    }

    Connection& database_;
    const Schema& schema_;
    const RowSettings& settings_;
    const std::vector<GivenTable> given_;
    std::set<std::string> pending_;
    std::set<std::string> failed_;
    Promises promises_;
    bool in_transaction_ = false;
    std::vector<std::string> circle_;  // tables filled in the transaction
    RowReport report_;
};

}  // namespace

RowReport fill_tables(Connection& database, const Schema& schema, const RowSettings& settings) {
    return Filling(database, schema, settings).run();
}

Diagnostics check_row_settings(const RowSettings& settings, const std::vector<Schema>& states) {
    Diagnostics problems;
    for (const auto& [table, place] : settings.empty_tables) {
        for (Diagnostic& each : check_table_name(table, place, states)) {
            each.message = "[tests.rows]: " + each.message;
            problems.push_back(std::move(each));
        }
    }
    for (Diagnostic& each : check_given_rows(read_given_rows(settings.rows_file), states)) problems.push_back(std::move(each));
    return problems;
}

Contents contents(Connection& database, const std::map<std::string, std::vector<std::string>>& columns) {
    Contents all;
    for (const auto& [table, names] : columns) {
        std::vector<std::string> quoted;
        for (const std::string& name : names) quoted.push_back(quote_identifier(name));
        std::vector<Cells> rows = database.query("SELECT " + join(quoted, ", ") + " FROM " + quote_identifier(table));
        std::sort(rows.begin(), rows.end());
        all[table] = std::move(rows);
    }
    return all;
}

}  // namespace migrations
