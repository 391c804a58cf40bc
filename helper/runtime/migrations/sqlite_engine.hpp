// The SQLite engine: what the functions of sqlite3.hpp do.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "function_check.hpp"
#include "outcome.hpp"
#include "record_check.hpp"
#include "script.hpp"
#include "sqlite_backup.hpp"
#include "sqlite_steps.hpp"
#include "stamp_plan.hpp"

namespace migrations::sqlite {

// One call on one database: one of the public functions, once per object.
class engine : private step_mover {
public:
    engine(sqlite3* db, const set& of, const options& how) : step_mover(db, of, how) {}

    outcome upgrade() {
        unknown_are_ = unknown_heads_are::fine_if_compatible;
        if (outcome bad = refuse_handle(); !bad) return bad;
        {
            const session::snapshot reading(on_);
            if (outcome bad = look(); !bad) return bad;
            if (set_.migrations.empty()) return finished();
            if (found_.unfinished.empty() &&
                record_is_at(set_, chain_, found_.heads, chain_.heads())) {
                return finished();
            }
            if (outcome bad = judge(); !bad) return bad;
        }
        const std::vector<move> moves =
            moves_up(chain_, applied_, applied_flags(chain_.size(), true));
        return make(slice<move>(moves.data(), moves.size()));
    }

    outcome run(slice<move> moves) {
        if (outcome bad = refuse_handle(); !bad) return bad;
        {
            const session::snapshot reading(on_);
            if (outcome bad = look(); !bad) return bad;
            if (outcome bad = judge(); !bad) return bad;
        }
        return make(moves);
    }

    outcome check() {
        unknown_are_ = unknown_heads_are::fine_if_compatible;
        if (outcome bad = refuse_setup(); !bad) return bad;
        const session::snapshot reading(on_);
        if (outcome bad = look(); !bad) return bad;
        if (outcome bad = judge(); !bad) return bad;
        if (outcome bad = check_unfinished(chain_, found_.unfinished, nullptr); !bad)
            return stopped(std::move(bad));
        const auto missing =
            static_cast<std::size_t>(std::count(applied_.begin(), applied_.end(), false));
        outcome result = finished();
        if (missing == 0) return result;
        const auto first = std::find(applied_.begin(), applied_.end(), false) - applied_.begin();
        result.status = status::behind;
        result.revision = chain_[static_cast<std::size_t>(first)].id;
        result.message =
            (missing == 1 ? "1 revision is" : std::to_string(missing) + " revisions are") +
            " not applied, the first is '" + result.revision + "'";
        result.help = "run: migrations upgrade";
        result.database_state = "the database is " + place_text(result.to);
        return result;
    }

    outcome stamp(slice<std::string_view> heads, stamping mode) {
        if (outcome bad = refuse_handle(); !bad) return bad;
        std::vector<std::size_t> wanted;
        for (const std::string_view head : heads) {
            wanted.push_back(chain_.find(head));
            if (wanted.back() != chain_index::unknown) continue;
            if (outcome bad = look(); !bad) return bad;
            return stopped(failure(status::state,
                                   "the chain has no revision '" + std::string(head) + "'",
                                   "run: migrations heads"));
        }
        if (trouble bad = on_.begin()) return stopped(bad);
        if (outcome bad = look(); !bad) return bad;
        if (mode == stamping::checked) {
            if (outcome bad = check_stamp(); !bad) return bad;
        }
        if (trouble bad = write_stamp(wanted, mode)) return stopped(bad);
        if (trouble bad = on_.commit()) return stopped(bad);
        if (outcome bad = look_again(); !bad) return bad;
        return finished();
    }

private:
    outcome make(slice<move> moves) {
        if (outcome bad = check_reversible(moves); !bad) return stopped(std::move(bad));
        // Nothing to do is not the same as done.
        if (moves.empty()) {
            if (outcome bad = check_unfinished(chain_, found_.unfinished, nullptr); !bad)
                return stopped(std::move(bad));
        }
        const std::vector<move> all = unfinished_first(moves, found_.unfinished);
        for (const move& each : all) {
            if (chain_.find(each.what->id) != chain_index::unknown) continue;
            return stopped(failure(status::internal, "revision '" + std::string(each.what->id) +
                                                         "' is not in the chain"));
        }
        const std::vector<move> left = pending(chain_, applied_, slice<move>(all.data(), all.size()));
        if (outcome bad = check_functions<sqlite3*>(on_.how, left); !bad) return stopped(std::move(bad));
        if (!left.empty() && !on_.how.backup.empty()) {
            if (trouble bad = back_up(on_, on_.how.backup)) return stopped(bad);
        }
        if (on_.how.single_transaction && left.size() > 1) return make_together(all, left);
        bool opened = false;
        for (const move& each : all) {
            const std::size_t number = chain_.find(each.what->id);
            if (is_due(chain_, applied_, number, each.way) == due::already) {
                tell_skipped(each);
                continue;
            }
            if (trouble stop = on_.cancelled()) return stopped(stop);
            if (!std::exchange(opened, true)) {
                if (trouble bad = on_.open_scripts()) return stopped(bad);
            }
            start_ = std::chrono::steady_clock::now();
            outcome bad =
                steps_of(each).transactional ? move_at_once(each, number) : move_by_steps(each, number);
            if (!bad) return bad;
        }
        if (trouble bad = on_.close_scripts()) return stopped(bad);
        return finished();
    }

    // `left`: those that are not made yet.
    outcome make_together(const std::vector<move>& all, const std::vector<move>& left) {
        if (outcome bad = check_single_transaction(left); !bad) return stopped(std::move(bad));
        if (trouble bad = on_.open_scripts()) return stopped(bad);
        if (outcome bad = move_together(all); !bad) return bad;
        if (trouble bad = on_.close_scripts()) return stopped(bad);
        return finished();
    }

    outcome check_stamp() {
        if (outcome bad = check_unfinished(chain_, found_.unfinished, nullptr); !bad) {
            bad.help +=
                "; or undo or complete it by hand and run: migrations stamp --yes, which forgets "
                "what was begun";
            return stopped(std::move(bad));
        }
        if (!found_.version_table || record_fits(set_, chain_, found_.heads)) return {};
        if (trouble bad = read_details(on_, names_, found_)) return stopped(bad);
        outcome bad = check_record(set_, chain_, found_);
        // Edited revisions are what a stamp may accept.
        const bool known =
            std::all_of(found_.heads.begin(), found_.heads.end(), [&](const head_row& head) {
                return chain_.find(head.revision) != chain_index::unknown &&
                       head.project == set_.project && head.format <= record_format;
            });
        return bad || known ? outcome() : stopped(std::move(bad));
    }

    trouble write_stamp(const std::vector<std::size_t>& wanted, stamping mode) {
        start_ = std::chrono::steady_clock::now();
        if (trouble bad = make_tables()) return bad;
        std::vector<head_row> heads = found_.heads;
        if (mode == stamping::forced) {
            if (trouble bad = on_.execute(clear_heads_sql(names_))) return bad;
            if (trouble bad = on_.execute(clear_all_journal_sql(names_))) return bad;
            heads.clear();
        }
        const stamp_plan plan = plan_stamp(chain_, heads, wanted);
        edits_ = plan.edits;
        if (trouble bad = write_edits()) return bad;
        for (const std::size_t number : plan.noted) {
            if (trouble bad = on_.execute(history(&chain_[number], "stamp"))) return bad;
        }
        const bool changed = !found_.version_table || !edits_.empty() || mode == stamping::forced;
        if (!wanted.empty() || !changed) return {};
        return on_.execute(history(nullptr, "stamp"));
    }
};

}  // namespace migrations::sqlite
