#include "scratch/given_rows.h"

#include <map>
#include <optional>
#include <set>
#include <variant>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/toml.h"
#include "schema/text.h"

namespace migrations {
namespace {

std::optional<GivenRow> read_row(const std::string& table, const Node& node, Diagnostics& problems) {
    if (!node.is_table()) {
        problems.push_back(error_at(node.location, "rows", "a row of '" + table + "' must be a table"));
        return std::nullopt;
    }
    GivenRow row{{}, node.location};
    for (const Entry& cell : node.table()) {
        if (const std::optional<Value> value = parse_value(cell.value, problems)) {
            row.cells.push_back({cell.key, *value, cell.location});
        }
    }
    return row;
}

// What a column is in all states that have it.
struct ColumnEver {
    bool always_enum = true;
    std::set<std::string> labels;
};

std::map<std::string, ColumnEver> columns_ever(const std::string& table, const std::vector<Schema>& states) {
    std::map<std::string, ColumnEver> columns;
    for (const Schema& state : states) {
        const Table* found = state.table(table);
        if (found == nullptr) continue;
        for (const Column& column : found->columns) {
            ColumnEver& ever = columns[column.name];
            const Enum* type = std::get_if<Enum>(&column.type.portable);
            const EnumType* labels = type == nullptr ? nullptr : state.enum_type(type->name);
            if (labels == nullptr) {
                ever.always_enum = false;
            } else {
                ever.labels.insert(labels->values.begin(), labels->values.end());
            }
        }
    }
    return columns;
}

}  // namespace

std::vector<GivenTable> read_given_rows(const std::string& path) {
    std::vector<GivenTable> given;
    if (path.empty()) return given;
    Diagnostics problems;
    const std::optional<Node> file = parse_toml(read_source(path), problems);
    const Node::Table entries = file ? file->table() : Node::Table();
    for (const Entry& table : entries) {
        if (!table.value.is_array()) {
            problems.push_back(error_at(table.location, "rows",
                                        "'" + table.key + "' must be an array of rows: [[" + table.key + "]]"));
            continue;
        }
        GivenTable& read = given.emplace_back(GivenTable{table.key, table.location, {}});
        for (const Node& row : table.value.array()) {
            if (std::optional<GivenRow> cells = read_row(table.key, row, problems)) read.rows.push_back(std::move(*cells));
        }
    }
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return given;
}

Diagnostics check_table_name(const std::string& name, const Location& location, const std::vector<Schema>& states) {
    std::set<std::string> tables;
    for (const Schema& state : states) {
        for (const Table& table : state.tables) tables.insert(table.name);
    }
    if (tables.count(name) != 0) return {};
    return {error_at(location, "rows", "table '" + name + "' exists at no revision",
                     did_you_mean(name, {tables.begin(), tables.end()}))};
}

Diagnostics check_given_rows(const std::vector<GivenTable>& given, const std::vector<Schema>& states) {
    Diagnostics problems;
    for (const GivenTable& table : given) {
        Diagnostics found = check_table_name(table.name, table.location, states);
        problems.insert(problems.end(), found.begin(), found.end());
        if (!found.empty()) continue;
        const auto columns = columns_ever(table.name, states);
        std::vector<std::string> names;
        for (const auto& [name, column] : columns) names.push_back(name);
        for (const GivenRow& row : table.rows) {
            for (const GivenRow::Cell& cell : row.cells) {
                const auto column = columns.find(cell.column);
                if (column == columns.end()) {
                    problems.push_back(error_at(cell.location, "rows",
                                                "table '" + table.name + "' has no column '" + cell.column + "' at any revision",
                                                did_you_mean(cell.column, names)));
                    continue;
                }
                const std::string* text = std::get_if<std::string>(&cell.value);
                const std::set<std::string>& labels = column->second.labels;
                if (text == nullptr || !column->second.always_enum || labels.count(*text) != 0) continue;
                problems.push_back(error_at(cell.location, "rows",
                                            "'" + *text + "' is no value of column '" + table.name + "." + cell.column +
                                                "' at any revision",
                                            did_you_mean(*text, {labels.begin(), labels.end()})));
            }
        }
    }
    return problems;
}

}  // namespace migrations
