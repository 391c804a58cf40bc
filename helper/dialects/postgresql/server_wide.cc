#include "dialects/postgresql/server_wide.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <migrations/sql_tokens.hpp>

namespace migrations::postgresql {
namespace {

using Reach = Dialect::RawSql::Reach;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_one_of(const token& each, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is_word(each, word); });
}

// What a statement that takes many kinds of objects is about: "OBJECT_ROLE".
std::string object_of(std::string_view kind, const nlohmann::json& tree) {
    const char* member = kind == "RenameStmt" ? "renameType" : kind == "AlterOwnerStmt" ? "objectType" : "objtype";
    return tree.value(member, "");
}

// Whether these words are about roles: CREATE ROLE, DROP USER, GRANT admin TO ann.
bool is_about_roles(const std::vector<token>& tokens, std::size_t at) {
    const std::size_t left = tokens.size() - at;
    if (is_one_of(tokens[at], {"create", "alter", "drop"})) {
        return left > 1 && is_one_of(tokens[at + 1], {"role", "user", "group"}) &&
               (left == 2 || !is_word(tokens[at + 2], "mapping"));
    }
    if (!is_one_of(tokens[at], {"grant", "revoke"})) return false;
    // Privileges are granted ON something.
    for (std::size_t i = at + 1; i < tokens.size() && !is_operator(tokens[i], ";"); ++i) {
        if (is_word(tokens[i], "on")) return false;
        if (is_one_of(tokens[i], {"to", "from"})) return i > at + 1;
    }
    return false;
}

// In the text of a block, and in the texts that it may EXECUTE.
bool speaks_of_roles(std::string_view text, int depth = 0) {
    constexpr int deepest = 3;
    const std::vector<token> tokens = tokens_of(text, dialect::postgresql);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_about_roles(tokens, i)) return true;
        const token& each = tokens[i];
        if (each.kind != token_kind::string || depth == deepest) continue;
        const std::size_t start = std::min(each.text.find_first_of("'$"), each.text.size());
        const std::size_t edge = each.text[start] == '$' ? each.text.find('$', start + 1) - start + 1 : 1;
        const std::string_view inner = each.text.substr(start + edge, each.text.size() - start - 2 * edge);
        if (speaks_of_roles(inner, depth + 1)) return true;
    }
    return false;
}

bool block_speaks_of_roles(const nlohmann::json& tree) {
    const nlohmann::json::json_pointer name("/DefElem/defname");
    const nlohmann::json::json_pointer text("/DefElem/arg/String/sval");
    for (const nlohmann::json& each : tree.value("args", nlohmann::json::array())) {
        if (each.value(name, "") == "as" && speaks_of_roles(each.value(text, ""))) return true;
    }
    return false;
}

}  // namespace

std::optional<Reach> server_wide(std::string_view kind, const nlohmann::json& tree) {
    if (is_one_of(kind, {"CreateRoleStmt", "DropRoleStmt", "CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt",
                         "DropTableSpaceStmt", "CreateSubscriptionStmt", "DropSubscriptionStmt"})) {
        return Reach::once;
    }
    if (is_one_of(kind, {"AlterDatabaseStmt", "AlterDatabaseSetStmt", "AlterDatabaseRefreshCollStmt"})) return Reach::by_name;
    if (kind == "AlterRoleSetStmt" && tree.contains("database")) return Reach::by_name;
    if (is_one_of(kind, {"AlterRoleStmt", "AlterRoleSetStmt", "GrantRoleStmt", "AlterSystemStmt", "AlterTableSpaceOptionsStmt"}))
        return Reach::again;
    if (kind == "DoStmt" && block_speaks_of_roles(tree)) return Reach::again;
    if (!is_one_of(kind, {"RenameStmt", "AlterOwnerStmt", "CommentStmt", "SecLabelStmt", "GrantStmt"})) return std::nullopt;
    const std::string object = object_of(kind, tree);
    if (object == "OBJECT_DATABASE") return Reach::by_name;
    if (!is_one_of(object, {"OBJECT_ROLE", "OBJECT_TABLESPACE", "OBJECT_PARAMETER_ACL"})) return std::nullopt;
    return kind == "RenameStmt" ? Reach::once : Reach::again;
}

}  // namespace migrations::postgresql
