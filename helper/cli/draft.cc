#include "cli/draft.h"

#include <algorithm>
#include <charconv>
#include <variant>

#include "base/names.h"
#include "cli/output.h"
#include "diff/diff.h"
#include "operations/replay.h"

namespace migrations {
namespace {

struct Answer {
    std::string left;
    std::string right;
};

Answer split_answer(const std::string& text, const char* option) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw Error(Exit::usage, std::string(option) + " '" + text + "': expected NAME=VALUE",
                    std::string("for example: ") + option + " users.email=unknown");
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::pair<std::string, std::string> table_and_column(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return {name, ""};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

// ---- renames ----

RenameHints hints_of(const DraftAnswers& answers, const Schema& from, const Schema& to) {
    RenameHints hints;
    for (const std::string& text : answers.renames) {
        const Answer answer = split_answer(text, "--rename");
        const auto [old_table, old_column] = table_and_column(answer.left);
        auto [new_table, new_column] = table_and_column(answer.right);
        if (old_column.empty()) {
            if (from.table(old_table) == nullptr || to.table(answer.right) == nullptr) {
                throw Error(Exit::usage, "--rename '" + text + "': no table '" +
                                             (from.table(old_table) == nullptr ? old_table : answer.right) + "' " +
                                             (from.table(old_table) == nullptr ? "in the migrations" : "in the models"));
            }
            hints.tables[old_table] = answer.right;
            continue;
        }
        if (new_column.empty()) {
            new_column = new_table;
            new_table = old_table;
        }
        const Table* before = from.table(old_table);
        const Table* after = to.table(new_table);
        if (before == nullptr || before->column(old_column) == nullptr) {
            throw Error(Exit::usage, "--rename '" + text + "': the migrations have no column '" + answer.left + "'");
        }
        if (after == nullptr || after->column(new_column) == nullptr) {
            throw Error(Exit::usage, "--rename '" + text + "': the models have no column '" + new_table + "." + new_column + "'");
        }
        hints.columns[{new_table, old_column}] = new_column;
    }
    return hints;
}

void ask_renames(const Schema& from, const Schema& to, RenameHints& hints) {
    for (const PossibleRename& each : possible_renames(from, to, hints)) {
        const std::string before = each.table.empty() ? each.from : each.table + "." + each.from;
        const std::string after = each.table.empty() ? each.to : each.table + "." + each.to;
        const std::string answer = lower(trim(ask("Was '" + before + "' renamed to '" + after + "'? [y/N] ")));
        if (answer != "y" && answer != "yes") continue;
        if (each.table.empty()) {
            hints.tables[each.from] = each.to;
        } else {
            hints.columns[{each.table, each.from}] = each.to;
        }
    }
}

// ---- fills ----

// What the generator writes where only the author knows the value.
constexpr std::string_view open_fill_mark = "?";

bool is_question(const std::optional<Value>& fill) {
    const std::string* text = fill ? std::get_if<std::string>(&*fill) : nullptr;
    return text != nullptr && *text == open_fill_mark;
}

// The value that a text of the command line means for a column of this type.
Value value_for(const Type& type, const std::string& text) {
    if (std::holds_alternative<Bool>(type.portable)) {
        if (text == "true" || text == "false") return Value(text == "true");
        throw Error(Exit::usage, "--fill: '" + text + "' is neither true nor false");
    }
    if (std::holds_alternative<Integer>(type.portable)) {
        std::int64_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem == std::errc() && end == text.data() + text.size()) return Value(number);
        throw Error(Exit::usage, "--fill: '" + text + "' is not an integer");
    }
    if (std::holds_alternative<Float>(type.portable)) {
        double number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem == std::errc() && end == text.data() + text.size()) return Value(number);
        throw Error(Exit::usage, "--fill: '" + text + "' is not a number");
    }
    return Value(text);
}

// An operation that needs to know what rows that exist get.
struct OpenFill {
    std::string table;
    std::string column_name;
    std::string name;                // "users.email"
    bool tightens = false;           // an alter_column that makes the column NOT NULL
    const Column* column = nullptr;  // as the models have it
    std::optional<Value>* value = nullptr;
    std::optional<Sql>* expression = nullptr;
};

// The operations that have a fill to give, needed or not.
std::vector<OpenFill> fills_of(Operations& operations) {
    std::vector<OpenFill> fills;
    for (Operation& operation : operations) {
        if (AddColumn* add = std::get_if<AddColumn>(&operation.change)) {
            const std::string& column = add->column.name;
            fills.push_back({add->table, column, add->table + "." + column, false, &add->column, &add->fill, &add->fill_expr});
        } else if (AlterColumn* alter = std::get_if<AlterColumn>(&operation.change)) {
            fills.push_back({alter->table, alter->column, alter->table + "." + alter->column,
                             alter->null == std::optional<bool>(false), nullptr, &alter->fill, &alter->fill_expr});
        }
    }
    return fills;
}

// Those whose column is NOT NULL and gives rows that exist no value by itself.
std::vector<OpenFill> open_fills(Operations& operations, const Schema& to) {
    std::vector<OpenFill> open;
    for (OpenFill& fill : fills_of(operations)) {
        if (fill.column != nullptr) {
            const Column& column = *fill.column;
            if (!column.null && !column.default_value && !column.default_expr && !column.generated && !column.identity) {
                open.push_back(fill);
            }
            continue;
        }
        const Table* table = to.table(fill.table);
        fill.column = table == nullptr ? nullptr : table->column(fill.column_name);
        if (fill.column != nullptr && fill.tightens) open.push_back(fill);
    }
    return open;
}

// True when an earlier draft had an answer, which is taken over.
bool keep_fill(const std::vector<OpenFill>& earlier, OpenFill& now) {
    for (const OpenFill& before : earlier) {
        const bool asked = is_question(*before.value);
        if (before.name != now.name || asked || (!*before.value && !*before.expression)) continue;
        *now.value = *before.value;
        *now.expression = *before.expression;
        return true;
    }
    return false;
}

void settle_fills(std::vector<OpenFill> fills, const DraftAnswers& answers, const std::vector<OpenFill>& earlier,
                  Draft& draft) {
    std::vector<std::string> names;
    for (const OpenFill& each : fills) names.push_back(each.name);
    const auto find = [&](const std::string& name, const char* option) -> OpenFill& {
        for (OpenFill& each : fills) {
            if (each.name == name) return each;
        }
        const std::string near = did_you_mean(name, names);
        throw Error(Exit::usage, std::string(option) + " '" + name + "': no column of this revision needs a fill by this name",
                    names.empty() ? "nothing needs to be filled" : near.empty() ? "open are: " + join(names, ", ") : near);
    };
    for (const std::string& text : answers.fills) {
        const Answer answer = split_answer(text, "--fill");
        OpenFill& fill = find(answer.left, "--fill");
        *fill.value = value_for(fill.column->type, answer.right);
    }
    for (const std::string& text : answers.fill_exprs) {
        const Answer answer = split_answer(text, "--fill-expr");
        OpenFill& fill = find(answer.left, "--fill-expr");
        if (*fill.value) throw Error(Exit::usage, "both --fill and --fill-expr are given for '" + answer.left + "'");
        *fill.expression = Sql(answer.right);
    }
    for (OpenFill& each : fills) {
        if (*each.value || *each.expression || keep_fill(earlier, each)) continue;
        if (answers.ask) {
            const std::string answer = ask("'" + each.name + "' is NOT NULL and has no default. Value for rows that exist: ");
            if (!answer.empty()) {
                *each.value = value_for(each.column->type, answer);
                continue;
            }
        }
        each.value->emplace(std::string(open_fill_mark));
        draft.open.push_back(each.name);
    }
}

// ---- words ----

// "add users.age and 2 more changes"
std::string derived_message(const Operations& operations) {
    const std::string name = name_of(operations.front());
    std::string message = name.substr(0, name.find('_')) + " " + subject(operations.front());
    if (operations.size() > 1) message += " and " + count_of(operations.size() - 1, "more change");
    return message;
}

void note_losses(const Operations& upgrade, const Schema& from, const Schema& to, const RenameHints& hints, Draft& draft) {
    const std::vector<PossibleRename> renames = possible_renames(from, to, hints);
    for (std::size_t i = 0; i < upgrade.size(); ++i) {
        const DropColumn* column = std::get_if<DropColumn>(&upgrade[i].change);
        const DropTable* table = std::get_if<DropTable>(&upgrade[i].change);
        if (column == nullptr && table == nullptr) continue;
        draft.notes.upgrade.emplace_back(i, "values lost: " + subject(upgrade[i]));
        for (const PossibleRename& each : renames) {
            const bool same = column != nullptr ? each.from == column->column && each.table == column->table
                                                : each.table.empty() && each.from == table->table;
            if (same) {
                draft.notes.upgrade.emplace_back(
                    i, "if it became '" + each.to + "', write renamed_from = \"" + each.from +
                           "\" into the model and run: migrations revision --amend");
            }
        }
    }
}

}  // namespace

Draft make_draft(const Project& project, const Schema& from, const DraftAnswers& answers, Operations earlier) {
    const Schema& models = project.model.schema;
    RenameHints hints = project.model.hints;
    const RenameHints said = hints_of(answers, from, models);
    for (const auto& [old_name, new_name] : said.tables) hints.tables[old_name] = new_name;
    for (const auto& [old_name, new_name] : said.columns) hints.columns[old_name] = new_name;
    if (answers.ask) ask_renames(from, models, hints);

    Draft draft;
    draft.upgrade = diff(from, adopt_names(models, from, hints), hints);
    if (draft.upgrade.empty()) return draft;
    settle_fills(open_fills(draft.upgrade, models), answers, fills_of(earlier), draft);
    draft.message = derived_message(draft.upgrade);
    note_losses(draft.upgrade, from, models, hints, draft);

    Reverse back = reverse(draft.upgrade, from);
    draft.downgrade = std::move(back.operations);
    for (const auto& [index, what] : back.lost) draft.notes.downgrade.emplace_back(index, "values lost: " + what);
    if (!back.irreversible.empty()) draft.irreversible = "cannot be undone: " + join(back.irreversible, ", ");
    return draft;
}

}  // namespace migrations
