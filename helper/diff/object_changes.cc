#include "diff/object_changes.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/names.h"
#include "schema/domain_columns.h"
#include "schema/object_graph.h"
#include "schema/object_text.h"
#include "schema/routine_text.h"

namespace migrations {
namespace {

std::vector<std::string*> texts_of(Sql& sql) {
    std::vector<std::string*> texts = {&sql.text};
    for (auto& [dialect, text] : sql.by_dialect) texts.push_back(&text);
    std::erase_if(texts, [](const std::string* text) { return text->empty(); });
    return texts;
}

bool same_domain_type(const std::string& before, const std::string& after) {
    const DomainText old = domain_text(before);
    const DomainText now = domain_text(after);
    return old.type == now.type && old.collation == now.collation;
}

// Another body of a function that takes and returns the same; a domain of the same type; a sequence. A domain of another
// type is none, but where columns have it, it cannot be dropped either: the dialect says so.
bool is_replaceable(const Object& before, const Object& after, const Schema& old_schema, const Schema& new_schema) {
    constexpr const char* postgresql = "postgresql";  // which alone has any of them
    if (before.exists_in(postgresql) != after.exists_in(postgresql)) return false;
    const std::string& old = before.sql.in(postgresql);
    const std::string& now = after.sql.in(postgresql);
    switch (after.kind) {
        case ObjectKind::function:
        case ObjectKind::procedure: return old.empty() || can_replace(routine_text(old), routine_text(now));
        case ObjectKind::domain:
            return same_domain_type(old, now) ||
                   (has_columns(old_schema, before.name) && has_columns(new_schema, after.name));
        case ObjectKind::sequence: return true;
        default: return false;
    }
}

// A domain without its checks and its default.
Object loosened(const Object& domain) {
    Object result = domain;
    for (std::string* text : texts_of(result.sql)) *text = without_checks(*text);
    return result;
}

Operation drop_of(const Object& object, const EffectiveRenames& renames, const Origin& origin) {
    return {DropObject{object.kind, object.name, old_name(renames.tables, object.table)}, origin};
}

std::set<std::string> former_names(const EffectiveRenames& renames) {
    std::set<std::string> names;
    for (const auto& rename : renames.tables) names.insert(rename.first);
    return names;
}

// What becomes of the objects of the old schema.
class Fates {
public:
    Fates(const Schema& before, const Schema& after, const EffectiveRenames& renames, const Disturbed& disturbed)
        : old(before, former_names(renames)), now(after) {
        for (const auto& [label, object] : old.all()) {
            const Object* next = now.find(label);
            const bool changed = next == nullptr || *next != *object;
            if (next != nullptr && is_replaceable(*object, *next, before, after)) {
                if (object->kind == ObjectKind::domain) altered_.insert(label);
                if (changed) replaced.insert(label);
            } else if (changed) {
                going.insert(label);
            }
            if (is_in_the_way(label, *object, renames, disturbed)) going.insert(label);
            if (disturbed.stale != nullptr && disturbed.stale->contains(old, label, disturbed.tables)) going.insert(label);
        }
        going = old.with_dependents(std::move(going), altered_);
        for (const std::string& label : going) replaced.erase(label);
    }

    // Whether it has to be gone before what comes is made: it comes again, or another takes its name.
    bool makes_way(const std::string& label) const {
        const Object& object = *old.find(label);
        return std::any_of(now.all().begin(), now.all().end(), [&](const auto& each) {
            const Object& other = *each.second;
            const bool alike = other.kind == object.kind || (is_routine(other.kind) && is_routine(object.kind));
            return alike && equals_ignoring_case(bare_name(other), bare_name(object));
        });
    }

    // Domains that call a function which goes and comes again.
    std::set<std::string> calling() const {
        std::set<std::string> labels;
        for (const std::string& domain : altered_) {
            for (const std::string& label : going) {
                const Object& other = *old.find(label);
                if (is_routine(other.kind) && old.holds(domain, bare_name(other)) && makes_way(label)) labels.insert(domain);
            }
        }
        return labels;
    }

    const ObjectGraph old;
    const ObjectGraph now;
    std::set<std::string> going;  // for good, or to be made anew
    std::set<std::string> replaced;

private:
    // What reads a table holds on to its columns, and what is declared with an enum to its type.
    bool is_in_the_way(const std::string& label, const Object& object, const EffectiveRenames& renames,
                       const Disturbed& disturbed) const {
        const bool of_enum = object.kind != ObjectKind::domain &&
                             std::any_of(disturbed.enums.begin(), disturbed.enums.end(), [&](const std::string& name) {
                                 return old.holds(label, old_name(renames.enums, name));
                             });
        if (of_enum) return true;
        const bool of_domain = object.kind == ObjectKind::materialized_view &&
                               std::any_of(disturbed.domains.begin(), disturbed.domains.end(),
                                           [&](const std::string& name) { return old.holds(label, name); });
        if (of_domain) return true;
        if (old.is_early(label) || is_routine(object.kind)) return false;
        return std::any_of(disturbed.tables.begin(), disturbed.tables.end(), [&](const std::string& table) {
            return object.table == table || old.names(label, old_name(renames.tables, table));
        });
    }

    std::set<std::string> altered_;
};

}  // namespace

ObjectChanges compare_objects(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                              const Disturbed& disturbed) {
    const Fates fates(before, after, renames, disturbed);
    const auto origin_of = [&](const std::string& label) {
        const Object* next = fates.now.find(label);
        return next == nullptr ? Origin{} : next->origin;
    };
    ObjectChanges changes;
    const std::set<std::string> calling = fates.calling();
    for (const std::string& label : calling) {
        changes.loosened.emplace_back(ReplaceObject{loosened(*fates.old.find(label))}, origin_of(label));
    }
    std::vector<std::string> drops = fates.old.ordered(fates.going);
    std::reverse(drops.begin(), drops.end());
    for (const std::string& label : drops) {
        const Object& object = *fates.old.find(label);
        Operations& to = !fates.old.is_early(label) ? changes.dropped
                         : fates.makes_way(label)   ? changes.dropped_early
                                                    : changes.dropped_late;
        to.push_back(drop_of(object, renames, origin_of(label)));
    }
    std::set<std::string> replaced = fates.replaced;
    replaced.insert(calling.begin(), calling.end());
    std::set<std::string> all = replaced;
    for (const auto& [label, object] : fates.now.all()) {
        if (fates.old.find(label) == nullptr || fates.going.contains(label)) all.insert(label);
    }
    for (const std::string& label : fates.now.ordered(all)) {
        const Object& object = *fates.now.find(label);
        Operations& to = fates.now.is_early(label) ? changes.created_early : changes.created;
        if (replaced.contains(label)) {
            to.emplace_back(ReplaceObject{object}, object.origin);
        } else {
            to.emplace_back(CreateObject{object}, object.origin);
        }
    }
    return changes;
}

std::set<std::string> remade_routines(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                                      const std::set<std::string>& enums) {
    const Fates fates(before, after, renames, {{}, enums, {}, nullptr});
    std::set<std::string> names;
    for (const std::string& label : fates.going) {
        const Object& object = *fates.old.find(label);
        if (is_routine(object.kind) && fates.makes_way(label)) names.insert(lower(bare_name(object)));
    }
    return names;
}

}  // namespace migrations
