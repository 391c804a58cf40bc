#include "revisions/ledger.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/sha256.h"
#include "revisions/id.h"

namespace migrations {
namespace {

constexpr std::size_t hash_length = 64;
constexpr std::string_view mend = "run: migrations review --resolve";

struct Line {
    std::string_view text;
    int number = 0;          // 1-based
    std::size_t offset = 0;  // of its first byte
};

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    for (std::size_t offset = 0; offset < text.size();) {
        const std::size_t end = std::min(text.find('\n', offset), text.size());
        lines.push_back(
            {text.substr(offset, end - offset), static_cast<int>(lines.size()) + 1, offset});
        offset = end + 1;
    }
    return lines;
}

// What git writes around the two sides of a conflict, and with merge.conflictStyle=diff3 around the
// ancestor.
enum class Marker { none, ours, ancestor, theirs, end };

Marker marker_of(std::string_view line) {
    constexpr std::size_t length = 7;
    const std::string_view head = line.substr(0, length);
    if (line.size() > length && line[length] != ' ') return Marker::none;
    if (head == "<<<<<<<") return Marker::ours;
    if (head == "|||||||") return Marker::ancestor;
    if (head == "=======") return Marker::theirs;
    if (head == ">>>>>>>") return Marker::end;
    return Marker::none;
}

// A revision may be called "total" too.
bool is_total(std::string_view line) {
    return line.starts_with("total ") && !line.starts_with("total file=");
}

// Reads lines of one file and reports at their places.
class LineReader {
public:
    LineReader(const SourceFile& file, Diagnostics& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    void report(const Line& line, std::size_t column, std::string rule, std::string message) {
        const Location place{file_.path, line.number, static_cast<int>(column) + 1};
        diagnostics_.push_back(
            error_at(place, std::move(rule), std::move(message), std::string(mend)));
    }

    // "<id> file=<hash> ops=<hash> chain=<hash>", single blanks.
    std::optional<std::pair<std::string, LedgerEntry>> entry(const Line& line) {
        const std::string_view text = line.text;
        std::size_t at = std::min(text.find(' '), text.size());
        const std::string id(text.substr(0, at));
        if (!is_revision_id(id)) {
            report(line, 0, "ledger", "this line does not begin with a revision id");
            return std::nullopt;
        }
        LedgerEntry entry;
        const std::array<std::pair<std::string_view, std::string*>, 3> parts{
            {{" file=", &entry.file_hash},
             {" ops=", &entry.ops_hash},
             {" chain=", &entry.chain_hash}}};
        for (const auto& [label, hash] : parts) {
            const std::string_view value = text.substr(at).starts_with(label)
                                               ? text.substr(at + label.size(), hash_length)
                                               : "";
            if (!is_sha256(value)) {
                report(line, at, "ledger",
                       "expected '" + std::string(label.substr(1)) + "' and 64 hexadecimal digits");
                return std::nullopt;
            }
            *hash = value;
            at += label.size() + hash_length;
        }
        if (at < text.size()) {
            report(line, at, "ledger", "unexpected text behind the hashes");
            return std::nullopt;
        }
        return std::pair(id, std::move(entry));
    }

private:
    const SourceFile& file_;
    Diagnostics& diagnostics_;
};

// The lines of a ledger without conflict markers.
class LedgerReader {
public:
    LedgerReader(const SourceFile& file, Diagnostics& diagnostics)
        : file_(file), lines_(lines_of(file.text)), reader_(file, diagnostics) {}

    Ledger read() {
        for (const Line& line : lines_) {
            if (total_seen_) {
                complain(line, 0, "the total must be the last line");
                break;
            }
            if (is_total(line.text)) {
                read_total(line);
            } else {
                read_entry(line);
            }
        }
        if (!lines_.empty() && !total_seen_ && well_formed_) {
            complain(lines_.back(), 0, "the line with the total is missing below this one");
        }
        return std::move(ledger_);
    }

private:
    void complain(const Line& line, std::size_t column, std::string message) {
        well_formed_ = false;
        reader_.report(line, column, "ledger", std::move(message));
    }

    void read_entry(const Line& line) {
        auto entry = reader_.entry(line);
        if (!entry) {
            well_formed_ = false;
            return;
        }
        const std::string& id = entry->first;
        if (ledger_.entries.contains(id)) {
            complain(line, 0, "revision '" + id + "' is listed twice");
            return;
        }
        if (!ledger_.entries.empty() && id < ledger_.entries.rbegin()->first) {
            complain(
                line, 0,
                "revision '" + id + "' must stand above '" + ledger_.entries.rbegin()->first + "'");
        }
        ledger_.entries.insert(std::move(*entry));
    }

    // A wrong total beside malformed lines tells nothing new.
    void read_total(const Line& line) {
        total_seen_ = true;
        const std::string_view total = line.text.substr(std::string_view("total ").size());
        const std::string_view above = std::string_view(file_.text).substr(0, line.offset);
        if (!is_sha256(total)) {
            complain(line, std::string_view("total ").size(), "expected 64 hexadecimal digits");
        } else if (well_formed_ && total != sha256(above)) {
            complain(
                line, 0,
                "the total does not fit the lines above: the file was edited by hand, or a merge "
                "left out a part");
        }
    }

    const SourceFile& file_;
    std::vector<Line> lines_;
    LineReader reader_;
    Ledger ledger_;
    bool total_seen_ = false;
    bool well_formed_ = true;
};

}  // namespace

Ledger parse_ledger(const SourceFile& file, Diagnostics& diagnostics) {
    for (const Line& line : lines_of(file.text)) {
        if (marker_of(line.text) == Marker::none) continue;
        LineReader(file, diagnostics)
            .report(line, 0, "ledger-conflict", "the review ledger has a merge conflict");
        Diagnostics ignored;
        return resolve_conflict(file, ignored);
    }
    return LedgerReader(file, diagnostics).read();
}

std::string print_ledger(const Ledger& ledger) {
    std::string text;
    for (const auto& [id, entry] : ledger.entries) {
        text += id + " file=" + entry.file_hash + " ops=" + entry.ops_hash +
                " chain=" + entry.chain_hash + "\n";
    }
    return text + "total " + sha256(text) + "\n";
}

Ledger resolve_conflict(const SourceFile& file, Diagnostics& diagnostics) {
    LineReader reader(file, diagnostics);
    Ledger ledger;
    std::set<std::string> contested;
    bool in_ancestor = false;
    for (const Line& line : lines_of(file.text)) {
        const Marker marker = marker_of(line.text);
        if (marker != Marker::none) {
            in_ancestor = marker == Marker::ancestor;
            continue;
        }
        // The common ancestor is no side: what both have dropped does not come back.
        if (in_ancestor || is_total(line.text)) continue;
        auto entry = reader.entry(line);
        if (!entry || contested.contains(entry->first)) continue;
        const auto [same, fresh] = ledger.entries.insert(*entry);
        if (fresh || same->second == entry->second) continue;
        ledger.entries.erase(same);
        contested.insert(entry->first);
        diagnostics.push_back(warning_at(
            {file.path, line.number, 1}, "ledger-conflict",
            "revision '" + entry->first + "' was reviewed in two forms, and is unreviewed now",
            "run: migrations review"));
    }
    return ledger;
}

LedgerEntry entry_of(const Graph& graph, const Revision& revision) {
    return {revision.file_hash, revision.ops_hash, graph.chain_hash(revision)};
}

ReviewState review_state(const Ledger& ledger, const Graph& graph, const Revision& revision) {
    const auto found = ledger.entries.find(revision.id);
    if (found == ledger.entries.end()) return ReviewState::unreviewed;
    const LedgerEntry now = entry_of(graph, revision);
    if (found->second.file_hash == now.file_hash) return ReviewState::reviewed;
    return found->second.ops_hash == now.ops_hash ? ReviewState::edited_harmlessly
                                                  : ReviewState::edited;
}

}  // namespace migrations
