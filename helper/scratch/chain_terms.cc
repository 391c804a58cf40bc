#include "scratch/chain_terms.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "scratch/portable_candidates.h"

namespace migrations {
namespace {

class Translation {
public:
    Translation(const SeenChange& seen, const Dialect& dialect, const Wording& wording)
        : seen_(seen), dialect_(dialect), wording_(wording), name_(dialect.name()) {}

    Schema make() {
        enums();
        for (const Table& table : seen_.chain.tables) {
            const Table* then = seen_.before.table(table.name);
            const Table* now = seen_.after.table(table.name);
            if (then == nullptr) {
                result_.tables.push_back(table);  // the database never had it
            } else if (now != nullptr) {
                result_.tables.push_back(merged(table, *then, *now));
            }
        }
        for (const Table& table : seen_.after.tables) {
            if (seen_.before.table(table.name) == nullptr) result_.tables.push_back(merged({}, {}, table));
        }
        objects();
        return std::move(result_);
    }

private:
    // What keeps enums as text has none that it could show.
    void enums() {
        for (const EnumType& type : seen_.chain.enums) {
            const bool shown = seen_.before.enum_type(type.name) != nullptr;
            const EnumType* now = seen_.after.enum_type(type.name);
            if (shown && now == nullptr) continue;
            result_.enums.push_back(type);
            if (shown) result_.enums.back().values = now->values;
        }
        for (const EnumType& type : seen_.after.enums) {
            if (seen_.before.enum_type(type.name) == nullptr) result_.enums.push_back(type);
        }
    }

    void objects() {
        for (const Object& object : seen_.chain.objects) {
            const Object* then = seen_.before.object(key_of(object));
            const Object* now = seen_.after.object(key_of(object));
            if (then != nullptr && now == nullptr) continue;
            result_.objects.push_back(then == nullptr || *then == *now ? object : as_stated(*now));
        }
        for (const Object& object : seen_.after.objects) {
            if (seen_.before.object(key_of(object)) == nullptr) result_.objects.push_back(as_stated(object));
        }
    }

    // In the words of the statement that creates it, where there is one: the models have to say the same.
    Object as_stated(Object object) const {
        object.sql = own(object.sql);
        for (const std::string& statement : seen_.statements) {
            Object stated = object;
            stated.sql = own(Sql(statement));
            if (statement_mistake(stated).empty()) object.sql = stated.sql;
        }
        return object;
    }

    Sql own(const Sql& text) const {
        if (!wording_.per_dialect) return text;
        Sql sql;
        sql.by_dialect[name_] = text.text;
        return sql;
    }

    // ---- tables ----

    // `chain` and `then` are empty for a new one.
    Table merged(const Table& chain, const Table& then, const Table& now) {
        Table table = chain;
        table.name = now.name;
        if (then.comment != now.comment) table.comment = now.comment;
        if (then.strict != now.strict) table.strict = now.strict;
        if (then.without_rowid != now.without_rowid) table.without_rowid = now.without_rowid;
        if (then.unlogged != now.unlogged) table.unlogged = now.unlogged;
        if (then.with != now.with) table.with = now.with;
        table.columns.clear();
        for (const Column& column : chain.columns) {
            const Column* before = then.column(column.name);
            const Column* after = now.column(column.name);
            if (before == nullptr) table.columns.push_back(column);
            if (before != nullptr && after != nullptr) table.columns.push_back(changed(column, *before, *after, then, now));
        }
        for (const Column& column : now.columns) {
            if (then.column(column.name) == nullptr) table.columns.push_back(translated(column, then, now));
        }
        if (then.primary_key != now.primary_key) table.primary_key = now.primary_key;
        merge(then.uniques, now.uniques, table.uniques, [](const Unique& each) { return each; });
        merge(then.foreign_keys, now.foreign_keys, table.foreign_keys, [](const ForeignKey& each) { return each; });
        merge(then.checks, without_checks_of_types(table, then, now), table.checks, [&](Check each) {
            each.expression = own(each.expression);
            return each;
        });
        merge(then.excludes, now.excludes, table.excludes, [&](Exclude each) {
            each.expression = own(each.expression);
            return each;
        });
        merge(then.indexes, now.indexes, table.indexes, [&](const Index& each) { return translated(each); });
        return table;
    }

    // Takes over what changed between two lists of things with names.
    template <class Thing, class Translate>
    static void merge(const std::vector<Thing>& then, const std::vector<Thing>& now, std::vector<Thing>& things,
                      const Translate& translate) {
        std::erase_if(things, [&](const Thing& each) {
            return find_named(then, each.name) != nullptr && find_named(now, each.name) == nullptr;
        });
        for (const Thing& each : now) {
            const Thing* before = find_named(then, each.name);
            if (before != nullptr && *before == each) continue;
            if (Thing* known = find_named(things, each.name)) {
                *known = translate(each);
            } else {
                things.push_back(translate(each));
            }
        }
    }

    Index translated(Index index) const {
        if (index.where) index.where = own(*index.where);
        for (IndexKey& key : index.keys) {
            if (key.column.empty()) key.expression = own(key.expression);
        }
        return index;
    }

    // ---- columns ----

    Column changed(Column column, const Column& then, const Column& now, const Table& table_then, const Table& table_now) {
        const Type old_type = column.type;
        if (!(then.type == now.type) || !checks_hold(column, table_then, table_now)) set_type(column, now, table_then, table_now);
        if (then.collation != now.collation) column.collation = now.collation;
        if (then.null != now.null) column.null = now.null;
        if (then.default_expr != now.default_expr || !(column.type == old_type)) set_default(column, now);
        if (then.generated != now.generated) set_generated(column, now);
        if (then.identity != now.identity) column.identity = now.identity;
        if (then.autoincrement != now.autoincrement) column.autoincrement = now.autoincrement;
        if (then.comment != now.comment) column.comment = now.comment;
        return column;
    }

    Column translated(const Column& now, const Table& table_then, const Table& table_now) {
        Column column = now;
        set_type(column, now, table_then, table_now);
        set_default(column, now);
        set_generated(column, now);
        return column;
    }

    // The column alone, as the database would show it.
    Table shown(const Column& column, const std::string& table_name) const {
        Schema schema;
        schema.enums = result_.enums;
        Table& table = schema.tables.emplace_back();
        table.name = table_name;
        table.columns = {column};
        return dialect_.normalize(schema).tables.at(0);
    }

    // Whether the table has the CHECKs that the column's type brings along. PostgreSQL prints them in other words: there
    // one counts as it was before, or in our own words.
    bool checks_hold(const Column& column, const Table& then, const Table& now) const {
        const Table wanted = shown(column, now.name);
        return std::all_of(wanted.checks.begin(), wanted.checks.end(), [&](const Check& check) {
            const Check* found = find_named(now.checks, check.name);
            if (found == nullptr) return false;
            const Check* before = find_named(then.checks, check.name);
            return found->expression == check.expression || (before != nullptr && *before == *found);
        });
    }

    std::vector<Check> without_checks_of_types(const Table& table, const Table& then, const Table& now) const {
        std::set<std::string> brought;
        for (const Column& column : table.columns) {
            if (!checks_hold(column, then, now)) continue;
            for (const Check& check : shown(column, now.name).checks) brought.insert(check.name);
        }
        std::vector<Check> checks = now.checks;
        std::erase_if(checks, [&](const Check& each) { return brought.contains(each.name); });
        return checks;
    }

    // SQLite takes NULL in a key that does not forbid it; operations let a verbatim type do so.
    static bool is_key_with_nulls(const Column& column, const Table& table) {
        if (!column.null || !table.primary_key) return false;
        const std::vector<std::string>& key = table.primary_key->columns;
        return std::find(key.begin(), key.end(), column.name) != key.end();
    }

    void set_type(Column& column, const Column& now, const Table& table_then, const Table& table_now) const {
        column.type = now.type;
        const std::string* text = now.type.verbatim_for(name_);
        if (!wording_.portable || text == nullptr || is_key_with_nulls(now, table_now)) return;
        std::vector<std::vector<int>> sources = {integers_in(*text)};
        for (const Check& check : table_now.checks) sources.push_back(integers_in(check.expression.text));
        for (const std::vector<int>& source : sources) {
            for (const PortableType& type : possible_types(source)) {
                if (!fits(type, column.name, now, table_then, table_now)) continue;
                // Plain types wait for a CHECK further on that proves more.
                const bool plain = shown(with_type(column.name, type), table_now.name).checks.empty();
                if (plain && &source != &sources.back() && dialect_.language() == dialect::sqlite) continue;
                column.type = Type(type);
                return;
            }
        }
    }

    static Column with_type(const std::string& name, const PortableType& type) {
        Column column;
        column.name = name;
        column.type = Type(type);
        column.null = true;
        return column;
    }

    bool fits(const PortableType& type, const std::string& name, const Column& now, const Table& then,
              const Table& table_now) const {
        const Column trial = with_type(name, type);
        return shown(trial, table_now.name).columns.at(0).type == now.type && checks_hold(trial, then, table_now);
    }

    void set_default(Column& column, const Column& now) const {
        column.default_value.reset();
        column.default_expr.reset();
        if (!now.default_expr) return;
        const std::string& wanted = now.default_expr->text;
        if (wording_.portable) {
            for (const auto& each : possible_defaults(wanted)) {
                Column trial = column;
                trial.generated.reset();
                trial.identity = false;
                if (const Value* value = std::get_if<Value>(&each)) {
                    trial.default_value = *value;
                } else {
                    trial.default_expr = std::get<Sql>(each);
                }
                const std::optional<Sql> made = shown(trial, "t").columns.at(0).default_expr;
                // PostgreSQL puts the type behind a literal.
                const bool same = made && (*made == *now.default_expr ||
                                           (made->text.starts_with("'") && wanted.starts_with(made->text + "::")));
                if (!same) continue;
                column.default_value = trial.default_value;
                column.default_expr = trial.default_expr;
                return;
            }
        }
        column.default_expr = own(*now.default_expr);
    }

    void set_generated(Column& column, const Column& now) const {
        column.generated = now.generated;
        if (column.generated) column.generated->expression = own(column.generated->expression);
    }

    const SeenChange& seen_;
    const Dialect& dialect_;
    const Wording& wording_;
    const std::string name_;
    Schema result_;
};

}  // namespace

Schema in_chain_terms(const SeenChange& seen, const Dialect& dialect, const Wording& wording) {
    return Translation(seen, dialect, wording).make();
}

}  // namespace migrations
