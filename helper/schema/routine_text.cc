#include "schema/routine_text.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "schema/query_text.h"
#include "schema/spelling.h"

namespace migrations {
namespace {

using Tokens = std::vector<token>;

bool is_any_word(const token& each, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is_word(each, word); });
}

bool is_name(const token& each) {
    return each.kind == token_kind::word || each.kind == token_kind::quoted;
}

// As the server keeps it: in lower case where it is not quoted.
std::string kept_name(const token& each) {
    const std::string text = identifier_text(each);
    return each.kind == token_kind::quoted ? text : lower(text);
}

// Words that begin a type, and are no names of parameters unless they are quoted ("cannot be function or type name" in
// postgresql.org/docs/current/sql-keywords-appendix.html).
bool begins_type_only(const token& each) {
    return is_any_word(each, {"bigint", "bit", "boolean", "char", "character", "dec", "decimal", "float", "int", "integer",
                              "interval", "national", "nchar", "numeric", "real", "setof", "smallint", "time", "timestamp",
                              "varchar"});
}

std::string without_lengths(const std::string& type) {
    std::string text;
    bool quoted = false;
    int depth = 0;
    for (const char each : type) {
        if (each == '"') quoted = !quoted;
        if (!quoted && each == '(') ++depth;
        if (depth == 0) text += each;
        if (!quoted && each == ')') --depth;
    }
    return text;
}

std::string type_of(const Tokens& tokens) {
    std::string text;
    bool is_array = false;
    bool is_set = false;
    int brackets = 0;
    for (const token& each : tokens) {
        if (is_operator(each, "[")) ++brackets;
        is_array = is_array || brackets > 0 || is_word(each, "array");
        const bool is_set_of = is_word(each, "setof") && text.empty();
        is_set = is_set || is_set_of;
        if (brackets == 0 && !is_word(each, "array") && !is_set_of) {
            const bool tight = text.empty() || is_operator(each, ".") || text.back() == '.';
            text += (tight ? "" : " ") + std::string(each.text);
        }
        if (is_operator(each, "]")) --brackets;
    }
    return (is_set ? "SETOF " : "") + without_lengths(canonical_postgresql_type(text)) + (is_array ? "[]" : "");
}

class Reader {
public:
    explicit Reader(const std::string& sql) : sql_(sql), tokens_(tokens_of(sql_, dialect::postgresql)) {}

    RoutineText read() {
        while (at_ < tokens_.size() && !is_any_word(tokens_[at_], {"function", "procedure"})) ++at_;
        ++at_;
        while (at_ < tokens_.size() && !is_operator(tokens_[at_], "(")) ++at_;
        for (const Tokens& each : list()) add_parameter(each, false);
        while (at_ < tokens_.size()) clause();
        std::sort(text_.needed_names.begin(), text_.needed_names.end());
        text_.needed_names.erase(std::unique(text_.needed_names.begin(), text_.needed_names.end()), text_.needed_names.end());
        return std::move(text_);
    }

private:
    // The parts between the commas of the parenthesis that opens here.
    std::vector<Tokens> list() {
        std::vector<Tokens> parts(1);
        int depth = 0;
        for (; at_ < tokens_.size(); ++at_) {
            const token& each = tokens_[at_];
            const bool opens = is_operator(each, "(") || is_operator(each, "[");
            if (opens && ++depth == 1) continue;
            if ((is_operator(each, ")") || is_operator(each, "]")) && --depth == 0) {
                ++at_;
                break;
            }
            if (depth == 1 && is_operator(each, ",")) {
                parts.emplace_back();
            } else {
                parts.back().push_back(each);
            }
        }
        if (parts.back().empty()) parts.pop_back();
        return parts;
    }

    void add_parameter(Tokens tokens, bool is_column) {
        RoutineParameter parameter;
        if (is_column) parameter.mode = ParameterMode::table;
        const auto value = std::find_if(tokens.begin(), tokens.end(), [](const token& each) {
            return is_word(each, "default") || is_operator(each, "=") || is_operator(each, ":=");
        });
        parameter.has_default = value != tokens.end();
        if (parameter.has_default) need({value + 1, tokens.end()});
        tokens.erase(value, tokens.end());
        take_mode(tokens, parameter);
        const bool named = tokens.size() > 1 && is_name(tokens[0]) && is_name(tokens[1]) && !begins_type_only(tokens[0]) &&
                           !is_word(tokens[1], "array") && !(is_word(tokens[0], "double") && is_word(tokens[1], "precision"));
        const bool named_before_mode = named && is_any_word(tokens[1], {"in", "out", "inout", "variadic"});
        if (named) {
            parameter.name = kept_name(tokens[0]);
            tokens.erase(tokens.begin());
        }
        if (named_before_mode) take_mode(tokens, parameter);
        parameter.type = type_of(tokens);
        need_type(tokens);
        text_.parameters.push_back(std::move(parameter));
    }

    // IN OUT is INOUT.
    static void take_mode(Tokens& tokens, RoutineParameter& parameter) {
        bool in = false;
        bool out = false;
        for (; !tokens.empty(); tokens.erase(tokens.begin())) {
            const token& word = tokens[0];
            if (is_word(word, "variadic")) {
                parameter.mode = ParameterMode::variadic;
            } else if (is_any_word(word, {"in", "out", "inout"})) {
                in = in || !is_word(word, "out");
                out = out || !is_word(word, "in");
            } else {
                break;
            }
        }
        if (out) parameter.mode = in ? ParameterMode::inout : ParameterMode::out;
    }

    void clause() {
        const token& word = tokens_[at_++];
        if (is_word(word, "returns")) {
            result();
        } else if (is_word(word, "window")) {
            text_.window = true;
        } else if (is_word(word, "set")) {
            while (at_ < tokens_.size() && !is_any_word(tokens_[at_], {"to", "from"}) && !is_operator(tokens_[at_], "=")) ++at_;
            at_ += 2;
            while (at_ < tokens_.size() && is_operator(tokens_[at_], ",")) at_ += 2;
        } else if (is_any_word(word, {"language", "support", "type"})) {
            if (at_ < tokens_.size()) need({tokens_[at_++]});
        } else if (is_word(word, "return") || (is_word(word, "begin") && at_ < tokens_.size() && is_word(tokens_[at_], "atomic"))) {
            body(sql_.substr(word.offset));
            at_ = tokens_.size();
        }
    }

    void result() {
        if (at_ >= tokens_.size() || is_word(tokens_[at_], "null")) return;  // RETURNS NULL ON NULL INPUT
        if (is_word(tokens_[at_], "table")) {
            ++at_;
            for (const Tokens& each : list()) add_parameter(each, true);
            return;
        }
        Tokens type;
        int depth = 0;
        for (; at_ < tokens_.size(); ++at_) {
            const token& each = tokens_[at_];
            const bool first = type.empty() || is_operator(tokens_[at_ - 1], ".") || is_operator(tokens_[at_ - 1], "%");
            if (!first && depth == 0 &&
                is_any_word(each, {"as", "begin", "called", "cost", "external", "immutable", "language", "leakproof", "not",
                                   "parallel", "return", "returns", "reset", "rows", "security", "set", "stable", "strict",
                                   "support", "transform", "volatile", "window"})) {
                break;
            }
            if (is_operator(each, "(")) ++depth;
            if (is_operator(each, ")")) --depth;
            type.push_back(each);
        }
        text_.result = type_of(type);
        need_type(type);
    }

    // Of names only those that stand for a relation, a function or a type: columns and parameters may have any.
    void body(const std::string& sql) {
        text_.has_parsed_body = true;
        text_.spreads = spreads_columns(sql);
        for (const auto& names : {relations_in(sql), calls_in(sql)}) {
            text_.needed_names.insert(text_.needed_names.end(), names.begin(), names.end());
        }
        const Tokens tokens = tokens_of(sql, dialect::postgresql);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const bool of_type = (i > 0 && (is_operator(tokens[i - 1], "::") || is_word(tokens[i - 1], "as"))) ||
                                 (i + 1 < tokens.size() && tokens[i + 1].kind == token_kind::string);
            if (!is_name(tokens[i])) {
                if (tokens[i].kind == token_kind::string) need({tokens[i]});
            } else if (of_type) {
                while (i + 2 < tokens.size() && is_operator(tokens[i + 1], ".")) i += 2;
                need({tokens[i]});
            }
        }
    }

    // Names, and what nextval('numbers') names.
    void need(const Tokens& tokens) {
        for (const token& each : tokens) {
            const bool is_text = each.kind == token_kind::string && each.text.find(' ') == std::string_view::npos;
            if (is_name(each) || is_text) text_.needed_names.push_back(lower(identifier_text(each)));
        }
    }

    void need_type(const Tokens& tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (!is_name(tokens[i]) || is_any_word(tokens[i], {"setof", "array"})) continue;
            const bool qualifies = i + 1 < tokens.size() && is_operator(tokens[i + 1], ".");
            const bool of_column = i >= 2 && i + 2 < tokens.size() && is_operator(tokens[i - 1], ".") &&
                                   is_operator(tokens[i + 1], "%") && is_word(tokens[i + 2], "type");
            if (of_column) {
                need({tokens[i - 2]});
                text_.column_types.emplace_back(kept_name(tokens[i - 2]), kept_name(tokens[i]));
                i += 2;
            } else if (!qualifies) {
                need({tokens[i]});
            }
        }
    }

    const std::string sql_;
    const Tokens tokens_;
    std::size_t at_ = 0;
    RoutineText text_;
};

}  // namespace

RoutineText routine_text(const std::string& sql) {
    return Reader(sql).read();
}

bool can_replace(const RoutineText& one, const RoutineText& other) {
    return one.parameters == other.parameters && one.result == other.result && one.window == other.window &&
           one.column_types == other.column_types;
}

std::vector<std::string> row_types_of(const RoutineText& routine) {
    std::vector<std::string> types;
    const auto add = [&](std::string type) {
        if (type.starts_with("SETOF ")) type.erase(0, 6);
        if (type.ends_with("[]")) type.erase(type.size() - 2);
        const std::vector<token> tokens = tokens_of(type, dialect::postgresql);
        if (!tokens.empty() && is_name(tokens.back())) types.push_back(kept_name(tokens.back()));
    };
    add(routine.result);
    for (const RoutineParameter& each : routine.parameters) {
        if (each.mode != ParameterMode::in && each.mode != ParameterMode::variadic) add(each.type);
    }
    return types;
}

}  // namespace migrations
