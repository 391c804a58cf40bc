#include "dialects/postgresql/enum_holders.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/names.h"
#include "dialects/postgresql/alter_objects.h"
#include "dialects/postgresql/enum_columns.h"
#include "dialects/postgresql/types.h"
#include "schema/domain_type.h"
#include "schema/object_text.h"

namespace migrations::postgresql {

namespace {

Object loosened(const Object& domain) {
    Object result = domain;
    result.sql = Sql(without_checks(domain.sql.in(dialect_name)));
    return result;
}

bool any_of(const auto& all, const auto& condition) {
    return std::any_of(all.begin(), all.end(), condition);
}

}  // namespace

EnumHolders::EnumHolders(const EnumType& before, const EnumType& after, const Around& around, Writer& writer)
    : around_(around), writer_(writer), graph_(around.before) {
    if (before.native) types_.insert(before.name);
    tables_ = touched_by(before.name, around.before);
    tables_after_ = touched_by(after.name, around.after);
    if (!before.native && !after.native) return;  // rows change, and no type

    std::set<std::string> going;
    for (const auto& [label, object] : graph_.all()) {
        if (object->exists_in(dialect_name) && !lasts(label) && holds_type(label)) going.insert(label);
    }
    going = graph_.with_dependents(std::move(going), lasting_domains());
    for (const std::string& label : going) {
        const Object& object = *graph_.find(label);
        if (is_routine(object.kind)) routines_.insert(lower(bare_name(object)));
    }
    touch_users(tables_, around.before);
    touch_users(tables_after_, around.after);
    for (const std::string& label : graph_.ordered(with_readers(std::move(going)))) {
        if (!lasts(label)) (graph_.is_early(label) ? early_ : readers_).push_back(graph_.find(label));
    }
    for (const std::string& label : lasting_domains()) {
        const bool calls = any_of(routines_, [&](const std::string& name) { return graph_.holds(label, name); });
        if (holds_type(label) || calls) domains_.push_back(graph_.find(label));
    }
}

bool EnumHolders::holds_type(const std::string& label) const {
    return any_of(types_, [&](const std::string& type) { return graph_.holds(label, type); });
}

bool EnumHolders::lasts(const std::string& label) const {
    const Object& object = *graph_.find(label);
    return object.kind == ObjectKind::domain &&
           !any_of(types_, [&](const std::string& type) { return is_over_type(object, type); });
}

std::set<std::string> EnumHolders::lasting_domains() const {
    std::set<std::string> labels;
    for (const auto& [label, object] : graph_.all()) {
        if (object->exists_in(dialect_name) && lasts(label)) labels.insert(label);
    }
    return labels;
}

// With the views and triggers over columns that change, and what holds on to those.
std::set<std::string> EnumHolders::with_readers(std::set<std::string> going) const {
    const Dependents parts = dependents_of(tables_, around_.before, true);
    for (const auto& [label, object] : graph_.all()) {
        if (!object->exists_in(dialect_name) || graph_.is_early(label)) continue;
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            const bool changes = !tables_[i].retyped.empty() || !parts.tables[i].columns.empty();
            if (changes && graph_.holds(label, tables_[i].table->name)) going.insert(label);
        }
    }
    return graph_.with_dependents(std::move(going), lasting_domains());
}

// All tables: expressions may name the type, or call a function, where no column has it.
void EnumHolders::touch_users(std::vector<Touched>& tables, const Schema& schema) const {
    for (const Table& table : schema.tables) {
        const bool known = any_of(tables, [&](const Touched& each) { return each.table == &table; });
        if (!known) tables.emplace_back().table = &table;
    }
    for (Touched& each : tables) {
        each.types = types_;
        each.routines = routines_;
    }
}

void EnumHolders::drop(const std::vector<const Object*>& objects) const {
    for (auto each = objects.rbegin(); each != objects.rend(); ++each) {
        emit(DropObject{(*each)->kind, (*each)->name, (*each)->table}, around_, writer_);
    }
}

void EnumHolders::create(const std::vector<const Object*>& objects) const {
    for (const Object* each : objects) emit(CreateObject{*each}, around_, writer_);
}

void EnumHolders::detach() const {
    drop(readers_);
    postgresql::detach(dependents_of(tables_, around_.before, true), writer_);
    for (const Object* each : domains_) alter_domain(*each, loosened(*each), around_.before, writer_);
    drop(early_);
}

void EnumHolders::attach() const {
    create(early_);
    for (const Object* each : domains_) alter_domain(loosened(*each), *each, around_.after, writer_);
    postgresql::attach(dependents_of(tables_after_, around_.after, true), around_.after, writer_);
    create(readers_);
}

}  // namespace migrations::postgresql
