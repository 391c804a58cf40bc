#include "cli/json_schema/words.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace migrations {
namespace {

const Word* find(std::string_view key) {
    for (const std::span<const Word> words : {words_of_models(), words_of_revisions(), words_of_settings()}) {
        const auto found = std::find_if(words.begin(), words.end(), [&](const Word& each) { return each.key == key; });
        if (found != words.end()) return &*found;
    }
    return nullptr;
}

}  // namespace

const Word& word_for(std::string_view owner, std::string_view key) {
    const std::string full = owner.empty() ? std::string(key) : std::string(owner) + "." + std::string(key);
    const Word* found = find(full);
    if (found == nullptr) found = find(key);
    if (found == nullptr) throw std::logic_error("helper/cli/json_schema/words_of_*.cc say nothing of '" + full + "'");
    return *found;
}

}  // namespace migrations
