#include "diff/object_changes.h"

#include <algorithm>
#include <migrations/sql_tokens.hpp>
#include <string>
#include <vector>

#include "base/names.h"
#include "schema/object_graph.h"
#include "schema/object_text.h"

namespace migrations {
namespace {

// The texts up to the body are the same: what the function takes and returns stays.
bool same_opening(const std::string& left, const std::string& right) {
    const auto opening = [](const std::string& text) {
        std::vector<std::string> words;
        for (const token& each : tokens_of(text, dialect::postgresql)) {
            if (is_word(each, "as") || is_word(each, "begin") || is_word(each, "return")) break;
            words.push_back(lower(each.text));
        }
        return words;
    };
    return opening(left) == opening(right);
}

bool same_domain_type(const std::string& before, const std::string& after) {
    const DomainText old = domain_text(before);
    const DomainText now = domain_text(after);
    return old.type == now.type && old.collation == now.collation;
}

// Another body of a function that takes and returns the same; a domain of the same type; a sequence that is as lasting.
bool is_replaceable(const Object& before, const Object& after) {
    constexpr const char* postgresql = "postgresql";  // which alone has any of them
    if (before.exists_in(postgresql) != after.exists_in(postgresql)) return false;
    const std::string& old = before.sql.in(postgresql);
    const std::string& now = after.sql.in(postgresql);
    switch (after.kind) {
        case ObjectKind::function:
        case ObjectKind::procedure: return same_opening(old, now);
        case ObjectKind::domain: return same_domain_type(old, now);
        case ObjectKind::sequence: return sequence_text(old).persistence == sequence_text(now).persistence;
        default: return false;
    }
}

Operation drop_of(const Object& object, const EffectiveRenames& renames, const Origin& origin) {
    return {DropObject{object.kind, object.name, old_name(renames.tables, object.table)}, origin};
}

}  // namespace

ObjectChanges compare_objects(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                              const std::set<std::string>& disturbed) {
    const ObjectGraph old(before);
    const ObjectGraph now(after);

    std::set<std::string> replaced;
    std::set<std::string> going;  // for good, or to be made anew
    std::set<std::string> coming;
    for (const auto& [label, object] : old.all()) {
        const Object* next = now.find(label);
        if (next != nullptr && *next == *object) continue;
        if (next != nullptr && is_replaceable(*object, *next)) {
            replaced.insert(label);
        } else {
            going.insert(label);
        }
    }
    // What reads a table holds on to its columns.
    for (const auto& [label, object] : old.all()) {
        const bool reads = !old.is_early(label) && object->kind != ObjectKind::function &&
                           object->kind != ObjectKind::procedure;
        const bool touched = std::any_of(disturbed.begin(), disturbed.end(), [&](const std::string& table) {
            return object->table == table || old.names(label, old_name(renames.tables, table));
        });
        if (reads && touched) going.insert(label);
    }
    going = old.with_dependents(std::move(going));
    for (const auto& [label, object] : now.all()) {
        if (old.find(label) == nullptr || going.contains(label)) coming.insert(label);
    }
    for (const std::string& label : going) replaced.erase(label);

    const auto origin_of = [&](const std::string& label) {
        const Object* next = now.find(label);
        return next == nullptr ? Origin{} : next->origin;
    };
    ObjectChanges changes;
    std::vector<std::string> drops = old.ordered(going);
    std::reverse(drops.begin(), drops.end());
    for (const std::string& label : drops) {
        const Object& object = *old.find(label);
        const Object* next = now.find(label);
        // What tables need goes last, but for what comes again under the same name.
        const bool late = old.is_early(label) && next == nullptr;
        (late ? changes.dropped_late : changes.dropped).push_back(drop_of(object, renames, origin_of(label)));
    }
    std::set<std::string> all = coming;
    all.insert(replaced.begin(), replaced.end());
    for (const std::string& label : now.ordered(all)) {
        const Object& object = *now.find(label);
        Operations& to = now.is_early(label) ? changes.created_early : changes.created;
        if (replaced.contains(label)) {
            to.emplace_back(ReplaceObject{object}, object.origin);
        } else {
            to.emplace_back(CreateObject{object}, object.origin);
        }
    }
    return changes;
}

}  // namespace migrations
