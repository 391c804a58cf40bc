#include "dialects/postgresql/serial.h"

#include <string>
#include <utility>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/sql_text.h"
#include "dialects/postgresql/advance_sequence.h"
#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

// The sequence that belongs to the column: the one of its default, unless it is declared by itself or others count with it,
// too. After a rename of table or column it still has the old name.
std::string sequence_of(const Column& column, const Table& table, const Schema& schema) {
    const std::string name = sequence_in_default(column);
    if (schema.object({ObjectKind::sequence, "", name}) != nullptr) return "";
    if (name.empty() || name == sequence_name(table.name, column.name)) return name;
    std::size_t users = 0;
    for (const Table& each : schema.tables) {
        for (const Column& other : each.columns) users += sequence_in_default(other) == name ? 1 : 0;
    }
    return users == 1 ? name : "";
}

struct Serial {
    const Column* column = nullptr;
    std::string sequence;
};

std::vector<Serial> new_serials(const Table* before, const Table& after, const Schema& schema) {
    std::vector<Serial> serials;
    for (const Column& column : after.columns) {
        const Column* old = before == nullptr ? nullptr : before->column(column.name);
        if (old != nullptr && old->default_expr == column.default_expr) continue;
        std::string sequence = sequence_of(column, after, schema);
        if (!sequence.empty()) serials.push_back({&column, std::move(sequence)});
    }
    return serials;
}

}  // namespace

std::string sequence_in_default(const Column& column) {
    if (column.identity || column.generated || !column.default_expr) return "";
    const std::string& text = column.default_expr->in(dialect_name);
    const std::vector<token> tokens = tokens_of(text, dialect::postgresql);
    const bool takes_next = tokens.size() >= 3 && is_word(tokens[0], "nextval") && is_operator(tokens[1], "(") &&
                            tokens[2].kind == token_kind::string && tokens[2].text.front() == '\'';
    if (!takes_next) return "";
    const std::string literal(tokens[2].text);
    const std::string all = canonical_sql(text);
    if (all != canonical_sql("nextval(" + literal + "::regclass)") && all != canonical_sql("nextval(" + literal + ")")) return "";
    const std::string written = literal.substr(1, literal.size() - 2);
    const std::vector<token> name = tokens_of(written, dialect::postgresql);
    return name.size() == 1 && written.find("''") == std::string::npos ? identifier_text(name.front()) : "";
}

void make_sequences(const Table* before, const Table& after, const Schema& schema, Writer& writer) {
    for (const Serial& each : new_serials(before, after, schema)) {
        // IF NOT EXISTS: the author may have made it with SQL of their own.
        writer.definition(std::string("CREATE ") + (after.unlogged ? "UNLOGGED " : "") + "SEQUENCE IF NOT EXISTS " + quote_identifier(each.sequence) + " AS " +
                          type_name(each.column->type, {}));
    }
}

void tie_sequences(const Table* before, const Table& after, const Schema& schema, Writer& writer) {
    for (const Serial& each : new_serials(before, after, schema)) {
        writer.definition("ALTER SEQUENCE " + quote_identifier(each.sequence) + " OWNED BY " +
                          quote_identifier(after.name) + "." + quote_identifier(each.column->name));
        if (before != nullptr) advance_sequence(after.name, *each.column, schema, writer);
    }
    if (before == nullptr) return;
    for (const Column& column : after.columns) {
        const Column* old = before->column(column.name);
        const std::string sequence = sequence_in_default(column);
        const bool is_taken_up = old != nullptr && sequence_in_default(*old) != sequence;
        if (is_taken_up && schema.object({ObjectKind::sequence, "", sequence}) != nullptr) {
            advance_sequence(after.name, column, schema, writer);
        }
    }
}

}  // namespace migrations::postgresql
