#include "dialects/postgresql/advance_sequence.h"

#include <cstdint>
#include <optional>
#include <variant>

#include "base/sql_text.h"
#include "dialects/postgresql/identity.h"
#include "dialects/postgresql/sequences.h"
#include "dialects/postgresql/serial.h"
#include "dialects/postgresql/types.h"
#include "schema/object_text.h"

namespace migrations::postgresql {

namespace {

struct Counter {
    std::string sequence;  // SQL for its name
    bool counts_down = false;
    std::int64_t start = 1;
    std::string condition;  // for the values that it may have given; "" for all
    std::string source;     // what `sequence` is read from besides the table; "" for nothing
};

Counter of_identity(const std::string& table, const Column& column, const Schema& schema) {
    const std::string relation = quote_literal(quote_identifier(table));
    Counter counter{"", column.identity.counts_down(), start_of(column.identity), "", ""};
    if (!owns_sequences(table, column.name, schema)) {
        counter.sequence = "pg_get_serial_sequence(" + relation + ", " + quote_literal(column.name) + ")";
        return counter;
    }
    // The function returns any of those that the column owns.
    counter.sequence = "min(numbers.name)";
    counter.source = ", (SELECT objid::regclass::text AS name FROM pg_catalog.pg_depend JOIN pg_catalog.pg_attribute ON attrelid "
                     "= refobjid AND attnum = refobjsubid WHERE classid = 'pg_catalog.pg_class'::regclass AND refobjid = " +
                     relation + "::regclass AND attname = " + quote_literal(column.name) + " AND deptype = 'i') AS numbers";
    return counter;
}

// A declared sequence may be one of many that share out the numbers.
Counter declared(const std::string& name, const SequenceText& text, const std::string& column) {
    const SequenceText all = sequence_text("CREATE SEQUENCE s AS " + text.type + " INCREMENT BY " + std::to_string(text.increment));
    Counter counter{name, text.increment < 0, text.start, "", ""};
    if (text.min != all.min || text.max != all.max) {
        counter.condition = column + " BETWEEN " + std::to_string(text.min) + " AND " + std::to_string(text.max);
    }
    return counter;
}

std::optional<Counter> counter_of(const std::string& table, const Column& column, const Schema& schema) {
    if (column.identity) return of_identity(table, column, schema);
    const std::string name = sequence_in_default(column);
    const bool is_number = std::holds_alternative<Integer>(column.type.portable) && column.type.verbatim_for(dialect_name) == nullptr;
    if (name.empty() || !is_number) return std::nullopt;
    const std::string text = quote_literal(quote_identifier(name));
    const Object* object = schema.object({ObjectKind::sequence, "", name});
    if (object == nullptr || !object->exists_in(dialect_name)) return Counter{text, false, 1, "", ""};
    return declared(text, sequence_text(object->sql.in(dialect_name)), quote_identifier(column.name));
}

}  // namespace

void advance_sequence(const std::string& table, const Column& column, const Schema& schema, Writer& writer) {
    const std::optional<Counter> counter = counter_of(table, column, schema);
    if (!counter) return;
    const std::string start = std::to_string(counter->start);
    const std::string filter = counter->condition.empty() ? "" : " FILTER (WHERE " + counter->condition + ")";
    const std::string last = (counter->counts_down ? "least(min(" : "greatest(max(") + quote_identifier(column.name) + ")" +
                             filter + ", pg_sequence_last_value(" + counter->sequence + "::regclass)";
    const std::string reached = counter->counts_down ? ") <= " : ") >= ";
    writer.rows("SELECT setval(" + counter->sequence + ", " + last + ", " + start + "), coalesce(" + last + reached + start +
                ", false)) FROM " + quote_identifier(table) + counter->source);
}

}  // namespace migrations::postgresql
