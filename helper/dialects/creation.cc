#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dialects/dialect.h"
#include "operations/call_order.h"
#include "schema/object_graph.h"

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
        create_objects();
        for (const std::vector<Operation>* part : {&early_, &tables_, &closing_, &objects_}) {
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

    void create_objects() {
        const ObjectGraph graph(schema_);
        std::set<std::string> labels;
        for (const auto& [label, object] : graph.all()) labels.insert(label);
        for (const std::string& label : graph.ordered(labels)) {
            const Object& object = *graph.find(label);
            (graph.is_early(label) ? early_ : objects_).emplace_back(CreateObject{object}, object.origin);
        }
    }

    const Schema& schema_;
    std::map<std::string, Mark> marks_;
    Operations early_;    // what tables may need
    Operations tables_;
    Operations closing_;
    Operations objects_;  // what needs tables
};

}  // namespace

Operations creation(const Schema& schema) {
    return in_call_order(CreationOrder(schema).make(), {});
}

}  // namespace migrations
