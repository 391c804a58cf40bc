#include "schema/names.h"

#include <algorithm>
#include <set>

#include "base/names.h"
#include "base/sha256.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

// At most `longest_name` bytes, cut at the start of a character.
std::string shortened(const std::string& name) {
    if (name.size() <= longest_name) return name;
    std::size_t keep = longest_name - 9;
    while (keep > 0 && continues_character(name[keep])) --keep;
    return name.substr(0, keep) + "_" + sha256(name).substr(0, 8);
}

bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || static_cast<unsigned char>(byte) >= 0x80;
}

const std::string& any_text(const Sql& sql) {
    return sql.text.empty() && !sql.by_dialect.empty() ? sql.by_dialect.begin()->second : sql.text;
}

// The words of an expression: "lower_email" for lower(email).
std::string words_of(const Sql& expression) {
    std::string words;
    bool gap = false;
    for (const char byte : any_text(expression)) {
        if (!is_word_byte(byte)) {
            gap = !words.empty();
            continue;
        }
        if (gap) words += '_';
        gap = false;
        words += byte;
    }
    return words.empty() ? "expr" : words;
}

// The names in use in one table, in lower case: SQLite does not tell case apart.
class Taken {
public:
    explicit Taken(const Table& table) {
        if (table.primary_key) add(table.primary_key->name);
        for (const Unique& each : table.uniques) add(each.name);
        for (const ForeignKey& each : table.foreign_keys) add(each.name);
        for (const Check& each : table.checks) add(each.name);
        for (const Exclude& each : table.excludes) add(each.name);
        for (const Index& each : table.indexes) add(each.name);
        // PostgreSQL keeps the values of an enum by a CHECK of this name.
        for (const Column& each : table.columns) {
            if (std::holds_alternative<Enum>(each.type.portable)) add(check_name(table.name, each.name));
        }
    }

    // The thing gets this name, or where it is taken, this name and the first free number.
    template <class Thing>
    void give(Thing& thing, const std::string& wanted) {
        thing.automatic.value = true;
        thing.name = wanted;
        for (int number = 2; !names_.insert(lower(thing.name)).second; ++number) {
            thing.name = shortened(wanted + "_" + std::to_string(number));
        }
    }

private:
    void add(const std::string& name) {
        if (!name.empty()) names_.insert(lower(name));
    }

    std::set<std::string> names_;
};

}  // namespace

std::string only_column(const Sql& expression, const Table& table) {
    std::set<std::string> found;
    const auto look_in = [&](const std::string& text) {
        for (const std::string& name : identifiers_in(text)) {
            for (const Column& column : table.columns) {
                if (equals_ignoring_case(column.name, name)) found.insert(column.name);
            }
        }
    };
    look_in(expression.text);
    for (const auto& [dialect, text] : expression.by_dialect) look_in(text);
    return found.size() == 1 ? *found.begin() : "";
}

const NamingConvention& default_naming() {
    static const NamingConvention naming;
    return naming;
}

const std::vector<NamingKind>& naming_kinds() {
    static const std::vector<NamingKind> kinds = {
        {"primary_key", &NamingConvention::primary_key}, {"unique", &NamingConvention::unique},
        {"foreign_key", &NamingConvention::foreign_key}, {"check", &NamingConvention::check},
        {"exclude", &NamingConvention::exclude},         {"index", &NamingConvention::index}};
    return kinds;
}

std::pair<std::string, std::string> naming_mistake(const NamingKind& kind, const std::string& pattern) {
    std::vector<std::string> known = {"table", "columns", "column"};
    if (kind.pattern == &NamingConvention::foreign_key) known.insert(known.end(), {"referred_table", "referred_columns"});
    bool has_table = false;
    for (std::size_t at = pattern.find_first_of("{}"); at != std::string::npos; at = pattern.find_first_of("{}", at)) {
        const std::size_t end = pattern.find('}', at);
        if (pattern[at] == '}' || end == std::string::npos) {
            return {"has a '{' or '}' that stands alone", "write {table}, {columns} or {column}"};
        }
        const std::string token = pattern.substr(at + 1, end - at - 1);
        if (std::find(known.begin(), known.end(), token) == known.end()) {
            const std::string near = nearest(token, known);
            return {"has the unknown '{" + token + "}'", near.empty() ? "there are {" + join(known, "}, {") + "}" : "did you mean '{" + near + "}'?"};
        }
        has_table = has_table || token == "table";
        at = end + 1;
    }
    // To PostgreSQL these are relations, whose names are those of the whole schema; to SQLite indexes are.
    const bool of_table = kind.pattern == &NamingConvention::foreign_key || kind.pattern == &NamingConvention::check;
    if (!of_table && !has_table) return {"has no '{table}'", "two tables would have a thing of one name, which databases do not allow"};
    if (pattern.empty()) return {"is empty", "write a pattern, or leave the key out"};
    return {};
}

std::string name_for(const std::string& pattern, const NameParts& parts) {
    std::string name;
    std::size_t done = 0;
    for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', done)) {
        const std::size_t end = pattern.find('}', at);
        const std::string_view token = std::string_view(pattern).substr(at + 1, end - at - 1);
        name.append(pattern, done, at - done);
        if (token == "table") name += parts.table;
        if (token == "columns") name += join(parts.columns, "_");
        if (token == "column" && !parts.columns.empty()) name += parts.columns.front();
        if (token == "referred_table") name += parts.referred_table;
        if (token == "referred_columns") name += join(parts.referred_columns, "_");
        done = end + 1;
    }
    return shortened(name.append(pattern, done));
}

std::string another_name(const std::string& pattern, const NameParts& parts, int number) {
    const std::string digits = std::to_string(number + 1);
    if (pattern.find("{table}") == std::string::npos) return shortened(name_for(pattern, parts) + "_" + digits);
    NameParts others = parts;
    others.table += "_" + digits;
    return name_for(pattern, others);
}

std::string another_check_name(const std::string& pattern, const NameParts& parts, int number) {
    if (pattern.find("{column") == std::string::npos) return shortened(name_for(pattern, parts) + "_" + std::to_string(number));
    NameParts others = parts;
    others.columns = {std::to_string(number)};
    return name_for(pattern, others);
}

std::vector<std::string> words_of_keys(const std::vector<IndexKey>& keys) {
    std::vector<std::string> words;
    for (const IndexKey& key : keys) words.push_back(key.column.empty() ? words_of(key.expression) : key.column);
    return words;
}

std::string primary_key_name(const std::string& table) {
    return name_for(default_naming().primary_key, {table, {}, {}, {}});
}

std::string unique_name(const std::string& table, const std::vector<std::string>& columns) {
    return name_for(default_naming().unique, {table, columns, {}, {}});
}

std::string foreign_key_name(const std::string& table, const std::vector<std::string>& columns) {
    return name_for(default_naming().foreign_key, {table, columns, {}, {}});
}

std::string index_name(const std::string& table, const std::vector<IndexKey>& keys) {
    return name_for(default_naming().index, {table, words_of_keys(keys), {}, {}});
}

std::string check_name(const std::string& table, const std::string& what) {
    return name_for(default_naming().check, {table, {what}, {}, {}});
}

std::string exclude_name(const std::string& table, const std::string& what) {
    return name_for(default_naming().exclude, {table, {what}, {}, {}});
}

bool is_unnamed(std::string_view name) {
    return name.empty() || name.starts_with(unnamed_prefix);
}

void complete_names(Table& table, const NamingConvention& naming) {
    Taken taken(table);
    if (table.primary_key && table.primary_key->name.empty()) {
        taken.give(*table.primary_key, name_for(naming.primary_key, {table.name, table.primary_key->columns, {}, {}}));
    }
    for (Unique& each : table.uniques) {
        if (each.name.empty()) taken.give(each, name_for(naming.unique, {table.name, each.columns, {}, {}}));
    }
    for (ForeignKey& each : table.foreign_keys) {
        if (!each.name.empty()) continue;
        taken.give(each, name_for(naming.foreign_key, {table.name, each.columns, each.table, each.references}));
    }
    // The one column that the expression is about, or the position.
    const auto give_by_position = [&](auto& things, const std::string& pattern) {
        for (std::size_t i = 0; i < things.size(); ++i) {
            if (!things[i].name.empty()) continue;
            const std::string column = only_column(things[i].expression, table);
            taken.give(things[i], name_for(pattern, {table.name, {column.empty() ? std::to_string(i + 1) : column}, {}, {}}));
        }
    };
    give_by_position(table.checks, naming.check);
    give_by_position(table.excludes, naming.exclude);
    for (Index& each : table.indexes) {
        if (each.name.empty()) taken.give(each, name_for(naming.index, {table.name, words_of_keys(each.keys), {}, {}}));
    }
}

}  // namespace migrations
