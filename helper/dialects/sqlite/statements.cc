#include "dialects/sqlite/statements.h"

#include <cstddef>
#include <utility>

#include <migrations/sql_tokens.hpp>
#include <migrations/sqlite_watcher.hpp>

#include "base/names.h"
#include "base/utf8.h"

namespace migrations::sqlite {

namespace {

using Tokens = std::vector<token>;

// `alone`: not within a transaction (sqlite.org/lang_vacuum.html, lang_attach.html, lang_detach.html).
enum class Kind { rows, schema, transaction, alone };

struct Verb {
    const char* word;
    Kind kind;
};

// Every word that a statement can begin with (sqlite.org/lang.html).
constexpr Verb verbs[] = {
    {"alter", Kind::schema},
    {"analyze", Kind::rows},
    {"attach", Kind::alone},
    {"begin", Kind::transaction},
    {"commit", Kind::transaction},
    {"create", Kind::schema},
    {"delete", Kind::rows},
    {"detach", Kind::alone},
    {"drop", Kind::schema},
    {"end", Kind::transaction},
    {"explain", Kind::rows},
    {"insert", Kind::rows},
    {"pragma", Kind::rows},
    {"reindex", Kind::rows},
    {"release", Kind::transaction},
    {"replace", Kind::rows},
    {"rollback", Kind::transaction},
    {"savepoint", Kind::transaction},
    {"select", Kind::rows},
    {"update", Kind::rows},
    {"vacuum", Kind::alone},
    {"values", Kind::rows},
    {"with", Kind::rows},
};

bool is_trigger(const Tokens& statement) {
    std::size_t at = 0;
    const auto take = [&](std::string_view word) {
        if (at >= statement.size() || !is_word(statement[at], word)) return false;
        ++at;
        return true;
    };
    if (take("explain") && take("query")) take("plan");
    if (!take("create")) return false;
    if (!take("temp")) take("temporary");
    return take("trigger");
}

// Whether a semicolon ends the statement: in a trigger only behind "; END".
bool is_complete(const Tokens& statement) {
    if (!is_trigger(statement)) return true;
    const std::size_t count = statement.size();
    return count >= 2 && is_word(statement[count - 1], "end") &&
           is_operator(statement[count - 2], ";");
}

// The statements as tokens; none is empty.
std::vector<Tokens> statements_of(std::string_view sql) {
    std::vector<Tokens> statements(1);
    for (const token& each : tokens_of(sql)) {
        Tokens& statement = statements.back();
        if (is_operator(each, ";") && is_complete(statement)) {
            if (!statement.empty()) statements.emplace_back();
        } else {
            statement.push_back(each);
        }
    }
    if (statements.back().empty()) statements.pop_back();
    return statements;
}

std::string text_of(std::string_view sql, const Tokens& statement) {
    const std::size_t start = statement.front().offset;
    return std::string(sql.substr(start, statement.back().end() - start));
}

const Verb* verb_of(const token& first) {
    for (const Verb& each : verbs) {
        if (is_word(first, each.word)) return &each;
    }
    return nullptr;
}

std::string unknown_verb(const token& first) {
    std::vector<std::string> words;
    for (const Verb& each : verbs) words.emplace_back(each.word);
    std::string problem =
        "no SQLite statement begins with '" + clipped(first.text, 40) + "'";
    const std::string hint = did_you_mean(lower(first.text), words);
    return hint.empty() ? problem : problem + "; " + hint;
}

// "" or what is wrong with a statement, as far as its tokens tell, and where.
std::string problem_of(const Tokens& statement, std::size_t& offset) {
    offset = statement.front().offset;
    if (statement.back().kind == token_kind::broken) return "a quote or a comment does not end";
    if (verb_of(statement.front()) == nullptr) return unknown_verb(statement.front());
    if (is_trigger(statement) && !is_complete(statement))
        return "a trigger does not end in '; END'";
    long depth = 0;
    for (const token& each : statement) {
        if (each.kind == token_kind::variable) {
            offset = each.offset;
            return "'" + clipped(each.text, 40) + "' is a parameter, and a script has no values for it";
        }
        if (is_operator(each, "(")) ++depth;
        if (is_operator(each, ")") && --depth < 0) return "a ')' has no '('";
    }
    return depth == 0 ? "" : "a '(' has no ')'";
}

// PRAGMA [schema.]name = value, or name(value): the runner takes one in a transaction only where it reads alone.
bool sets_pragma(const Tokens& statement) {
    if (!is_word(statement.front(), "pragma")) return false;
    const bool qualified = statement.size() > 2 && is_operator(statement[2], ".");
    const std::size_t name = qualified ? 3 : 1;
    return name + 1 < statement.size() && !watcher::is_reading_pragma(std::string(statement[name].text).c_str());
}

}  // namespace

std::vector<std::string> split_statements(std::string_view sql) {
    std::vector<std::string> texts;
    for (const Tokens& statement : statements_of(sql)) texts.push_back(text_of(sql, statement));
    return texts;
}

Dialect::RawSql classify(std::string_view sql) {
    Dialect::RawSql result;
    if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
        result.problem = "the text has a NUL character";
        result.problem_offset = nul;
        return result;
    }
    for (const Tokens& statement : statements_of(sql)) {
        result.statements.push_back(text_of(sql, statement));
        result.offsets.push_back(statement.front().offset);
        std::size_t offset = 0;
        std::string problem = result.problem.empty() ? problem_of(statement, offset) : "";
        if (!problem.empty()) {
            result.problem = std::move(problem);
            result.problem_offset = offset;
        }
        const Verb* verb = verb_of(statement.front());
        if (verb == nullptr) continue;
        if (verb->kind == Kind::schema) result.changes_schema = true;
        if (verb->kind == Kind::transaction) result.controls_transaction = true;
        if (verb->kind == Kind::alone || sets_pragma(statement)) result.refuses_transaction = true;
    }
    return result;
}

}  // namespace migrations::sqlite
