#include "dialects/postgresql/writer.h"

#include <set>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/traits.h"

namespace migrations::postgresql {

namespace {

// The names of the constraints that are checked at the end of the transaction, quoted.
std::vector<std::string> deferred_constraints(const Schema& schema) {
    std::set<std::string> names;
    for (const Table& table : schema.tables) {
        for (const Unique& each : table.uniques) {
            if (each.deferrable == Deferrable::deferred) names.insert(quote_identifier(each.name));
        }
        for (const Exclude& each : table.excludes) {
            if (is_deferred(each)) names.insert(quote_identifier(each.name));
        }
        for (const ForeignKey& each : table.foreign_keys) {
            if (each.deferrable == Deferrable::deferred) names.insert(quote_identifier(each.name));
        }
    }
    return {names.begin(), names.end()};
}

}  // namespace

void Writer::start(std::size_t index, const Operation& operation, const Schema& now) {
    index_ = index;
    operation_ = &operation;
    schema_ = &now;
}

void Writer::add(std::string sql) {
    Step step;
    step.sql = std::move(sql);
    step.operation = index_;
    script_.steps.push_back(std::move(step));
}

void Writer::settle() {
    if (!pending_) return;
    pending_ = false;
    if (settled_ || deferred_constraints(*schema_).empty()) return;
    settled_ = true;
    add("SET CONSTRAINTS ALL IMMEDIATE");
}

void Writer::definition(std::string sql) {
    settle();
    add(std::move(sql));
}

void Writer::rows(std::string sql) {
    pending_ = true;
    add(std::move(sql));
}

void Writer::own_rows(std::string sql) {
    if (settled_) {
        settled_ = false;
        const std::vector<std::string> names = deferred_constraints(*schema_);
        if (!names.empty()) add("SET CONSTRAINTS " + join(names, ", ") + " DEFERRED");
    }
    rows(std::move(sql));
}

void Writer::own_definition(std::string sql) {
    settle();
    rows(std::move(sql));
}

void Writer::call(const std::string& function) {
    own_rows("");
    script_.steps.back().function = function;
}

void Writer::alter_table(std::string_view table, std::string_view action) {
    definition("ALTER TABLE " + quote_identifier(table) + " " + std::string(action));
}

void Writer::problem(std::string rule, std::string message, std::string help) {
    diagnostics_.push_back(
        error_at(operation_->origin, std::move(rule), std::move(message), std::move(help)));
}

}  // namespace migrations::postgresql
