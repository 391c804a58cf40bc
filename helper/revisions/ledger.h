#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "revisions/graph.h"

namespace migrations {

// migrations.lock: which revisions a person has reviewed, and in which form. The text is
//
//     3f2a9c0d1b7e file=<sha256> ops=<sha256> chain=<sha256>
//     total <sha256 of the lines above, with their line ends>
//
// sorted by id. The total makes two branches that both review something conflict in git, on
// purpose: the review of one does not hold on top of the other without a look.
struct LedgerEntry {
    std::string file_hash;
    std::string ops_hash;
    std::string chain_hash;
    bool operator==(const LedgerEntry&) const = default;
};

struct Ledger {
    std::map<std::string, LedgerEntry> entries;  // by revision id
    bool operator==(const Ledger&) const = default;
};

// Reports malformed lines, a wrong total (edited by hand, or a badly resolved conflict) and
// conflict markers, with position and the command that mends them. An absent file is an empty
// ledger: pass an empty text. Where there is an error, what could be read is returned; of a
// conflict the same as by resolve_conflict().
Ledger parse_ledger(const SourceFile& file, Diagnostics& diagnostics);
std::string print_ledger(const Ledger& ledger);

// The union of both sides of git conflict markers; an id with two different entries is left out
// (unreviewed), with a warning. Totals are not looked at, so that it also mends a conflict that was
// resolved by hand.
Ledger resolve_conflict(const SourceFile& file, Diagnostics& diagnostics);

LedgerEntry entry_of(const Graph& graph, const Revision& revision);

// Decided by the file's hash: a change below a revision shows at the revision that changed, not at
// all above it.
enum class ReviewState {
    reviewed,
    unreviewed,
    edited,
    edited_harmlessly
};  // harmless: same operations
ReviewState review_state(const Ledger& ledger, const Graph& graph, const Revision& revision);

}  // namespace migrations
