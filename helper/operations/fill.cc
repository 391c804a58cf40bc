#include "operations/fill.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <type_traits>

#include "base/names.h"
#include "base/sql_text.h"
#include "operations/check_verdict.h"
#include "operations/distinct_value.h"
#include "operations/lookup.h"
#include "operations/question.h"
#include "schema/default_value.h"
#include "schema/dialect_names.h"
#include "schema/formed_values.h"
#include "schema/suggested_values.h"

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
    if (const auto formed = formed_value(name, 0)) return *formed;
    const std::string word = lower(name);
    const auto has = [&](const char* part) { return word.find(part) != std::string::npos; };
    if (has("json")) return std::string("{}");
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

std::vector<std::vector<std::string>> keys_of(const Table& table) {
    std::vector<std::vector<std::string>> keys;
    if (table.primary_key) keys.push_back(table.primary_key->columns);
    for (const Unique& each : table.uniques) keys.push_back(each.columns);
    for (const Index& each : table.indexes) {
        if (!each.unique) continue;
        keys.emplace_back();
        for (const IndexKey& key : each.keys) keys.back().push_back(key.column);
    }
    return keys;
}

// Whether rows may be equal in a key when they are in this column: no other column of the key is
// unique by itself.
bool must_differ(const Table& table, const std::string& column) {
    const auto keys = keys_of(table);
    return std::any_of(keys.begin(), keys.end(), [&](const std::vector<std::string>& key) {
        return contains(key, column) && std::none_of(key.begin(), key.end(), [&](const auto& other) {
                   return other != column &&
                          std::find(keys.begin(), keys.end(), std::vector{other}) != keys.end();
               });
    });
}

// One pass over the operations, with the schema as it is before each of them.
class Mender {
public:
    Mender(Reverse& back, const Schema& from, const Schema& target)
        : back_(back), schema_(from), target_(target) {
        for (const Table& table : from.tables) {
            if (table.without_rowid) without_rowid_.insert(table.name);
        }
    }

    void run() {
        for (at_ = 0; at_ < back_.operations.size(); ++at_) {
            Operation& operation = back_.operations[at_];
            if (auto* add = std::get_if<AddColumn>(&operation.change)) mend(*add);
            if (auto* alter = std::get_if<AlterColumn>(&operation.change)) mend(*alter);
            // The operations come from reverse() and fit; one that does not changes nothing.
            (void)replay(operation, schema_);
            note_tables(operation.change);
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
        const bool distinct = must_differ(*table, column->name);
        const std::string where = change.table + "." + name;

        if (null) {
            if (foreign || distinct) change.fill = Null{};
            return;
        }
        if (foreign) {
            const auto first = first_row(*foreign, column->name);
            if (!first) {
                back_.irreversible.push_back(where + " must refer to a row of " + foreign->table +
                                             ", whose rows are lost");
            } else if (distinct) {
                ask(change, where, name + " is unique and refers to " + foreign->table);
            } else {
                set(change, *first);
            }
        } else if (distinct) {
            // Other rows of a column that is only altered have values already.
            // Nor is there one where the table gets it in the same rebuild.
            const bool has_rowid = std::is_same_v<Change, AddColumn> && !table->without_rowid &&
                                   !without_rowid_.contains(change.table);
            const auto value = distinct_value(column->type.portable, has_rowid);
            if (value && checks_on(*table, column->name).empty()) {
                set(change, *value);
            } else {
                ask(change, where, name + " is unique");
            }
        } else if (change.fill) {
            choose_accepted(change, where, *table, *column);
        }
    }

    static std::vector<const Check*> checks_on(const Table& table, const std::string& column) {
        std::vector<const Check*> checks;
        for (const Check& each : table.checks) {
            if (mentions(each.expression, column)) checks.push_back(&each);
        }
        return checks;
    }

    // The fill, or another value that the literals of the checks suggest.
    template <class Change>
    void choose_accepted(Change& change, const std::string& where, const Table& table,
                         const Column& column) {
        const std::vector<const Check*> checks = checks_on(table, column.name);
        std::vector<std::string> expressions;
        for (const Check* each : checks) {
            for (const std::string& dialect : all_dialect_names()) {
                if (each->exists_in(dialect)) expressions.push_back(each->expression.in(dialect));
            }
        }
        std::vector<Value> values = {*change.fill};
        for (Value& each : suggested_values(column.type.portable, expressions, 1)) {
            if (value_mistake(each, column, target_).empty()) values.push_back(std::move(each));
        }
        for (const Value& value : values) {
            const bool accepted = std::all_of(
                expressions.begin(), expressions.end(), [&](const std::string& expression) {
                    return check_verdict(expression, column.name, value) == true;
                });
            if (!accepted) continue;
            change.fill = value;
            return;
        }
        ask(change, where, "check " + checks.front()->name + " must accept it");
    }

    template <class Change>
    void set(Change& change, const Sql& expression) {
        change.fill.reset();
        change.fill_expr = expression;
    }

    // Leaves it to the author what rows get.
    template <class Change>
    void ask(Change& change, const std::string& where, const std::string& why) {
        change.fill = std::string(open_question);
        change.fill_expr.reset();
        note(where, "say what rows get: " + why);
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

    void note(const std::string& where, const std::string& text) {
        for (auto& [index, lost] : back_.lost) {
            if (index == at_) {
                lost += "; " + text;
                return;
            }
        }
        back_.lost.emplace_back(at_, "values of " + where + "; " + text);
    }

    // Tables that `back_` itself has made have no rows to fill or to refer to.
    void note_tables(const Change& change) {
        if (const auto* create = std::get_if<CreateTable>(&change)) {
            empty_.insert(create->table.name);
        } else if (const auto* drop = std::get_if<DropTable>(&change)) {
            empty_.erase(drop->table);
        } else if (const auto* rename = std::get_if<RenameTable>(&change)) {
            if (empty_.erase(rename->from) > 0) empty_.insert(rename->to);
            if (without_rowid_.erase(rename->from) > 0) without_rowid_.insert(rename->to);
        }
    }

    Reverse& back_;
    Schema schema_;
    const Schema& target_;
    std::size_t at_ = 0;
    std::set<std::string> empty_;
    std::set<std::string> without_rowid_;  // at the start
};

}  // namespace

Value neutral_value(const Type& type, const Schema& schema) {
    if (std::holds_alternative<Verbatim>(type.portable) && !type.verbatim.empty()) {
        return neutral_verbatim(type.verbatim.begin()->second);
    }
    return std::visit([&](const auto& each) { return neutral(each, schema); }, type.portable);
}

bool has_open_fill(const Operations& operations) {
    return std::any_of(operations.begin(), operations.end(), [](const Operation& each) {
        const auto* add = std::get_if<AddColumn>(&each.change);
        const auto* alter = std::get_if<AlterColumn>(&each.change);
        return (add && is_question(add->fill)) || (alter && is_question(alter->fill));
    });
}

void mend_fills(Reverse& back, const Schema& from, const Schema& target) {
    Mender(back, from, target).run();
    std::stable_sort(back.lost.begin(), back.lost.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
}

}  // namespace migrations
