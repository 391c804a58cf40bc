#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "operations/operation.h"
#include "revisions/revision.h"

namespace migrations {

// Which values of the tables before a list of operations must still be there afterwards, and under which name.
struct SurvivingTable {
    std::string after;                                          // its name now
    std::vector<std::pair<std::string, std::string>> columns;   // before -> after: the values are the same
    bool may_grow = false;                                      // rows are inserted into it
};

// By table before. A table that is dropped, or of which rows are deleted, is not in it; nor is a column that is
// dropped, changes its type, gets values set, or that the revision states as lost.
std::map<std::string, SurvivingTable> survivors(const Schema& before, const Operations& operations,
                                                const std::vector<std::string>& lost);

}  // namespace migrations
