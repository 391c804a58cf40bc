#include "dialects/sqlite/collation.h"

#include <algorithm>
#include <array>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/types.h"

namespace migrations::sqlite {

namespace {

constexpr std::string_view word = "COLLATE ";
constexpr const char* usual = "BINARY";

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& each : result) {
        if (each >= 'a' && each <= 'z') each = static_cast<char>(each - 'a' + 'A');
    }
    return result;
}

bool is_name(const token& each) {
    return each.kind == token_kind::word || each.kind == token_kind::quoted;
}

// Where the COLLATE clause of a plain type begins; its length when there is none.
std::size_t clause_of(const std::string& plain_type) {
    if (plain_type.compare(0, word.size(), word) == 0) return 0;
    return std::min(plain_type.find(" COLLATE "), plain_type.size());
}

}  // namespace

std::string collation_of(const Column& column) {
    std::string name = upper(column.collation.in("sqlite"));
    if (name.empty()) {
        const std::string type = plain_type(type_name(column.type));
        const std::size_t clause = clause_of(type);
        if (clause < type.size()) name = trim(type.substr(type.find(word, clause) + word.size()));
    }
    return name == usual ? "" : name;
}

std::string without_collation(const std::string& plain_type) {
    return plain_type.substr(0, clause_of(plain_type));
}

std::string collate_clause(std::string_view name) {
    if (name.empty()) return "";
    const std::vector<token> tokens = tokens_of(name);
    const bool plain = tokens.size() == 1 && tokens.front().kind == token_kind::word;
    return " COLLATE " + (plain ? std::string(name) : quote_identifier(name));
}

bool is_known_collation(std::string_view name) {
    static constexpr std::array<const char*, 3> known = {usual, "NOCASE", "RTRIM"};
    return std::any_of(known.begin(), known.end(),
                       [&](const char* each) { return equals_ignoring_case(each, name); });
}

Collation only_here(std::string name) {
    Collation collation;
    if (!name.empty()) collation.by_dialect["sqlite"] = std::move(name);
    return collation;
}

IndexKey read_key(std::string_view text) {
    IndexKey key;
    std::string inner = without_parentheses(text);
    std::vector<token> tokens = tokens_of(inner);
    std::size_t depth = 0;
    for (const token& each : tokens) {
        if (is_operator(each, "(")) ++depth;
        if (is_operator(each, ")")) --depth;
    }
    const std::size_t count = tokens.size();
    if (depth == 0 && count > 2 && is_word(tokens[count - 2], "collate") && is_name(tokens[count - 1])) {
        key.collation = only_here(upper(identifier_text(tokens[count - 1])));
        inner = without_parentheses(inner.substr(0, tokens[count - 2].offset));
        tokens = tokens_of(inner);
    }
    if (tokens.size() == 1 && is_name(tokens.front())) {
        key.column = identifier_text(tokens.front());
    } else {
        key.expression = Sql(inner);
    }
    return key;
}

void drop_usual_collations(Table& table) {
    for (Index& index : table.indexes) {
        for (IndexKey& key : index.keys) {
            const Column* column = key.column.empty() ? nullptr : table.column(key.column);
            if (column == nullptr || key.collation.empty()) continue;
            const std::string own = collation_of(*column);
            if (equals_ignoring_case(key.collation.text("sqlite"), own.empty() ? usual : own)) key.collation = {};
        }
    }
}

}  // namespace migrations::sqlite
