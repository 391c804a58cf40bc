#include <algorithm>
#include <utility>

#include "base/names.h"
#include "readers/toml_assembly.h"
#include "schema/fields_text.h"
#include "schema/names.h"

namespace migrations {
namespace {

class Resolver {
public:
    // `diagnostics` is null for what another model declares and has been reported there.
    Resolver(const Drafts& drafts, const ModelDraft& model, Diagnostics* diagnostics)
        : drafts_(drafts), model_(model), diagnostics_(diagnostics) {}

    // The key with the table and columns that it refers to; nothing when there are none.
    std::optional<ForeignKey> resolve(const ForeignKeyDraft& draft) const {
        ForeignKey key = draft.key;
        const bool names_column = key.table.empty();
        const ModelDraft* target = drafts_.model(draft.target.name);
        key.table = draft.target.name;
        const std::size_t dot = draft.target.name.rfind('.');
        if (!target && names_column && dot != std::string::npos) {
            key.table = draft.target.name.substr(0, dot);
            key.references = {draft.target.name.substr(dot + 1)};
            target = drafts_.model(key.table);
        }
        if (!target) {
            if (drafts_.is_unknown(key.table)) report_unknown(draft.target.location, key.table);
            return std::nullopt;
        }
        if (target->data_only) {
            report(draft.target.location,
                   quoted(key.table) +
                       " is a data-only model (table = false), to which no foreign key can refer");
            return std::nullopt;
        }
        if (key.references.empty() && !take_primary_key(draft, *target, key)) return std::nullopt;
        check_action(key, "on_delete", key.on_delete);
        check_action(key, "on_update", key.on_update);
        return key;
    }

private:
    void report(const Location& location, std::string message, std::string help = {}) const {
        if (!diagnostics_) return;
        diagnostics_->push_back(
            error_at(location, "foreign-key", std::move(message), std::move(help)));
    }

    void report_unknown(const Location& location, const std::string& table) const {
        std::vector<std::string> names;
        for (const ModelDraft& each : drafts_.models) {
            if (!each.data_only) names.push_back(each.table.name);
        }
        const bool is_sql = table.find('(') != std::string::npos;
        report(location, with_suggestion("there is no table " + quoted(table), table, names),
               is_sql ? "write \"table.column\", or \"table\" for its primary key" : "");
    }

    bool take_primary_key(const ForeignKeyDraft& draft, const ModelDraft& target,
                          ForeignKey& key) const {
        const std::string& table = target.table.name;
        if (!target.table.primary_key) {
            if (target.keys_known) {
                report(draft.target.location,
                       "table " + quoted(table) + " has no primary key to refer to",
                       "name the column: " + quoted(table + ".COLUMN"));
            }
            return false;
        }
        key.references = target.table.primary_key->columns;
        if (key.references.size() == key.columns.size()) return true;
        report(draft.target.location,
               "the primary key of table " + quoted(table) + " has " +
                   count_of(key.references.size(), "column") + ", and the foreign key " +
                   std::to_string(key.columns.size()),
               "a foreign key of several columns is written [[tables." + model_.table.name +
                   ".foreign_keys]]");
        return false;
    }

    // What the action would store must be possible.
    void check_action(const ForeignKey& key, const char* rule, Action action) const {
        if (action != Action::set_null && action != Action::set_default) return;
        for (const std::string& name : key.columns) {
            const auto found =
                std::find_if(model_.columns.begin(), model_.columns.end(),
                             [&](const ColumnDraft& each) { return each.column.name == name; });
            if (found == model_.columns.end() || found->broken || found->column.null) continue;
            const std::string start = std::string(rule) + " of column " + quoted(name) +
                                      " of table " + quoted(model_.table.name);
            if (action == Action::set_null) {
                report(key.origin, start + " stores NULL, but the column is not null = true");
            } else if (!found->column.default_value && !found->column.default_expr) {
                report(key.origin, start + " stores the default, but the column has none");
            }
        }
    }

    const Drafts& drafts_;
    const ModelDraft& model_;
    Diagnostics* diagnostics_;
};

}  // namespace

void resolve_foreign_keys(Drafts& drafts, const NamingConvention& naming, Diagnostics& diagnostics) {
    for (ModelDraft& model : drafts.models) {
        std::vector<ForeignKey> keys;
        for (const ColumnDraft& each : model.columns) {
            if (!each.foreign_key) continue;
            const bool is_own = each.model == model.table.name;
            const Resolver resolver(drafts, model, is_own ? &diagnostics : nullptr);
            if (auto key = resolver.resolve(*each.foreign_key); key && !each.broken)
                keys.push_back(std::move(*key));
        }
        const Resolver resolver(drafts, model, &diagnostics);
        for (const ForeignKeyDraft& each : model.foreign_keys) {
            if (auto key = resolver.resolve(each)) keys.push_back(std::move(*key));
        }
        model.table.foreign_keys = std::move(keys);
        complete_names(model.table, naming);
    }
}

}  // namespace migrations
