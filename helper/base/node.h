#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/source.h"

namespace migrations {

struct Node;

// An entry of a table node: the key with the place where it is written.
struct Entry;

// A date and time of TOML, kept as its text ("2026-11-22T14:55:00Z").
struct DateTime {
    std::string text;
    bool operator==(const DateTime&) const = default;
};

// A value of a TOML document with its place. Tables keep the order of the file.
struct Node {
    using Array = std::vector<Node>;
    using Table = std::vector<Entry>;

    std::variant<std::string, std::int64_t, double, bool, DateTime, Array, Table> value;
    Location location;

    bool is_table() const { return std::holds_alternative<Table>(value); }
    bool is_array() const { return std::holds_alternative<Array>(value); }
    bool is_string() const { return std::holds_alternative<std::string>(value); }

    // Precondition: is_table(), is_array(), is_string().
    const Table& table() const { return std::get<Table>(value); }
    const Array& array() const { return std::get<Array>(value); }
    const std::string& string() const { return std::get<std::string>(value); }

    // The value of a key, or null when this is no table or has no such key.
    const Node* find(std::string_view key) const;
};

struct Entry {
    std::string key;
    Node value;
    Location location;  // of the key
};

// Same values in the same order, whatever the places.
bool same(const Node& a, const Node& b);

// "a string", "an integer", "a table", ... for messages.
std::string kind_of(const Node& node);

}  // namespace migrations
