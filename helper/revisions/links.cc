#include "revisions/links.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/names.h"
#include "revisions/created.h"

namespace migrations {
namespace {

// Names beyond this many are left out of a message, and so are suggestions for further missing
// parents, which compare with every id.
constexpr std::size_t longest_list = 12;

Location place_of(const Revision& revision) {
    return revision.origin.path.empty() ? Location{revision.path} : Location(revision.origin);
}

Location place_of_parents(const Revision& revision) {
    return revision.parents_origin.line == 0 ? place_of(revision)
                                             : Location(revision.parents_origin);
}

bool contains(const std::vector<std::size_t>& positions, std::size_t position) {
    return std::find(positions.begin(), positions.end(), position) != positions.end();
}

class Linker {
public:
    explicit Linker(std::vector<Revision> revisions) : given_(std::move(revisions)) {}

    Links run(Diagnostics& diagnostics) {
        keep_unique_ids();
        link_labels();
        link_parents();
        link_dependencies();
        break_cycles();
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

    void link_labels() {
        for (std::size_t i = 0; i < links_.revisions.size(); ++i) {
            const Revision& revision = links_.revisions[i];
            for (const std::string& label : revision.branch_labels) {
                if (by_id_.contains(label)) {
                    report(place_of(revision), "duplicate-label",
                           "branch label " + quoted(label) + " of revision " + quoted(revision.id) +
                               " is also the id of a revision");
                    continue;
                }
                const auto [same, fresh] = by_label_.emplace(label, i);
                if (fresh) continue;
                const Revision& other = links_.revisions[same->second];
                const std::string by = same->second == i ? "" : " and revision " + quoted(other.id);
                report(place_of(revision), "duplicate-label",
                       "branch label " + quoted(label) + " is used twice, by revision " +
                           quoted(revision.id) + by);
            }
        }
    }

    void link_parents() {
        links_.parents.resize(links_.revisions.size());
        for (std::size_t i = 0; i < links_.revisions.size(); ++i) {
            const Revision& revision = links_.revisions[i];
            for (const std::string& id : revision.parents) link_parent(i, revision, id);
        }
        links_.needs = links_.parents;
    }

    void link_parent(std::size_t i, const Revision& revision, const std::string& id) {
        const auto parent = by_id_.find(id);
        if (parent == by_id_.end()) {
            report(place_of_parents(revision), "missing-parent",
                   "parent " + quoted(id) + " of revision " + quoted(revision.id) +
                       " does not exist" + suggestion(id, revision),
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
            if (needed == by_label_.end()) {
                report(place_of(revision), "missing-dependency",
                       "revision " + quoted(revision.id) + " depends on " + quoted(name) +
                           ", which does not exist" + suggestion(name, revision));
                return;
            }
        }
        if (needed->second == i) {
            report(place_of(revision), "revision-cycle",
                   "revision " + quoted(revision.id) + " depends on itself");
        } else if (!contains(links_.needs[i], needed->second)) {
            links_.needs[i].push_back(needed->second);
        }
    }

    // "; did you mean 'x'?": an id that begins with `id`, or one that is near.
    std::string suggestion(const std::string& id, const Revision& except) {
        if (++suggestions_ > longest_list) return {};
        std::vector<std::string> ids;
        for (const Revision& revision : links_.revisions) {
            if (revision.id == except.id) continue;
            if (!id.empty() && revision.id.starts_with(id)) {
                return "; did you mean " + quoted(revision.id) + "?";
            }
            ids.push_back(revision.id);
        }
        const std::string near = did_you_mean(id, ids);
        return near.empty() ? "" : "; " + near;
    }

    void break_cycles() {
        for (const std::vector<std::size_t>& group : cyclic_groups(links_.needs)) {
            report_cycle(shortest_cycle(links_.needs, group));
            const auto in_group = [&](std::size_t position) {
                return std::binary_search(group.begin(), group.end(), position);
            };
            for (const std::size_t position : group) {
                std::erase_if(links_.parents[position], in_group);
                std::erase_if(links_.needs[position], in_group);
            }
        }
    }

    // `cycle` leads from each revision to one that it needs; people read it upwards, parents first.
    void report_cycle(std::vector<std::size_t> cycle) {
        std::reverse(cycle.begin() + 1, cycle.end());
        std::string way;
        std::string files;
        for (std::size_t i = 0; i < cycle.size(); ++i) {
            const Revision& revision = links_.revisions[cycle[i]];
            if (i == longest_list) {
                way += std::to_string(cycle.size() - i) + " more -> ";
                break;
            }
            way += quoted(revision.id) + " -> ";
            const std::string place = to_string(place_of_parents(revision));
            if (!place.empty()) files += "\n" + place + ": " + quoted(revision.id);
        }
        const Revision& first = links_.revisions[cycle.front()];
        report(place_of_parents(first), "revision-cycle",
               "revisions " + way + quoted(first.id) + " form a cycle",
               "one of them must have a parent outside the cycle, or none" + files);
    }

    std::vector<Revision> given_;
    Links links_;
    Diagnostics found_;
    std::unordered_map<std::string_view, std::size_t> by_id_;
    std::unordered_map<std::string_view, std::size_t> by_label_;
    std::size_t suggestions_ = 0;
};

}  // namespace

Links link_revisions(std::vector<Revision> revisions, Diagnostics& diagnostics) {
    return Linker(std::move(revisions)).run(diagnostics);
}

}  // namespace migrations
