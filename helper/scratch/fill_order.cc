#include "scratch/fill_order.h"

#include <algorithm>
#include <set>
#include <utility>

namespace migrations {

bool is_required(const ForeignKey& key, const Table& table) {
    return std::none_of(key.columns.begin(), key.columns.end(), [&](const std::string& name) {
        const Column* column = table.column(name);
        return column != nullptr && column->null;
    });
}

std::vector<const Table*> fill_order(const Schema& schema) {
    std::vector<const Table*> order;
    std::set<std::string> done;
    // What a table still lacks: keys that cannot wait, keys that can, keys that can be NULL.
    const auto lacks = [&](const Table& table) {
        std::vector<int> counts = {0, 0, 0};
        for (const ForeignKey& key : table.foreign_keys) {
            if (key.table == table.name || done.count(key.table) != 0 || schema.table(key.table) == nullptr) continue;
            ++counts[!is_required(key, table) ? 2 : key.deferrable == Deferrable::no ? 0 : 1];
        }
        return counts;
    };
    while (order.size() < schema.tables.size()) {
        const Table* best = nullptr;
        std::vector<int> least;
        for (const Table& table : schema.tables) {
            if (done.count(table.name) != 0) continue;
            std::vector<int> counts = lacks(table);
            if (best != nullptr && counts >= least) continue;
            best = &table;
            least = std::move(counts);
        }
        order.push_back(best);
        done.insert(best->name);
    }
    return order;
}

}  // namespace migrations
