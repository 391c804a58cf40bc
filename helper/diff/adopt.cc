#include <algorithm>
#include <functional>
#include <set>

#include "base/names.h"
#include "diff/diff.h"
#include "diff/effective.h"
#include "schema/names.h"
#include "schema/spelling.h"

namespace migrations {
namespace {

// Constraints share the names of their table; what is an index to PostgreSQL shares those of the
// schema, with the tables.
struct Scope {
    bool constraint;
    bool relation;
};

// A constraint or index of the new schema and the name that it is to have.
struct Naming {
    std::string* name;
    std::string table;
    Scope scope;
    bool automatic;
    bool adopted = false;
    std::string proposal;                     // the old name, when adopted
    std::function<std::string(int)> another;  // other names for it, numbered from 1
};

// Names in use, whatever their letter case: SQLite does not tell them apart.
class NamesInUse {
public:
    void insert(const Naming& naming, const std::string& name) {
        if (is_unnamed(name)) return;
        if (naming.scope.relation) relations_.insert(lower(name));
        if (naming.scope.constraint) constraints_.insert({lower(naming.table), lower(name)});
    }
    void insert_table(const std::string& name) { relations_.insert(lower(name)); }
    bool contains(const Naming& naming, const std::string& name) const {
        return (naming.scope.relation && relations_.contains(lower(name))) ||
               (naming.scope.constraint &&
                constraints_.contains({lower(naming.table), lower(name)}));
    }

private:
    std::set<std::string> relations_;
    std::set<std::pair<std::string, std::string>> constraints_;
};

template <class Thing>
bool same_but_for_name(const Thing& a, const Thing& b) {
    Thing copy = a;
    copy.name = b.name;
    return copy == b;
}

template <class Thing>
std::vector<Thing*> sorted_by_name(std::vector<Thing>& things) {
    std::vector<Thing*> sorted;
    for (Thing& thing : things) sorted.push_back(&thing);
    std::sort(sorted.begin(), sorted.end(),
              [](const Thing* a, const Thing* b) { return a->name < b->name; });
    return sorted;
}

// Adds the things of one kind and table. `old` are those of the table before, by their new content.
template <class Thing, class Another>
void collect(const std::string& table, std::vector<Thing*> things, std::vector<Thing*> old,
             Scope scope, const Another& another, std::vector<Naming>& namings) {
    const std::size_t first = namings.size();
    for (Thing* thing : things) {
        Naming naming{&thing->name, table, scope,          thing->automatic.value,
                      false,        {},    another(*thing)};
        const auto same = std::find_if(old.begin(), old.end(),
                                       [&](const Thing* each) { return *each == *thing; });
        if (same != old.end()) {
            naming.adopted = naming.automatic;
            naming.proposal = thing->name;
            old.erase(same);
        }
        namings.push_back(std::move(naming));
    }
    for (std::size_t i = 0; i < things.size(); ++i) {
        Naming& naming = namings[first + i];
        if (!naming.automatic || naming.adopted) continue;
        const auto same = std::find_if(old.begin(), old.end(), [&](const Thing* each) {
            return same_but_for_name(*each, *things[i]);
        });
        if (same == old.end()) continue;
        naming.adopted = true;
        naming.proposal = (*same)->name;
        old.erase(same);
    }
}

std::vector<PrimaryKey*> as_list(std::optional<PrimaryKey>& key) {
    return key ? std::vector<PrimaryKey*>{&*key} : std::vector<PrimaryKey*>{};
}

// `before` is empty for a new table.
void collect(Table& table, Table& before, const NamingConvention& convention, std::vector<Naming>& namings) {
    const auto numbered = [](const std::string& pattern, NameParts parts) {
        return [&pattern, parts = std::move(parts)](int number) { return another_name(pattern, parts, number); };
    };
    const auto numbered_check = [name = table.name](const std::string& pattern) {
        return [&pattern, name](int number) { return another_check_name(pattern, {name, {}, {}, {}}, number); };
    };
    collect(
        table.name, as_list(table.primary_key), as_list(before.primary_key), {true, true},
        [&](const PrimaryKey& key) { return numbered(convention.primary_key, {table.name, key.columns, {}, {}}); }, namings);
    collect(
        table.name, sorted_by_name(table.uniques), sorted_by_name(before.uniques), {true, true},
        [&](const Unique& unique) { return numbered(convention.unique, {table.name, unique.columns, {}, {}}); }, namings);
    collect(
        table.name, sorted_by_name(table.foreign_keys), sorted_by_name(before.foreign_keys), {true, false},
        [&](const ForeignKey& key) {
            return numbered(convention.foreign_key, {table.name, key.columns, key.table, key.references});
        },
        namings);
    collect(
        table.name, sorted_by_name(table.checks), sorted_by_name(before.checks), {true, false},
        [&](const Check&) { return numbered_check(convention.check); }, namings);
    collect(
        table.name, sorted_by_name(table.excludes), sorted_by_name(before.excludes), {true, true},
        [&](const Exclude&) { return numbered_check(convention.exclude); }, namings);
    collect(
        table.name, sorted_by_name(table.indexes), sorted_by_name(before.indexes), {false, true},
        [&](const Index& index) { return numbered(convention.index, {table.name, words_of_keys(index.keys), {}, {}}); }, namings);
}

// Somebody chose the name, or it is the old one already.
bool stays(const Naming& naming) {
    return !naming.automatic || (naming.adopted && naming.proposal == *naming.name);
}

// Who chose a name keeps it, then who had one, then the rest: a new thing whose automatic name is
// taken gets another.
void settle(std::vector<Naming>& namings, NamesInUse in_use) {
    for (const Naming& naming : namings) {
        if (stays(naming)) in_use.insert(naming, *naming.name);
    }
    for (Naming& naming : namings) {
        if (!naming.adopted || stays(naming)) continue;
        if (in_use.contains(naming, naming.proposal)) {
            naming.adopted = false;
        } else {
            *naming.name = naming.proposal;
            in_use.insert(naming, naming.proposal);
        }
    }
    for (Naming& naming : namings) {
        if (!naming.automatic || naming.adopted) continue;
        for (int number = 1; in_use.contains(naming, *naming.name); ++number) {
            *naming.name = naming.another(number);
        }
        in_use.insert(naming, *naming.name);
    }
}

// What is only spelled otherwise is spelled as before.
void adopt_spelling(Table& table, const Table& before, const DialectNames& dialects) {
    for (Column& column : table.columns) {
        const Column* old = before.column(column.name);
        if (old == nullptr) continue;
        if (same_default(*old, column, dialects)) {
            column.default_value = old->default_value;
            column.default_expr = old->default_expr;
        }
        if (same_type(old->type, column.type)) column.type = old->type;
    }
}

}  // namespace

Schema adopt_names(Schema to, const Schema& from, const RenameHints& hints, const DialectNames& dialects,
                   const NamingConvention& convention) {
    Schema before = with_new_names(from, effective_renames(from, to, hints), to);
    std::vector<Naming> namings;
    NamesInUse in_use;
    for (Table* table : sorted_by_name(to.tables)) {
        in_use.insert_table(table->name);
        Table none;
        Table* old = before.table(table->name);
        if (old != nullptr) adopt_spelling(*table, *old, dialects);
        collect(*table, old != nullptr ? *old : none, convention, namings);
    }
    settle(namings, std::move(in_use));
    return to;
}

}  // namespace migrations
