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

// Where one looks: after the way up, or after the way down that follows it.
enum class Route { up, there_and_back };

// By table before. A table that is dropped is not in it; nor is a column that is dropped, changes its type, gets its
// NULLs filled, or that the revision states as lost. Of what the revision does to rows on purpose, by update_rows and
// delete_rows, the same holds on the way up only: the way back must restore it.
std::map<std::string, SurvivingTable> survivors(const Schema& before, const Operations& operations,
                                                const std::vector<std::string>& lost, Route route = Route::up);

}  // namespace migrations
