#include "diff/object_fates.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "operations/replacement_order.h"
#include "schema/domain_columns.h"

namespace migrations {
namespace {

bool any_of(const std::set<std::string>& names, const auto& condition) {
    return std::any_of(names.begin(), names.end(), condition);
}

// Whether the two cannot be there at the same time. Tables, views and domains are types too.
bool share_names(ObjectKind one, ObjectKind other) {
    const auto is_type = [](ObjectKind kind) {
        return kind == ObjectKind::domain || (is_relation(kind) && kind != ObjectKind::sequence);
    };
    return one == other || (is_routine(one) && is_routine(other)) || (is_relation(one) && is_relation(other)) ||
           (is_type(one) && is_type(other));
}

std::set<std::string> former_names(const EffectiveRenames& renames) {
    std::set<std::string> names;
    for (const auto& rename : renames.tables) names.insert(rename.first);
    return names;
}

}  // namespace

ObjectFates::ObjectFates(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                         const Disturbed& disturbed, const std::set<std::string>& replaceable)
    : old(before, former_names(renames)), now(after), before_(before), after_(after), renames_(renames), disturbed_(disturbed) {
    for (const auto& [label, object] : old.all()) {
        const Object* next = now.find(label);
        const bool changed = next == nullptr || *next != *object;
        const bool stays = replaceable.contains(label) && !(changed && moves_with_names(label));
        if (stays && object->kind == ObjectKind::domain) domains_.insert(label);
        if (changed) (stays ? replaced : going).insert(label);
        if (is_in_the_way(label)) going.insert(label);
        if (disturbed.stale != nullptr && disturbed.stale->contains(old, label, disturbed.tables)) going.insert(label);
    }
    going.merge(readers_of_rows());
    going = old.with_dependents(std::move(going), domains_);
    for (const std::string& label : going) replaced.erase(label);
}

bool ObjectFates::makes_way(const std::string& label) const {
    const Object& object = *old.find(label);
    if (uses_withdrawn_type(label) || gives_its_name(object)) return true;
    return std::any_of(now.all().begin(), now.all().end(), [&](const auto& each) {
        const Object& other = *each.second;
        return share_names(other.kind, object.kind) && equals_ignoring_case(bare_name(other), bare_name(object));
    });
}

bool ObjectFates::goes_after_columns(const std::string& label) const {
    const Object& object = *old.find(label);
    return object.kind == ObjectKind::domain && !disturbed_.taken_types.contains(object.name) &&
           has_columns(before_, object.name);
}

std::set<std::string> ObjectFates::loosened() const {
    std::set<std::string> labels;
    for (const std::string& domain : domains_) {
        if (going.contains(domain)) continue;
        const bool calls = any_of(going, [&](const std::string& label) {
            const Object& other = *old.find(label);
            return is_routine(other.kind) && old.holds(domain, bare_name(other)) && makes_way(label);
        });
        if (calls || (replaced.contains(domain) && uses_withdrawn_type(domain))) labels.insert(domain);
    }
    return labels;
}

// A table, an index or an enum takes it.
bool ObjectFates::gives_its_name(const Object& object) const {
    if (object.kind != ObjectKind::domain && object.kind != ObjectKind::sequence) return false;
    const EnumType* type = after_.enum_type(object.name);
    if (object.kind == ObjectKind::domain && type != nullptr && type->native) return true;
    return std::any_of(after_.tables.begin(), after_.tables.end(), [&](const Table& table) {
        return table.name == object.name || find_named(table.indexes, object.name) != nullptr;
    });
}

bool ObjectFates::uses_withdrawn_type(const std::string& label) const {
    const auto used = [&](const std::string& type) { return old.names(label, type); };
    return any_of(disturbed_.renamed_types, used) || any_of(disturbed_.taken_types, used);
}

// A function whose body the server understands, and holds on to what it names: the one body and the other cannot both be
// understood at the same time when that changes.
bool ObjectFates::moves_with_names(const std::string& label) const {
    if (!is_routine(old.find(label)->kind) || has_text_body(*now.find(label))) return false;
    return uses_withdrawn_type(label) || any_of(disturbed_.changed, [&](const std::string& table) {
        return old.holds(label, old_name(renames_.tables, table)) || now.holds(label, table);
    });
}

// What reads the columns of a disturbed table through a function that returns its rows, and lasts itself.
std::set<std::string> ObjectFates::readers_of_rows() const {
    std::set<std::string> functions;
    for (const auto& [label, object] : old.all()) {
        const bool of_rows = is_routine(object->kind) && any_of(disturbed_.tables, [&](const std::string& table) {
            return old.holds(label, old_name(renames_.tables, table));
        });
        if (of_rows) functions.insert(label);
    }
    std::set<std::string> readers = old.with_dependents(functions, domains_);
    for (const std::string& label : functions) readers.erase(label);
    return readers;
}

// What reads a table holds on to its columns, and what is declared with a type to that.
bool ObjectFates::is_in_the_way(const std::string& label) const {
    const Object& object = *old.find(label);
    const auto held = [&](const std::string& name) { return old.holds(label, name); };
    if (object.kind != ObjectKind::domain && any_of(disturbed_.taken_types, held)) return true;
    if (object.kind == ObjectKind::materialized_view && any_of(disturbed_.domains, held)) return true;
    if (is_routine(object.kind)) {
        return !has_text_body(object) && any_of(disturbed_.tables, [&](const std::string& table) {
            return held(old_name(renames_.tables, table));
        });
    }
    if (old.is_early(label)) return false;
    return any_of(disturbed_.tables, [&](const std::string& table) {
        return object.table == table || old.names(label, old_name(renames_.tables, table));
    });
}

}  // namespace migrations
