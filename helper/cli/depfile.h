#pragma once

#include <string>
#include <vector>

namespace migrations {

// A dependency file as ninja and make read it: "target: a b". Blanks, '#' and '$' are escaped; the target comes first and
// the list is never empty (ninja would call the target dirty for ever).
std::string depfile(const std::string& target, const std::vector<std::string>& inputs);

}  // namespace migrations
