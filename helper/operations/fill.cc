#include "operations/fill.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "base/names.h"
#include "base/sql_text.h"
#include "operations/lookup.h"
#include "operations/words.h"

namespace migrations {
namespace {

// ---- neutral values, one overload for each portable type ----

Value neutral(const Bool&, const Schema&) {
    return false;
}
Value neutral(const Integer&, const Schema&) {
    return std::int64_t{0};
}
Value neutral(const Float&, const Schema&) {
    return 0.0;
}
Value neutral(const Decimal&, const Schema&) {
    return std::string("0");
}
Value neutral(const String&, const Schema&) {
    return std::string();
}
Value neutral(const Text&, const Schema&) {
    return std::string();
}
Value neutral(const Blob&, const Schema&) {
    return std::string();
}
Value neutral(const Date&, const Schema&) {
    return std::string("1970-01-01");
}
Value neutral(const Time&, const Schema&) {
    return std::string("00:00:00");
}
Value neutral(const Uuid&, const Schema&) {
    return std::string("00000000-0000-0000-0000-000000000000");
}
Value neutral(const Json&, const Schema&) {
    return std::string("{}");
}

Value neutral(const Timestamp& type, const Schema&) {
    return std::string("1970-01-01 00:00:00") + (type.zone ? "+00" : "");
}

Value neutral(const Enum& type, const Schema& schema) {
    const EnumType* named = schema.enum_type(type.name);
    return named && !named->values.empty() ? named->values.front() : std::string();
}

Value neutral_verbatim(const std::string& name) {
    const std::string word = lower(name);
    const auto has = [&](const char* part) { return word.find(part) != std::string::npos; };
    if (has("[]") || has("json")) return std::string("{}");
    if (has("bool")) return false;
    if (has("date") || has("timestamp")) return std::string("1970-01-01");
    if (has("time") || has("interval")) return std::string("00:00:00");
    for (const char* number : {"int", "serial", "num", "dec", "real", "floa", "doub", "money"}) {
        if (has(number)) return std::int64_t{0};
    }
    return std::string();
}

// Found by its verbatim text instead; reached for a type without any.
Value neutral(const Verbatim&, const Schema&) {
    return std::string();
}

// ---- values that differ from row to row ----

Sql per_dialect(std::string sqlite, std::string postgresql) {
    Sql sql;
    sql.by_dialect = {{"sqlite", std::move(sqlite)}, {"postgresql", std::move(postgresql)}};
    return sql;
}

// A number for each row. PostgreSQL: block and position in the block, of which there are fewer than
// 2048 at every block size (postgresql.org/docs/15/storage-page-layout.html).
const char* const row_number_sqlite = "rowid";
const char* const row_number_postgresql =
    "((ctid::text::point)[0]::bigint * 2048 + (ctid::text::point)[1]::bigint)";

const char* const random_text_sqlite = "lower(hex(randomblob(16)))";
const char* const random_text_postgresql = "replace(gen_random_uuid()::text, '-', '')";

const char* const random_uuid_sqlite =
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), "
    "2) "
    "|| '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

// Nothing when the type has too few values.
std::optional<Sql> distinct_value(const PortableType& type, bool has_rowid) {
    if (std::holds_alternative<Uuid>(type)) {
        return per_dialect(random_uuid_sqlite, "gen_random_uuid()");
    }
    if (std::holds_alternative<Blob>(type)) {
        return per_dialect("randomblob(16)", "uuid_send(gen_random_uuid())");
    }
    const String* string = std::get_if<String>(&type);
    if (std::holds_alternative<Text>(type) || (string && string->length >= 32)) {
        return per_dialect(random_text_sqlite, random_text_postgresql);
    }
    if (!has_rowid) return std::nullopt;
    if (string) {
        return per_dialect("CAST(rowid AS TEXT)", std::string(row_number_postgresql) + "::text");
    }
    if (std::holds_alternative<Date>(type)) {
        return per_dialect(
            "date('1970-01-01', '+' || rowid || ' days')",
            std::string("date '1970-01-01' + ") + row_number_postgresql + "::integer");
    }
    const Decimal* decimal = std::get_if<Decimal>(&type);
    const Float* real = std::get_if<Float>(&type);
    if (std::holds_alternative<Integer>(type) ||
        (decimal && decimal->precision - decimal->scale >= 10) || (real && real->bits == 64)) {
        return per_dialect(row_number_sqlite, row_number_postgresql);
    }
    return std::nullopt;
}

// ---- what a column is called at the end ----

struct Place {
    std::string table;
    std::string column;  // "" for the table itself
};

// Where a thing is after the operations from `first` on, or nothing when they drop it.
std::optional<Place> place_at_end(const Operations& operations, std::size_t first, Place place) {
    for (std::size_t i = first; i < operations.size(); ++i) {
        const Change& change = operations[i].change;
        if (const auto* rename = std::get_if<RenameTable>(&change)) {
            if (rename->from == place.table) place.table = rename->to;
        } else if (const auto* column = std::get_if<RenameColumn>(&change)) {
            if (column->table == place.table && column->from == place.column) {
                place.column = column->to;
            }
        } else if (const auto* drop = std::get_if<DropTable>(&change)) {
            if (drop->table == place.table) return std::nullopt;
        } else if (const auto* dropped = std::get_if<DropColumn>(&change)) {
            if (dropped->table == place.table && dropped->column == place.column) {
                return std::nullopt;
            }
        }
    }
    return place;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const ForeignKey* foreign_key_of(const Table& table, const std::string& column) {
    for (const ForeignKey& each : table.foreign_keys) {
        if (contains(each.columns, column)) return &each;
    }
    return nullptr;
}

struct KeyUse {
    bool any = false;     // the column is part of a primary key, a unique or a unique index
    bool single = false;  // it is all of one
};

KeyUse key_use(const Table& table, const std::string& column) {
    KeyUse use;
    const auto look_at = [&](const std::vector<std::string>& columns) {
        if (!contains(columns, column)) return;
        use.any = true;
        if (columns.size() == 1) use.single = true;
    };
    if (table.primary_key) look_at(table.primary_key->columns);
    for (const Unique& each : table.uniques) look_at(each.columns);
    for (const Index& each : table.indexes) {
        std::vector<std::string> columns;
        for (const IndexKey& key : each.keys) columns.push_back(key.column);
        if (each.unique) look_at(columns);
    }
    return use;
}

// One pass over the operations, with the schema as it is before each of them.
class Mender {
public:
    Mender(Reverse& back, const Schema& from, const Schema& target)
        : back_(back), schema_(from), target_(target) {}

    void run() {
        for (at_ = 0; at_ < back_.operations.size(); ++at_) {
            Operation& operation = back_.operations[at_];
            if (auto* add = std::get_if<AddColumn>(&operation.change)) mend(*add);
            if (auto* alter = std::get_if<AlterColumn>(&operation.change)) mend(*alter);
            // The operations come from reverse() and fit; one that does not changes nothing.
            (void)replay(operation, schema_);
            note_empty_tables(operation.change);
        }
    }

private:
    void mend(AddColumn& add) {
        const Column& column = add.column;
        const bool has_default = column.default_value || column.default_expr;
        if (column.generated || column.identity || empty_.contains(add.table)) return;
        if (column.null && !has_default) return;
        mend_fill(add, column.name, column.null);
    }

    void mend(AlterColumn& alter) {
        if (alter.fill || alter.fill_expr) mend_fill(alter, alter.column, false);
    }

    template <class Change>
    void mend_fill(Change& change, const std::string& name, bool null) {
        const auto place = place_at_end(back_.operations, at_ + 1, {change.table, name});
        const Table* table = place ? target_.table(place->table) : nullptr;
        const Column* column = table ? table->column(place->column) : nullptr;
        if (!column) return;
        const ForeignKey* foreign = foreign_key_of(*table, column->name);
        const KeyUse key = key_use(*table, column->name);
        const std::string where = change.table + "." + name;

        if (null) {
            if (foreign || key.any) change.fill = Null{};
            return;
        }
        if (foreign) {
            if (auto first = first_row(*foreign, column->name)) {
                set(change, *first);
            } else {
                warn(where, "going back fails while " + change.table + " has rows: those of " +
                                foreign->table + " are lost");
            }
        } else if (key.any) {
            if (auto distinct = distinct_value(column->type.portable, !table->without_rowid)) {
                return set(change, *distinct);
            }
        }
        if (key.single) {
            warn(where, "going back fails where several rows of " + change.table +
                            " get the same value: " + name + " is unique");
        }
        if (!change.fill) return;
        for (const Check& check : table->checks) {
            if (mentions(check.expression, column->name)) {
                warn(where, "going back fails where check " + check.name + " refuses " +
                                value_words(*change.fill));
            }
        }
    }

    template <class Change>
    void set(Change& change, const Sql& expression) {
        change.fill.reset();
        change.fill_expr = expression;
    }

    // The value of the first row that `key` can refer to, under the names of now; nothing when its
    // rows are lost.
    std::optional<Sql> first_row(const ForeignKey& key, const std::string& column) const {
        const auto index = static_cast<std::size_t>(
            std::find(key.columns.begin(), key.columns.end(), column) - key.columns.begin());
        for (const Table& table : schema_.tables) {
            const auto end = place_at_end(back_.operations, at_, {table.name, ""});
            if (!end || end->table != key.table || empty_.contains(table.name)) continue;
            std::vector<std::string> names;
            for (const std::string& wanted : key.references) {
                names.push_back(name_now(table, wanted));
                if (names.back().empty()) return std::nullopt;
            }
            return Sql("(SELECT " + names[index] + " FROM " + quote_identifier(table.name) +
                       " ORDER BY " + join(names, ", ") + " LIMIT 1)");
        }
        return std::nullopt;
    }

    // Quoted; "" when the table has no column that ends up with this name.
    std::string name_now(const Table& table, const std::string& wanted) const {
        for (const Column& each : table.columns) {
            const auto end = place_at_end(back_.operations, at_, {table.name, each.name});
            if (end && end->column == wanted) return quote_identifier(each.name);
        }
        return "";
    }

    void warn(const std::string& where, const std::string& text) {
        for (auto& [index, lost] : back_.lost) {
            if (index == at_) {
                lost += "; " + text;
                return;
            }
        }
        back_.lost.emplace_back(at_, "values of " + where + "; " + text);
    }

    // Tables that `back_` itself has made have no rows to fill or to refer to.
    void note_empty_tables(const Change& change) {
        if (const auto* create = std::get_if<CreateTable>(&change)) {
            empty_.insert(create->table.name);
        } else if (const auto* drop = std::get_if<DropTable>(&change)) {
            empty_.erase(drop->table);
        } else if (const auto* rename = std::get_if<RenameTable>(&change)) {
            if (empty_.erase(rename->from) > 0) empty_.insert(rename->to);
        }
    }

    Reverse& back_;
    Schema schema_;
    const Schema& target_;
    std::size_t at_ = 0;
    std::set<std::string> empty_;
};

}  // namespace

Value neutral_value(const Type& type, const Schema& schema) {
    if (std::holds_alternative<Verbatim>(type.portable) && !type.verbatim.empty()) {
        return neutral_verbatim(type.verbatim.begin()->second);
    }
    return std::visit([&](const auto& each) { return neutral(each, schema); }, type.portable);
}

void mend_fills(Reverse& back, const Schema& from, const Schema& target) {
    Mender(back, from, target).run();
    std::stable_sort(back.lost.begin(), back.lost.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
}

}  // namespace migrations
