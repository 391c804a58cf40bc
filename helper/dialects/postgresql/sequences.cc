#include "dialects/postgresql/sequences.h"

#include <algorithm>
#include <cstdint>

#include "base/sql_text.h"
#include "dialects/postgresql/types.h"
#include "schema/object_text.h"

namespace migrations::postgresql {

namespace {

std::string alter(const std::string& name) {
    return "ALTER SEQUENCE " + quote_identifier(name) + " ";
}

bool exists(const SequenceOwner& owner, const Schema& schema) {
    const Table* table = schema.table(owner.table);
    return table != nullptr && table->column(owner.column) != nullptr;
}

// Calls `found` with each sequence that a column of the table owns.
template <class Found>
void each_owned(const std::string& table, const Schema& schema, const Found& found) {
    for (const Object& object : schema.objects) {
        if (object.kind != ObjectKind::sequence || !object.exists_in(dialect_name)) continue;
        const SequenceText text = sequence_text(object.sql.in(dialect_name));
        const SequenceOwner owner = owner_of(text);
        if (!owner.column.empty() && owner.table == table) found(object.name, text, owner);
    }
}

std::string limits(const SequenceText& text, std::int64_t min, std::int64_t max) {
    return "AS " + text.type + " INCREMENT BY " + std::to_string(text.increment) + " MINVALUE " + std::to_string(min) +
           " MAXVALUE " + std::to_string(max) + " START WITH " + std::to_string(text.start);
}

// Both the old and the new numbers are allowed when this runs. setval() is undone with the transaction, since ALTER
// SEQUENCE has given the sequence a new file.
void move_into_limits(const std::string& name, const SequenceText& now, Writer& writer) {
    const bool down = now.increment < 0;
    const std::string first = std::to_string(down ? now.max : now.min);
    const std::string last = std::to_string(down ? now.min : now.max);
    const std::string is_early = std::string("last_value ") + (down ? "> " : "< ") + first;
    const std::string is_late = std::string("last_value ") + (down ? "< " : "> ") + last;
    writer.definition("SELECT setval(" + quote_literal(quote_identifier(name)) + ", CASE WHEN " + is_early + " THEN " +
                      std::to_string(now.start) + " ELSE " + last + " END, " + is_late + ") FROM " + quote_identifier(name) +
                      " WHERE " + is_early + " OR " + is_late);
}

}  // namespace

std::string creation_of_sequence(const std::string& sql, const Schema& now) {
    const SequenceOwner owner = owner_of(sequence_text(sql));
    return owner.column.empty() || exists(owner, now) ? sql : without_owner(sql);
}

void alter_sequence(const Object& before, const Object& after, const Schema& now, Writer& writer) {
    const SequenceText old = sequence_text(before.sql.in(dialect_name));
    const SequenceText text = sequence_text(after.sql.in(dialect_name));
    if (limits_shrink(old, text)) {
        SequenceText wide = old;
        if (old.type != text.type) wide.type = "bigint";
        writer.definition(alter(after.name) + limits(wide, std::min(old.min, text.min), std::max(old.max, text.max)));
        move_into_limits(after.name, text, writer);
    }
    // Both limits as numbers: with another type the server would choose them anew, and for a sequence that counts up.
    std::string sql = alter(after.name) + limits(text, text.min, text.max) + " CACHE " + std::to_string(text.cache) +
                      (text.cycle ? " CYCLE" : " NO CYCLE");
    if (canonical_sql(old.owner) != canonical_sql(text.owner)) {
        sql += " OWNED BY " + (exists(owner_of(text), now) ? text.owner : "NONE");
    }
    writer.definition(std::move(sql));
    if (old.persistence != text.persistence) {
        writer.definition(alter(after.name) + "SET " + (text.persistence.empty() ? "LOGGED" : text.persistence));
    }
}

void give_sequences(const Table* before, const Table& after, const Schema& schema, Writer& writer) {
    each_owned(after.name, schema, [&](const std::string& name, const SequenceText& text, const SequenceOwner& owner) {
        const bool is_new = before == nullptr || before->column(owner.column) == nullptr;
        if (is_new && after.column(owner.column) != nullptr) writer.definition(alter(name) + "OWNED BY " + text.owner);
    });
}

bool owns_sequences(const std::string& table, const std::string& column, const Schema& schema) {
    bool owns = false;
    each_owned(table, schema, [&](const std::string&, const SequenceText&, const SequenceOwner& owner) {
        owns = owns || owner.column == column;
    });
    return owns;
}

void keep_sequences(const std::string& table, const std::string& column, const Schema& schema, Writer& writer) {
    each_owned(table, schema, [&](const std::string& name, const SequenceText&, const SequenceOwner& owner) {
        if (column.empty() || owner.column == column) writer.definition(alter(name) + "OWNED BY NONE");
    });
}

void keep_persistence(const Table& table, const Schema& schema, Writer& writer) {
    each_owned(table.name, schema, [&](const std::string& name, const SequenceText& text, const SequenceOwner&) {
        const bool unlogged = text.persistence == "UNLOGGED";
        if (unlogged != table.unlogged) writer.definition(alter(name) + "SET " + (unlogged ? "UNLOGGED" : "LOGGED"));
    });
}

}  // namespace migrations::postgresql
