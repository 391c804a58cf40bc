#include "revisions/links.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/names.h"
#include "revisions/created.h"
#include "revisions/link_cycles.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

// Suggestions for missing revisions compare with every id; beyond this many there are none.
constexpr std::size_t most_suggestions = 12;

Location place_of_parents(const Revision& revision) {
    return place_in(revision, revision.parents_origin);
}

Location place_of_dependencies(const Revision& revision) {
    return place_in(revision, revision.depends_on_origin);
}

bool contains(const std::vector<std::size_t>& positions, std::size_t position) {
    return std::find(positions.begin(), positions.end(), position) != positions.end();
}

class Linker {
public:
    explicit Linker(std::vector<Revision> revisions) : given_(std::move(revisions)) {}

    Links run(Diagnostics& diagnostics) {
        keep_unique_ids();
        take_replaced();
        link_labels();
        link_parents();
        link_dependencies();
        break_cycles(links_, found_);
        std::stable_sort(
            found_.begin(), found_.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return place_key(a) < place_key(b); });
        diagnostics.insert(diagnostics.end(), found_.begin(), found_.end());
        return std::move(links_);
    }

private:
    static std::tuple<const std::string&, int, int> place_key(const Diagnostic& diagnostic) {
        const Location& place = diagnostic.location;
        return {place.path, place.line, place.column};
    }

    void report(Location place, std::string rule, std::string message, std::string help = {}) {
        found_.push_back(
            error_at(std::move(place), std::move(rule), std::move(message), std::move(help)));
    }

    void keep_unique_ids() {
        std::vector<std::string> instants;
        for (const Revision& revision : given_) {
            instants.push_back(utc_digits(revision.created).value_or(revision.created));
        }
        std::vector<std::size_t> sorted(given_.size());
        for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = i;
        const auto key = [&](std::size_t i) {
            const Revision& revision = given_[i];
            return std::tie(instants[i], revision.id, revision.path, revision.file_hash);
        };
        std::stable_sort(sorted.begin(), sorted.end(),
                         [&](std::size_t a, std::size_t b) { return key(a) < key(b); });

        links_.revisions.reserve(given_.size());  // by_id_ points into it
        std::unordered_map<std::string, std::size_t> by_lower_id;
        for (const std::size_t i : sorted) {
            Revision& revision = given_[i];
            const auto [same, fresh] =
                by_lower_id.emplace(lower(revision.id), links_.revisions.size());
            if (!fresh) report_duplicate(revision, links_.revisions[same->second]);
            if (by_id_.contains(revision.id)) continue;
            links_.revisions.push_back(std::move(revision));
            by_id_.emplace(links_.revisions.back().id, links_.revisions.size() - 1);
        }
    }

    void report_duplicate(const Revision& revision, const Revision& older) {
        const std::string also = older.path.empty() ? "" : ", also in " + quoted(older.path);
        const std::string spelling =
            revision.id == older.id ? "" : ", but for letter case: " + quoted(older.id);
        report(
            place_of(revision), "duplicate-revision",
            "revision id " + quoted(revision.id) + " is used twice" + also + spelling,
            "every revision needs an id of its own: change this one, or delete the file if it is a "
            "copy");
    }

    // A revision that was squashed, and is there all the same: of a branch that was merged, say.
    void take_replaced() {
        for (std::size_t i = 0; i < links_.revisions.size(); ++i) {
            const Revision& revision = links_.revisions[i];
            for (const std::string& id : replaced_ids(revision)) {
                replaced_.emplace(id, i);
                const auto present = by_id_.find(id);
                if (present == by_id_.end()) continue;
                const Revision& other = links_.revisions[present->second];
                report(place_of(other), "replaced-revision",
                       "revision " + quoted(id) + " was squashed into " + quoted(revision.id) + also_in(revision, other),
                       "delete this file, or bring back what was before the squash");
            }
        }
    }

    // "'b' was squashed into 'c'"; empty when it was not.
    std::string squashed(const std::string& id) const {
        const auto into = replaced_.find(id);
        if (into == replaced_.end()) return "";
        return quoted(id) + " was squashed into " + quoted(links_.revisions[into->second].id);
    }

    void link_labels() {
        for (std::size_t i = 0; i < links_.revisions.size(); ++i) {
            const Revision& revision = links_.revisions[i];
            for (const std::string& label : revision.branch_labels) link_label(i, revision, label);
        }
    }

    void link_label(std::size_t i, const Revision& revision, const std::string& label) {
        const Location place = place_in(revision, revision.labels_origin);
        if (const auto same = by_id_.find(label); same != by_id_.end()) {
            const Revision& other = links_.revisions[same->second];
            report(place, "duplicate-label",
                   "branch label " + quoted(label) + " of revision " + quoted(revision.id) +
                       " is also the id of a revision" + also_in(other, revision),
                   "change the label: nobody could say which of the two is meant");
            return;
        }
        const auto [same, fresh] = by_label_.emplace(label, i);
        if (fresh) {
            links_.labels.emplace_back(label, i);
            return;
        }
        const Revision& other = links_.revisions[same->second];
        const std::string by = same->second == i ? "" : " and revision " + quoted(other.id);
        report(place, "duplicate-label",
               "branch label " + quoted(label) + " is used twice, by revision " +
                   quoted(revision.id) + by + also_in(other, revision),
               "a label belongs to one revision; those after it are on the branch without saying so");
    }

    // ", in 'b.toml'" unless it is the same file.
    static std::string also_in(const Revision& other, const Revision& revision) {
        return other.path.empty() || other.path == revision.path ? ""
                                                                 : ", in " + quoted(other.path);
    }

    void link_parents() {
        links_.parents.resize(links_.revisions.size());
        for (std::size_t i = 0; i < links_.revisions.size(); ++i) {
            const Revision& revision = links_.revisions[i];
            for (const std::string& id : revision.parents) link_parent(i, revision, id);
        }
    }

    void link_parent(std::size_t i, const Revision& revision, const std::string& id) {
        const auto parent = by_id_.find(id);
        if (const std::string gone = squashed(id); parent == by_id_.end() && !gone.empty()) {
            report(place_of_parents(revision), "missing-parent",
                   "parent " + quoted(id) + " of revision " + quoted(revision.id) + " is gone: " + gone,
                   "put this revision on top of it: down_revision = \"" +
                       links_.revisions[replaced_.at(id)].id + "\"");
        } else if (parent == by_id_.end()) {
            report(place_of_parents(revision), "missing-parent",
                   "parent " + quoted(id) + " of revision " + quoted(revision.id) +
                       " does not exist" + suggestion(id, revision, {}),
                   "was its file deleted, or never committed? 'git log --all -- \"*" + id +
                       "*\"' finds it");
        } else if (parent->second == i) {
            report(
                place_of_parents(revision), "revision-cycle",
                "revision " + quoted(revision.id) + " is its own parent",
                "down_revision names the revision before this one; leave it out in the first one");
        } else if (contains(links_.parents[i], parent->second)) {
            report(place_of_parents(revision), "repeated-parent",
                   "parent " + quoted(id) + " of revision " + quoted(revision.id) +
                       " is listed twice");
        } else {
            links_.parents[i].push_back(parent->second);
        }
    }

    void link_dependencies() {
        links_.dependencies.resize(links_.revisions.size());
        for (std::size_t i = 0; i < links_.revisions.size(); ++i) {
            const Revision& revision = links_.revisions[i];
            for (const std::string& name : revision.depends_on) {
                link_dependency(i, revision, name);
            }
        }
    }

    // A dependency is named by its id or by its branch label.
    void link_dependency(std::size_t i, const Revision& revision, const std::string& name) {
        auto needed = by_id_.find(name);
        if (needed == by_id_.end()) {
            needed = by_label_.find(name);
            if (const std::string gone = squashed(name); needed == by_label_.end() && !gone.empty()) {
                report(place_of_dependencies(revision), "missing-dependency",
                       "revision " + quoted(revision.id) + " depends on " + quoted(name) + ", which is gone: " + gone,
                       "depend on " + quoted(links_.revisions[replaced_.at(name)].id));
                return;
            }
            if (needed == by_label_.end()) {
                report(place_of_dependencies(revision), "missing-dependency",
                       "revision " + quoted(revision.id) + " depends on " + quoted(name) +
                           ", which does not exist" + suggestion(name, revision, links_.labels),
                       "depends_on takes whole ids and branch labels");
                return;
            }
        }
        if (needed->second == i) {
            report(place_of_dependencies(revision), "dependency-cycle",
                   "revision " + quoted(revision.id) + " depends on itself",
                   "take it out of depends_on");
        } else if (!contains(links_.dependencies[i], needed->second)) {
            links_.dependencies[i].push_back(needed->second);
        }
    }

    // "; did you mean 'x'?": an id that begins with `id`, or an id that is near, or one of these labels.
    std::string suggestion(const std::string& id, const Revision& except,
                           const std::vector<std::pair<std::string, std::size_t>>& labels) {
        if (++suggestions_ > most_suggestions) return {};
        std::vector<std::string> ids;
        for (const Revision& revision : links_.revisions) {
            if (revision.id == except.id) continue;
            if (!id.empty() && revision.id.starts_with(id)) {
                return "; did you mean " + quoted(revision.id) + "?";
            }
            ids.push_back(revision.id);
        }
        for (const auto& [label, holder] : labels) ids.push_back(label);
        const std::string near = did_you_mean(id, ids);
        return near.empty() ? "" : "; " + near;
    }

    std::vector<Revision> given_;
    Links links_;
    Diagnostics found_;
    std::unordered_map<std::string_view, std::size_t> by_id_;
    std::unordered_map<std::string_view, std::size_t> by_label_;
    std::unordered_map<std::string, std::size_t> replaced_;
    std::size_t suggestions_ = 0;
};

}  // namespace

Location place_of(const Revision& revision) {
    return revision.origin.path.empty() ? Location{revision.path} : Location(revision.origin);
}

Location place_in(const Revision& revision, const Origin& key) {
    return key.line == 0 ? place_of(revision) : Location(key);
}

Edges all_needs(const Links& links) {
    Edges needs = links.parents;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        needs[i].insert(needs[i].end(), links.dependencies[i].begin(), links.dependencies[i].end());
    }
    return needs;
}

Links link_revisions(std::vector<Revision> revisions, Diagnostics& diagnostics) {
    return Linker(std::move(revisions)).run(diagnostics);
}

}  // namespace migrations
