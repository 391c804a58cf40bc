// A script as one string and back, for the history table: so a program that no longer has (or does
// not yet have) a revision can still take it back.
//
// The text is `script 1 `, then values that are numbers ending in a space, or strings as
// `<bytes>:<text>`:
//   script 1 <transactional 0|1> <steps> { <sql> <table> <expected> <wanted> <shared 0|1> <probe>
//   <sources> { <column> <expression> } }
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "script.hpp"

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
    std::string text = "script 1 ";
    const auto number = [&](std::size_t value) { text += std::to_string(value) + ' '; };
    const auto words = [&](std::string_view value) {
        text += std::to_string(value.size()) + ':';
        text += value;
    };
    number(from.transactional ? 1 : 0);
    number(from.steps.size);
    for (const step& each : from.steps) {
        words(each.sql);
        words(each.table);
        words(each.expected);
        words(each.wanted);
        number(each.shared ? 1 : 0);
        words(each.probe);
        number(each.sources.size);
        for (const column_source& source : each.sources) {
            words(source.column);
            words(source.expression);
        }
    }
    return text;
}

// Reads what encode_script() wrote. Any other text gives an error, never a partial script.
inline decoded_script decode_script(std::string_view text) {
    decoded_script result;
    owned_script& out = result.script;
    out.text_.assign(text.begin(), text.end());
    std::string_view rest(out.text_.data(), out.text_.size());
    bool good = true;

    const auto number = [&](char end) -> std::size_t {
        std::size_t value = 0;
        std::size_t at = 0;
        while (at < rest.size() && at < 10 && rest[at] >= '0' && rest[at] <= '9') {
            value = value * 10 + static_cast<std::size_t>(rest[at] - '0');
            ++at;
        }
        if (at == 0 || at >= rest.size() || rest[at] != end) {
            good = false;
            return 0;
        }
        rest.remove_prefix(at + 1);
        return value;
    };
    const auto words = [&]() -> std::string_view {
        const std::size_t size = number(':');
        if (!good || size > rest.size()) {
            good = false;
            return {};
        }
        const std::string_view value = rest.substr(0, size);
        rest.remove_prefix(size);
        return value;
    };

    constexpr std::string_view magic = "script 1 ";
    if (rest.substr(0, magic.size()) != magic) {
        result.error = "not a stored script of a known version";
        out = owned_script();
        return result;
    }
    rest.remove_prefix(magic.size());
    const std::size_t transactional = number(' ');
    const std::size_t steps = number(' ');
    if (transactional > 1) good = false;
    for (std::size_t at = 0; good && at < steps; ++at) {
        step each;
        each.sql = words();
        each.table = words();
        each.expected = words();
        each.wanted = words();
        const std::size_t shared = number(' ');
        if (shared > 1) good = false;
        each.shared = shared == 1;
        each.probe = words();
        const std::size_t count = number(' ');
        std::vector<column_source> sources;
        for (std::size_t source = 0; good && source < count; ++source) {
            const std::string_view column = words();
            const std::string_view expression = words();
            sources.push_back({column, expression});
        }
        out.sources_.push_back(std::move(sources));
        each.sources = slice<column_source>(out.sources_.back().data(), out.sources_.back().size());
        out.steps_.push_back(each);
    }
    if (!good || !rest.empty()) {
        result.error =
            "a stored script is damaged at byte " + std::to_string(text.size() - rest.size());
        out = owned_script();
        return result;
    }
    out.transactional_ = transactional == 1;
    return result;
}

}  // namespace migrations
