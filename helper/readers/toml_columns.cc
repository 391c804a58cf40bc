#include "readers/toml_columns.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/names.h"
#include "readers/toml_constraints.h"
#include "readers/toml_enums.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

class ColumnReader {
public:
    ColumnReader(const Entry& entry, const std::string& table, std::vector<EnumDraft>& enums)
        : entry_(entry),
          node_(entry.value),
          table_(table),
          where_("column " + quoted(entry.key) + " of table " + quoted(table)),
          enums_(enums) {
        draft_.column.name = entry.key;
        draft_.column.origin = Origin(entry.location);
        draft_.model = table;
    }

    ColumnDraft read(Diagnostics& diagnostics) {
        if (node_.is_table()) {
            read_keys();
        } else {
            report(node_.location, "wrong-kind", where_ + " must be a table, not " + kind_of(node_),
                   example());
        }
        draft_.broken = !found_.empty();
        append_found(std::move(found_), diagnostics);
        return std::move(draft_);
    }

private:
    void report(const Location& location, const char* rule, std::string message,
                std::string help = {}) {
        found_.push_back(error_at(location, rule, std::move(message), std::move(help)));
    }

    // What a person may have meant who wrote only the type.
    std::string example() const {
        const std::string type = node_.is_string() ? node_.string() : "text";
        return "write: " + entry_.key + " = { type = \"" + type + "\" }";
    }

    void read_keys() {
        const std::vector<std::string> own = column_keys();
        unknown_keys(node_, own, where_, found_);
        has_unknown_ = !found_.empty();
        Node node = node_;
        settle_enum(node);
        std::erase_if(std::get<Node::Table>(node.value),
                      [](const Entry& each) { return each.key == "name"; });
        std::get<Node::Table>(node.value)
            .push_back({"name", {entry_.key, entry_.location}, entry_.location});
        fields_text::read_members(node, where_, draft_.column, found_);
        draft_.column.origin = Origin(entry_.location);

        draft_.primary_key = read_flag("primary_key");
        draft_.unique = read_flag("unique");
        draft_.index = read_flag("index");
        draft_.identity_given = node_.find("identity") != nullptr;
        draft_.renamed_from = read_name(node_, "renamed_from", found_);
        read_check();
        read_reference();
        read_cpp();
        check_default();
    }

    // The place of the key when it is true.
    std::optional<Location> read_flag(const char* key) {
        const Entry* entry = entry_of(node_, key);
        bool value = false;
        if (entry) from_node(entry->value, key, value, found_);
        return value ? std::optional(entry->location) : std::nullopt;
    }

    // A type "enum" means the enum that `values` define: in `node` it gets that enum's name.
    void settle_enum(Node& node) {
        Node* type = nullptr;
        for (Entry& each : std::get<Node::Table>(node.value)) {
            if (each.key == "type") type = &each.value;
        }
        if (type && type->is_table()) {
            Node* portable = nullptr;
            for (Entry& each : std::get<Node::Table>(type->value)) {
                if (each.key == "portable") portable = &each.value;
            }
            type = portable;
        }
        const bool is_bare = type && type->is_string() && trim(type->string()) == "enum";
        const bool has_values = node_.find("values") != nullptr;
        if (is_bare && has_values) {
            enums_.push_back(read_inline_enum(entry_, table_, found_));
            inline_enum_ = true;
            type->value = "enum(" + enums_.back().type.name + ")";
        } else if (is_bare) {
            if (!has_unknown_) {
                report(type->location, "enum", where_ + " is an enum without 'values'",
                       "add values = [\"...\"], or name an enum of [enums.NAME]: type = "
                       "\"enum(NAME)\"");
            }
            type->value = std::string("text");
        }
        if (!inline_enum_ && !has_unknown_) refuse_enum_keys(node);
    }

    // One message for all of them, and for a type that is missing.
    void refuse_enum_keys(Node& node) {
        for (const std::string& key : inline_enum_keys) {
            const Entry* entry = entry_of(node_, key);
            if (!entry) continue;
            const std::string missing = node_.find("values") ? "type = \"enum\"" : "'values'";
            report(entry->location, "enum", quoted(key) + " of " + where_ + " needs " + missing);
            if (!node_.find("type")) {
                std::get<Node::Table>(node.value)
                    .push_back({"type", {std::string("text"), {}}, {}});
            }
            return;
        }
    }

    void read_check() {
        const Entry* entry = entry_of(node_, "check");
        if (!entry) return;
        Check check;
        check.origin = Origin(entry->location);
        from_node(entry->value, "check", check.expression, found_);
        draft_.check = std::move(check);
    }

    void read_reference() {
        const Entry* entry = entry_of(node_, "references");
        if (!entry) {
            for (const std::string& key : foreign_key_rules) {
                const Entry* rule = entry_of(node_, key);
                if (!rule || has_unknown_) continue;
                return report(rule->location, "foreign-key",
                              quoted(key) + " of " + where_ + " needs 'references'");
            }
            return;
        }
        ForeignKeyDraft draft;
        draft.key.columns = {entry_.key};
        draft.key.origin = Origin(entry->location);
        read_foreign_key_rules(node_, draft.key, found_);
        if (auto target = read_name(node_, "references", found_)) {
            draft.target = std::move(*target);
            draft_.foreign_key = std::move(draft);
        }
    }

    // Only for an enum; whether an enum of that name exists turns out later.
    void read_cpp() {
        draft_.cpp = read_name(node_, "cpp", found_);
        if (!draft_.cpp || !found_.empty()) return;
        const PortableType& type = draft_.column.type.portable;
        if (std::holds_alternative<Enum>(type)) {
            if (inline_enum_) enums_.back().cpp = draft_.cpp;
            return;
        }
        report(draft_.cpp->location, "cpp-name",
               "'cpp' names the C++ type of an enum, and " + where_ + " is none");
    }

    // default = "now" is the text 'now', which nobody wants in a column of times.
    void check_default() {
        if (!draft_.column.default_value) return;
        const auto* text = std::get_if<std::string>(&*draft_.column.default_value);
        if (!text) return;
        const PortableType& type = draft_.column.type.portable;
        const std::string word = lower(trim(*text));
        const auto is_one_of = [&](std::initializer_list<const char*> words) {
            return std::find(words.begin(), words.end(), word) != words.end();
        };
        const bool is_time = std::holds_alternative<Timestamp>(type) ||
                             std::holds_alternative<Date>(type) ||
                             std::holds_alternative<Time>(type);
        const char* meant = nullptr;
        if (is_time && is_one_of({"now", "now()", "current_timestamp", "current_date",
                                  "current_time", "today", "localtimestamp", "localtime"})) {
            meant = "now";
        } else if (std::holds_alternative<Uuid>(type) &&
                   is_one_of({"uuid", "uuid()", "gen_random_uuid()", "random"})) {
            meant = "uuid";
        }
        if (!meant) return;
        report(node_.find("default")->location, "default",
               "the default of " + where_ + " is the text " + quoted(*text) +
                   "; did you mean default_expr = \"" + meant + "\"?");
    }

    const Entry& entry_;
    const Node& node_;
    const std::string& table_;
    const std::string where_;
    std::vector<EnumDraft>& enums_;
    ColumnDraft draft_;
    Diagnostics found_;
    bool has_unknown_ = false;
    bool inline_enum_ = false;
};

}  // namespace

std::vector<std::string> column_keys() {
    std::vector<std::string> keys = keys_of<Column>();
    std::erase(keys, "name");
    keys.insert(keys.end(), {"cpp", "primary_key", "unique", "index", "check", "references"});
    keys.insert(keys.end(), foreign_key_rules.begin(), foreign_key_rules.end());
    keys.insert(keys.end(), inline_enum_keys.begin(), inline_enum_keys.end());
    keys.push_back("renamed_from");
    return keys;
}

ColumnDraft read_column(const Entry& entry, const std::string& table, std::vector<EnumDraft>& enums,
                        Diagnostics& diagnostics) {
    return ColumnReader(entry, table, enums).read(diagnostics);
}

}  // namespace migrations
