#include "schema/object.h"

#include <algorithm>
#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations {
namespace {

// The texts of all dialects.
std::vector<std::string_view> texts_of(const Sql& sql) {
    std::vector<std::string_view> texts;
    if (!sql.text.empty()) texts.emplace_back(sql.text);
    for (const auto& [dialect, text] : sql.by_dialect) texts.emplace_back(text);
    return texts;
}

// Reads "CREATE OR REPLACE TEMP VIEW IF NOT EXISTS main.x".
class Opening {
public:
    explicit Opening(std::string_view text) : tokens_(tokens_of(text, dialect::postgresql)) {}

    // The words between CREATE and the name, or nothing when it is no CREATE statement of this kind.
    bool makes(ObjectKind kind) {
        if (!take("create")) return false;
        if (take("or")) take("replace");
        for (const char* word : {"temp", "temporary", "recursive", "unlogged", "constraint"}) take(word);
        for (const std::string& word : split(to_string(kind), ' ')) {
            if (!take(word)) return false;
        }
        if (take("if")) {
            take("not");
            take("exists");
        }
        return true;
    }

    // The name, without a schema before it.
    std::string name() {
        std::string name = take_name();
        if (at_ < tokens_.size() && is_operator(tokens_[at_], ".")) {
            ++at_;
            name = take_name();
        }
        return name;
    }

private:
    bool take(std::string_view word) {
        if (at_ >= tokens_.size() || !is_word(tokens_[at_], word)) return false;
        ++at_;
        return true;
    }
    std::string take_name() { return at_ < tokens_.size() ? identifier_text(tokens_[at_++]) : ""; }

    std::vector<token> tokens_;
    std::size_t at_ = 0;
};

std::string mistake_of(const Object& object, std::string_view text) {
    Opening opening(text);
    const std::string kind = to_string(object.kind);
    if (!opening.makes(object.kind)) return "its SQL does not begin with CREATE and '" + kind + "'";
    const std::string name = opening.name();
    if (equals_ignoring_case(name, bare_name(object))) return "";
    return "its SQL makes the " + kind + " '" + name + "'";
}

// 'text', E'text' and $tag$text$tag$ without what is around the text.
std::string_view inside(std::string_view literal) {
    const std::size_t quote = literal.find_first_of("'$");
    if (quote == std::string_view::npos) return {};
    const std::size_t width = literal[quote] == '\'' ? 1 : literal.find('$', quote + 1) - quote + 1;
    if (literal.size() < quote + 2 * width) return {};
    return literal.substr(quote + width, literal.size() - quote - 2 * width);
}

void collect_names(std::string_view text, std::vector<std::string>& names) {
    for (const token& each : tokens_of(text, dialect::postgresql)) {
        if (each.kind == token_kind::word || each.kind == token_kind::quoted) {
            names.push_back(lower(identifier_text(each)));
        } else if (each.kind == token_kind::string && each.text.find(' ') != std::string_view::npos) {
            collect_names(inside(each.text), names);
        } else if (each.kind == token_kind::string) {
            names.push_back(lower(inside(each.text)));  // nextval('numbers'), 'touch'
        }
    }
}

}  // namespace

std::string to_string(ObjectKind kind) {
    for (const auto& [each, word] : object_kinds) {
        if (each == kind) return word;
    }
    return "object";
}

ObjectKey key_of(const Object& object) {
    return {object.kind, object.table, object.name};
}

std::string words_of(const ObjectKey& key) {
    return to_string(key.kind) + " " + key.name + (key.table.empty() ? "" : " on " + key.table);
}

bool is_relation(ObjectKind kind) {
    return kind == ObjectKind::view || kind == ObjectKind::materialized_view || kind == ObjectKind::virtual_table ||
           kind == ObjectKind::sequence;
}

std::string_view bare_name(const Object& object) {
    const std::string_view name = object.name;
    const bool has_parameters = object.kind == ObjectKind::function || object.kind == ObjectKind::procedure;
    return has_parameters ? name.substr(0, name.find('(')) : name;
}

std::string statement_mistake(const Object& object) {
    for (const std::string_view text : texts_of(object.sql)) {
        if (std::string mistake = mistake_of(object, text); !mistake.empty()) return mistake;
    }
    return "";
}

std::vector<std::string> names_in(const Object& object) {
    std::vector<std::string> names;
    for (const std::string_view text : texts_of(object.sql)) collect_names(text, names);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace migrations
