// Taking back what a newer version of the program left in a database, by the scripts that the database recorded. Pure;
// shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "newer.hpp"
#include "outcome.hpp"
#include "record_check.hpp"
#include "recorded.hpp"
#include "script.hpp"
#include "script_text.hpp"
#include "squashed.hpp"

namespace migrations {

// The chain together with the revisions of a database that it does not know, and the moves that take those back. Views
// the set, which must outlive it.
class newer_chain {
public:
    newer_chain(const set& of, const recorded& record) : record_(record), set_(of) {
        const chain_index known(of);
        const newer_part parts = split_newer(known, record_);
        if (!parts.missing.empty()) {
            problem_ = failure(status::state, "the database is at revision '" + parts.missing +
                                                  "', of which it recorded nothing",
                               "update to the version that has it");
            return;
        }
        if (parts.known.heads.empty()) {
            problem_ = failure(status::state,
                               "the database is " + place_text(head_ids(record_.heads)) +
                                   ", and nothing that it has applied is of this chain: it is another one, and no newer version",
                               "check the name of the database");
            return;
        }
        // What is below must be as the chain has it: nothing is taken back for the sake of a chain that does not fit.
        problem_ = check_record(of, known, parts.known);
        if (!problem_) return;
        const applied_flags applied = applied_by(known, head_ids(parts.known.heads));
        behind_ = std::find(applied.begin(), applied.end(), false) != applied.end();
        all_.assign(of.migrations.begin(), of.migrations.end());
        for (const revision_row* row : parts.rows) {
            if (!add(known, *row)) return;
        }
        set_.migrations = slice<migration>(all_.data(), all_.size());
        for (std::size_t at = all_.size(); at > of.migrations.size; --at)
            moves_.push_back({&all_[at - 1], direction::down});
    }
    newer_chain(const newer_chain&) = delete;
    newer_chain& operator=(const newer_chain&) = delete;

    // Whether the chain has revisions that the database lacks below those.
    bool is_behind() const { return behind_; }
    // Why that cannot be done; done: it can.
    const outcome& problem() const { return problem_; }
    const set& chain() const { return set_; }
    slice<move> moves() const { return {moves_.data(), moves_.size()}; }

private:
    bool add(const chain_index& known, const revision_row& row) {
        const std::string name = "revision '" + row.revision + "'";
        const bool squashed = replacement_of(known, row.revision) != nullptr;
        if (row.down.empty() || squashed) {
            problem_ = failure(status::refused,
                               name + ", which this chain does not have, cannot be taken back: " +
                                   (squashed ? "it was squashed since" : "the database recorded no way down"),
                               "update to the version that has it, or restore a backup");
            problem_.revision = row.revision;
            return false;
        }
        decoded_script down = decode_script(row.down);
        if (!down.error.empty()) {
            problem_ = failure(status::state, name + " cannot be taken back by what the database recorded: " + down.error,
                               "update to the version that has it, or restore a backup");
            problem_.revision = row.revision;
            return false;
        }
        scripts_.push_back(std::move(down.script));
        std::vector<std::string_view>& parents = parents_.emplace_back(row.parents.begin(), row.parents.end());
        migration newer;
        newer.id = row.revision;
        newer.parents = {parents.data(), parents.size()};
        newer.file_hash = row.file_hash;
        newer.ops_hash = row.ops_hash;
        newer.chain_hash = row.chain_hash;
        newer.down = scripts_.back().view();
        newer.compatible = row.compatible;
        all_.push_back(newer);
        return true;
    }

    recorded record_;
    set set_;
    std::deque<owned_script> scripts_;
    std::deque<std::vector<std::string_view>> parents_;
    std::vector<migration> all_;
    std::vector<move> moves_;
    bool behind_ = false;
    outcome problem_;
};

// Takes back what is newer than the chain and upgrades. `refused` is what upgrade() said of the database. `read` reads
// its record (recorded&), `run` makes moves (const set&, slice<move>), `upgrade` is the upgrade once more, with or without a
// backup (bool).
template <class Read, class Run, class Upgrade>
outcome replace_newer(const set& of, const options& how, const outcome& refused, Read read, Run run, Upgrade upgrade) {
    recorded found;
    if (outcome bad = read(found); !bad) return bad;
    if (!is_newer(chain_index(of), found.heads)) return refused;
    const newer_chain newer(of, found);
    outcome bad = newer.problem();
    if (bad && how.single_transaction && newer.is_behind()) {
        bad = failure(status::refused,
                      "taking back what this chain does not have and applying what the database lacks are two transactions",
                      "call without options::single_transaction");
    }
    if (!bad) {
        bad.database_newer = true;
        bad.from = bad.to = refused.to;
        tell_state(bad);
        return bad;
    }
    outcome taken = run(newer.chain(), newer.moves());
    if (!taken) {
        taken.database_newer = is_newer(chain_index(of), found.heads);
        if (taken.status == status::sql_failed) taken.help = "take it back with the version that has it, or restore a backup";
        return taken;
    }
    outcome result = upgrade(taken.applied == 0);
    result.from = taken.from;
    result.applied += taken.applied;
    if (!result && result.status != status::partially_applied && result.status != status::in_doubt) tell_state(result);
    return result;
}

}  // namespace migrations
