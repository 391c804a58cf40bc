#include "readers/toml_hints.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "schema/fields_text.h"

namespace migrations {
namespace {

class Hints {
public:
    Hints(const Drafts& drafts, Diagnostics& diagnostics)
        : drafts_(drafts), diagnostics_(diagnostics) {}

    RenameHints run() {
        for (const ModelDraft& model : drafts_.models) {
            if (model.data_only) continue;
            if (model.renamed_from)
                add("table", *model.renamed_from, model.table.name, hints_.tables);
            add_columns(model);
        }
        for (const EnumDraft& draft : drafts_.enums) add_enum(draft);
        for (const EnumDraft& draft : drafts_.enums) follow_column(draft);
        return std::move(hints_);
    }

private:
    void report(const Location& location, std::string message) {
        diagnostics_.push_back(error_at(location, "renamed-from", std::move(message)));
    }

    void add(const std::string& kind, const PlacedName& from, const std::string& to,
             std::map<std::string, std::string>& hints) {
        if (from.name == to)
            return report(from.location, kind + " " + in_quotes(to) + " is renamed from itself");
        const auto [first, is_new] = hints.emplace(from.name, to);
        if (is_new) return;
        report(from.location, kind + "s " + in_quotes(first->second) + " and " + in_quotes(to) +
                                  " are both renamed from " + in_quotes(from.name));
    }

    void add_columns(const ModelDraft& model) {
        std::map<std::string, std::string> renamed;
        for (const ColumnDraft& each : model.columns) {
            if (!each.renamed_from) continue;
            if (each.model == model.table.name) {
                add("column", *each.renamed_from, each.column.name, renamed);
            } else {
                renamed.emplace(each.renamed_from->name, each.column.name);
            }
        }
        for (const auto& [old_name, new_name] : renamed)
            hints_.columns[{model.table.name, old_name}] = new_name;
    }

    void add_enum(const EnumDraft& draft) {
        if (draft.renamed_from) add("enum", *draft.renamed_from, draft.type.name, hints_.enums);
        for (const auto& [old_value, new_value] : draft.renamed_values) {
            hints_.enum_values[draft.type.name][old_value.name] = new_value;
        }
    }

    // The enum <table>_<column> has had every name that the table and the column had.
    void follow_column(const EnumDraft& draft) {
        const ModelDraft* model = drafts_.model(draft.table);
        if (!model || draft.table.empty()) return;
        std::vector<std::string> tables = {draft.table};
        std::vector<std::string> columns = {draft.column};
        if (model->renamed_from) tables.push_back(model->renamed_from->name);
        for (const ColumnDraft& each : model->columns) {
            const bool is_this = each.column.name == draft.column && each.model == draft.table;
            if (is_this && each.renamed_from) columns.push_back(each.renamed_from->name);
        }
        for (const std::string& table : tables) {
            for (const std::string& column : columns) {
                const std::string old_name = table + "_" + column;
                if (!drafts_.enum_type(old_name)) hints_.enums.emplace(old_name, draft.type.name);
            }
        }
    }

    const Drafts& drafts_;
    Diagnostics& diagnostics_;
    RenameHints hints_;
};

}  // namespace

RenameHints rename_hints(const Drafts& drafts, Diagnostics& diagnostics) {
    return Hints(drafts, diagnostics).run();
}

}  // namespace migrations
