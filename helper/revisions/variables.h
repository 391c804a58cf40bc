#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "revisions/revision.h"

namespace migrations {

// [variables] of a revision: what differs from one database to the next in the SQL of `execute`, such as the schema of a
// tenant. ${name} becomes an SQL string, ${name:identifier} a quoted identifier. Whoever gives no value has the default.

// Values that somebody gives, by name.
using VariableValues = std::map<std::string, std::string>;

bool is_variable_name(const std::string& text);

// Puts values into the SQL of all `execute` of the revision. What is not declared, and what is not SQL of its own but stands
// within a string or a name, is a Diagnostic. Precondition: the revision declares variables: others are taken verbatim.
void fill_in_variables(Revision& revision, const VariableValues& values, Diagnostics& diagnostics);

}  // namespace migrations
