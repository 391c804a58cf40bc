#pragma once

#include <span>
#include <string_view>

namespace migrations {

// What editors show of a key of a file. `standard` and `example` are values of TOML.
struct Word {
    std::string_view key;  // "column.type"; "type" where it is the same wherever it stands
    const char* text;
    const char* standard = nullptr;
    const char* example = nullptr;
};

std::span<const Word> words_of_models();
std::span<const Word> words_of_revisions();
std::span<const Word> words_of_settings();

// Of this key of this owner, else of the key. Throws std::logic_error when there is none.
const Word& word_for(std::string_view owner, std::string_view key);

}  // namespace migrations
