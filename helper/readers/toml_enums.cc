#include "readers/toml_enums.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

void read_values(const Node& node, EnumDraft& draft, Diagnostics& diagnostics) {
    const std::size_t before = diagnostics.size();
    from_node(node, "values", draft.type.values, diagnostics);
    draft.broken = diagnostics.size() > before;
}

void read_renamed_values(const Node& node, EnumDraft& draft, Diagnostics& diagnostics) {
    const Node* renamed = node.find("renamed_values");
    if (!renamed) return;
    if (!renamed->is_table()) {
        return wrong_kind(*renamed, "renamed_values", "a table of old = \"new\"", diagnostics);
    }
    for (const Entry& entry : renamed->table()) {
        if (!entry.value.is_string()) {
            wrong_kind(entry.value, entry.key, "a string", diagnostics);
        } else if (entry.value.string() == entry.key) {
            diagnostics.push_back(
                error_at(entry.location, "renamed-from",
                         "value " + quoted(entry.key) + " is renamed to itself"));
        } else {
            draft.renamed_values.push_back(
                {{entry.key, entry.value.location}, entry.value.string()});
        }
    }
}

// A label that does not exist now cannot be the new one; unless the values themselves are in doubt.
void check_renamed_values(const EnumDraft& draft, Diagnostics& diagnostics) {
    if (draft.broken) return;
    const std::vector<std::string>& values = draft.type.values;
    for (const auto& [old_value, new_value] : draft.renamed_values) {
        if (std::find(values.begin(), values.end(), new_value) != values.end()) continue;
        diagnostics.push_back(error_at(
            old_value.location, "renamed-from",
            with_suggestion(
                quoted(new_value) + " is no value of enum " + quoted(draft.type.name),
                new_value, values)));
    }
}

void read_rest(const Node& node, EnumDraft& draft, Diagnostics& diagnostics) {
    if (const Node* native = node.find("native")) {
        from_node(*native, "native", draft.type.native, diagnostics);
    }
    read_renamed_values(node, draft, diagnostics);
    check_renamed_values(draft, diagnostics);
}

}  // namespace

const std::vector<std::string> inline_enum_keys = {"values", "native", "renamed_values"};
const std::vector<std::string> enum_keys = {"values", "native", "cpp", "renamed_from", "renamed_values"};

EnumDraft read_enum(const Entry& entry, Diagnostics& diagnostics) {
    EnumDraft draft;
    draft.type.name = entry.key;
    draft.type.origin = Origin(entry.location);
    if (!entry.value.is_table()) {
        draft.broken = true;
        diagnostics.push_back(error_at(
            entry.value.location, "wrong-kind",
            "enum " + quoted(entry.key) + " must be a table, not " + kind_of(entry.value),
            "for example: [enums.status]\n             values = [\"active\", \"suspended\"]"));
        return draft;
    }
    Diagnostics found;
    const std::string where = "enum " + quoted(entry.key);
    unknown_keys(entry.value, enum_keys, where, found);
    if (const Node* values = entry.value.find("values")) {
        read_values(*values, draft, found);
    } else {
        missing_key(entry.value, "values", where, found);
        draft.broken = true;
    }
    draft.cpp = read_name(entry.value, "cpp", found);
    draft.renamed_from = read_name(entry.value, "renamed_from", found);
    read_rest(entry.value, draft, found);
    append_found(std::move(found), diagnostics);
    return draft;
}

EnumDraft read_inline_enum(const Entry& column, const std::string& table,
                           Diagnostics& diagnostics) {
    EnumDraft draft;
    draft.type.name = table + "_" + column.key;
    draft.type.origin = Origin(entry_of(column.value, "values")->location);
    draft.table = table;
    draft.column = column.key;
    read_values(*column.value.find("values"), draft, diagnostics);
    read_rest(column.value, draft, diagnostics);
    return draft;
}

}  // namespace migrations
