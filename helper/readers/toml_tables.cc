#include "readers/toml_tables.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "readers/toml_columns.h"
#include "readers/toml_constraints.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

class TableReader {
public:
    TableReader(const Entry& entry, std::vector<EnumDraft>& enums, Diagnostics& diagnostics)
        : node_(entry.value), name_(entry.key), enums_(enums), diagnostics_(diagnostics) {
        draft_.table.name = entry.key;
        draft_.table.origin = Origin(entry.location);
        draft_.cpp.location = entry.location;
    }

    ModelDraft read() {
        if (!node_.is_table()) {
            diagnostics_.push_back(
                error_at(node_.location, "wrong-kind",
                         "table " + quoted(name_) + " must be a table, not " + kind_of(node_),
                         "for example: [tables." + name_ + ".columns]"));
            forget_keys();
            return std::move(draft_);
        }
        refuse_unknown_keys();
        bool is_table = true;
        read_key("table", is_table);
        draft_.data_only = !is_table;
        if (draft_.data_only) refuse_table_keys();
        read_key("comment", draft_.table.comment);
        read_key("strict", draft_.table.strict);
        read_key("without_rowid", draft_.table.without_rowid);
        read_key("unlogged", draft_.table.unlogged);
        read_key("with", draft_.table.with);
        if (auto cpp = read_name(node_, "cpp", diagnostics_)) draft_.cpp = std::move(*cpp);
        draft_.renamed_from = read_name(node_, "renamed_from", diagnostics_);
        read_bases();
        read_columns();
        if (!draft_.data_only) read_constraints(node_, draft_, diagnostics_);
        return std::move(draft_);
    }

private:
    void forget_keys() {
        draft_.columns_known = false;
        draft_.keys_known = false;
    }

    template <class Member>
    void read_key(const char* key, Member& to) {
        if (const Node* found = node_.find(key)) from_node(*found, key, to, diagnostics_);
    }

    // An unknown key with a `type` in it is a column that stands one level too high.
    void refuse_unknown_keys() {
        const std::vector<std::string> known = table_keys();
        Node rest = node_;
        std::erase_if(std::get<Node::Table>(rest.value), [&](const Entry& each) {
            const bool is_known = std::find(known.begin(), known.end(), each.key) != known.end();
            if (is_known || !each.value.find("type")) return false;
            diagnostics_.push_back(error_at(each.location, "unknown-key",
                                            "column " + quoted(each.key) +
                                                " stands outside of the columns of table " +
                                                quoted(name_),
                                            "write it under [tables." + name_ + ".columns]"));
            forget_keys();
            return true;
        });
        unknown_keys(rest, known, "table " + quoted(name_), diagnostics_);
        for (const Entry& each : rest.table()) {
            if (std::find(known.begin(), known.end(), each.key) == known.end())
                forget_what_hides(each, nearest(each.key, known));
        }
    }

    // What an unknown key may have been meant to say: what the key says that is like it, or
    // without one whatever its value can say.
    void forget_what_hides(const Entry& entry, const std::string& like) {
        const bool columns =
            like.empty() ? entry.value.is_table() : like == "columns" || like == "extends";
        const bool keys = like.empty()
                              ? entry.value.is_array()
                              : like == "primary_key" || like == "uniques" || like == "indexes";
        if (columns) draft_.columns_known = false;
        if (columns || keys) draft_.keys_known = false;
    }

    void refuse_table_keys() {
        std::vector<std::string> keys = {"renamed_from", "strict", "without_rowid", "unlogged", "with"};
        keys.insert(keys.end(), constraint_keys.begin(), constraint_keys.end());
        for (const Entry& entry : node_.table()) {
            if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) continue;
            diagnostics_.push_back(error_at(
                entry.location, "data-only",
                quoted(entry.key) + " has no meaning for the data-only model " +
                    quoted(name_),
                "move it to the tables that extend the model, or take `table = false` away"));
        }
    }

    void read_bases() {
        const Node* extends = node_.find("extends");
        if (!extends) return;
        if (extends->is_string()) {
            draft_.bases.push_back({extends->string(), extends->location});
            return;
        }
        if (!extends->is_array()) {
            wrong_kind(*extends, "extends", "the name of a model or an array of them",
                       diagnostics_);
            return forget_keys();
        }
        for (const Node& base : extends->array()) {
            if (base.is_string()) {
                draft_.bases.push_back({base.string(), base.location});
            } else {
                wrong_kind(base, "extends", "the name of a model or an array of them",
                           diagnostics_);
                forget_keys();
            }
        }
    }

    void read_columns() {
        const Node* columns = node_.find("columns");
        if (!columns) return;
        if (!columns->is_table()) {
            diagnostics_.push_back(
                error_at(columns->location, "wrong-kind",
                         "'columns' must be a table, not " + kind_of(*columns),
                         "write [tables." + name_ + ".columns] and a line for each column"));
            return forget_keys();
        }
        for (const Entry& entry : columns->table()) {
            draft_.columns.push_back(read_column(entry, name_, enums_, diagnostics_));
            if (draft_.columns.back().broken) draft_.keys_known = false;
        }
    }

    const Node& node_;
    const std::string& name_;
    std::vector<EnumDraft>& enums_;
    Diagnostics& diagnostics_;
    ModelDraft draft_;
};

}  // namespace

std::vector<std::string> table_keys() {
    std::vector<std::string> keys = {"cpp",    "comment",       "table",    "extends", "renamed_from",
                                     "strict", "without_rowid", "unlogged", "with",    "columns"};
    keys.insert(keys.end(), constraint_keys.begin(), constraint_keys.end());
    return keys;
}

ModelDraft read_table(const Entry& entry, std::vector<EnumDraft>& enums, Diagnostics& diagnostics) {
    return TableReader(entry, enums, diagnostics).read();
}

}  // namespace migrations
