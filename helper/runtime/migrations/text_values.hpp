// Values as text and back: numbers that end in a space, and strings as `<bytes>:<text>`. Nothing needs an escape.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace migrations {

class value_writer {
public:
    value_writer& number(std::size_t value) {
        text += std::to_string(value) + ' ';
        return *this;
    }
    value_writer& words(std::string_view value) {
        text += std::to_string(value.size()) + ':';
        text += value;
        return *this;
    }

    std::string text;
};

// Reads what a value_writer wrote, in the same order. At the first thing that is something else `good` becomes false for
// good, and what is read from then on is empty.
class value_reader {
public:
    explicit value_reader(std::string_view text) : rest(text) {}

    std::size_t number(char end = ' ') {
        std::size_t value = 0;
        std::size_t at = 0;
        while (at < rest.size() && at < 10 && rest[at] >= '0' && rest[at] <= '9') {
            value = value * 10 + static_cast<std::size_t>(rest[at] - '0');
            ++at;
        }
        if (!good || at == 0 || at >= rest.size() || rest[at] != end) {
            good = false;
            return 0;
        }
        rest.remove_prefix(at + 1);
        return value;
    }
    // 0 or 1.
    bool flag() {
        const std::size_t value = number();
        if (value > 1) good = false;
        return value == 1;
    }
    std::string_view words() {
        const std::size_t size = number(':');
        if (!good || size > rest.size()) {
            good = false;
            return {};
        }
        const std::string_view value = rest.substr(0, size);
        rest.remove_prefix(size);
        return value;
    }

    std::string_view rest;
    bool good = true;
};

}  // namespace migrations
