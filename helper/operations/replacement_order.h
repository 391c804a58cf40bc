#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "operations/operation.h"

namespace migrations {

// Whether the body of the function or procedure is a string, which the server reads when it is called: AS '...'.
bool has_text_body(const Object& routine);

// What the text of a function or a procedure speaks of. The server reads a body when it is made, and does so then.
class SpokenOf {
public:
    explicit SpokenOf(const Object& routine);

    // Whether the text may be wrong before the operation, and right after it: a table, a column, a type, a value or another
    // object comes or gets a name that the text has; or the columns of a table that it names change, unless the server
    // holds on to them while the function is there (its body is no string).
    bool comes_with(const Operation& operation) const;

private:
    bool has(const std::string& name) const;

    std::vector<std::string> names_;
    bool body_is_text_ = false;
};

// The order in which the operations work: where each replace_object of a function or a procedure stands behind the last
// operation that brings what its text speaks of. All others stay in their order. As indexes into `operations`. What
// replaces a function keeps its name and its parameters, so what calls it does not mind; and undone operations need it:
// what was replaced last, because all was there, would have to be put back first, when nothing is.
std::vector<std::size_t> order_with_replacements(const Operations& operations);

}  // namespace migrations
