// A script as one string and back, for the history table: so a program that no longer has (or does
// not yet have) a revision can still take it back.
//
// The text is `script 1 `, then values as in text_values.hpp:
//   script 1 <transactional 0|1> <steps> { <sql> <table> <expected> <wanted> <shared 0|1> <probe>
//   <function> <sources> { <column> <expression> } }
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "script.hpp"
#include "text_values.hpp"

namespace migrations {

// A script that owns its text. Moves, does not copy.
class owned_script {
public:
    owned_script() = default;
    owned_script(owned_script&&) = default;
    owned_script& operator=(owned_script&&) = default;
    owned_script(const owned_script&) = delete;
    owned_script& operator=(const owned_script&) = delete;
    ~owned_script() = default;

    // Valid as long as this object and its moved-to successor live.
    script view() const { return {slice<step>(steps_.data(), steps_.size()), transactional_}; }

private:
    friend struct decoded_script decode_script(std::string_view text);

    std::vector<char> text_;  // what the views of the steps point into; its buffer survives a move
    std::vector<std::vector<column_source>> sources_;
    std::vector<step> steps_;
    bool transactional_ = true;
};

// The result of decode_script().
struct decoded_script {
    owned_script script;
    std::string
        error;  // empty: decoded; otherwise what is wrong with the text, and the script is empty
};

inline std::string encode_script(const script& from) {
    value_writer to;
    to.text = "script 1 ";
    to.number(from.transactional ? 1 : 0).number(from.steps.size);
    for (const step& each : from.steps) {
        to.words(each.sql).words(each.table).words(each.expected).words(each.wanted);
        to.number(each.shared ? 1 : 0).words(each.probe).words(each.function);
        to.number(each.sources.size);
        for (const column_source& source : each.sources) to.words(source.column).words(source.expression);
    }
    return std::move(to.text);
}

// Reads what encode_script() wrote. Any other text gives an error, never a partial script.
inline decoded_script decode_script(std::string_view text) {
    decoded_script result;
    owned_script& out = result.script;
    out.text_.assign(text.begin(), text.end());
    value_reader from(std::string_view(out.text_.data(), out.text_.size()));
    constexpr std::string_view magic = "script 1 ";
    if (from.rest.substr(0, magic.size()) != magic) {
        result.error = "not a stored script of a known version";
        out = owned_script();
        return result;
    }
    from.rest.remove_prefix(magic.size());
    const bool transactional = from.flag();
    const std::size_t steps = from.number();
    for (std::size_t at = 0; from.good && at < steps; ++at) {
        step each;
        each.sql = from.words();
        each.table = from.words();
        each.expected = from.words();
        each.wanted = from.words();
        each.shared = from.flag();
        each.probe = from.words();
        each.function = from.words();
        const std::size_t count = from.number();
        std::vector<column_source> sources;
        for (std::size_t source = 0; from.good && source < count; ++source) {
            const std::string_view column = from.words();
            const std::string_view expression = from.words();
            sources.push_back({column, expression});
        }
        out.sources_.push_back(std::move(sources));
        each.sources = slice<column_source>(out.sources_.back().data(), out.sources_.back().size());
        out.steps_.push_back(each);
    }
    if (!from.good || !from.rest.empty()) {
        result.error =
            "a stored script is damaged at byte " + std::to_string(text.size() - from.rest.size());
        out = owned_script();
        return result;
    }
    out.transactional_ = transactional;
    return result;
}

}  // namespace migrations
