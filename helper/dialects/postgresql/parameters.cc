#include "dialects/postgresql/parameters.h"

#include <nlohmann/json.hpp>
#include <vector>

#include <migrations/sql_tokens.hpp>

namespace migrations::postgresql {

std::optional<std::size_t> parameter_in(const nlohmann::json& tree) {
    if (!tree.is_structured()) return std::nullopt;
    for (const auto& [name, members] : tree.items()) {
        if (name == "ParamRef") return members.value("location", std::size_t{0});
        if (name == "PrepareStmt" || name == "CreateFunctionStmt") continue;
        if (const auto found = parameter_in(members)) return found;
    }
    return std::nullopt;
}

std::string_view foreign_parameter(std::string_view sql, std::size_t at) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const token& each = tokens[i];
        const bool last = i + 1 == tokens.size();
        const std::size_t next = last ? sql.size() : tokens[i + 1].offset;
        const bool here = each.offset == at || next == at || (last && at >= each.end());
        if (!here || (each.text.front() != '?' && each.text.front() != ':')) continue;
        if (each.kind == token_kind::variable) return each.text;
        const bool quoted = !last && each.text == ":" && next == each.end() &&
                            (tokens[i + 1].kind == token_kind::string || tokens[i + 1].kind == token_kind::quoted);
        if (quoted) return sql.substr(each.offset, tokens[i + 1].end() - each.offset);
    }
    return {};
}

}  // namespace migrations::postgresql
