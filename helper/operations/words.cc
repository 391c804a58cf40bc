#include "operations/words.h"

#include "base/names.h"
#include "base/toml.h"
#include "schema/text.h"

namespace migrations {

std::string type_words(const Type& type) {
    const std::string portable = to_string(type.portable);
    return portable.empty() && !type.verbatim.empty() ? type.verbatim.begin()->second : portable;
}

std::string collation_words(const Collation& collation) {
    if (!collation.name.empty() || collation.empty()) {
        return collation.empty() ? "" : " collate " + collation.name;
    }
    return " collate " + collation.by_dialect.begin()->second;
}

std::string identity_words(const Identity& identity) {
    const Identity own = identity.without_defaults();
    std::vector<std::string> options;
    const auto add = [&](const char* name, const std::optional<std::int64_t>& value) {
        if (value) options.push_back(name + std::string(" ") + std::to_string(*value));
    };
    add("start", own.start);
    add("increment", own.increment);
    add("min", own.min);
    add("max", own.max);
    add("cache", own.cache);
    if (own.cycle) options.emplace_back("cycle");
    return std::string("identity") + (own.always ? " always" : "") +
           (options.empty() ? "" : " (" + join(options, ", ") + ")");
}

std::string value_words(const Value& value) {
    if (std::holds_alternative<Null>(value)) return "NULL";
    if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
    return toml_inline(print(value));
}

std::string sql_words(const Sql& sql) {
    constexpr std::size_t longest = 60;
    const std::string& text =
        sql.text.empty() && !sql.by_dialect.empty() ? sql.by_dialect.begin()->second : sql.text;
    std::string words;
    for (const char byte : trim(text)) {
        const bool blank = byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
        if (!blank) words += byte;
        if (blank && !words.ends_with(' ')) words += ' ';
    }
    if (words.size() <= longest) return words;
    std::size_t keep = longest - 3;
    while (keep > 0 && (static_cast<unsigned char>(words[keep]) & 0xc0) == 0x80) --keep;
    return words.substr(0, keep) + "...";
}

std::string keys_words(const std::vector<IndexKey>& keys) {
    std::vector<std::string> parts;
    for (const IndexKey& key : keys) {
        std::string words = key.column.empty() ? sql_words(key.expression) : key.column;
        words += collation_words(key.collation);
        if (!key.opclass.empty()) words += " " + key.opclass;
        if (key.descending) words += " desc";
        if (key.nulls_first() != key.descending) {
            words += key.nulls_first() ? " nulls first" : " nulls last";
        }
        parts.push_back(std::move(words));
    }
    return "(" + join(parts, ", ") + ")";
}

std::string columns_words(const std::vector<std::string>& columns) {
    return "(" + join(columns, ", ") + ")";
}

std::string parameters_words(const Parameters& parameters) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : parameters.values) parts.push_back(name + " = " + value);
    return "(" + join(parts, ", ") + ")";
}

std::string action_words(Action action) {
    switch (action) {
        case Action::no_action:
            return "no action";
        case Action::restrict:
            return "restrict";
        case Action::cascade:
            return "cascade";
        case Action::set_null:
            return "set null";
        case Action::set_default:
            return "set default";
    }
    return "";
}

}  // namespace migrations
