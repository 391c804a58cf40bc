#include "revisions/variables.h"

#include <algorithm>
#include <migrations/sql_tokens.hpp>
#include <optional>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

constexpr std::string_view opening = "${";
constexpr std::string_view as_identifier = ":identifier";

// Where a byte of SQL stands.
enum class Place { code, comment, text };

Place place_of(std::size_t at, const std::vector<token>& tokens) {
    const auto after = std::upper_bound(tokens.begin(), tokens.end(), at,
                                        [](std::size_t offset, const token& each) { return offset < each.offset; });
    if (after == tokens.begin() || std::prev(after)->end() <= at) return Place::comment;
    return std::prev(after)->offset == at && is_operator(*std::prev(after), "$") ? Place::code : Place::text;
}

// Fills in one text after the other of one revision.
class Filler {
public:
    Filler(const Revision& revision, const VariableValues& values, Diagnostics& diagnostics)
        : revision_(revision), values_(values), diagnostics_(diagnostics) {}

    void fill_in(Sql& sql, const Origin& origin) {
        sql.text = filled(sql.text, {dialect::sqlite, dialect::postgresql}, origin);
        for (auto& [name, text] : sql.by_dialect) {
            text = filled(text, {name == "sqlite" ? dialect::sqlite : dialect::postgresql}, origin);
        }
    }

private:
    std::string filled(const std::string& sql, const std::vector<dialect>& readers, const Origin& origin) {
        std::string result;
        std::size_t done = 0;
        for (std::size_t at = sql.find(opening); at != std::string::npos; at = sql.find(opening, at + 1)) {
            std::vector<Place> places;
            for (const dialect each : readers) places.push_back(place_of(at, tokens_of(sql, each)));
            if (std::all_of(places.begin(), places.end(), [](Place each) { return each == Place::comment; })) continue;
            const std::size_t end = sql.find('}', at);
            if (end == std::string::npos) {
                report(origin, "'${' has no '}' behind it in the SQL", "");
                break;
            }
            const std::string inside = sql.substr(at + opening.size(), end - at - opening.size());
            const std::optional<std::string> value = value_of(inside, origin);
            if (value && std::any_of(places.begin(), places.end(), [](Place each) { return each != Place::code; })) {
                report(origin, "'${" + inside + "}' stands within a string, a name or a word of the SQL, where it cannot be quoted",
                       "it is a whole string, or with :identifier a whole name; || joins strings");
            }
            // After a mistake too: what is left of it would be reported once more, as SQL.
            result += sql.substr(done, at - done) + value.value_or("NULL");
            done = end + 1;
        }
        return result + sql.substr(done);
    }

    // What `name` or `name:identifier` stands for, as SQL.
    std::optional<std::string> value_of(std::string name, const Origin& origin) {
        const bool identifier = name.ends_with(as_identifier);
        if (identifier) name.resize(name.size() - as_identifier.size());
        const auto variable = std::find_if(revision_.variables.begin(), revision_.variables.end(),
                                           [&](const Variable& each) { return each.name == name; });
        if (variable == revision_.variables.end()) {
            std::vector<std::string> known;
            for (const Variable& each : revision_.variables) known.push_back(each.name);
            const std::size_t colon = name.find(':');
            const std::string hint = did_you_mean(name, known);
            report(origin, "'${" + name + "}' is none of the [variables] of the revision",
                   colon != std::string::npos ? "behind a variable only ':identifier' may stand"
                   : hint.empty()             ? "they are " + join(known, ", ")
                                              : hint);
            return std::nullopt;
        }
        const auto given = values_.find(name);
        const std::string& value = given == values_.end() ? variable->value : given->second;
        if (identifier && value.empty()) {
            report(origin, "'" + name + "' is empty, and no name can be", "give it a value: -x " + name + "=...");
            return std::nullopt;
        }
        return identifier ? quote_identifier(value) : quote_literal(value);
    }

    void report(const Origin& origin, const std::string& message, const std::string& help) {
        diagnostics_.push_back(error_at(origin, "variable", message, help));
    }

    const Revision& revision_;
    const VariableValues& values_;
    Diagnostics& diagnostics_;
};

}  // namespace

bool is_variable_name(const std::string& text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && letter(text[0]) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

void fill_in_variables(Revision& revision, const VariableValues& values, Diagnostics& diagnostics) {
    Filler filler(revision, values, diagnostics);
    for (Operations* operations : {&revision.upgrade, &revision.downgrade}) {
        for (Operation& operation : *operations) {
            Execute* execute = std::get_if<Execute>(&operation.change);
            if (execute == nullptr) continue;
            filler.fill_in(execute->sql, operation.origin);
            filler.fill_in(execute->probe, operation.origin);
        }
    }
}

}  // namespace migrations
