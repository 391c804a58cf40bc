#include "diff/object_changes.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/names.h"
#include "diff/object_fates.h"
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

// The labels of those that can become the new one where they stand.
std::set<std::string> replaceable_objects(const Schema& before, const Schema& after) {
    std::set<std::string> labels;
    for (const Object& object : before.objects) {
        const Object* next = after.object(key_of(object));
        if (next != nullptr && is_replaceable(object, *next, before, after)) labels.insert(ObjectGraph::label(object));
    }
    return labels;
}

// Puts the drops where they belong.
void drop_going(const ObjectFates& fates, const EffectiveRenames& renames, ObjectChanges& changes) {
    std::vector<std::string> drops = fates.old.ordered(fates.going);
    std::reverse(drops.begin(), drops.end());
    for (const std::string& label : drops) {
        const Object& object = *fates.old.find(label);
        const Object* next = fates.now.find(label);
        Operations& to = !fates.old.is_early(label)         ? changes.dropped
                         : !fates.makes_way(label)          ? changes.dropped_late
                         : fates.goes_after_columns(label)  ? changes.created
                                                            : changes.dropped_early;
        to.push_back(drop_of(object, renames, next == nullptr ? Origin{} : next->origin));
    }
}

// The labels, among `ordered`, that cannot come before the tables change: domains that columns had, and what names them.
std::set<std::string> coming_late(const ObjectFates& fates, const std::vector<std::string>& ordered) {
    std::set<std::string> late;
    for (const std::string& label : ordered) {
        const bool is_such = fates.going.contains(label) && fates.goes_after_columns(label);
        const bool names_such = std::any_of(late.begin(), late.end(), [&](const std::string& other) {
            return fates.now.names(label, bare_name(*fates.now.find(other)));
        });
        if (is_such || names_such) late.insert(label);
    }
    return late;
}

}  // namespace

ObjectChanges compare_objects(const Schema& from, const Schema& before, const Schema& after,
                              const EffectiveRenames& renames, const Disturbed& disturbed) {
    const ObjectFates fates(before, after, renames, disturbed, replaceable_objects(before, after));
    ObjectChanges changes;
    const std::set<std::string> loose = fates.loosened();
    for (const std::string& label : loose) {
        const Object& standing = *from.object(key_of(*fates.old.find(label)));
        changes.loosened.emplace_back(ReplaceObject{loosened(standing)}, fates.now.find(label)->origin);
    }
    drop_going(fates, renames, changes);
    std::set<std::string> replaced = fates.replaced;
    replaced.insert(loose.begin(), loose.end());
    std::set<std::string> all = replaced;
    for (const auto& [label, object] : fates.now.all()) {
        if (fates.old.find(label) == nullptr || fates.going.contains(label)) all.insert(label);
    }
    const std::vector<std::string> ordered = fates.now.ordered(all);
    const std::set<std::string> late = coming_late(fates, ordered);
    for (const std::string& label : ordered) {
        const Object& object = *fates.now.find(label);
        const bool is_early = fates.now.is_early(label) && !late.contains(label);
        Operations& to = is_early ? changes.created_early : changes.created;
        if (replaced.contains(label)) {
            to.emplace_back(ReplaceObject{object}, object.origin);
        } else {
            to.emplace_back(CreateObject{object}, object.origin);
        }
    }
    return changes;
}

Withdrawn withdrawn_by_objects(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                               const Disturbed& disturbed) {
    const ObjectFates fates(before, after, renames, disturbed, replaceable_objects(before, after));
    Withdrawn withdrawn{{}, disturbed.renamed_types, {}};
    withdrawn.types.insert(disturbed.taken_types.begin(), disturbed.taken_types.end());
    for (const std::string& label : fates.going) {
        const Object& object = *fates.old.find(label);
        if (!fates.makes_way(label)) continue;
        if (is_routine(object.kind)) withdrawn.routines.insert(lower(bare_name(object)));
        if (object.kind == ObjectKind::sequence) withdrawn.sequences.insert(object.name);
    }
    return withdrawn;
}

}  // namespace migrations
