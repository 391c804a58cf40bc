#include "scratch/rows.h"

#include <algorithm>
#include <optional>
#include <random>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "base/toml.h"
#include "schema/text.h"
#include "scratch/row_values.h"

namespace migrations {
namespace {

// How many rows are tried for one place before it is given up.
constexpr int most_attempts = 400;

// Rows that the user wrote: table -> rows -> column -> value. Columns that do not exist (yet) at a revision are left out.
using GivenRows = std::map<std::string, std::vector<std::map<std::string, Value>>>;

GivenRows read_rows(const std::string& path) {
    GivenRows given;
    if (path.empty()) return given;
    Diagnostics problems;
    const std::optional<Node> file = parse_toml(read_source(path), problems);
    if (file) {
        for (const Entry& table : file->table()) {
            if (!table.value.is_array()) {
                problems.push_back(error_at(table.location, "rows", "'" + table.key + "' must be an array of rows: [[" + table.key + "]]"));
                continue;
            }
            for (const Node& row : table.value.array()) {
                std::map<std::string, Value> cells;
                if (!row.is_table()) {
                    problems.push_back(error_at(row.location, "rows", "a row of '" + table.key + "' must be a table"));
                    continue;
                }
                for (const Entry& cell : row.table()) {
                    if (const std::optional<Value> value = parse_value(cell.value, problems)) cells[cell.key] = *value;
                }
                given[table.key].push_back(std::move(cells));
            }
        }
    }
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return given;
}

// Parents before children as far as that goes; the rest in the order of the schema.
std::vector<const Table*> parents_first(const Schema& schema) {
    std::vector<const Table*> order;
    std::set<std::string> done;
    while (order.size() < schema.tables.size()) {
        const std::size_t before = order.size();
        for (const Table& table : schema.tables) {
            if (done.count(table.name) != 0) continue;
            const bool ready = std::all_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
                return key.table == table.name || done.count(key.table) != 0 || schema.table(key.table) == nullptr;
            });
            if (ready) {
                order.push_back(&table);
                done.insert(table.name);
            }
        }
        if (order.size() == before) {
            // A cycle: the table with the fewest keys that must have a value goes first.
            const Table* next = nullptr;
            std::size_t fewest = SIZE_MAX;
            for (const Table& table : schema.tables) {
                if (done.count(table.name) != 0) continue;
                std::size_t needed = 0;
                for (const ForeignKey& key : table.foreign_keys) {
                    if (done.count(key.table) != 0 || key.table == table.name) continue;
                    for (const std::string& name : key.columns) {
                        const Column* column = table.column(name);
                        if (column != nullptr && !column->null) ++needed;
                    }
                }
                if (needed < fewest) {
                    fewest = needed;
                    next = &table;
                }
            }
            order.push_back(next);
            done.insert(next->name);
        }
    }
    return order;
}

// Puts rows into one table.
class TableFiller {
public:
    TableFiller(Connection& database, const Schema& schema, const Table& table, const RowSettings& settings,
                const GivenRows& given)
        : database_(database), dialect_(database.language()), schema_(schema), table_(table), random_(settings.seed) {
        const auto found = given.find(table.name);
        if (found != given.end()) given_ = &found->second;
    }

    // "" or why there is no row of this number.
    std::string add_row(int number) {
        std::string problem;
        for (int attempt = 0; attempt < most_attempts; ++attempt) {
            try {
                database_.execute(statement(number, attempt));
                return "";
            } catch (const Error& error) {
                if (error.exit == Exit::connect || error.exit == Exit::internal) throw;
                if (attempt == 0 || problem.empty()) problem = error.what();
            }
        }
        return problem;
    }

    std::size_t given_rows() const { return given_ == nullptr ? 0 : given_->size(); }

private:
    std::string statement(int number, int attempt) {
        std::vector<std::string> names;
        std::vector<std::string> values;
        for (const Column& column : table_.columns) {
            if (column.generated) continue;
            names.push_back(quote_identifier(column.name));
            values.push_back(value(column, number, attempt));
        }
        return "INSERT INTO " + quote_identifier(table_.name) + " (" + join(names, ", ") + ") VALUES (" + join(values, ", ") + ")";
    }

    const Value* given_value(const Column& column, int number) const {
        if (given_ == nullptr || static_cast<std::size_t>(number) > given_->size()) return nullptr;
        const auto& row = (*given_)[static_cast<std::size_t>(number - 1)];
        const auto cell = row.find(column.name);
        return cell == row.end() ? nullptr : &cell->second;
    }

    std::size_t draw(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }

    std::string value(const Column& column, int number, int attempt) {
        if (const Value* given = given_value(column, number)) return dialect_.literal(*given, column.type);
        if (const ForeignKey* key = foreign_key_of(column)) return reference(*key, column, number, attempt);
        // The second row has NULL wherever it may, so that revisions meet both.
        if (column.null && number == 2 && attempt < 3) return "NULL";
        const int spread = attempt < 3 ? number : number + attempt;
        std::vector<std::string> candidates = natural_values(column, schema_, dialect_, spread);
        if (attempt == 0 && !candidates.empty()) return candidates.front();
        const std::vector<std::string> suggested = suggested_values(column, table_, dialect_, spread);
        if (suggested.empty() && candidates.size() == 1) return candidates.front();
        candidates.insert(candidates.end(), suggested.begin(), suggested.end());
        if (column.null) candidates.emplace_back("NULL");
        return candidates.empty() ? "NULL" : candidates[draw(candidates.size())];
    }

    const ForeignKey* foreign_key_of(const Column& column) const {
        for (const ForeignKey& key : table_.foreign_keys) {
            if (std::find(key.columns.begin(), key.columns.end(), column.name) != key.columns.end()) return &key;
        }
        return nullptr;
    }

    // A row of the table referred to, by its position; for a row that refers to its own table, itself or nothing.
    std::string reference(const ForeignKey& key, const Column& column, int number, int attempt) {
        const std::size_t part = static_cast<std::size_t>(
            std::find(key.columns.begin(), key.columns.end(), column.name) - key.columns.begin());
        const std::string& referred = key.references[part];
        if (key.table == table_.name && number == 1) {
            if (column.null) return "NULL";
            const Column* own = table_.column(referred);
            if (own != nullptr && own->name != column.name) return value(*own, number, attempt);
        }
        if (column.null && attempt >= 3 && draw(4) == 0) return "NULL";
        std::vector<std::string> order;
        for (const std::string& name : key.references) order.push_back(quote_identifier(name));
        const std::string from = " FROM " + quote_identifier(key.table);
        // One draw for all columns of a composite key: they must come from the same row.
        const std::size_t offset = attempt == 0 ? static_cast<std::size_t>(number - 1)
                                                : std::hash<std::string>()(key.name + std::to_string(attempt * 7 + number)) % 97;
        return "(SELECT " + quote_identifier(referred) + from + " ORDER BY " + join(order, ", ") + " LIMIT 1 OFFSET (SELECT " +
               std::to_string(offset) + " % CASE count(*) WHEN 0 THEN 1 ELSE count(*) END" + from + "))";
    }

    Connection& database_;
    const Dialect& dialect_;
    const Schema& schema_;
    const Table& table_;
    std::mt19937 random_;
    const std::vector<std::map<std::string, Value>>* given_ = nullptr;
};

bool has_rows(Connection& database, const std::string& table) {
    return !database.query("SELECT 1 FROM " + quote_identifier(table) + " LIMIT 1").empty();
}

// The constraints that may stand in the way, for the message.
std::string constraints_of(const Table& table, const Dialect& dialect) {
    std::vector<std::string> texts;
    for (const Check& check : table.checks) {
        texts.push_back("CHECK " + check.name + " (" + check.expression.in(dialect.name()) + ")");
    }
    return join(texts, ", ");
}

}  // namespace

RowReport fill_tables(Connection& database, const Schema& schema, const RowSettings& settings) {
    RowReport report;
    const GivenRows given = read_rows(settings.rows_file);
    for (const Table* table : parents_first(schema)) {
        if (settings.tables.count(table->name) != 0) {
            report.left_empty.push_back(table->name);
            continue;
        }
        if (has_rows(database, table->name)) continue;
        TableFiller filler(database, schema, *table, settings, given);
        const int wanted = std::max(settings.rows_per_table, static_cast<int>(filler.given_rows()));
        for (int number = 1; number <= wanted; ++number) {
            const std::string problem = filler.add_row(number);
            if (problem.empty()) continue;
            // Fewer rows than wanted are enough: a unique column may have no more values.
            if (number == 1) {
                const std::string constraints = constraints_of(*table, database.language());
                report.failed.push_back("table '" + table->name + "': no row was found that it accepts: " + problem +
                                        (constraints.empty() ? "" : "; it has " + constraints));
            }
            break;
        }
        if (report.failed.empty()) report.filled.push_back(table->name);
    }
    return report;
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
