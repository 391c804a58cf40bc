#include "dialects/postgresql/alter_objects.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

// Walks the tokens of a statement that classify() found to be valid.
class Words {
public:
    explicit Words(const std::string& sql) : sql_(sql), tokens_(tokens_of(sql_, dialect::postgresql)) {
        while (!tokens_.empty() && is_operator(tokens_.back(), ";")) tokens_.pop_back();
    }

    bool at_end() const { return at_ >= tokens_.size(); }
    bool is(std::string_view word) const { return !at_end() && is_word(tokens_[at_], word); }
    bool take(std::string_view word) {
        if (!is(word)) return false;
        ++at_;
        return true;
    }
    // The text of the next token.
    std::string next() { return at_end() ? "" : std::string(tokens_[at_++].text); }
    // "schema.name" counts as one.
    void skip_name() {
        next();
        while (!at_end() && is_operator(tokens_[at_], ".")) {
            next();
            next();
        }
    }
    // One token at least, and what follows up to one of these words outside of parentheses, as it is written.
    std::string text_until(const std::set<std::string_view>& stops) {
        const std::size_t first = at_;
        int depth = 0;
        for (bool begun = false; !at_end(); begun = true, ++at_) {
            const token& each = tokens_[at_];
            const bool stop =
                std::any_of(stops.begin(), stops.end(), [&](std::string_view word) { return is_word(each, word); });
            if (begun && depth == 0 && stop) break;
            if (is_operator(each, "(")) ++depth;
            if (is_operator(each, ")")) --depth;
        }
        if (first == at_) return "";
        const std::size_t begin = tokens_[first].offset;
        return sql_.substr(begin, tokens_[at_ - 1].end() - begin);
    }

private:
    const std::string sql_;
    std::vector<token> tokens_;
    std::size_t at_ = 0;
};

struct DomainCheck {
    std::string name;        // as written; "" when the server is to find one
    std::string expression;  // "(VALUE > 0)"
};

struct DomainText {
    std::string type;
    std::string collation;
    std::optional<std::string> default_value;
    bool not_null = false;
    std::vector<DomainCheck> checks;
};

// CREATE DOMAIN name [AS] type [COLLATE c] [DEFAULT e] [[CONSTRAINT n] {NOT NULL | NULL | CHECK (e)}]...
DomainText domain_text(const std::string& sql) {
    static const std::set<std::string_view> stops = {"collate", "default", "constraint", "not", "null", "check"};
    Words words(sql);
    words.next();
    words.next();
    words.skip_name();
    words.take("as");
    DomainText domain;
    domain.type = words.text_until(stops);
    std::string name;
    while (!words.at_end()) {
        if (words.take("collate")) {
            domain.collation = words.text_until(stops);
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

bool same_sql(const std::string& one, const std::string& other) {
    return canonical_sql(one) == canonical_sql(other);
}

bool same_checks(const DomainText& one, const DomainText& other) {
    return std::equal(one.checks.begin(), one.checks.end(), other.checks.begin(), other.checks.end(),
                      [](const DomainCheck& a, const DomainCheck& b) {
                          return same_sql(a.name, b.name) && same_sql(a.expression, b.expression);
                      });
}

// The name that CREATE DOMAIN gives to a check without one: "percent_check", "percent_check1", ...
std::string found_name(const std::string& domain, std::set<std::string>& taken) {
    constexpr std::size_t longest = 63;
    for (int number = 0;; ++number) {
        const std::string end = "_check" + (number == 0 ? "" : std::to_string(number));
        const std::string name = quote_identifier(domain.substr(0, longest - end.size()) + end);
        if (taken.insert(name).second) return name;
    }
}

std::vector<std::string> check_names(const std::string& domain, const std::vector<DomainCheck>& checks) {
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (const DomainCheck& each : checks) {
        const bool is_quoted = !each.name.empty() && each.name.front() == '"';
        std::string name = each.name;
        if (!name.empty() && !is_quoted) name = quote_identifier(lower(name));
        if (!name.empty()) taken.insert(name);
        names.push_back(std::move(name));
    }
    for (std::string& each : names) {
        if (each.empty()) each = found_name(domain, taken);
    }
    return names;
}

// The options of CREATE SEQUENCE by their first word, each as ALTER SEQUENCE takes it.
std::map<std::string, std::string> sequence_options(const std::string& sql) {
    static const std::set<std::string_view> stops = {"as",    "increment", "minvalue", "maxvalue", "no",
                                                     "start", "cache",     "cycle",    "owned"};
    Words words(sql);
    while (!words.at_end() && !words.take("sequence")) words.next();
    if (words.take("if")) {
        words.take("not");
        words.take("exists");
    }
    words.skip_name();
    std::map<std::string, std::string> options;
    while (!words.at_end()) {
        const bool no = words.take("no");
        const std::string option = lower(words.next());
        if (option == "increment") words.take("by");
        if (option == "start") words.take("with");
        if (option == "owned") words.take("by");
        const bool has_value = !no && option != "cycle";
        const std::string value = has_value ? words.text_until(stops) : "";
        if (!no) options[option] = value;
    }
    return options;
}

}  // namespace

void alter_domain(const Object& before, const Object& after, Writer& writer) {
    const DomainText old = domain_text(before.sql.in(dialect_name));
    const DomainText now = domain_text(after.sql.in(dialect_name));
    if (!same_sql(old.type, now.type) || !same_sql(old.collation, now.collation)) {
        writer.problem("postgresql",
                       "domain '" + after.name + "' cannot get another type or collation: PostgreSQL has no ALTER DOMAIN for it",
                       "make a domain of another name, and give it to the columns");
        return;
    }
    const std::string alter = "ALTER DOMAIN " + quote_identifier(after.name) + " ";
    const bool other_checks = !same_checks(old, now);
    if (other_checks) {
        for (const std::string& name : check_names(after.name, old.checks)) writer.definition(alter + "DROP CONSTRAINT " + name);
    }
    if (!same_sql(old.default_value.value_or(""), now.default_value.value_or(""))) {
        writer.definition(alter + (now.default_value ? "SET DEFAULT " + *now.default_value : "DROP DEFAULT"));
    }
    if (old.not_null != now.not_null) writer.definition(alter + (now.not_null ? "SET NOT NULL" : "DROP NOT NULL"));
    if (!other_checks) return;
    for (const DomainCheck& each : now.checks) {
        writer.definition(alter + "ADD " + (each.name.empty() ? "" : "CONSTRAINT " + each.name + " ") + "CHECK " +
                          each.expression);
    }
}

void alter_sequence(const Object& after, Writer& writer) {
    std::map<std::string, std::string> options = sequence_options(after.sql.in(dialect_name));
    const auto given = [&](const char* option, const std::string& otherwise) {
        const auto found = options.find(option);
        return found == options.end() ? otherwise : found->second;
    };
    const auto limit = [&](const char* option, const char* keyword) {
        return options.contains(option) ? " " + std::string(keyword) + " " + options[option] : " NO " + std::string(keyword);
    };
    const std::string increment = given("increment", "1");
    const bool down = increment.front() == '-';
    const std::string start = given("start", down ? given("maxvalue", "-1") : given("minvalue", "1"));
    writer.definition("ALTER SEQUENCE " + quote_identifier(after.name) + " AS " + given("as", "bigint") + " INCREMENT BY " +
                      increment + limit("minvalue", "MINVALUE") + limit("maxvalue", "MAXVALUE") + " START WITH " + start +
                      " CACHE " + given("cache", "1") + (options.contains("cycle") ? " CYCLE" : " NO CYCLE") + " OWNED BY " +
                      given("owned", "NONE"));
}

}  // namespace migrations::postgresql
