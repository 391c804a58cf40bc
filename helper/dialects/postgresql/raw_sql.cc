#include "dialects/postgresql/raw_sql.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <migrations/sql_tokens.hpp>

#if MIGRATIONS_POSTGRESQL
#include <pg_query.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "dialects/postgresql/parameters.h"
#include "dialects/postgresql/server_wide.h"
#endif

namespace migrations::postgresql {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view each) { return same_letters(each, word); });
}

#if MIGRATIONS_POSTGRESQL

constexpr const char* copies_rows = "COPY FROM STDIN needs data, which a script cannot send; use insert_rows";

// Where a COPY FROM STDIN begins whose rows the grammar stumbles over at this offset; npos when it is something else.
std::size_t copy_before(std::string_view sql, std::size_t at) {
    std::size_t start = std::string_view::npos;
    bool ended = true;
    bool copy = false;
    bool from_rows = false;
    for (const token& each : tokens_of(sql, dialect::postgresql)) {
        if (each.offset >= at) break;
        if (ended) {
            start = each.offset;
            copy = is_word(each, "copy");
            from_rows = false;
        }
        from_rows = from_rows || is_word(each, "stdin");
        ended = is_operator(each, ";");
    }
    return ended && copy && from_rows ? start : std::string_view::npos;
}

// Adds the statement, from its first token to its last, of the part of `sql` that begins at `start`.
void add_statement(std::string_view sql, std::size_t start, std::size_t length, Dialect::RawSql& raw) {
    const std::string_view part = sql.substr(start, length);
    std::vector<token> tokens = tokens_of(part, dialect::postgresql);
    while (!tokens.empty() && is_operator(tokens.back(), ";")) tokens.pop_back();
    const std::size_t first = tokens.empty() ? 0 : tokens.front().offset;
    const std::size_t end = tokens.empty() ? 0 : tokens.back().end();
    raw.statements.emplace_back(part.substr(first, end - first));
    raw.offsets.push_back(start + first);
}

// Whether the server wants the statement outside of a transaction (PreventInTransactionBlock() in its sources).
bool runs_alone(const std::string& kind, const nlohmann::json& tree) {
    constexpr std::string_view kinds[] = {"CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt",
                                          "DropTableSpaceStmt", "AlterSystemStmt"};
    if (std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds)) return true;
    if (kind == "IndexStmt" || kind == "DropStmt") return tree.value("concurrent", false);
    if (kind == "VacuumStmt") return tree.value("is_vacuumcmd", false);
    if (kind == "ClusterStmt") return !tree.contains("relation");
    if (kind == "AlterTableStmt") {
        return tree.dump().find("\"subtype\":\"AT_DetachPartition\"") != std::string::npos &&
               tree.dump().find("\"concurrent\":true") != std::string::npos;
    }
    if (kind == "ReindexStmt") {
        const std::string words = tree.dump();
        return words.find("\"concurrently\"") != std::string::npos ||
               words.find("REINDEX_OBJECT_SCHEMA") != std::string::npos ||
               words.find("REINDEX_OBJECT_SYSTEM") != std::string::npos ||
               words.find("REINDEX_OBJECT_DATABASE") != std::string::npos;
    }
    return false;
}

// Kinds of statements, as libpg_query's parse tree names them, that leave the schema alone.
bool changes_rows_only(std::string_view kind) {
    constexpr std::string_view kinds[] = {
        "SelectStmt",       "InsertStmt",         "UpdateStmt",         "DeleteStmt",
        "MergeStmt",        "TruncateStmt",       "CopyStmt",           "VariableSetStmt",
        "VariableShowStmt", "ConstraintsSetStmt", "LockStmt",           "VacuumStmt",
        "ReindexStmt",      "ClusterStmt",        "RefreshMatViewStmt", "NotifyStmt",
        "ListenStmt",       "UnlistenStmt",       "CheckPointStmt",     "DeclareCursorStmt",
        "FetchStmt",        "ClosePortalStmt",    "PrepareStmt",        "ExecuteStmt",
        "DeallocateStmt",   "DiscardStmt",        "TransactionStmt",
    };
    return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds);
}

// What the parse tree of one statement says, by its kind and its members.
void judge(const std::string& kind, const nlohmann::json& tree, Dialect::RawSql& raw) {
    if (kind == "ExplainStmt") {
        for (const auto& [inner, members] : tree.at("query").items()) judge(inner, members, raw);
        return;
    }
    if (kind == "TransactionStmt") raw.controls_transaction = true;
    if (runs_alone(kind, tree)) raw.refuses_transaction = true;
    if (!changes_rows_only(kind) || tree.contains("intoClause")) raw.changes_schema = true;
    if (const auto reach = server_wide(kind, tree)) raw.server_wide.emplace_back(raw.statements.size() - 1, *reach);
    if (kind == "CopyStmt" && tree.value("is_from", false) && !tree.contains("filename") &&
        raw.problem.empty()) {
        raw.problem = copies_rows;
    }
}

std::string no_value_for(std::string_view parameter) {
    return "'" + std::string(parameter) + "' is a parameter, and a script has no values for it";
}

// "syntax error at or near "x" in line 2". The cursor counts characters from 1; 0 when there is
// none.
std::string problem_of(const PgQueryError& error, std::string_view sql) {
    std::string problem = error.message;
    if (error.cursorpos <= 0) return problem;
    const std::size_t at = byte_of_character(sql, static_cast<std::size_t>(error.cursorpos));
    const auto line = std::count(sql.begin(), sql.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    if (line > 1) problem += " in line " + std::to_string(line);
    return problem;
}

#endif

}  // namespace

std::size_t byte_of_character(std::string_view sql, std::size_t character) {
    std::size_t characters = 0;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(sql[at]) & 0xc0U) != 0x80U;
        if (begins && ++characters >= character) return at;
    }
    return sql.size();
}

#if MIGRATIONS_POSTGRESQL

Dialect::RawSql classify(std::string_view sql) {
    Dialect::RawSql raw;
    if (sql.find('\0') != std::string_view::npos) {
        raw.problem = "the text has a NUL character";
        return raw;
    }
    const std::string text(sql);
    const PgQueryParseResult parsed = pg_query_parse(text.c_str());
    const std::unique_ptr<const PgQueryParseResult, void (*)(const PgQueryParseResult*)> release(
        &parsed, [](const PgQueryParseResult* result) { pg_query_free_parse_result(*result); });
    if (parsed.error != nullptr) {
        raw.problem = problem_of(*parsed.error, sql);
        raw.problem_offset = byte_of_character(sql, static_cast<std::size_t>(std::max(parsed.error->cursorpos, 1)));
        if (const std::size_t copy = copy_before(sql, raw.problem_offset); copy != std::string_view::npos) {
            raw.problem = copies_rows;
            raw.problem_offset = copy;
            return raw;
        }
        if (const std::string_view parameter = foreign_parameter(sql, raw.problem_offset); !parameter.empty()) {
            raw.problem = no_value_for(parameter);
            raw.problem_offset = static_cast<std::size_t>(parameter.data() - sql.data());
        }
        return raw;
    }
    const nlohmann::json tree = nlohmann::json::parse(parsed.parse_tree);
    for (const nlohmann::json& each : tree.at("stmts")) {
        const std::size_t start = each.value("stmt_location", std::size_t{0});
        const std::size_t length = each.value("stmt_len", std::size_t{0});  // 0: to the end
        add_statement(sql, start, length == 0 ? std::string_view::npos : length, raw);
        for (const auto& [kind, members] : each.at("stmt").items()) judge(kind, members, raw);
        if (const auto parameter = parameter_in(each); parameter && raw.problem.empty()) {
            const std::size_t end = sql.find_first_not_of("0123456789", *parameter + 1);
            raw.problem = no_value_for(sql.substr(*parameter, end - *parameter));
            raw.problem_offset = *parameter;
        }
    }
    return raw;
}

std::string statement_problem(std::string_view sql) {
    const std::string text(sql);
    const PgQuerySplitResult split = pg_query_split_with_parser(text.c_str());
    std::string problem;
    if (split.error != nullptr)
        problem = problem_of(*split.error, sql);
    else if (split.n_stmts != 1)
        problem = "it is " + std::to_string(split.n_stmts) + " statements";
    pg_query_free_split_result(split);
    return problem;
}

#else

Dialect::RawSql classify(std::string_view sql) {
    return classify_by_words(sql);
}

std::string statement_problem(std::string_view) {
    return "";
}

#endif

Dialect::RawSql classify_by_words(std::string_view sql) {
    Dialect::RawSql raw;
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    if (!tokens.empty() && tokens.back().kind == token_kind::broken) {
        raw.problem = "a string, a quoted name or a comment does not end";
        return raw;
    }
    std::size_t depth = 0;  // semicolons in parentheses belong to CREATE RULE
    for (std::size_t first = 0, at = 0; at <= tokens.size(); ++at) {
        const bool end = at == tokens.size() || (depth == 0 && is_operator(tokens[at], ";"));
        if (!end) {
            if (is_operator(tokens[at], "(")) ++depth;
            if (depth > 0 && is_operator(tokens[at], ")")) --depth;
            continue;
        }
        if (at > first) {
            const std::size_t start = tokens[first].offset;
            raw.statements.emplace_back(sql.substr(start, tokens[at - 1].end() - start));
            raw.offsets.push_back(start);
            const std::string_view word = tokens[first].text;
            const bool concurrently =
                std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(first),
                            tokens.begin() + static_cast<std::ptrdiff_t>(at),
                            [](const token& each) { return is_word(each, "CONCURRENTLY"); });
            if (is_one_of(word, {"VACUUM"}) ||
                (concurrently && is_one_of(word, {"CREATE", "DROP", "REINDEX", "ALTER"}))) {
                raw.refuses_transaction = true;
            }
            const bool into = is_one_of(word, {"SELECT"}) &&
                              std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(first),
                                          tokens.begin() + static_cast<std::ptrdiff_t>(at),
                                          [](const token& each) { return is_word(each, "INTO"); });
            const bool control = is_one_of(word, {"BEGIN", "START", "COMMIT", "END", "ROLLBACK",
                                                  "ABORT", "SAVEPOINT", "RELEASE"});
            const bool rows = is_one_of(
                word,
                {"SELECT",   "INSERT",   "UPDATE",     "DELETE",  "MERGE",   "WITH",   "VALUES",
                 "TABLE",    "TRUNCATE", "COPY",       "SET",     "RESET",   "SHOW",   "LOCK",
                 "ANALYZE",  "VACUUM",   "REINDEX",    "CLUSTER", "REFRESH", "NOTIFY", "LISTEN",
                 "UNLISTEN", "EXPLAIN",  "CHECKPOINT", "DECLARE", "FETCH",   "MOVE",   "CLOSE",
                 "PREPARE",  "EXECUTE",  "DEALLOCATE", "DISCARD"});
            raw.controls_transaction = raw.controls_transaction || control;
            raw.changes_schema = raw.changes_schema || into || (!control && !rows);
        }
        first = at + 1;
    }
    return raw;
}

}  // namespace migrations::postgresql
