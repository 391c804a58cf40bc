#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "operations/operation.h"
#include "sql/script.h"

namespace migrations::postgresql {

// Collects the statements of a script, in order.
//
// A table whose deferred constraints wait for the end of the transaction cannot be altered (55006,
// "pending trigger events"). So before a definition that follows a change of rows, they are checked
// with SET CONSTRAINTS ALL IMMEDIATE, where the schema has such constraints at all.
class Writer {
public:
    Writer(Script& script, Diagnostics& diagnostics) : script_(script), diagnostics_(diagnostics) {}

    // What follows belongs to this operation, which leads to the schema `now`.
    void start(std::size_t index, const Operation& operation, const Schema& now);

    // A statement that changes a definition.
    void definition(std::string sql);
    // A statement that changes rows.
    void rows(std::string sql);
    // As rows(), for the revision's own statements: deferred constraints are deferred again before
    // them.
    void own_rows(std::string sql);
    // A statement of the author's that may be either.
    void own_definition(std::string sql);

    // A function of the program.
    void call(const std::string& function);

    // How to find out whether the last statement has had its effect (Step::probe).
    void set_probe(const std::string& query) { script_.steps.back().probe = query; }

    // "ALTER TABLE "t" action"
    void alter_table(std::string_view table, std::string_view action);

    // A mistake of the operation that was started last.
    void problem(std::string rule, std::string message, std::string help = {});

private:
    void add(std::string sql);
    void settle();

    Script& script_;
    Diagnostics& diagnostics_;
    const Operation* operation_ = nullptr;
    const Schema* schema_ = nullptr;
    std::size_t index_ = 0;
    bool pending_ = false;  // rows were changed since the constraints were last checked
    bool settled_ = false;  // deferred constraints are immediate now
};

}  // namespace migrations::postgresql
