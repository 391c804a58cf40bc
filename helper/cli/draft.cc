#include "cli/draft.h"

#include <set>
#include <utility>
#include <variant>

#include "base/names.h"
#include "cli/data_loss.h"
#include "cli/dialect_limits.h"
#include "cli/draft_fills.h"
#include "cli/draft_renames.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "schema/object_text.h"

namespace migrations {
namespace {

// "add users.age and 2 more changes"
std::string derived_message(const Operations& operations) {
    const std::string name = name_of(operations.front());
    std::string message = name.substr(0, name.find('_')) + " " + subject(operations.front());
    if (operations.size() > 1) message += " and " + count_of(operations.size() - 1, "more change");
    return message;
}

// "values lost: ..." above what loses some, and how to keep them where it may be a rename.
void note_losses(const Operations& upgrade, const Schema& from, const Schema& models, const RenameHints& hints,
                 Draft& draft) {
    const std::vector<PossibleRename> renames = possible_renames(from, models, hints);
    Schema before = from;
    for (std::size_t i = 0; i < upgrade.size(); ++i) {
        OperationNotes& notes = draft.notes.upgrade;
        if (const auto* type = std::get_if<AlterEnum>(&upgrade[i].change)) {
            for (const auto& [value, replacement] : type->replaced_values) {
                notes.emplace_back(i, "values lost: '" + value + "' of enum " + type->type);
            }
        }
        const DropColumn* column = std::get_if<DropColumn>(&upgrade[i].change);
        const DropTable* table = std::get_if<DropTable>(&upgrade[i].change);
        const Table* old = column == nullptr ? nullptr : before.table(column->table);
        const bool computed = old != nullptr && old->column(column->column) != nullptr &&
                              old->column(column->column)->generated;
        (void)replay(upgrade[i], before);  // what diff() yields fits
        if ((column == nullptr && table == nullptr) || computed) continue;
        notes.emplace_back(i, "values lost: " + subject(upgrade[i]));
        for (const PossibleRename& each : renames) {
            const bool same = column != nullptr ? each.from == column->column && each.table == column->table
                                                : each.table.empty() && each.from == table->table;
            if (same) {
                notes.emplace_back(i, "if it became '" + each.to + "' (" + each.reasons + "), write renamed_from = \"" + each.from +
                                          "\" into the model and run: migrations revision --amend");
            }
        }
    }
}

// What happens to a sequence whose number its new limits may not allow.
void note_sequences(const Operations& operations, Schema before, OperationNotes& notes) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const auto* replace = std::get_if<ReplaceObject>(&operations[i].change);
        const Object* there = replace == nullptr ? nullptr : before.object(key_of(replace->object));
        if (there != nullptr && there->kind == ObjectKind::sequence) {
            const SequenceText old = sequence_text(there->sql.in("postgresql"));
            const SequenceText now = sequence_text(replace->object.sql.in("postgresql"));
            const bool down = now.increment < 0;
            const bool skips = down ? now.max < old.max : now.min > old.min;
            const bool ends = down ? now.min > old.min : now.max < old.max;
            const std::string start = std::to_string(now.start);
            const std::string end = std::to_string(down ? now.min : now.max);
            if (turns_round(old, now)) {
                notes.emplace_back(i, "the sequence counts the other way: numbers that it has given come again");
            }
            if (skips) notes.emplace_back(i, "where the sequence has not come so far, it goes on at " + start);
            if (ends) {
                notes.emplace_back(i, "where the sequence is past " + end + " already, " +
                                          (now.cycle ? "it starts again" : "it gives no more numbers"));
            }
        }
        (void)replay(operations[i], before);
    }
}

// The index of an operation that makes or drops one, with the switch that only its author sets; null for others.
bool* concurrency_of(Operation& operation, std::string& index) {
    if (auto* create = std::get_if<CreateIndex>(&operation.change)) {
        index = create->table + "." + create->index.name;
        return &create->concurrently;
    }
    if (auto* drop = std::get_if<DropIndex>(&operation.change)) {
        index = drop->table + "." + drop->index;
        return &drop->concurrently;
    }
    return nullptr;
}

// What the author wrote into the draft before stays.
void keep_concurrency(Operations& operations, Operations earlier) {
    std::set<std::string> indexes;
    std::string index;
    for (Operation& each : earlier) {
        const bool* concurrently = concurrency_of(each, index);
        if (concurrently != nullptr && *concurrently) indexes.insert(index);
    }
    for (Operation& each : operations) {
        bool* concurrently = concurrency_of(each, index);
        if (concurrently != nullptr && indexes.contains(index)) *concurrently = true;
    }
}

}  // namespace

std::pair<std::string, std::string> split_answer(const std::string& text, const char* option) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw Error(Exit::usage, std::string(option) + " '" + text + "': expected NAME=VALUE",
                    std::string("for example: ") + option + " users.email=unknown");
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

Draft make_draft(const Project& project, const Schema& from, const DraftAnswers& answers, Operations earlier) {
    const Schema& models = project.model.schema;
    const RenameHints hints = settle_renames(project.model.hints, answers, earlier, from, models);

    Draft draft;
    const DialectNames dialects = names_of(project.settings.dialects);
    draft.upgrade = diff(from, adopt_names(models, from, hints, dialects, project.settings.naming), hints, dialects);
    settle_losses(draft.upgrade, from, answers, earlier);
    keep_concurrency(draft.upgrade, earlier);
    settle_fills(draft.upgrade, from, models, answers, std::move(earlier));
    if (draft.upgrade.empty()) return draft;
    Diagnostics limits = dialect_limits(models, project.settings);
    if (limits.empty()) limits = change_limits(from, draft.upgrade, project.settings);
    if (has_errors(limits)) throw Error(Exit::graph, std::move(limits));
    draft.message = derived_message(draft.upgrade);
    note_losses(draft.upgrade, from, models, hints, draft);

    Reverse back = reverse(with_replacements(draft.upgrade, from), from);
    draft.downgrade = std::move(back.operations);
    note_sequences(draft.upgrade, from, draft.notes.upgrade);
    Diagnostics ignored;
    const Schema after = replay(draft.upgrade, from, ignored);
    note_sequences(draft.downgrade, after, draft.notes.downgrade);
    for (const auto& [index, what] : back.lost) draft.notes.downgrade.emplace_back(index, "values lost: " + what);
    if (!back.irreversible.empty()) draft.irreversible = "cannot be undone: " + join(back.irreversible, ", ");
    // A way up that works is not refused for a way back that does not: PostgreSQL takes a label into an enum, and none out of it.
    const Diagnostics no_way_back = change_limits(after, draft.downgrade, project.settings);
    if (draft.irreversible.empty() && has_errors(no_way_back)) draft.irreversible = "cannot be undone: " + no_way_back.front().message;
    return draft;
}

}  // namespace migrations
