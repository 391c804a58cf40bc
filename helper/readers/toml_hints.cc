#include "readers/toml_hints.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
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
            if (model.renamed_from) {
                add("table", *model.renamed_from, model.table.name, hints_.tables);
                places_[model.table.name] = model.renamed_from->location;
            }
        }
        refuse_circles("renamed_from", hints_.tables, "");
        for (const ModelDraft& model : drafts_.models) {
            if (!model.data_only) add_columns(model);
        }
        places_.clear();
        for (const EnumDraft& draft : drafts_.enums) add_enum(draft);
        refuse_circles("renamed_from", hints_.enums, "");
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
            return report(from.location, kind + " " + quoted(to) + " is renamed from itself");
        const auto [first, is_new] = hints.emplace(from.name, to);
        if (is_new) return;
        report(from.location, kind + "s " + quoted(first->second) + " and " + quoted(to) +
                                  " are both renamed from " + quoted(from.name));
    }

    // Models keep what they say after it was done, and of a circle nobody can tell whether it was:
    // all names are there before and after. The hints of a circle are taken out. `qualifier`: "t."
    // for the columns of t. The places of the names are in `places_`.
    void refuse_circles(const std::string& key, std::map<std::string, std::string>& hints,
                        const std::string& qualifier) {
        std::map<std::string, std::string> rest = hints;
        while (!rest.empty()) {
            std::vector<std::string> names = {rest.begin()->first};
            for (auto next = rest.begin(); next != rest.end(); next = rest.find(names.back())) {
                names.push_back(next->second);
                rest.erase(next);
            }
            const auto start = std::find(names.begin(), names.end() - 1, names.back());
            if (start == names.end() - 1) continue;
            names.erase(names.begin(), start);
            std::string options;
            for (std::size_t i = 0; i + 1 < names.size(); ++i) {
                options += " --rename " + qualifier + names[i] + "=" + names[i + 1];
                hints.erase(names[i]);
            }
            names.pop_back();
            report_circle(key, names, options);
        }
    }

    // Once, also when several models inherit it.
    void report_circle(const std::string& key, const std::vector<std::string>& names,
                       const std::string& options) {
        const Location& place = places_[names.front()];
        std::string list;
        for (std::size_t i = 0; i < names.size(); ++i) {
            list += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + quoted(names[i]);
        }
        const bool reported =
            std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& each) {
                return each.location == place && each.rule == "renamed-from";
            });
        if (reported) return;
        diagnostics_.push_back(
            error_at(place, "renamed-from",
                     key + " of " + list +
                         " form a circle: once it is made, it cannot be told from one to be made",
                     "take them out of the model, and once give" + options));
    }

    void add_columns(const ModelDraft& model) {
        std::map<std::string, std::string> renamed;
        places_.clear();
        for (const ColumnDraft& each : model.columns) {
            if (!each.renamed_from) continue;
            places_[each.column.name] = each.renamed_from->location;
            if (each.model == model.table.name) {
                add("column", *each.renamed_from, each.column.name, renamed);
            } else {
                renamed.emplace(each.renamed_from->name, each.column.name);
            }
        }
        refuse_circles("renamed_from", renamed, model.table.name + ".");
        for (const auto& [old_name, new_name] : renamed)
            hints_.columns[{model.table.name, old_name}] = new_name;
    }

    void add_enum(const EnumDraft& draft) {
        if (draft.renamed_from) {
            add("enum", *draft.renamed_from, draft.type.name, hints_.enums);
            places_[draft.type.name] = draft.renamed_from->location;
        }
        if (draft.renamed_values.empty()) return;
        std::map<std::string, Location> places;
        std::map<std::string, std::string>& values = hints_.enum_values[draft.type.name];
        for (const auto& [old_value, new_value] : draft.renamed_values) {
            values[old_value.name] = new_value;
            places[new_value] = old_value.location;
        }
        std::swap(places, places_);
        refuse_circles("renamed_values", values, draft.type.name + ".");
        std::swap(places, places_);
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
    std::map<std::string, Location> places_;  // new name -> where its old one is stated
};

}  // namespace

RenameHints rename_hints(const Drafts& drafts, Diagnostics& diagnostics) {
    return Hints(drafts, diagnostics).run();
}

}  // namespace migrations
