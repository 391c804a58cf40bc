#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// Reports what PostgreSQL cannot have, as problems of the operation that the writer was started
// with: names of more than 63 bytes (it would cut them), equal names where it has one space of
// names for several kinds of things, types without a text for it, virtual generated columns.
//
// Only what an operation brings in is looked at: what was there before has been reported by its own
// operation.
class Limits {
public:
    explicit Limits(Writer& writer) : writer_(writer) {}

    // A table as it was (null: there was none) and as it is now (null: it is gone) in the schema
    // `after`.
    void check_table(const Table* before, const Table* now, const Schema& after);
    // The same for an enum.
    void check_enum(const EnumType* before, const EnumType* now, const Schema& after);
    // Anything may have changed.
    void forget() { counted_ = false; }

private:
    void check_name(const std::string& what, const std::string& name);
    void check_columns(const Table* before, const Table& now, const Schema& after);
    void check_constraints(const Table* before, const Table& now, const Schema& after);
    void check_relations(const Table* before, const Table* now, const Schema& after);
    void count(const Table& table, int by);

    Writer& writer_;
    bool counted_ = false;
    std::unordered_map<std::string, int>
        relations_;  // names of tables, indexes, keys and sequences of the schema
};

}  // namespace migrations::postgresql
