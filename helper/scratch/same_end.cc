#include "scratch/same_end.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/plan.h"
#include "scratch/look.h"
#include "scratch/row_difference.h"

namespace migrations {
namespace {

// What there is after a way: the schema, and the rows by table, with a value for each column of it.
struct End {
    Look look;
    Contents rows;
};

std::vector<std::string> columns_of(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) names.push_back(column.name);
    return names;
}

// One database that goes a way up and perhaps down.
class Traveller {
public:
    Traveller(Scratch& scratch, const Dialect& dialect, const ChainWay& way, const RowSettings& rows,
              std::vector<std::string>& unfilled)
        : way_(way), rows_(rows), unfilled_(unfilled), database_(scratch.database(dialect)) {
        books_ = record_tables(way.chain.chain().version_table);
    }

    End up() {
        go(way_.below, direction::up);
        Diagnostics ignored;
        fill(schema_at(way_.graph, way_.below, ignored));
        go(way_.way, direction::up);
        return end();
    }
    End down() {
        RevisionList all = way_.below;
        all.insert(all.end(), way_.way.begin(), way_.way.end());
        Diagnostics ignored;
        fill(schema_at(way_.graph, all, ignored));
        go({way_.way.rbegin(), way_.way.rend()}, direction::down);
        return end();
    }

private:
    void go(const RevisionList& revisions, direction way) {
        std::vector<PlannedStep> plan;
        for (const Revision* each : revisions) plan.push_back({each, way});
        const std::vector<move> moves = way_.chain.moves(plan);
        const outcome result = database_->run(way_.chain.chain(), {moves.data(), moves.size()}, {});
        if (result) return;
        Error error(static_cast<Exit>(result.status),
                    database_->label() + ": " + result.message + ", on a scratch database with rows");
        error.sql = result.sql;
        error.code = result.code;
        throw error;
    }

    void fill(const Schema& schema) {
        const RowReport report = fill_tables(*database_, schema, rows_);
        for (const std::vector<std::string>* lines : {&report.failed, &report.refused}) {
            for (const std::string& each : *lines) {
                if (std::find(unfilled_.begin(), unfilled_.end(), each) == unfilled_.end()) unfilled_.push_back(each);
            }
        }
    }

    End end() {
        End found{look_at(*database_, books_), {}};
        std::map<std::string, std::vector<std::string>> wanted;
        for (const Table& table : found.look.schema.tables) {
            if (!table.columns.empty()) wanted[table.name] = columns_of(table);
        }
        found.rows = contents(*database_, wanted);
        return found;
    }

    const ChainWay& way_;
    const RowSettings& rows_;
    std::vector<std::string>& unfilled_;
    std::unique_ptr<Connection> database_;
    std::vector<std::string> books_;
};

std::vector<std::optional<std::string>> column_of(const std::vector<Cells>& rows, std::size_t column) {
    std::vector<std::optional<std::string>> values;
    for (const Cells& row : rows) values.push_back(row[column]);
    std::sort(values.begin(), values.end());
    return values;
}

std::vector<Cells> only(const std::vector<Cells>& rows, const std::vector<std::size_t>& columns) {
    std::vector<Cells> result;
    for (const Cells& row : rows) {
        Cells& part = result.emplace_back();
        for (const std::size_t each : columns) part.push_back(row[each]);
    }
    std::sort(result.begin(), result.end());
    return result;
}

// `again` is what the same way as that of `one` has left at another time.
std::vector<std::string> differences(const End& one, const End& other, const End& again, const std::string& when) {
    std::vector<std::string> lines;
    for (const std::string& each : migrations::differences(one.look, other.look)) lines.push_back(when + ": " + each);
    if (!lines.empty()) return lines;
    for (const Table& table : one.look.schema.tables) {
        const auto first = one.rows.find(table.name);
        const auto second = other.rows.find(table.name);
        const auto third = again.rows.find(table.name);
        if (first == one.rows.end() || second == other.rows.end() || third == again.rows.end()) continue;
        std::vector<std::size_t> steady;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (column_of(first->second, i) == column_of(third->second, i)) steady.push_back(i);
        }
        const RowDifference difference = row_difference(only(first->second, steady), only(second->second, steady), false);
        if (difference.what.empty()) continue;
        lines.push_back(when + ": the rows of table '" + table.name + "' are not the same: " + difference.what + ", such as " +
                        difference.lines.front().substr(2));
    }
    return lines;
}

}  // namespace

std::vector<std::string> different_ends(Scratch& scratch, const Dialect& dialect, const ChainWay& one, const ChainWay& other,
                                        bool and_back, const RowSettings& rows, std::vector<std::string>& unfilled) {
    // The other one between the two: what is the same before and after it, is so because time has nothing to do with it.
    Traveller first(scratch, dialect, one, rows, unfilled);
    Traveller second(scratch, dialect, other, rows, unfilled);
    Traveller third(scratch, dialect, one, rows, unfilled);
    const End up[] = {first.up(), second.up(), third.up()};
    std::vector<std::string> lines = differences(up[0], up[1], up[2], "after the upgrade");
    if (!lines.empty() || !and_back) return lines;
    const End down[] = {first.down(), second.down(), third.down()};
    return differences(down[0], down[1], down[2], "after the downgrade");
}

}  // namespace migrations
