#include "schema/names.h"

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

std::string primary_key_name(const std::string& table) {
    return shortened("pk_" + table);
}

std::string unique_name(const std::string& table, const std::vector<std::string>& columns) {
    return shortened("uq_" + table + "_" + join(columns, "_"));
}

std::string foreign_key_name(const std::string& table, const std::vector<std::string>& columns) {
    return shortened("fk_" + table + "_" + join(columns, "_"));
}

std::string index_name(const std::string& table, const std::vector<IndexKey>& keys) {
    std::vector<std::string> parts;
    for (const IndexKey& key : keys) {
        parts.push_back(key.column.empty() ? words_of(key.expression) : key.column);
    }
    return shortened("ix_" + table + "_" + join(parts, "_"));
}

std::string check_name(const std::string& table, const std::string& what) {
    return shortened("ck_" + table + "_" + what);
}

bool is_unnamed(std::string_view name) {
    return name.empty() || name.starts_with(unnamed_prefix);
}

std::string exclude_name(const std::string& table, const std::string& what) {
    return shortened("ex_" + table + "_" + what);
}

void complete_names(Table& table) {
    Taken taken(table);
    if (table.primary_key && table.primary_key->name.empty()) {
        taken.give(*table.primary_key, primary_key_name(table.name));
    }
    for (Unique& each : table.uniques) {
        if (each.name.empty()) taken.give(each, unique_name(table.name, each.columns));
    }
    for (ForeignKey& each : table.foreign_keys) {
        if (each.name.empty()) taken.give(each, foreign_key_name(table.name, each.columns));
    }
    for (std::size_t i = 0; i < table.checks.size(); ++i) {
        Check& check = table.checks[i];
        if (!check.name.empty()) continue;
        const std::string column = only_column(check.expression, table);
        taken.give(check, check_name(table.name, column.empty() ? std::to_string(i + 1) : column));
    }
    for (std::size_t i = 0; i < table.excludes.size(); ++i) {
        Exclude& exclude = table.excludes[i];
        if (!exclude.name.empty()) continue;
        const std::string column = only_column(exclude.expression, table);
        taken.give(exclude,
                   exclude_name(table.name, column.empty() ? std::to_string(i + 1) : column));
    }
    for (Index& each : table.indexes) {
        if (each.name.empty()) taken.give(each, index_name(table.name, each.keys));
    }
}

}  // namespace migrations
