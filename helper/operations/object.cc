#include "operations/object.h"

#include <algorithm>

#include "base/names.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/place.h"
#include "operations/words.h"
#include "schema/object_text.h"

namespace migrations {
namespace {

ObjectKey key_of(const DropObject& change) {
    return {change.kind, change.table, change.object};
}

std::string no_object(const Schema& schema, const ObjectKey& key) {
    std::vector<std::string> names;
    for (const Object& each : schema.objects) {
        if (each.kind == key.kind) names.push_back(each.name);
    }
    const std::string near = did_you_mean(key.name, names);
    return words_of(key) + " does not exist" + (near.empty() ? "" : "; " + near);
}

bool is_relation_named(const Object& object, std::string_view name) {
    return is_relation(object.kind) && equals_ignoring_case(object.name, name);
}

std::string name_taken(const Schema& schema, const Object& object) {
    if (schema.object(key_of(object))) return words_of(key_of(object)) + " exists already";
    if (!is_relation(object.kind)) return "";
    return table_name_taken(schema, object.name);
}

// What a trigger is on does not exist.
std::string no_relation(const Schema& schema, const Object& trigger) {
    const bool is_view = std::any_of(schema.objects.begin(), schema.objects.end(),
                                     [&](const Object& each) { return is_relation_named(each, trigger.table); });
    return is_view || schema.table(trigger.table) ? "" : no_table(schema, trigger.table);
}

std::string mistake_of(const Object& object) {
    const std::string mistake = statement_mistake(object);
    if (!mistake.empty()) return words_of(key_of(object)) + ": " + mistake;
    if (object.kind == ObjectKind::trigger && object.table.empty()) {
        return "trigger " + quoted(object.name) + " needs 'table', which it is on";
    }
    if (object.kind != ObjectKind::trigger && !object.table.empty()) {
        return "only a trigger has a 'table'; " + words_of(key_of(object)) + " has one";
    }
    return "";
}

bool is_replaceable(ObjectKind kind) {
    return kind == ObjectKind::function || kind == ObjectKind::procedure || kind == ObjectKind::domain ||
           kind == ObjectKind::sequence;
}

Subject subject_by(const ObjectKey& key) {
    return {"", words_of(key)};
}

}  // namespace

// ---- create_object ----

std::string carry_out(const CreateObject& change, const Origin& origin, Schema& schema) {
    std::string problem = mistake_of(change.object);
    if (problem.empty()) problem = name_taken(schema, change.object);
    if (problem.empty() && change.object.kind == ObjectKind::trigger) problem = no_relation(schema, change.object);
    if (problem.empty()) schema.objects.push_back(placed(change.object, origin));
    return problem;
}

void undo(const CreateObject& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropObject{change.object.kind, change.object.name, change.object.table});
}

std::string summary_of(const CreateObject& change) {
    return "create " + words_of(key_of(change.object));
}
Subject subject_of(const CreateObject& change) {
    return subject_by(key_of(change.object));
}

// ---- drop_object ----

std::string carry_out(const DropObject& change, const Origin&, Schema& schema) {
    const ObjectKey key = key_of(change);
    if (!schema.object(key)) return no_object(schema, key);
    if (is_relation(change.kind)) {
        for (const Object& each : schema.objects) {
            if (each.kind == ObjectKind::trigger && each.table == change.object) {
                return words_of(key) + " has the trigger " + quoted(each.name) + ": drop that first";
            }
        }
    }
    std::erase_if(schema.objects, [&](const Object& each) { return key_of(each) == key; });
    return "";
}

void undo(const DropObject& change, const Schema& before, Reverse& to) {
    if (change.kind == ObjectKind::virtual_table) {
        to.lost.emplace_back(to.operations.size(), "rows of " + change.object);
    }
    if (change.kind == ObjectKind::sequence) {
        to.lost.emplace_back(to.operations.size(), "the number that sequence " + change.object + " is at");
    }
    to.operations.emplace_back(CreateObject{*before.object(key_of(change))});
}

std::string summary_of(const DropObject& change) {
    return "drop " + words_of(key_of(change));
}
Subject subject_of(const DropObject& change) {
    return subject_by(key_of(change));
}

// ---- replace_object ----

std::string carry_out(const ReplaceObject& change, const Origin& origin, Schema& schema) {
    const ObjectKey key = key_of(change.object);
    if (!is_replaceable(key.kind)) {
        return "only functions, procedures, domains and sequences can be replaced: drop and create " + words_of(key);
    }
    std::string problem = mistake_of(change.object);
    if (!problem.empty()) return problem;
    for (Object& each : schema.objects) {
        if (key_of(each) != key) continue;
        each = placed(change.object, origin);
        return "";
    }
    return no_object(schema, key);
}

void undo(const ReplaceObject& change, const Schema& before, Reverse& to) {
    const Object& old = *before.object(key_of(change.object));
    if (old.kind == ObjectKind::sequence) {
        const SequenceText then = sequence_text(old.sql.in("postgresql"));
        const SequenceText now = sequence_text(change.object.sql.in("postgresql"));
        if (limits_shrink(then, now) || turns_round(then, now)) {
            to.lost.emplace_back(to.operations.size(), "the number that sequence " + old.name + " was at");
        }
    }
    to.operations.emplace_back(ReplaceObject{old});
}

std::string summary_of(const ReplaceObject& change) {
    return "replace " + words_of(key_of(change.object));
}
Subject subject_of(const ReplaceObject& change) {
    return subject_by(key_of(change.object));
}

}  // namespace migrations
