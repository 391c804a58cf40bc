#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/names.h"
#include "schema/spelling.h"

namespace migrations {

namespace {

// The names of postgresql.org/docs/15/datatype.html, and the internal ones, that format_type()
// prints otherwise.
constexpr std::pair<std::string_view, std::string_view> aliases[] = {
    {"int", "integer"},
    {"int4", "integer"},
    {"int2", "smallint"},
    {"int8", "bigint"},
    {"bool", "boolean"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"float", "double precision"},
    {"decimal", "numeric"},
    {"dec", "numeric"},
    {"varchar", "character varying"},
    {"char varying", "character varying"},
    {"char", "character"},
    {"nchar", "character"},
    {"national character", "character"},
    {"national char", "character"},
    {"national character varying", "character varying"},
    {"national char varying", "character varying"},
    {"varbit", "bit varying"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"time", "time without time zone"},
    {"timetz", "time with time zone"},
};

// "numeric(12,2)[]" in its parts. `tail` is what follows the modifier: " with time zone".
struct Parts {
    std::string base;
    std::string modifier;  // "(12,2)"
    std::string tail;
    std::string array;      // "[]"
    std::string collation;  // " collate "C""
};

// Where it stands outside of double quotes.
std::size_t find_bare(const std::string& text, std::string_view what) {
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (!quoted && text.compare(at, what.size(), what) == 0) return at;
    }
    return std::string::npos;
}

Parts parts_of(std::string text) {
    Parts parts;
    const std::size_t collate = find_bare(text, " collate ");
    if (collate != std::string::npos) {
        parts.collation = " COLLATE " + text.substr(collate + 9);
        text.resize(collate);
    }
    const std::size_t bracket = std::min(find_bare(text, "["), text.size());
    if (bracket < text.size() || text.ends_with(" array")) {
        parts.array = "[]";
        text.resize(bracket);
        if (text.ends_with(" array")) text.resize(text.size() - 6);
    }
    const std::size_t open = find_bare(text, "(");
    const std::size_t close = find_bare(text, ")");
    if (open == std::string::npos || close == std::string::npos || close < open) {
        parts.base = std::move(text);
        return parts;
    }
    parts.base = text.substr(0, open);
    parts.modifier = text.substr(open, close + 1 - open);
    parts.tail = text.substr(close + 1);
    if (!parts.tail.empty() && parts.tail[0] != ' ') parts.tail.insert(0, " ");
    return parts;
}

}  // namespace

std::string tidied_type(std::string_view name) {
    std::string text;
    bool quoted = false;
    bool blank = false;
    for (const char each : name) {
        if (!quoted && (each == ' ' || each == '\t' || each == '\n' || each == '\r')) {
            blank = true;
            continue;
        }
        const bool tight = each == '(' || each == ')' || each == ',' || each == '[' || each == ']';
        if (blank && !text.empty() && !tight && text.back() != '(' && text.back() != ',')
            text += ' ';
        blank = false;
        if (each == '"') quoted = !quoted;
        text += quoted ? std::string(1, each) : lower(std::string_view(&each, 1));
    }
    return text;
}

std::string canonical_postgresql_type(std::string_view name) {
    const std::string text = tidied_type(name);
    if (text.empty()) return text;
    Parts parts = parts_of(text);
    std::string base = parts.base + parts.tail;
    constexpr std::string_view catalogue = "pg_catalog.";
    if (base.starts_with(catalogue)) base.erase(0, catalogue.size());
    // Without a length it is a type of its own, of any length.
    if (base == "bpchar" && !parts.modifier.empty()) base = "character";
    if (base == "float" && !parts.modifier.empty()) {
        const bool single = parts.modifier.size() == 3 || parts.modifier <= "(24)";
        base = single ? "real" : "double precision";
        parts.modifier.clear();
    }
    for (const auto& [alias, meaning] : aliases) {
        if (base == alias) {
            base = meaning;
            break;
        }
    }
    if ((base == "character" || base == "bit") && parts.modifier.empty()) parts.modifier = "(1)";
    if (base == "numeric" && !parts.modifier.empty() &&
        parts.modifier.find(',') == std::string::npos) {
        parts.modifier.insert(parts.modifier.size() - 1, ",0");
    }
    // The precision of a time stands in the middle: "timestamp(3) with time zone".
    const std::size_t zone = base.find(" with");
    if (zone != std::string::npos)
        base.insert(zone, parts.modifier);
    else
        base += parts.modifier;
    return base + parts.array + parts.collation;
}

bool same_type(const Type& one, const Type& other) {
    if (one == other) return true;
    if (one.portable != other.portable) return false;
    const auto spelled = [](const Type& type, const std::string& dialect) {
        const std::string* text = type.verbatim_for(dialect);
        if (text == nullptr) return std::string();
        return dialect == "postgresql" ? canonical_postgresql_type(*text) : tidied_type(*text);
    };
    std::set<std::string> dialects;
    for (const Type* type : {&one, &other}) {
        for (const auto& entry : type->verbatim) dialects.insert(entry.first);
    }
    for (const std::string& dialect : dialects) {
        if (spelled(one, dialect) != spelled(other, dialect)) return false;
    }
    return true;
}

}  // namespace migrations
