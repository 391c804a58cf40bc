#pragma once

#include <string>
#include <vector>

#include "dialects/connection.h"
#include "scratch/observed_renames.h"

namespace migrations {

// What the server says about a database, once.
struct Look {
    Schema schema;
    NamesByNumber names;
    std::vector<LeftOut> left_out;
};

// The tables of `ignored` are left out.
Look look_at(Connection& database, const std::vector<std::string>& ignored = {});

// What differs, as lines for people; empty when nothing does.
std::vector<std::string> differences(const Schema& expected, const Schema& found);
std::vector<std::string> differences(const Look& expected, const Look& found);

// What changed of what a Schema has no place for, beside tables that are new: what belongs to those goes with them.
std::vector<std::string> changes_beside(const Look& before, const Look& after);

// What statements that ran between two looks have renamed.
RenameHints renames_between(const Look& before, const Look& after, const std::vector<std::string>& statements,
                            const Dialect& dialect);

}  // namespace migrations
