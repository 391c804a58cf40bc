#include "revisions/file.h"

#include <algorithm>

#include "base/line_index.h"
#include "base/names.h"
#include "base/sha256.h"
#include "base/toml.h"
#include "base/utf8.h"
#include "operations/question.h"
#include "operations/text.h"
#include "revisions/created.h"
#include "revisions/file_keys.h"
#include "revisions/id.h"
#include "revisions/replaced.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

constexpr std::int64_t newest_format = 1;

// Reads the tables of one revision file, one function for each kind of key.
class RevisionReader {
public:
    RevisionReader(const SourceFile& file, const Node& root, Diagnostics& diagnostics, const VariableValues& values)
        : file_(file), root_(root), diagnostics_(diagnostics), values_(values) {}

    std::optional<Revision> read() {
        if (!format_is_known()) return std::nullopt;
        unknown_keys(root_, revision_keys(), "a revision", diagnostics_);
        if (!read_id()) return std::nullopt;
        revision_.path = file_.path;
        revision_.file_hash = sha256(file_.text);
        revision_.parents = names("down_revision", revision_.parents_origin);
        revision_.depends_on = names("depends_on", revision_.depends_on_origin);
        revision_.branch_labels = names("branch_labels", revision_.labels_origin);
        read("message", revision_.message);
        read_created();
        read("transactional", revision_.transactional);
        read_irreversible();
        read("compatible", revision_.compatible);
        if (const Node* node = root_.find("lost")) revision_.lost_origin = node->location;
        read("lost", revision_.lost);
        read_replaces();
        revision_.upgrade = operations("upgrade");
        revision_.downgrade = operations("downgrade");
        check_way_down();
        read_variables();
        check_characters();
        revision_.ops_hash = hash_of_operations();
        if (!revision_.variables.empty()) fill_in_variables(revision_, values_, diagnostics_);
        return std::move(revision_);
    }

private:
    void report(const Location& place, std::string rule, std::string message,
                std::string help = {}) {
        diagnostics_.push_back(
            error_at(place, std::move(rule), std::move(message), std::move(help)));
    }

    template <class Member>
    void read(const char* key, Member& to) {
        if (const Node* node = root_.find(key)) from_node(*node, key, to, diagnostics_);
    }

    bool format_is_known() {
        const Node* format = root_.find("format");
        if (format == nullptr) return true;
        const std::int64_t* number = std::get_if<std::int64_t>(&format->value);
        if (number == nullptr) {
            wrong_kind(*format, "format", "an integer", diagnostics_);
            return true;
        }
        if (*number > newest_format) {
            report(format->location, "format",
                   "format " + std::to_string(*number) + " needs a newer version of migrations",
                   "this version knows format " + std::to_string(newest_format));
            return false;
        }
        if (*number != newest_format) {
            report(format->location, "format", "there is no format " + std::to_string(*number));
        }
        return true;
    }

    bool is_id(const Node& node, const std::string& text, const std::string& what) {
        const bool reserved = is_reserved_word(text);
        if (is_revision_id(text) && !reserved) return true;
        report(node.location, "revision-id", "'" + text + "' cannot be " + what,
               reserved ? "the command line needs this word for itself"
                        : "1 to 64 of a-z, 0-9 and _ are, not beginning with _");
        return false;
    }

    bool read_id() {
        const Node* node = root_.find("revision");
        if (node == nullptr) {
            missing_key(root_, "revision", "a revision file", diagnostics_);
            return false;
        }
        revision_.origin = node->location;
        read("revision", revision_.id);
        return node->is_string() && is_id(*node, revision_.id, "a revision id");
    }

    // A string or an array of strings that are ids or labels.
    std::vector<std::string> names(const char* key, Origin& origin) {
        const Node* node = root_.find(key);
        if (node == nullptr) return {};
        origin = node->location;
        if (!node->is_string() && !node->is_array()) {
            wrong_kind(*node, key, "a string or an array of strings", diagnostics_);
            return {};
        }
        std::vector<std::string> names;
        const auto add = [&](const Node& element) {
            if (!element.is_string()) {
                wrong_kind(element, key, "a string or an array of strings", diagnostics_);
            } else if (is_id(element, element.string(),
                             std::string_view(key) == "branch_labels" ? "a branch label"
                                                                      : "a revision id")) {
                names.push_back(element.string());
            }
        };
        if (node->is_string()) {
            add(*node);
        } else {
            for (const Node& element : node->array()) add(element);
        }
        return names;
    }

    void read_created() {
        const Node* node = root_.find("created");
        if (node == nullptr) return;
        const DateTime* created = std::get_if<DateTime>(&node->value);
        if (created == nullptr || !utc_digits(created->text)) {
            const std::string found = created == nullptr ? kind_of(*node) : created->text;
            report(node->location, "wrong-kind",
                   "'created' must be a date and time such as 2026-11-22T14:55:00Z, not " + found);
            return;
        }
        revision_.created = created->text;
    }

    void read_irreversible() {
        read("irreversible", revision_.irreversible);
        const Node* node = root_.find("irreversible");
        if (node != nullptr && node->is_string() && revision_.irreversible.empty()) {
            report(node->location, "irreversible",
                   "'irreversible' must say why there is no way down");
        }
    }

    void read_replaces() {
        const Node* node = root_.find("replaces");
        if (node == nullptr) return;
        revision_.replaces_origin = node->location;
        std::vector<std::string> lines;
        read("replaces", lines);
        if (!node->is_array()) return;
        for (const Node& element : node->array()) {
            if (!element.is_string()) continue;
            if (std::optional<ReplacedRevision> replaced = parse_replaced(element.string())) {
                revision_.replaces.push_back(std::move(*replaced));
            } else {
                report(element.location, "replaces",
                       "'" + element.string() + "' is no revision that was replaced",
                       "'migrations squash' writes them: \"<id> ops=<64 hexadecimal digits>\"");
            }
        }
    }

    void read_variables() {
        const Node* node = root_.find("variables");
        if (node == nullptr) return;
        if (!node->is_table()) return wrong_kind(*node, "variables", "a table", diagnostics_);
        for (const Entry& entry : node->table()) {
            if (!is_variable_name(entry.key)) {
                report(entry.location, "variable", "'" + entry.key + "' cannot be the name of a variable", "use letters, digits and '_'");
            } else if (!entry.value.is_string()) {
                wrong_kind(entry.value, "variables." + entry.key, "a string", diagnostics_);
            } else {
                revision_.variables.push_back({entry.key, entry.value.string()});
            }
        }
    }

    Operations operations(const char* key) {
        const Node* node = root_.find(key);
        if (node == nullptr) return {};
        const auto is_table = [](const Node& element) { return element.is_table(); };
        if (!node->is_array() ||
            !std::all_of(node->array().begin(), node->array().end(), is_table)) {
            report(node->location, "wrong-kind",
                   "'" + std::string(key) + "' must be an array of tables, not " + kind_of(*node),
                   "begin each operation with [[" + std::string(key) + "]]");
            return {};
        }
        Operations operations;
        operations.reserve(node->array().size());
        for (const Node& element : node->array()) {
            std::optional<Operation> operation = parse_operation(element, diagnostics_);
            if (!operation) continue;
            check_questions(element, *operation, node);
            check_concurrency(element, *operation, false);
            check_function(element, *operation);
            operations.push_back(std::move(*operation));
        }
        return operations;
    }

    // Questions that autogenerate wrote because nobody could answer them (operations/question.h).
    void check_questions(const Node& node, const Operation& operation, const Node* list) {
        const bool way_back = list == root_.find("downgrade");
        // Answers of the command line are for the way up.
        const char* help = way_back ? "edit the file" : "";
        if (const auto* add = std::get_if<AddColumn>(&operation.change)) {
            if (!is_question(add->fill)) return;
            report(node.find("fill")->location, "fill-missing",
                   "'" + add->table + "." + add->column.name +
                       "' is NOT NULL and has no default: say what existing rows get, in fill or "
                       "fill_expr",
                   help);
        } else if (const auto* alter = std::get_if<AlterColumn>(&operation.change)) {
            check_data_loss(node, *alter, way_back);
            if (!is_question(alter->fill)) return;
            report(node.find("fill")->location, "fill-missing",
                   "'" + alter->table + "." + alter->column +
                       "' becomes NOT NULL: say what rows that hold NULL get, in fill or fill_expr",
                   help);
        } else if (const auto* type = std::get_if<AlterEnum>(&operation.change)) {
            for (const auto& [value, replacement] : type->replaced_values) {
                const std::vector<std::string>& values = type->values;
                const bool is_value =
                    std::find(values.begin(), values.end(), replacement) != values.end();
                if (replacement != open_question || is_value) continue;
                report(node.find("replaced_values")->find(value)->location, "fill-missing",
                       "'" + type->type + "." + value +
                           "' goes: say what rows that hold it get, in replaced_values",
                       help);
            }
        }
    }

    void check_concurrency(const Node& node, const Operation& operation, bool is_effect) {
        if (const auto* execute = std::get_if<Execute>(&operation.change); execute != nullptr && execute->effects) {
            const Node* effects = node.find("effects");
            for (std::size_t i = 0; i < execute->effects->size(); ++i) {
                if (i < effects->array().size()) check_concurrency(effects->array()[i], (*execute->effects)[i], true);
            }
        }
        if (const Node* probe = node.find("probe"); probe != nullptr && revision_.transactional) {
            report(probe->location, "probe", "nobody asks a probe in a transaction: what it runs is all done or not at all",
                   "take 'probe' away, or write transactional = false at the head of the file");
        }
        const auto* create = std::get_if<CreateIndex>(&operation.change);
        const auto* drop = std::get_if<DropIndex>(&operation.change);
        const bool concurrently = (create != nullptr && create->concurrently) || (drop != nullptr && drop->concurrently);
        if (!concurrently) return;
        const Location& place = node.find("concurrently")->location;
        if (is_effect) report(place, "concurrently", "an effect says what the SQL leaves, not how: take 'concurrently' away");
        if (is_effect || !revision_.transactional) return;
        report(place, "no-transaction",
               "index '" + (create != nullptr ? create->index.name : drop->index) + "' cannot be " +
                   (create != nullptr ? "made" : "dropped") + " concurrently in a transaction",
               "write transactional = false at the head of the file; each statement is then recorded by itself");
    }

    void check_function(const Node& node, const Operation& operation) {
        if (!std::holds_alternative<CallFunction>(operation.change) || revision_.transactional) return;
        report(node.find("function")->location, "no-transaction",
               "the function '" + std::get<CallFunction>(operation.change).function + "' runs in a transaction, and this revision has none",
               "take 'transactional = false' away, or call the function in a revision of its own");
    }

    // On the way down the loss is noted, and needs no word.
    void check_data_loss(const Node& node, const AlterColumn& alter, bool way_back) {
        if (!alter.allow_data_loss || alter.allow_data_loss == Value(true)) return;
        const Location& place = node.find("allow_data_loss")->location;
        if (is_question(alter.allow_data_loss) && !way_back) {
            report(place, "data-loss-open",
                   "'" + alter.table + "." + alter.column +
                       "' may lose values in its new type: say whether they may go, in allow_data_loss");
        } else {
            report(place, "wrong-kind", "'allow_data_loss' must be true, or left out");
        }
    }

    // What a reviewer reads must be what runs ("Trojan Source", CVE-2021-42574): characters that reorder a line, or take no
    // room in it, are written as escapes.
    void check_characters() {
        const std::string& text = file_.text;
        for (std::size_t at = text.find_first_of("\xE2\xEF"); at != std::string::npos; at = text.find_first_of("\xE2\xEF", at + 1)) {
            const char32_t value = code_point_at(text, at).value;
            const bool reorders = (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
            if (!reorders && value != 0x200B && value != 0x2060 && value != 0xFEFF) continue;
            const std::string name = code_point_name(value);
            report(LineIndex(text).at(file_.path, at), "invisible-character",
                   std::string("there is a character that nobody sees") + (reorders ? " and that reorders the line: " : ": ") + name,
                   "take it away, or write it as \\u" + name.substr(2) + " in a string in double quotes");
        }
    }

    void check_way_down() {
        const Node* up = root_.find("upgrade");
        const Node* down = root_.find("downgrade");
        const Node* irreversible = root_.find("irreversible");
        if (down != nullptr && irreversible != nullptr) {
            report(irreversible->location, "irreversible",
                   "revision '" + revision_.id + "' has both [[downgrade]] and 'irreversible'",
                   "keep the one that is true");
        }
        const bool has_upgrade = up != nullptr && up->is_array() && !up->array().empty();
        if (has_upgrade && down == nullptr && irreversible == nullptr) {
            report(up->array().front().location, "no-downgrade",
                   "revision '" + revision_.id +
                       "' has no way down: add [[downgrade]] operations, or irreversible = \"why\"",
                   "when nothing has to be undone, write: downgrade = []");
        }
    }

    std::string hash_of_operations() const {
        std::string rest = revision_.compatible ? "\n--\ncompatible" : "";
        for (const ReplacedRevision& each : revision_.replaces) rest += "\n--\nreplaces " + print_replaced(each);
        for (const Variable& each : revision_.variables) rest += "\n--\nvariable " + each.name + " " + each.value;
        return sha256(canonical_text(revision_.upgrade) + "\n--\n" +
                      canonical_text(revision_.downgrade) + "\n--\nirreversible " +
                      revision_.irreversible + "\n--\ntransactional " +
                      (revision_.transactional ? "true" : "false") + rest);
    }

    const SourceFile& file_;
    const Node& root_;
    Diagnostics& diagnostics_;
    const VariableValues& values_;
    Revision revision_;
};

}  // namespace

const std::vector<std::string>& revision_keys() {
    static const std::vector<std::string> keys = {
        "format",  "revision",      "down_revision", "depends_on", "branch_labels", "message",
        "created", "transactional", "irreversible",  "compatible", "lost",          "replaces",
        "variables", "upgrade", "downgrade"};
    return keys;
}

std::optional<Revision> parse_revision(const SourceFile& file, Diagnostics& diagnostics, const VariableValues& values) {
    const std::optional<Node> root = parse_toml(file, diagnostics);
    if (!root) return std::nullopt;
    return RevisionReader(file, *root, diagnostics, values).read();
}

}  // namespace migrations
