#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "scratch/look.h"
#include "scratch/raw_script.h"
#include "scratch/scratch.h"

namespace migrations {

// SQL to go one step up, and perhaps back.
struct SqlStep {
    RawScript up;
    std::optional<RawScript> down;
    bool transactional = true;
};

// What a step did, as the server shows it.
struct SeenStep {
    Look before;
    Look after;
    RenameHints renames;  // on the way up
    RenameHints renames_back;
    std::vector<std::string> beside;  // what changed that no operation can say: "policy 'own' is new"
    Diagnostics way_back;             // why its way back is none, at its place; empty when all is well
};

// Lets an Error tell these findings before its own.
void tell_first(const Diagnostics& findings, Error& error);

// Goes along a chain of SQL files on one scratch database. Each step is run up, down and up again, so that a chain takes a
// number of runs in proportion to its length.
class Walk {
public:
    Walk(Scratch& scratch, const Dialect& dialect);

    const Look& now() const { return now_; }
    // What the database holds that models do not.
    std::vector<LeftOut> left_out() { return database_->left_out({}); }

    // Another database that is as this one is now.
    std::unique_ptr<Connection> copy();

    // Throws Error sql_failed, with a Diagnostic at the place, when the way up fails. When the way back fails, or does not
    // restore what was, or cannot be followed by the way up, this is told and the walk goes on.
    SeenStep go(SqlStep step);

private:
    // Puts all to where the last step has brought it, whose way back has failed; `spare` is a copy from then, or nothing.
    // Throws Error with what was found of the way back too.
    void start_again(std::unique_ptr<Connection> spare, const Diagnostics& way_back);
    // A new database on which all steps so far were run.
    std::unique_ptr<Connection> made_again();

    Scratch& scratch_;
    const Dialect& dialect_;
    std::unique_ptr<Connection> database_;
    Look now_;
    std::vector<SqlStep> gone_;
};

}  // namespace migrations
