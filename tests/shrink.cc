#include "shrink.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "random_schema.h"
#include "schema/names.h"
#include "schema/validate.h"

namespace migrations {
namespace {

using Simplification = std::function<void(Example&)>;

bool mentions(const Object& object, const std::string& name) {
    const std::vector<std::string> names = names_in(object);
    return equals_ignoring_case(object.table, name) || std::find(names.begin(), names.end(), lower(name)) != names.end();
}

void remove_table(Schema& schema, const std::string& name) {
    std::erase_if(schema.tables, [&](const Table& each) { return each.name == name; });
    std::erase_if(schema.objects, [&](const Object& each) { return mentions(each, name); });
    for (Table& table : schema.tables) {
        std::erase_if(table.foreign_keys, [&](const ForeignKey& each) { return each.table == name; });
    }
}

void remove_column_everywhere(Schema& schema, const std::string& table_name, const std::string& name) {
    Table* table = schema.table(table_name);
    if (table == nullptr || table->column(name) == nullptr || table->columns.size() == 1) return;
    remove_column(*table, name);
    if (table->primary_key && contains(table->primary_key->columns, name)) table->primary_key.reset();
    std::erase_if(schema.objects, [&](const Object& each) { return mentions(each, table_name); });
    for (Table& other : schema.tables) {
        std::erase_if(other.foreign_keys, [&](const ForeignKey& each) {
            return each.table == table_name && contains(each.references, name);
        });
    }
}

template <class Member>
void remove_named(Schema& schema, const std::string& table_name, Member member, const std::string& name) {
    if (Table* table = schema.table(table_name)) {
        std::erase_if(table->*member, [&](const auto& each) { return each.name == name; });
    }
}

// Does it to both sides, where a table or column may have another name.
class Steps {
public:
    explicit Steps(const Example& example) : example_(example) {}

    std::vector<Simplification> all() {
        for (const std::string& table : tables()) {
            add([=](Example& e) {
                remove_table(e.before, old_table(e, table));
                remove_table(e.after, table);
            });
        }
        add([](Example& e) { e.before.objects.clear(), e.after.objects.clear(); });
        for (const Schema* schema : {&example_.before, &example_.after}) {
            for (const Object& each : schema->objects) {
                add([key = key_of(each)](Example& e) {
                    const auto needs_it = [&](const Object& object) {
                        return key_of(object) == key || mentions(object, key.name);
                    };
                    std::erase_if(e.before.objects, needs_it);
                    std::erase_if(e.after.objects, needs_it);
                });
            }
        }
        add([](Example& e) { e.hints = {}; });
        for (const std::string& table : tables()) steps_of_table(table);
        for (const EnumType& type : example_.before.enums) steps_of_enum(type);
        for (const EnumType& type : example_.after.enums) steps_of_enum(type);
        return std::move(steps_);
    }

private:
    void add(Simplification step) { steps_.push_back(std::move(step)); }

    // By the new name where there is one.
    std::set<std::string> tables() const {
        std::set<std::string> names;
        for (const Table& each : example_.after.tables) names.insert(each.name);
        for (const Table& each : example_.before.tables) {
            const auto renamed = example_.hints.tables.find(each.name);
            names.insert(renamed == example_.hints.tables.end() ? each.name : renamed->second);
        }
        return names;
    }
    static std::string old_table(const Example& example, const std::string& name) {
        for (const auto& [from, to] : example.hints.tables) {
            if (to == name) return from;
        }
        return name;
    }
    static std::string old_column(const Example& example, const std::string& table, const std::string& name) {
        for (const auto& [from, to] : example.hints.columns) {
            if (from.first == table && to == name) return from.second;
        }
        return name;
    }

    template <class Member>
    void remove_each(const std::string& name, Member member) {
        std::set<std::string> names;
        if (const Table* table = example_.after.table(name)) {
            for (const auto& each : table->*member) names.insert(each.name);
        }
        if (const Table* table = example_.before.table(old_table(example_, name))) {
            for (const auto& each : table->*member) names.insert(each.name);
        }
        for (const std::string& each : names) {
            add([=](Example& e) {
                remove_named(e.before, old_table(e, name), member, each);
                remove_named(e.after, name, member, each);
            });
            // The change of it alone.
            add([=](Example& e) {
                const Table* old = e.before.table(old_table(e, name));
                Table* now = e.after.table(name);
                if (old == nullptr || now == nullptr) return;
                remove_named(e.after, name, member, each);
                for (const auto& one : old->*member) {
                    if (one.name == each) (now->*member).push_back(one);
                }
            });
        }
    }

    void both(const std::string& name, const std::function<void(Table&)>& change) {
        add([=](Example& e) {
            if (Table* old = e.before.table(old_table(e, name))) change(*old);
            if (Table* now = e.after.table(name)) change(*now);
        });
    }

    void steps_of_table(const std::string& name) {
        add([=](Example& e) {  // no change of it at all
            const Table* old = e.before.table(old_table(e, name));
            Table* now = e.after.table(name);
            if (old == nullptr || now == nullptr) return;
            *now = *old;
            now->name = name;
        });
        add([=](Example& e) {  // or no table before
            if (e.after.table(name) != nullptr) remove_table(e.before, old_table(e, name));
        });
        remove_each(name, &Table::indexes);
        remove_each(name, &Table::foreign_keys);
        remove_each(name, &Table::uniques);
        remove_each(name, &Table::checks);
        remove_each(name, &Table::excludes);
        std::set<std::string> columns;
        if (const Table* now = example_.after.table(name)) {
            for (const Column& each : now->columns) columns.insert(each.name);
        }
        if (const Table* old = example_.before.table(old_table(example_, name))) {
            for (const Column& each : old->columns) columns.insert(each.name);
        }
        for (const std::string& each : columns) steps_of_column(name, each);
        both(name, [](Table& table) { table.primary_key.reset(); });
        both(name, [](Table& table) { table.comment.clear(); });
        both(name, [](Table& table) { table.with = {}; });
        both(name, [](Table& table) { table.strict = false; });
        both(name, [](Table& table) { table.without_rowid = false; });
        both(name, [](Table& table) { table.unlogged = false; });
    }

    void steps_of_column(const std::string& table, const std::string& name) {
        add([=](Example& e) {
            remove_column_everywhere(e.before, old_table(e, table), old_column(e, table, name));
            remove_column_everywhere(e.after, table, name);
        });
        add([=](Example& e) {  // no change of it
            const Table* old_of = e.before.table(old_table(e, table));
            Table* now_of = e.after.table(table);
            const Column* old = old_of == nullptr ? nullptr : old_of->column(old_column(e, table, name));
            Column* now = now_of == nullptr ? nullptr : now_of->column(name);
            if (now == nullptr) return;
            if (old == nullptr) return remove_column_everywhere(e.after, table, name);
            *now = *old;
            now->name = name;
        });
        const auto change = [&](const std::function<void(Column&)>& step) {
            add([=](Example& e) {
                Table* old_of = e.before.table(old_table(e, table));
                Table* now_of = e.after.table(table);
                Column* old = old_of == nullptr ? nullptr : old_of->column(old_column(e, table, name));
                Column* now = now_of == nullptr ? nullptr : now_of->column(name);
                if (old != nullptr) step(*old);
                if (now != nullptr) step(*now);
            });
        };
        change([](Column& column) { column.default_expr.reset(), column.default_value.reset(); });
        change([](Column& column) { column.comment.clear(); });
        change([](Column& column) { column.collation = {}; });
        change([](Column& column) { column.generated.reset(); });
        change([](Column& column) { column.autoincrement = false; });
        change([](Column& column) { column.identity = {}; });
        change([](Column& column) { column.identity = column.identity.given; });
        change([](Column& column) { column.null = true; });
        change([](Column& column) { column.type = Type(Integer{64}); });
    }

    void steps_of_enum(const EnumType& type) {
        const auto with = [&](const std::function<void(Schema&)>& step) {
            add([=](Example& e) { step(e.before), step(e.after); });
        };
        with([name = type.name](Schema& schema) {
            std::erase_if(schema.enums, [&](const EnumType& each) { return each.name == name; });
        });
        with([name = type.name](Schema& schema) {
            if (EnumType* found = schema.enum_type(name)) found->native = false;
        });
        for (const std::string& value : type.values) {
            with([name = type.name, value](Schema& schema) {
                if (EnumType* found = schema.enum_type(name)) std::erase(found->values, value);
            });
        }
    }

    const Example& example_;
    std::vector<Simplification> steps_;
};

bool same(const Example& a, const Example& b) {
    return a.before == b.before && a.after == b.after && a.hints == b.hints;
}

}  // namespace

Example shrunk(Example example, const std::function<bool(const Example&)>& fails) {
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (const Simplification& step : Steps(example).all()) {
            Example next = example;
            step(next);
            if (same(next, example) || !is_possible(next.before) || !is_possible(next.after) || !fails(next)) continue;
            example = std::move(next);
            smaller = true;
        }
    }
    return example;
}

}  // namespace migrations
