#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/source.h"

namespace migrations {

// Where something was written, for messages. All origins are equal, so that == compares meaning only.
struct Origin : Location {
    Origin() = default;
    Origin(Location location) : Location(std::move(location)) {}
    bool operator==(const Origin&) const { return true; }
};

// SQL's NULL.
struct Null {
    bool operator==(const Null&) const = default;
};

// A value of a default, a fill or a row. Decimals, dates, times, uuids and JSON are strings.
using Value = std::variant<Null, bool, std::int64_t, double, std::string>;

// SQL text: one for all dialects, or one per dialect. Equal when the texts are the same by canonical_sql().
struct Sql {
    std::string text;                               // for dialects without an entry of their own
    std::map<std::string, std::string> by_dialect;  // dialect name -> text

    Sql() = default;
    Sql(std::string text) : text(std::move(text)) {}
    Sql(const char* text) : text(text) {}

    const std::string& in(std::string_view dialect) const;
    bool empty() const { return text.empty() && by_dialect.empty(); }
    // Whether there is text for other dialects and none for this one, which then does not have the thing.
    bool is_for_others(std::string_view dialect) const;
    bool operator==(const Sql& other) const;
};

// The name of a collation: one for all dialects, or one per dialect. "BINARY" on SQLite and "default" on PostgreSQL are
// what a column has without one, and equal to none.
struct Collation {
    std::string name;                               // for dialects without an entry of their own
    std::map<std::string, std::string> by_dialect;  // dialect name -> name

    Collation() = default;
    Collation(std::string name) : name(std::move(name)) {}
    Collation(const char* name) : name(name) {}
    bool empty() const { return name.empty() && by_dialect.empty(); }
    const std::string& text(std::string_view dialect) const;  // as written
    const std::string& in(std::string_view dialect) const;    // "" for what a column has without one
    bool operator==(const Collation& other) const;
};

// Storage parameters of PostgreSQL: WITH (fillfactor = 70). Names are in lower case.
struct Parameters {
    std::map<std::string, std::string> values;
    bool operator==(const Parameters&) const = default;
};

}  // namespace migrations
