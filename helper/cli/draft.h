#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/checks.h"
#include "cli/project.h"
#include "revisions/file.h"

namespace migrations {

// What the author said on the command line.
struct DraftAnswers {
    std::vector<std::string> fills;       // "users.email=unknown", "status.blue=green" for a value of an enum
    std::vector<std::string> fill_exprs;  // "users.email=lower(nick)"
    std::vector<std::string> renames;     // "users.nick=users.alias", "users.nick=alias", "users=people", "status.on=active"
    bool allow_data_loss = false;         // values that a narrower type cannot hold may go
    bool ask = false;                     // ask on the terminal about what is open
};

// A revision made from the difference between chain and models.
struct Draft {
    Operations upgrade;
    Operations downgrade;
    RevisionNotes notes;
    std::string irreversible;
    std::string message;  // derived: "add users.email"
};

// "NAME=VALUE" of an option in its two parts. Throws Error usage when it has another form.
std::pair<std::string, std::string> split_answer(const std::string& text, const char* option);

// The operations from `from` (the chain's schema) to the models, with renames and fills settled as far as answers go
// (draft_renames.h, draft_fills.h); empty when there is no difference. `earlier` are the operations of an earlier draft
// of the same revision, which hold answers too. Throws Error usage for an answer that fits nothing ("--fill users.mail":
// there is no such column; did you mean ...).
Draft make_draft(const Project& project, const Schema& from, const DraftAnswers& answers, Operations earlier = {});

}  // namespace migrations
