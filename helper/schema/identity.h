#pragma once

#include <cstdint>
#include <optional>
#include <tuple>

#include "schema/fields.h"

namespace migrations {

// Whether and how the server numbers a column. The options are those of PostgreSQL's sequence; SQLite goes on behind
// the largest number in the table. What is absent is the server's default, and equal to that where it does not depend
// on the column's type: increment 1, cache 1, and counting up min 1 and start = min, counting down the same from -1.
struct Identity {
    bool given = false;
    bool always = false;  // GENERATED ALWAYS: the server takes no other number
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> increment;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::int64_t> cache;
    bool cycle = false;

    Identity() = default;
    Identity(bool given) : given(given) {}
    explicit operator bool() const { return given; }

    bool counts_down() const { return increment && *increment < 0; }
    // Without the options that have their default value; `least` and `largest` are those of the column's type.
    Identity without_defaults(std::optional<std::int64_t> least = {}, std::optional<std::int64_t> largest = {}) const;
    bool has_options() const { return start || increment || min || max || cache || cycle; }
    bool operator==(const Identity& other) const;

    static constexpr auto fields =
        std::make_tuple(optional("always", &Identity::always), optional("start", &Identity::start),
                        optional("increment", &Identity::increment), optional("min", &Identity::min),
                        optional("max", &Identity::max), optional("cache", &Identity::cache),
                        optional("cycle", &Identity::cycle));
};

}  // namespace migrations
