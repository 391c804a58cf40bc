#include "operations/replay.h"

#include <utility>
#include <vector>

#include "operations/fill.h"
#include "operations/kinds.h"
#include "operations/replacement_order.h"

namespace migrations {
namespace {

std::string replay_noting(const Operation& operation, Schema& schema, RelationNames& names) {
    std::string problem;
    if (const auto* create = std::get_if<CreateTable>(&operation.change)) {
        problem = carry_out(*create, operation.origin, schema, &names);
    } else if (const auto* index = std::get_if<CreateIndex>(&operation.change)) {
        problem = carry_out(*index, operation.origin, schema, &names);
    } else {
        problem = replay(operation, schema);
    }
    names.note(operation.change);
    return problem;
}

Subject subject_parts(const Operation& operation) {
    return std::visit([](const auto& change) { return subject_of(change); }, operation.change);
}

void undo_one(const Operation& operation, const Schema& before, Reverse& to) {
    std::visit([&](const auto& change) { undo(change, before, to); }, operation.change);
}

// With the functions that are put back where what they name is back (replacement_order.h).
void settle_replacements(Reverse& back) {
    const std::vector<std::size_t> order = order_with_replacements(back.operations);
    std::vector<std::size_t> place(order.size());
    Operations settled;
    for (std::size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = i;
        settled.push_back(std::move(back.operations[order[i]]));
    }
    back.operations = std::move(settled);
    for (auto& [index, text] : back.lost) index = place[index];
}

}  // namespace

std::string replay(const Operation& operation, Schema& schema) {
    return std::visit(
        [&](const auto& change) { return carry_out(change, operation.origin, schema); },
        operation.change);
}

Schema replay(const Operations& operations, Schema schema, Diagnostics& diagnostics) {
    RelationNames names;
    return replay(operations, std::move(schema), diagnostics, names);
}

Schema replay(const Operations& operations, Schema schema, Diagnostics& diagnostics, RelationNames& names) {
    for (const Operation& operation : operations) {
        const std::string problem = replay_noting(operation, schema, names);
        if (!problem.empty()) {
            diagnostics.push_back(error_at(operation.origin, "operation", problem));
        }
    }
    return schema;
}

Reverse reverse(const Operations& operations, const Schema& before) {
    std::vector<Reverse> steps;
    // Two schemas that go the same way, one operation apart: a copy for each would be quadratic.
    Schema schema = before;
    Schema after = before;
    for (const Operation& operation : operations) {
        if (!replay(operation, after).empty()) continue;
        undo_one(operation, schema, steps.emplace_back());
        static_cast<void>(replay(operation, schema));
    }

    Reverse back;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        for (const auto& [index, text] : step->lost) {
            back.lost.emplace_back(back.operations.size() + index, text);
        }
        back.operations.insert(back.operations.end(), step->operations.begin(),
                               step->operations.end());
    }
    for (const Reverse& step : steps) {
        back.irreversible.insert(back.irreversible.end(), step.irreversible.begin(),
                                 step.irreversible.end());
    }
    settle_replacements(back);
    mend_fills(back, schema, before);
    return back;
}

std::string summary(const Operation& operation) {
    return std::visit([](const auto& change) { return summary_of(change); }, operation.change);
}

std::string subject(const Operation& operation) {
    const Subject parts = subject_parts(operation);
    return parts.table + (parts.table.empty() || parts.part.empty() ? "" : ".") + parts.part;
}

std::string name_of(const Operation& operation) {
    return std::visit([]<class Kind>(const Kind&) { return std::string(Kind::name); },
                      operation.change);
}

std::string table_of(const Operation& operation) {
    return subject_parts(operation).table;
}

}  // namespace migrations
