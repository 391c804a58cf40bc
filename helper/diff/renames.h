#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Which new name an old thing has. From `renamed_from` and `renamed_values` in the models, from
// --rename, from answers. A hint whose old name does not exist any more, or whose new name exists
// already on the old side (and is not renamed itself), is spent: ignored. Hints in a circle (a -> b,
// b -> a) are never spent: they swap the two each time. So models, which keep their hints, cannot
// state any.
struct RenameHints {
    // old table -> new table
    std::map<std::string, std::string> tables;
    // (new table, old column) -> new column
    std::map<std::pair<std::string, std::string>, std::string> columns;
    // old enum -> new enum
    std::map<std::string, std::string> enums;
    // new enum -> old value -> new value
    std::map<std::string, std::map<std::string, std::string>> enum_values;

    bool operator==(const RenameHints&) const = default;
};

// A drop and an add that look like a rename: "users.nick" -> "users.alias" or "users" -> "people".
struct PossibleRename {
    std::string table;  // the new side's table; empty for tables
    std::string from;
    std::string to;
    double likeness = 0;  // 0 to 1: type, attributes, position and name taken together
    std::string reasons;  // for people: "same type, same position, similar name", "3 of 4 columns are the same"

    bool operator==(const PossibleRename&) const = default;
};

// Pairs worth asking about, best first, each thing in at most one pair; those that hints settle are
// left out. Columns of one table and of one class of types (integers, decimals and floats are one,
// strings and texts another; enums of the same values are the same type) with a likeness of 0.6 or more: 0.4 for the same type (0.2 for the
// same class), 0.2 for the same attributes, 0.15 for the same position, 0.25 times the share of the
// names' common beginning and end. Tables with a likeness of 0.6 or more: 0.7 times the share of
// the columns that both have with name and class of type, 0.1 for the same primary key, 0.2 times
// the likeness of the names.
std::vector<PossibleRename> possible_renames(const Schema& from, const Schema& to,
                                             const RenameHints& hints);

}  // namespace migrations
