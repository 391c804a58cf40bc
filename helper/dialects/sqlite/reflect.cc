#include "dialects/sqlite/reflect.h"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

#include <migrations/create_table.hpp>
#include <migrations/sql_tokens.hpp>

#include "base/error.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/sqlite/collation.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/types.h"
#include "schema/names.h"

namespace migrations::sqlite {

namespace {

// Reads tokens from left to right.
class Cursor {
public:
    Cursor(std::string_view sql, const std::vector<token>& tokens, std::size_t at = 0)
        : sql_(sql), tokens_(tokens), at_(at) {}

    bool done() const { return at_ >= tokens_.size(); }
    const token& here() const { return tokens_[at_]; }
    void skip() { ++at_; }

    bool next_is(std::string_view text) const {
        return !done() && (is_word(here(), text) || is_operator(here(), text));
    }
    bool take(std::string_view text) {
        if (!next_is(text)) return false;
        ++at_;
        return true;
    }
    // The name at hand, or "" at the end.
    std::string take_name() { return done() ? "" : identifier_text(tokens_[at_++]); }

    // The text between "(" at hand and its ")", both of which are passed over; "" when there is no
    // "(".
    std::string take_parentheses() {
        if (!next_is("(")) return "";
        const std::size_t open = at_;
        skip_group();
        const std::size_t start = tokens_[open].end();
        const std::size_t finish = tokens_[at_ - 1].offset;
        return trim(sql_.substr(start, finish - start));
    }
    // Passes over one token, or over all of a group in parentheses.
    void skip_group() {
        std::size_t depth = 0;
        do {
            if (is_operator(here(), "(")) ++depth;
            if (is_operator(here(), ")")) --depth;
            ++at_;
        } while (depth > 0 && !done());
    }
    // The text from here to the end.
    std::string rest() const {
        if (done()) return "";
        return std::string(sql_.substr(here().offset, tokens_.back().end() - here().offset));
    }
    // The tokens up to a comma or ")" outside of parentheses, which is not passed over.
    std::vector<token> take_item() {
        const std::size_t start = at_;
        while (!done() && !next_is(",") && !next_is(")")) skip_group();
        return {tokens_.begin() + static_cast<std::ptrdiff_t>(start),
                tokens_.begin() + static_cast<std::ptrdiff_t>(at_)};
    }

private:
    std::string_view sql_;
    const std::vector<token>& tokens_;
    std::size_t at_;
};

std::string text_of(std::string_view sql, const std::vector<token>& tokens) {
    if (tokens.empty()) return "";
    return std::string(
        sql.substr(tokens.front().offset, tokens.back().end() - tokens.front().offset));
}

// ("a", b COLLATE x DESC) as names.
std::vector<std::string> take_columns(Cursor& cursor) {
    std::vector<std::string> columns;
    if (!cursor.take("(")) return columns;
    while (!cursor.done() && !cursor.take(")")) {
        const std::vector<token> item = cursor.take_item();
        if (!item.empty()) columns.push_back(identifier_text(item.front()));
        cursor.take(",");
    }
    return columns;
}

Action take_action(Cursor& cursor) {
    if (cursor.take("cascade")) return Action::cascade;
    if (cursor.take("restrict")) return Action::restrict;
    if (cursor.take("no")) {
        cursor.take("action");
        return Action::no_action;
    }
    if (!cursor.take("set")) return Action::no_action;
    if (cursor.take("null")) return Action::set_null;
    cursor.take("default");
    return Action::set_default;
}

// Whether a default is a name that stands for its own text: DEFAULT active.
bool is_bare_name(const std::string& text) {
    const std::vector<token> tokens = tokens_of(text);
    if (tokens.size() != 1 || tokens.front().kind != token_kind::word) return false;
    const auto is_constant = [&](const char* each) { return is_word(tokens.front(), each); };
    return !is_constant("null") && !is_constant("true") && !is_constant("false") && !is_constant("current_time") &&
           !is_constant("current_date") && !is_constant("current_timestamp");
}

// From REFERENCES on.
ForeignKey take_references(Cursor& cursor, std::string name, std::vector<std::string> columns) {
    ForeignKey key;
    key.columns = std::move(columns);
    cursor.take("references");
    key.table = cursor.take_name();
    key.references = take_columns(cursor);
    bool negated = false;
    while (!cursor.done()) {
        if (cursor.take("on")) {
            Action& action = cursor.next_is("delete") ? key.on_delete : key.on_update;
            cursor.skip();
            action = take_action(cursor);
        } else if (cursor.take("match")) {
            cursor.skip();
        } else if (cursor.take("not")) {
            negated = true;
        } else if (cursor.take("deferrable")) {
            if (!negated) key.deferrable = Deferrable::immediate;
        } else if (cursor.take("deferred")) {
            if (key.deferrable != Deferrable::no) key.deferrable = Deferrable::deferred;
        } else {
            cursor.skip();
        }
    }
    key.name = name.empty() ? unnamed(join(key.columns, ", ") + " references " + key.table)
                            : std::move(name);
    return key;
}

Check make_check(std::string name, const std::string& text) {
    Check check;
    check.name = name.empty() ? unnamed(text) : std::move(name);
    check.expression = Sql(text);
    return check;
}

Unique make_unique_key(std::string name, std::vector<std::string> columns) {
    Unique unique;
    unique.name = name.empty() ? unnamed(join(columns, ", ")) : std::move(name);
    unique.columns = std::move(columns);
    return unique;
}

class TableReader {
public:
    TableReader(const StoredTable& stored, const table_text& text) : text_(text) {
        table_.name = stored.name;
    }

    Table read() {
        table_.strict = text_.strict();
        table_.without_rowid = text_.without_rowid();
        for (const table_element& element : text_.elements) {
            if (element.is_column) {
                read_column(element);
            } else {
                read_constraint(element);
            }
        }
        finish_key();
        return std::move(table_);
    }

private:
    void read_column(const table_element& element) {
        Column column;
        column.name = element.name;
        column.null = true;
        const std::string type = text_of(text_.sql, column_type(element));
        const std::vector<column_part> parts = column_parts(element);
        for (std::size_t at = 1; at < parts.size(); ++at) {
            Cursor cursor(text_.sql, parts[at].tokens);
            std::string name;
            if (cursor.take("constraint")) name = cursor.take_name();
            if (cursor.take("collate")) {
                column.collation = read_key("x COLLATE " + quote_identifier(cursor.take_name())).collation;
            } else if (cursor.next_is("references")) {
                table_.foreign_keys.push_back(take_references(cursor, name, {column.name}));
            } else {
                read_part(cursor, column, std::move(name));
            }
        }
        column.type.verbatim["sqlite"] = plain_type(type);
        table_.columns.push_back(std::move(column));
    }

    void read_part(Cursor& cursor, Column& column, std::string name) {
        if (cursor.take("not")) {
            column.null = false;
        } else if (cursor.take("default")) {
            const std::string text = cursor.rest();
            // Without parentheses, a name is a string, in double quotes (sqlite.org/quirks.html, section 8) or not.
            const bool quoted = !text.empty() && (text.front() == '"' || is_bare_name(text));
            column.default_expr =
                quoted ? Sql(quote_literal(cursor.take_name())) : Sql(without_parentheses(text));
        } else if (cursor.take("check")) {
            table_.checks.push_back(make_check(std::move(name), cursor.take_parentheses()));
        } else if (cursor.take("unique")) {
            table_.uniques.push_back(make_unique_key(std::move(name), {column.name}));
        } else if (cursor.take("primary")) {
            PrimaryKey key;
            key.name = std::move(name);
            key.columns = {column.name};
            table_.primary_key = std::move(key);
            while (!cursor.done()) {
                if (cursor.take("autoincrement"))
                    column.autoincrement = true;
                else
                    cursor.skip();
            }
        } else if (cursor.next_is("generated") || cursor.next_is("as")) {
            if (cursor.take("generated")) cursor.take("always");
            cursor.take("as");
            Generated generated;
            generated.expression = Sql(cursor.take_parentheses());
            generated.stored = cursor.next_is("stored");
            column.generated = std::move(generated);
        }
    }

    void read_constraint(const table_element& element) {
        Cursor cursor(text_.sql, element.tokens);
        std::string name;
        if (cursor.take("constraint")) name = cursor.take_name();
        if (cursor.take("primary")) {
            cursor.take("key");
            PrimaryKey key;
            key.name = std::move(name);
            key.columns = take_columns(cursor);
            table_.primary_key = std::move(key);
        } else if (cursor.take("unique")) {
            table_.uniques.push_back(make_unique_key(std::move(name), take_columns(cursor)));
        } else if (cursor.take("check")) {
            table_.checks.push_back(make_check(std::move(name), cursor.take_parentheses()));
        } else if (cursor.take("foreign")) {
            cursor.take("key");
            std::vector<std::string> columns = take_columns(cursor);
            table_.foreign_keys.push_back(
                take_references(cursor, std::move(name), std::move(columns)));
        }
    }

    // What the primary key says about its columns, beyond what is written at them.
    void finish_key() {
        const std::string alias = rowid_alias(text_);
        for (Column& column : table_.columns) {
            if (equals_ignoring_case(column.name, alias)) {
                column.identity = true;
                column.null = false;
            }
        }
        if (!table_.primary_key) return;
        std::string& name_of_key = table_.primary_key->name;
        if (name_of_key.empty()) name_of_key = unnamed(join(table_.primary_key->columns, ", "));
        for (std::string& name : table_.primary_key->columns) {
            for (Column& column : table_.columns) {
                if (!equals_ignoring_case(column.name, name)) continue;
                name = column.name;
                // sqlite.org/withoutrowid.html, section 2: NOT NULL is enforced there.
                if (table_.without_rowid) column.null = false;
                if (has_autoincrement(text_)) column.autoincrement = true;
            }
        }
    }

    const table_text& text_;
    Table table_;
};

IndexKey read_ordered_key(std::string_view sql, std::vector<token> tokens) {
    bool descending = false;
    if (!tokens.empty() && (is_word(tokens.back(), "desc") || is_word(tokens.back(), "asc"))) {
        descending = is_word(tokens.back(), "desc");
        tokens.pop_back();
    }
    IndexKey key = read_key(text_of(sql, tokens));
    key.descending = descending;
    return key;
}

Index read_index(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql);
    Cursor cursor(sql, tokens);
    Index index;
    cursor.take("create");
    index.unique = cursor.take("unique");
    cursor.take("index");
    if (cursor.take("if")) {
        cursor.take("not");
        cursor.take("exists");
    }
    index.name = cursor.take_name();
    if (cursor.take(".")) index.name = cursor.take_name();
    cursor.take("on");
    cursor.skip();
    if (!cursor.take("(")) {
        throw Error(Exit::environment,
                    "the stored text of the index '" + index.name + "' cannot be read");
    }
    while (!cursor.done() && !cursor.take(")")) {
        index.keys.push_back(read_ordered_key(sql, cursor.take_item()));
        cursor.take(",");
    }
    if (cursor.take("where")) index.where = Sql(cursor.rest());
    return index;
}

// Names of columns as the table spells them; names in keys may differ in letter case.
void spell_as_declared(const Table& table, std::string& name) {
    for (const Column& column : table.columns) {
        if (equals_ignoring_case(column.name, name)) name = column.name;
    }
}

void spell_names(Table& table) {
    for (Unique& unique : table.uniques) {
        for (std::string& name : unique.columns) spell_as_declared(table, name);
    }
    for (ForeignKey& key : table.foreign_keys) {
        for (std::string& name : key.columns) spell_as_declared(table, name);
    }
    for (Index& index : table.indexes) {
        for (IndexKey& key : index.keys) {
            if (!key.column.empty()) spell_as_declared(table, key.column);
        }
    }
    drop_usual_collations(table);
}

// REFERENCES without columns means the primary key.
void complete_references(Schema& schema) {
    std::unordered_map<std::string, const Table*> parents;
    for (const Table& table : schema.tables) parents[lower(table.name)] = &table;
    for (Table& table : schema.tables) {
        for (ForeignKey& key : table.foreign_keys) {
            const auto found = parents.find(lower(key.table));
            if (found == parents.end()) continue;
            const Table& parent = *found->second;
            key.table = parent.name;
            if (key.references.empty() && parent.primary_key) key.references = parent.primary_key->columns;
            for (std::string& name : key.references) spell_as_declared(parent, name);
        }
    }
}

// Two unnamed constraints with the same text get the same name; the second says nothing new.
template <class Constraint>
void drop_repeated(std::vector<Constraint>& constraints) {
    std::vector<Constraint> kept;
    for (Constraint& each : constraints) {
        const bool repeated = is_unnamed(each.name) && find_named(kept, each.name) != nullptr &&
                              *find_named(kept, each.name) == each;
        if (!repeated) kept.push_back(std::move(each));
    }
    constraints = std::move(kept);
}

}  // namespace

Schema reflect(const std::vector<StoredTable>& tables) {
    Schema schema;
    for (const StoredTable& stored : tables) {
        const table_text text = parse_create_table(stored.sql);
        if (!text.error.empty()) {
            throw Error(Exit::environment, "the stored text of the table '" + stored.name +
                                               "' cannot be read: " + text.error);
        }
        Table table = TableReader(stored, text).read();
        for (const std::string& index : stored.indexes) table.indexes.push_back(read_index(index));
        spell_names(table);
        drop_repeated(table.checks);
        drop_repeated(table.uniques);
        drop_repeated(table.foreign_keys);
        schema.tables.push_back(std::move(table));
    }
    complete_references(schema);
    return sorted_but_columns(std::move(schema));
}

}  // namespace migrations::sqlite
