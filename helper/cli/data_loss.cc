#include "cli/data_loss.h"

#include <algorithm>
#include <set>
#include <string>
#include <variant>

#include "base/names.h"
#include "cli/output.h"
#include "codegen/compiled.h"
#include "operations/question.h"
#include "operations/replay.h"

namespace migrations {
namespace {

// Calls `found` with each alter_column that narrows a column which may hold values, and the column before.
template <class Operations, class Found>
void each_narrowing(Operations& upgrade, Schema schema, const Found& found) {
    std::set<std::string> made;  // tables without rows
    for (auto& operation : upgrade) {
        if (const auto* create = std::get_if<CreateTable>(&operation.change)) made.insert(create->table.name);
        if (auto* alter = std::get_if<AlterColumn>(&operation.change); alter != nullptr && alter->type) {
            const Table* table = schema.table(alter->table);
            const Column* column = table == nullptr ? nullptr : table->column(alter->column);
            const bool holds_values = column != nullptr && !made.contains(alter->table) && !column->generated;
            if (holds_values && !keeps_all_values(column->type, *alter->type)) found(operation, *alter, *column);
        }
        static_cast<void>(replay(operation, schema));  // what does not fit was said when the files were read
    }
}

bool may_narrow(const Operations& upgrade) {
    return std::any_of(upgrade.begin(), upgrade.end(), [](const Operation& each) {
        const auto* alter = std::get_if<AlterColumn>(&each.change);
        return alter != nullptr && alter->type && !alter->allow_data_loss;
    });
}

std::string name_of_type(const Type& type) {
    const std::string portable = to_string(type.portable);
    return !portable.empty() || type.verbatim.empty() ? portable : type.verbatim.begin()->second;
}

}  // namespace

Diagnostics data_loss_findings(const Graph& graph, const Revision& revision) {
    Diagnostics findings;
    if (!may_narrow(revision.upgrade)) return findings;
    Diagnostics ignored;
    const Schema before = schema_at(graph, graph.needs(revision), ignored);
    each_narrowing(revision.upgrade, before, [&](const Operation& operation, const AlterColumn& alter, const Column& column) {
        if (alter.allow_data_loss) return;
        findings.push_back(error_at(operation.origin, "data-loss",
                                    "'" + alter.table + "." + alter.column + "' changes from " + name_of_type(column.type) +
                                        " to " + name_of_type(*alter.type) + ", which cannot hold every value",
                                    "write allow_data_loss = true into this operation if such values may be lost"));
    });
    return findings;
}

void settle_losses(Operations& upgrade, const Schema& from, const DraftAnswers& answers, const Operations& earlier) {
    const auto allowed_before = [&](const AlterColumn& alter) {
        return std::any_of(earlier.begin(), earlier.end(), [&](const Operation& each) {
            const auto* before = std::get_if<AlterColumn>(&each.change);
            return before != nullptr && before->table == alter.table && before->column == alter.column &&
                   before->type == alter.type && before->allow_data_loss == Value(true);
        });
    };
    each_narrowing(upgrade, from, [&](Operation&, AlterColumn& alter, const Column& column) {
        bool allowed = answers.allow_data_loss || allowed_before(alter);
        if (!allowed && answers.ask) {
            const std::string answer = lower(trim(ask("'" + alter.table + "." + alter.column + "' changes from " +
                                                      name_of_type(column.type) + " to " + name_of_type(*alter.type) +
                                                      ", which cannot hold every value. May such values be lost? [y/N] ")));
            allowed = answer == "y" || answer == "yes";
        }
        alter.allow_data_loss = allowed ? Value(true) : Value(std::string(open_question));
    });
}

}  // namespace migrations
