#include "schema/domain_type.h"

#include <cstddef>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/sql_text.h"

namespace migrations {
namespace {

// The first token of the type, which begins and ends where the string does when there is none.
token type_of(const std::string& domain) {
    const std::vector<token> tokens = tokens_of(domain, dialect::postgresql);
    std::size_t at = 3;
    while (at + 1 < tokens.size() && is_operator(tokens[at], ".")) at += 2;
    if (at < tokens.size() && is_word(tokens[at], "as")) ++at;
    if (at < tokens.size()) return tokens[at];
    token none;
    none.offset = domain.size();
    return none;
}

}  // namespace

std::string with_renamed_type(const std::string& domain, std::string_view from, std::string_view to) {
    const token type = type_of(domain);
    return domain.substr(0, type.offset) + rename_identifier(type.text, from, to) + domain.substr(type.end());
}

bool is_over_type(const Object& domain, std::string_view type) {
    const std::string& sql = domain.sql.in("postgresql");
    if (domain.kind != ObjectKind::domain || sql.empty()) return false;
    return canonical_sql(type_of(sql).text) == canonical_sql(quote_identifier(type));
}

}  // namespace migrations
