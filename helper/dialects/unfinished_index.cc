#include "dialects/unfinished_index.h"

namespace migrations {

bool is_unfinished(const Index& index) {
    return !index.keys.empty() && index.keys.back().column.empty() && index.keys.back().expression.text == unfinished_key;
}

std::vector<UnfinishedIndex> take_unfinished(Schema& schema) {
    std::vector<UnfinishedIndex> found;
    for (Table& table : schema.tables) {
        for (Index& index : table.indexes) {
            if (!is_unfinished(index)) continue;
            index.keys.pop_back();
            found.push_back({table.name, index});
        }
    }
    return found;
}

}  // namespace migrations
