#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/dependents.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/enum_columns.h"
#include "dialects/postgresql/enum_mapping.h"
#include "dialects/postgresql/enum_rewrite.h"
#include "dialects/postgresql/types.h"
#include "operations/text.h"
#include "schema/names.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

// Whether a label may occur in what the script does later. Labels with other characters than these
// are not looked for, since texts may spell them in several ways.
bool is_used_later(const std::string& label, const Around& around) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ";
    const auto first = around.operations.begin() + static_cast<std::ptrdiff_t>(around.index) + 1;
    if (first == around.operations.end()) return false;
    if (label.find_first_not_of(plain) != std::string::npos) return true;
    const std::string later = canonical_text(Operations(first, around.operations.end()));
    return later.find("\"" + label + "\"") != std::string::npos ||
           later.find("'" + label + "'") != std::string::npos;
}

// The statements that change a type in place, or none when that cannot be done: values that go away
// or change places, a new name that an old value still has, or a new value that the script uses
// later, which the server refuses in the same transaction (55P04).
std::vector<std::string> in_place(const EnumType& old, const EnumType& now, const AlterEnum& change,
                                  const Around& around) {
    if (!mapping_of(change).empty() && !change.replaced_values.empty()) return {};
    const std::string start = "ALTER TYPE " + quote_identifier(now.name) + " ";
    std::vector<std::string> statements;
    std::vector<std::string> labels = old.values;
    for (const auto& [from, to] : change.renamed_values) {
        if (from == to) continue;
        if (std::find(labels.begin(), labels.end(), to) != labels.end()) return {};
        std::replace(labels.begin(), labels.end(), from, to);
        statements.push_back(start + "RENAME VALUE " + quote_literal(from) + " TO " +
                             quote_literal(to));
    }
    std::size_t kept = 0;  // labels that have been found, in their order
    for (std::size_t i = 0; i < now.values.size(); ++i) {
        const std::string& value = now.values[i];
        if (kept < labels.size() && labels[kept] == value) {
            ++kept;
            continue;
        }
        if (std::find(labels.begin(), labels.end(), value) != labels.end()) return {};
        if (is_used_later(value, around)) return {};
        std::string place;
        if (i > 0)
            place = " AFTER " + quote_literal(now.values[i - 1]);
        else if (!labels.empty())
            place = " BEFORE " + quote_literal(labels.front());
        statements.push_back(start + "ADD VALUE " + quote_literal(value) + place);
    }
    if (kept != labels.size()) return {};
    return statements;
}

// Values are added to an enum that is kept as text, or change places: only its CHECKs change.
void replace_checks(const EnumType& now, const Around& around, Writer& writer) {
    for (const Table& table : around.after.tables) {
        for (const Column* column : columns_of(table, now.name, around.after)) {
            const Check check = enum_check(table.name, *column, now);
            writer.alter_table(table.name, "DROP CONSTRAINT " + quote_identifier(check.name) +
                                               ", ADD " + constraint_clause(check, dialect_name));
        }
    }
}

}  // namespace

void emit(const CreateEnum& change, const Around&, Writer& writer) {
    if (change.type.native) writer.definition(create_type(change.type));
}

void emit(const DropEnum& change, const Around& around, Writer& writer) {
    if (around.before.enum_type(change.type)->native) {
        writer.definition("DROP TYPE " + quote_identifier(change.type));
    }
}

void emit(const RenameEnum& change, const Around& around, Writer& writer) {
    if (change.from != change.to && around.before.enum_type(change.from)->native) {
        writer.definition("ALTER TYPE " + quote_identifier(change.from) + " RENAME TO " +
                          quote_identifier(change.to));
    }
}

void emit(const AlterEnum& change, const Around& around, Writer& writer) {
    const EnumType& old = *around.before.enum_type(change.type);
    const EnumType& now = *around.after.enum_type(change.type);
    const ValueMapping mapping = mapping_of(change);
    if (old == now && mapping.empty()) return;
    const std::vector<Touched> columns = touched_by(change.type, around.before);
    const bool none_generated =
        std::all_of(columns.begin(), columns.end(), [](const Touched& each) { return each.remade.empty(); });
    if (!old.native && !now.native && mapping.empty() && none_generated) {
        // A default stays valid when nothing is mapped, and values that are gone must not occur in
        // rows.
        replace_checks(now, around, writer);
        return;
    }
    if (old.native && now.native) {
        const std::vector<std::string> statements = in_place(old, now, change, around);
        for (const std::string& sql : statements) writer.definition(sql);
        if (!statements.empty()) return;
    }
    rewrite_enum(change, around, writer);
}

}  // namespace migrations::postgresql
