#include "schema/object_text.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/spelling.h"

namespace migrations {
namespace {

// Walks the tokens of a statement.
class Words {
public:
    explicit Words(const std::string& sql) : sql_(sql), tokens_(tokens_of(sql_, dialect::postgresql)) {
        while (!tokens_.empty() && is_operator(tokens_.back(), ";")) tokens_.pop_back();
    }

    bool at_end() const { return at_ >= tokens_.size(); }
    bool take(std::string_view word) {
        if (!is(at_, word)) return false;
        ++at_;
        return true;
    }
    // The text of the next token.
    std::string next() { return at_end() ? "" : std::string(tokens_[at_++].text); }
    // "schema.name" counts as one.
    std::string name() {
        std::string text = next();
        while (!at_end() && is_operator(tokens_[at_], ".")) {
            text += next();
            text += next();
        }
        return text;
    }
    // One token at least, and what follows up to one of these words outside of parentheses, as it is written.
    std::string text_until(const std::set<std::string_view>& stops) {
        const std::size_t first = at_;
        int depth = 0;
        for (; !at_end(); ++at_) {
            if (at_ > first && depth == 0 && stops_at(stops)) break;
            if (is_operator(tokens_[at_], "(")) ++depth;
            if (is_operator(tokens_[at_], ")")) --depth;
        }
        if (first == at_) return "";
        const std::size_t begin = tokens_[first].offset;
        return sql_.substr(begin, tokens_[at_ - 1].end() - begin);
    }

private:
    bool is(std::size_t at, std::string_view word) const { return at < tokens_.size() && is_word(tokens_[at], word); }

    bool stops_at(const std::set<std::string_view>& stops) const {
        // IS NOT DISTINCT FROM is part of an expression.
        if (is(at_, "not") && !is(at_ + 1, "null")) return false;
        return std::any_of(stops.begin(), stops.end(), [&](std::string_view word) { return is(at_, word); });
    }

    const std::string sql_;
    std::vector<token> tokens_;
    std::size_t at_ = 0;
};

// "- 5" and "+5" too.
std::int64_t number_in(const std::string& text) {
    std::string digits;
    for (const char each : text) {
        if (each != ' ' && each != '+') digits += each;
    }
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

std::int64_t largest_of(const std::string& type) {
    if (type == "smallint") return std::numeric_limits<std::int16_t>::max();
    return type == "integer" ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int64_t>::max();
}

// The options by their first words; one that NO takes back is not there.
std::map<std::string, std::string> options_of(Words& words) {
    static const std::set<std::string_view> stops = {"as",    "increment", "minvalue", "maxvalue", "no",
                                                     "start", "cache",     "cycle",    "owned"};
    std::map<std::string, std::string> options;
    while (!words.at_end()) {
        const bool no = words.take("no");
        const std::string option = lower(words.next());
        if (option == "increment" || option == "owned") words.take("by");
        if (option == "start") words.take("with");
        const std::string value = no || option == "cycle" ? "" : words.text_until(stops);
        if (!no) options[option] = value;
    }
    return options;
}

}  // namespace

bool DomainCheck::operator==(const DomainCheck& other) const {
    return canonical_sql(name) == canonical_sql(other.name) && canonical_sql(expression) == canonical_sql(other.expression);
}

DomainText domain_text(const std::string& sql) {
    static const std::set<std::string_view> stops = {"collate", "default", "constraint", "not", "null", "check"};
    Words words(sql);
    words.next();
    words.next();
    words.name();
    words.take("as");
    DomainText domain;
    domain.type = canonical_postgresql_type(words.text_until(stops));
    std::string name;
    while (!words.at_end()) {
        if (words.take("collate")) {
            domain.collation = canonical_sql(words.text_until(stops));
        } else if (words.take("default")) {
            domain.default_value = words.text_until(stops);
        } else if (words.take("constraint")) {
            name = words.next();
        } else if (words.take("check")) {
            domain.checks.push_back({std::exchange(name, ""), words.text_until(stops)});
        } else {
            domain.not_null = words.take("not") || domain.not_null;
            words.next();
            name.clear();
        }
    }
    return domain;
}

bool demands_more(const DomainText& before, const DomainText& after) {
    return (after.not_null && !before.not_null) || (after.checks != before.checks && !after.checks.empty());
}

std::string without_checks(const std::string& sql) {
    const DomainText domain = domain_text(sql);
    Words words(sql);
    words.next();
    words.next();
    return "CREATE DOMAIN " + words.name() + " AS " + domain.type +
           (domain.collation.empty() ? "" : " COLLATE " + domain.collation) + (domain.not_null ? " NOT NULL" : "");
}

SequenceText sequence_text(const std::string& sql) {
    Words words(sql);
    words.next();
    SequenceText sequence;
    if (words.take("unlogged")) sequence.persistence = "UNLOGGED";
    if (words.take("temp") || words.take("temporary")) sequence.persistence = "TEMP";
    words.take("sequence");
    if (words.take("if")) {
        words.take("not");
        words.take("exists");
    }
    words.name();
    const std::map<std::string, std::string> options = options_of(words);
    const auto number = [&](const char* option, std::int64_t otherwise) {
        const auto found = options.find(option);
        return found == options.end() ? otherwise : number_in(found->second);
    };
    if (options.contains("as")) sequence.type = canonical_postgresql_type(options.at("as"));
    sequence.increment = number("increment", 1);
    const bool down = sequence.increment < 0;
    const std::int64_t largest = largest_of(sequence.type);
    sequence.min = number("minvalue", down ? -largest - 1 : 1);
    sequence.max = number("maxvalue", down ? -1 : largest);
    sequence.start = number("start", down ? sequence.max : sequence.min);
    sequence.cache = number("cache", 1);
    sequence.cycle = options.contains("cycle");
    const std::string owner = options.contains("owned") ? options.at("owned") : "";
    if (lower(owner) != "none") sequence.owner = owner;
    return sequence;
}

std::string sequence_mistake(const SequenceText& sequence) {
    const auto said = [](const char* option, std::int64_t number) { return option + (" " + std::to_string(number)); };
    if (sequence.type != "smallint" && sequence.type != "integer" && sequence.type != "bigint") {
        return "its type " + sequence.type + " is not smallint, integer or bigint";
    }
    if (sequence.increment == 0) return "INCREMENT is 0";
    if (sequence.cache < 1) return said("CACHE", sequence.cache) + " is less than 1";
    const std::int64_t largest = largest_of(sequence.type);
    const std::string out = " is out of range for " + sequence.type;
    if (sequence.max > largest || sequence.max < -largest - 1) return said("MAXVALUE", sequence.max) + out;
    if (sequence.min > largest || sequence.min < -largest - 1) return said("MINVALUE", sequence.min) + out;
    if (sequence.min >= sequence.max) {
        return said("MINVALUE", sequence.min) + " is not less than " + said("MAXVALUE", sequence.max);
    }
    if (sequence.start < sequence.min) return said("START", sequence.start) + " is less than " + said("MINVALUE", sequence.min);
    if (sequence.start > sequence.max) return said("START", sequence.start) + " is more than " + said("MAXVALUE", sequence.max);
    return "";
}

bool turns_round(const SequenceText& before, const SequenceText& after) {
    return (before.increment < 0) != (after.increment < 0);
}

SequenceOwner owner_of(const SequenceText& sequence) {
    const std::vector<token> tokens = tokens_of(sequence.owner, dialect::postgresql);
    if (tokens.size() < 3) return {};
    const auto name = [](const token& each) {
        const std::string text = identifier_text(each);
        return each.kind == token_kind::quoted ? text : lower(text);
    };
    return {name(tokens[tokens.size() - 3]), name(tokens.back())};
}

std::string without_owner(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (!is_word(tokens[i], "owned") || !is_word(tokens[i + 1], "by")) continue;
        std::size_t last = i + 2;
        while (last + 2 < tokens.size() && is_operator(tokens[last + 1], ".")) last += 2;
        const std::size_t begin = i == 0 ? 0 : tokens[i - 1].end();
        return sql.substr(0, begin) + sql.substr(tokens[last].end());
    }
    return sql;
}

bool limits_shrink(const SequenceText& before, const SequenceText& after) {
    return after.min > before.min || after.max < before.max;
}

std::string routine_parameters(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    std::string text;
    int depth = 0;
    bool in_default = false;
    for (const token& each : tokens) {
        const bool opens = is_operator(each, "(");
        const bool closes = is_operator(each, ")");
        if (depth == 0 && !opens) continue;
        if (closes) --depth;
        const bool ends_parameter = depth == 1 ? is_operator(each, ",") : closes && depth == 0;
        if (ends_parameter) in_default = false;
        if (depth == 1 && (is_word(each, "default") || is_operator(each, "=") || is_operator(each, ":="))) in_default = true;
        const bool touches = text.empty() || opens || text.back() == '(' || text.back() == '.' || text.back() == '[' ||
                             (each.kind == token_kind::operation && each.text.find_first_of(",.[])") == 0);
        if (!in_default) text += (touches ? "" : " ") + std::string(each.text);
        if (opens) ++depth;
        if (closes && depth == 0) return text;
    }
    return "";
}

}  // namespace migrations
