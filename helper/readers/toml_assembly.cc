#include "readers/toml_assembly.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void settle_primary_key(ModelDraft& model, Diagnostics& diagnostics) {
    PrimaryKey key;
    for (const ColumnDraft& each : model.columns) {
        if (!each.primary_key) continue;
        if (key.columns.empty()) key.origin = Origin(*each.primary_key);
        key.columns.push_back(each.column.name);
    }
    std::optional<PrimaryKey>& given = model.table.primary_key;
    if (key.columns.empty()) return;
    if (!given) {
        given = std::move(key);
    } else if (!std::is_permutation(given->columns.begin(), given->columns.end(),
                                    key.columns.begin(), key.columns.end())) {
        diagnostics.push_back(error_at(
            given->origin, "primary-key",
            "table " + quoted(model.table.name) +
                " has two primary keys: this one and that of column " +
                quoted(key.columns.front()) + " (" + to_string(key.origin) + ")",
            "a primary key of several columns is written primary_key = [\"...\", \"...\"] only"));
        model.keys_known = false;
    }
}

bool has_foreign_key(const ModelDraft& model, const ColumnDraft& column) {
    return column.foreign_key ||
           std::any_of(model.foreign_keys.begin(), model.foreign_keys.end(),
                       [&](const ForeignKeyDraft& each) {
                           return contains(each.key.columns, column.column.name);
                       });
}

// No server numbers the rows of a data-only model.
void imply_identity(ModelDraft& model) {
    if (model.data_only || !model.table.primary_key || model.table.primary_key->columns.size() != 1)
        return;
    for (ColumnDraft& each : model.columns) {
        Column& column = each.column;
        if (column.name != model.table.primary_key->columns.front()) continue;
        const bool is_integer = std::holds_alternative<Integer>(column.type.portable);
        const bool has_value = column.default_value || column.default_expr || column.generated;
        if (each.broken || each.identity_given || !is_integer || has_value || column.null) return;
        column.identity = !has_foreign_key(model, each);
    }
}

template <class Thing>
void put_first(std::vector<Thing> things, std::vector<Thing>& all) {
    things.insert(things.end(), std::make_move_iterator(all.begin()),
                  std::make_move_iterator(all.end()));
    all = std::move(things);
}

void assemble(ModelDraft& model, Diagnostics& diagnostics) {
    settle_primary_key(model, diagnostics);
    imply_identity(model);
    std::vector<Unique> uniques;
    std::vector<Check> checks;
    std::vector<Index> indexes;
    for (const ColumnDraft& each : model.columns) {
        model.table.columns.push_back(each.column);
        if (each.unique) {
            Unique unique;
            unique.columns = {each.column.name};
            unique.origin = Origin(*each.unique);
            uniques.push_back(std::move(unique));
        }
        if (each.index) {
            Index index;
            IndexKey key;
            key.column = each.column.name;
            index.keys = {std::move(key)};
            index.origin = Origin(*each.index);
            indexes.push_back(std::move(index));
        }
        if (each.check && !each.broken) checks.push_back(*each.check);
    }
    put_first(std::move(uniques), model.table.uniques);
    put_first(std::move(checks), model.table.checks);
    put_first(std::move(indexes), model.table.indexes);
}

}  // namespace

void assemble_tables(Drafts& drafts, Diagnostics& diagnostics) {
    for (ModelDraft& model : drafts.models) assemble(model, diagnostics);
}

}  // namespace migrations
