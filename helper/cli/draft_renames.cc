#include "cli/draft_renames.h"

#include <map>
#include <set>
#include <utility>

#include "base/names.h"
#include "cli/output.h"
#include "cli/said_renames.h"
#include "diff/effective.h"

namespace migrations {
namespace {

// ---- what an earlier draft did ----

// Follows everything of a schema through renames: the name before all of them -> the one now.
class Followed {
public:
    explicit Followed(const Schema& from) {
        for (const Table& table : from.tables) {
            tables_[table.name] = table.name;
            for (const Column& column : table.columns)
                columns_[table.name][column.name] = column.name;
        }
        for (const EnumType& type : from.enums) enums_[type.name] = type.name;
    }

    void follow(const Operation& operation) {
        const Change& change = operation.change;
        if (const auto* table = std::get_if<RenameTable>(&change)) {
            move(tables_, table->from, table->to);
        } else if (const auto* type = std::get_if<RenameEnum>(&change)) {
            move(enums_, type->from, type->to);
        } else if (const auto* column = std::get_if<RenameColumn>(&change)) {
            if (Names* names = columns_of(column->table)) move(*names, column->from, column->to);
        } else if (const auto* values = std::get_if<AlterEnum>(&change)) {
            for (const auto& [old, value] : values->renamed_values)
                hints_.enum_values[values->type][old] = value;
        } else if (const auto* dropped = std::get_if<DropTable>(&change)) {
            forget(tables_, dropped->table);
        } else if (const auto* gone = std::get_if<DropColumn>(&change)) {
            if (Names* names = columns_of(gone->table)) forget(*names, gone->column);
        }
    }

    RenameHints hints() const {
        RenameHints hints = hints_;
        for (const auto& [old, now] : tables_) {
            if (old != now) hints.tables[old] = now;
            for (const auto& [old_column, column] : columns_.at(old)) {
                if (old_column != column) hints.columns[{now, old_column}] = column;
            }
        }
        for (const auto& [old, now] : enums_) {
            if (old != now) hints.enums[old] = now;
        }
        return hints;
    }

private:
    using Names = std::map<std::string, std::string>;

    static void move(Names& names, const std::string& from, const std::string& to) {
        for (auto& [old, now] : names) {
            if (now == from) {
                now = to;
                return;
            }
        }
    }
    static void forget(Names& names, const std::string& name) {
        std::erase_if(names, [&](const auto& each) { return each.second == name; });
    }
    Names* columns_of(const std::string& table) {
        for (const auto& [old, now] : tables_) {
            if (now == table) return &columns_.at(old);
        }
        return nullptr;
    }

    Names tables_;
    Names enums_;
    std::map<std::string, Names> columns_;  // by the name of the table before all renames
    RenameHints hints_;
};

// ---- putting them together ----

const std::string& scope_of(const std::string&) {
    static const std::string whole_schema;
    return whole_schema;
}
const std::string& scope_of(const std::pair<std::string, std::string>& column) {
    return column.first;
}

// Adds those of `others` whose old and new names `hints` does not speak of.
template <class Names>
void add_names(Names& hints, const Names& others) {
    std::set<std::pair<std::string, std::string>> taken;
    for (const auto& [old, name] : hints) taken.emplace(scope_of(old), name);
    for (const auto& [old, name] : others) {
        if (hints.contains(old) || taken.contains({scope_of(old), name})) continue;
        hints.emplace(old, name);
    }
}

void add(RenameHints& hints, const RenameHints& others) {
    add_names(hints.tables, others.tables);
    add_names(hints.columns, others.columns);
    add_names(hints.enums, others.enums);
    for (const auto& [type, values] : others.enum_values) {
        add_names(hints.enum_values[type], values);
    }
}

void ask_renames(const Schema& from, const Schema& to, RenameHints& hints) {
    const RenameHints asked = hints;
    for (const PossibleRename& each : possible_renames(from, to, asked)) {
        const std::string before = each.table.empty() ? each.from : each.table + "." + each.from;
        const std::string after = each.table.empty() ? each.to : each.table + "." + each.to;
        const std::string answer =
            lower(trim(ask("Was '" + before + "' renamed to '" + after + "' (" + each.reasons + ")? [y/N] ")));
        if (answer != "y" && answer != "yes") continue;
        if (each.table.empty()) {
            hints.tables[each.from] = each.to;
        } else {
            hints.columns[{each.table, each.from}] = each.to;
        }
    }
}

}  // namespace

RenameHints settle_renames(const RenameHints& of_models, const DraftAnswers& answers,
                           const Operations& earlier, const Schema& from, const Schema& to) {
    SaidRenames said(from, to);
    for (const std::string& text : answers.renames) said.read(text);
    Followed before(from);
    for (const Operation& operation : earlier) before.follow(operation);

    RenameHints hints = said.hints();
    add(hints, of_models);
    add(hints, before.hints());
    said.require_made(effective_renames(from, to, hints));
    if (answers.ask) ask_renames(from, to, hints);
    return hints;
}

}  // namespace migrations
