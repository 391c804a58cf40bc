#include "operations/words.h"

#include "base/names.h"
#include "base/toml.h"
#include "schema/text.h"

namespace migrations {

std::string quoted(std::string_view name) {
    return "'" + std::string(name) + "'";
}

std::string type_words(const Type& type) {
    const std::string portable = to_string(type.portable);
    return portable.empty() && !type.verbatim.empty() ? type.verbatim.begin()->second : portable;
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
        parts.push_back((key.column.empty() ? sql_words(key.expression) : key.column) +
                        (key.descending ? " desc" : ""));
    }
    return "(" + join(parts, ", ") + ")";
}

std::string columns_words(const std::vector<std::string>& columns) {
    return "(" + join(columns, ", ") + ")";
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
