#include "operations/replacement_order.h"

#include <algorithm>
#include <numeric>
#include <variant>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "operations/replay.h"
#include "schema/object_graph.h"
#include "schema/routine_text.h"

namespace migrations {
namespace {

// What has a name after the operation that it did not have before.
std::vector<std::string> names_brought_by(const Operation& operation) {
    const Change& change = operation.change;
    if (const auto* each = std::get_if<CreateTable>(&change)) return {each->table.name};
    if (const auto* each = std::get_if<RenameTable>(&change)) return {each->to};
    if (const auto* each = std::get_if<AddColumn>(&change)) return {each->column.name};
    if (const auto* each = std::get_if<RenameColumn>(&change)) return {each->to};
    if (const auto* each = std::get_if<CreateEnum>(&change)) return {each->type.name};
    if (const auto* each = std::get_if<RenameEnum>(&change)) return {each->to};
    if (const auto* each = std::get_if<CreateObject>(&change)) {
        if (each->object.kind == ObjectKind::trigger) return {};
        return {std::string(bare_name(each->object))};
    }
    if (const auto* each = std::get_if<AlterEnum>(&change)) {
        std::vector<std::string> names = each->values;
        names.push_back(each->type);
        return names;
    }
    return {};
}

bool changes_columns(const Operation& operation) {
    return std::holds_alternative<AddColumn>(operation.change) || std::holds_alternative<DropColumn>(operation.change) ||
           std::holds_alternative<RenameColumn>(operation.change) || std::holds_alternative<AlterColumn>(operation.change);
}

const Object* replaced_routine(const Operation& operation) {
    const auto* replace = std::get_if<ReplaceObject>(&operation.change);
    return replace != nullptr && is_routine(replace->object.kind) ? &replace->object : nullptr;
}

}  // namespace

bool has_text_body(const Object& routine) {
    const std::string& sql = routine.sql.in("postgresql");
    return !sql.empty() && !routine_text(sql).has_parsed_body;
}

SpokenOf::SpokenOf(const Object& routine) : names_(names_in(routine)), body_is_text_(has_text_body(routine)) {}

bool SpokenOf::has(const std::string& name) const {
    return std::binary_search(names_.begin(), names_.end(), lower(name));
}

bool SpokenOf::comes_with(const Operation& operation) const {
    if (const auto* execute = std::get_if<Execute>(&operation.change)) {
        return execute->effects && std::any_of(execute->effects->begin(), execute->effects->end(),
                                               [&](const Operation& effect) { return comes_with(effect); });
    }
    if (body_is_text_ && changes_columns(operation) && has(table_of(operation))) return true;
    const std::vector<std::string> brought = names_brought_by(operation);
    return std::any_of(brought.begin(), brought.end(), [&](const std::string& name) { return has(name); });
}

std::vector<std::size_t> order_with_replacements(const Operations& operations) {
    std::vector<std::size_t> order(operations.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::size_t> behind = order;  // which operation each comes to stand behind; itself where it stays
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Object* routine = replaced_routine(operations[i]);
        if (routine == nullptr) continue;
        const SpokenOf spoken_of(*routine);
        for (std::size_t other = i + 1; other < operations.size(); ++other) {
            if (spoken_of.comes_with(operations[other])) behind[i] = other;
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        const bool left_moves = behind[left] != left;
        const bool right_moves = behind[right] != right;
        return behind[left] != behind[right] ? behind[left] < behind[right] : left_moves < right_moves;
    });
    return order;
}

}  // namespace migrations
