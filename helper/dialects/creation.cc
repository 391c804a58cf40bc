#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dialects/dialect.h"

namespace migrations {

namespace {

// Puts the tables that others refer to first, depth first.
class CreationOrder {
public:
    explicit CreationOrder(const Schema& schema) : schema_(schema) {}

    Operations make() {
        Operations operations;
        for (const EnumType& type : schema_.enums)
            operations.emplace_back(CreateEnum{type}, type.origin);
        for (const Table& table : schema_.tables) create(table);
        for (const std::vector<Operation>* part : {&tables_, &closing_}) {
            operations.insert(operations.end(), part->begin(), part->end());
        }
        return operations;
    }

private:
    enum class Mark { open, created };

    void create(const Table& table) {
        if (!marks_.emplace(table.name, Mark::open).second) return;
        Table made = table;
        made.foreign_keys.clear();
        for (const ForeignKey& key : table.foreign_keys) {
            if (closes_cycle(table, key)) {
                closing_.emplace_back(AddForeignKey{table.name, key}, key.origin);
            } else {
                made.foreign_keys.push_back(key);
            }
        }
        marks_[table.name] = Mark::created;
        tables_.emplace_back(CreateTable{std::move(made)}, table.origin);
    }

    // Creates the table that the key refers to first, unless it is this one, or waits for this one
    // itself.
    bool closes_cycle(const Table& table, const ForeignKey& key) {
        const Table* parent = schema_.table(key.table);
        if (parent == nullptr || parent == &table) return false;
        create(*parent);
        return marks_.at(parent->name) == Mark::open;
    }

    const Schema& schema_;
    std::map<std::string, Mark> marks_;
    Operations tables_;
    Operations closing_;
};

}  // namespace

Operations creation(const Schema& schema) {
    return CreationOrder(schema).make();
}

}  // namespace migrations
