#include "cli/ignore_rules.h"

#include <algorithm>
#include <utility>

#include "base/sql_text.h"

namespace migrations {
namespace {

bool fits_any(const std::string& name, const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& each) { return fits_pattern(name, each); });
}

// The rules for one schema, and what the project knows by name.
class Filter {
public:
    Filter(const IgnoreRules& rules, const Schema& wanted) : rules_(rules), wanted_(wanted) {}

    Schema apply(Schema schema) {
        std::erase_if(schema.enums, [&](const EnumType& type) {
            return wanted_.enum_type(type.name) == nullptr && fits_any(type.name, rules_.enums);
        });
        std::erase_if(schema.tables, [&](const Table& table) {
            const bool gone = wanted_.table(table.name) == nullptr && fits_any(table.name, rules_.tables);
            if (gone) ignored_tables_.push_back(table.name);
            return gone;
        });
        for (Table& table : schema.tables) thin_out(table);
        std::erase_if(schema.objects, [&](const Object& each) {
            return wanted_.object(key_of(each)) == nullptr && is_ignored(each);
        });
        return schema;
    }

private:
    bool is_ignored(const Object& object) const {
        const auto patterns = rules_.objects.find(object.kind);
        if (patterns != rules_.objects.end() && fits_any(object.name, patterns->second)) return true;
        if (is_relation(object.kind)) return fits_any(object.name, rules_.tables);
        if (object.kind == ObjectKind::domain) return fits_any(object.name, rules_.enums);
        return std::find(ignored_tables_.begin(), ignored_tables_.end(), object.table) != ignored_tables_.end();
    }

    void thin_out(Table& table) {
        const Table* known = wanted_.table(table.name);
        const auto knows = [&](const auto& things, const std::string& name) {
            return known != nullptr && find_named(things(*known), name) != nullptr;
        };
        const auto leads_away = [&](const ForeignKey& key) {
            return std::find(ignored_tables_.begin(), ignored_tables_.end(), key.table) != ignored_tables_.end();
        };
        std::erase_if(table.foreign_keys, [&](const ForeignKey& key) {
            return leads_away(key) && !knows([](const Table& t) -> auto& { return t.foreign_keys; }, key.name);
        });
        std::erase_if(table.indexes, [&](const Index& index) {
            return !knows([](const Table& t) -> auto& { return t.indexes; }, index.name) &&
                   fits_any(index.name, rules_.indexes);
        });
        std::vector<std::string> gone;
        std::erase_if(table.columns, [&](const Column& column) {
            const bool ignored = !knows([](const Table& t) -> auto& { return t.columns; }, column.name) &&
                                 fits_any(table.name + "." + column.name, rules_.columns);
            if (ignored) gone.push_back(column.name);
            return ignored;
        });
        if (!gone.empty()) forget_columns(table, gone);
    }

    static void forget_columns(Table& table, const std::vector<std::string>& gone) {
        const auto names_one = [&](const std::vector<std::string>& columns) {
            return std::any_of(gone.begin(), gone.end(), [&](const std::string& each) {
                return std::find(columns.begin(), columns.end(), each) != columns.end();
            });
        };
        const auto mentions_one = [&](const Sql& expression) { return names_one(identifiers_in(expression.text)); };
        std::erase_if(table.uniques, [&](const Unique& each) { return names_one(each.columns); });
        std::erase_if(table.foreign_keys, [&](const ForeignKey& each) { return names_one(each.columns); });
        std::erase_if(table.checks, [&](const Check& each) { return mentions_one(each.expression); });
        std::erase_if(table.indexes, [&](const Index& each) {
            return (each.where && mentions_one(*each.where)) ||
                   std::any_of(each.keys.begin(), each.keys.end(), [&](const IndexKey& key) {
                       return key.column.empty() ? mentions_one(key.expression) : names_one({key.column});
                   });
        });
        if (table.primary_key && names_one(table.primary_key->columns)) table.primary_key.reset();
    }

    const IgnoreRules& rules_;
    const Schema& wanted_;
    std::vector<std::string> ignored_tables_;
};

// The patterns that stand for such a thing beside `others`.
const std::vector<std::string>* patterns_for(const LeftOut& thing, const IgnoreRules& rules) {
    if (thing.kind == "foreign table") return &rules.tables;
    if (thing.kind == "composite type" || thing.kind == "range type" || thing.kind == "base type") return &rules.enums;
    if (thing.kind.ends_with(" column")) return &rules.columns;
    if (thing.kind.ends_with(" index")) return &rules.indexes;
    return nullptr;
}

}  // namespace

bool fits_pattern(const std::string& name, const std::string& pattern) {
    std::size_t at = 0;
    std::size_t in_pattern = 0;
    std::size_t star = std::string::npos;  // the last one, and where what it stands for ends
    std::size_t taken = 0;
    while (at < name.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            taken = at;
        } else if (in_pattern < pattern.size() && (pattern[in_pattern] == '?' || pattern[in_pattern] == name[at])) {
            ++in_pattern;
            ++at;
        } else if (star != std::string::npos) {
            in_pattern = star + 1;
            at = ++taken;
        } else {
            return false;
        }
    }
    while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
    return in_pattern == pattern.size();
}

Schema without_ignored(Schema database, const IgnoreRules& rules, const Schema& wanted) {
    if (rules.empty()) return database;
    return Filter(rules, wanted).apply(std::move(database));
}

std::vector<LeftOut> without_ignored(std::vector<LeftOut> database, const IgnoreRules& rules,
                                     const std::vector<LeftOut>& wanted) {
    std::erase_if(database, [&](const LeftOut& thing) {
        const bool known = std::any_of(wanted.begin(), wanted.end(), [&](const LeftOut& each) {
            return each.kind == thing.kind && each.name == thing.name;
        });
        if (known) return false;
        const std::vector<std::string>* patterns = patterns_for(thing, rules);
        return (patterns != nullptr && fits_any(thing.name, *patterns)) ||
               fits_any(thing.kind + " " + thing.name, rules.others);
    });
    return database;
}

}  // namespace migrations
