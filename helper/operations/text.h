#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "operations/operation.h"

namespace migrations {

// An operation as a TOML table with the key `op`, driven by the `fields` of each struct, and back:
// parse_operation(print(x)) == x.
Node print(const Operation& operation);

// Reports unknown operations and keys (with a suggestion), missing keys and wrong kinds at their places, and returns
// nothing when the operation cannot be used.
std::optional<Operation> parse_operation(const Node& node, Diagnostics& diagnostics);

// "op = ..." lines of one operation, as below [[upgrade]] in a revision file.
std::string print_lines(const Operation& operation);

// The text that is hashed for "the same operations": one line each, whatever the layout of the file.
std::string canonical_text(const Operations& operations);

// All of them, in the order of operation.h.
std::vector<std::string> operation_names();

// Help text of one operation's keys, from its fields; "" for an unknown name.
std::string describe_operation(const std::string& name);

}  // namespace migrations
