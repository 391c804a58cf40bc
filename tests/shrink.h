#pragma once

#include <functional>

#include "example.h"

namespace migrations {

// The smallest example found for which `fails` still says so: without tables, columns, constraints, objects, attributes
// and single changes that it does not need, one after the other. `fails` is asked about schemas that validate() accepts
// alone, and may say no for any reason, as that there is no more time.
Example shrunk(Example example, const std::function<bool(const Example&)>& fails);

}  // namespace migrations
