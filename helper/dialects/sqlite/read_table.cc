#include "dialects/sqlite/read_table.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/sqlite/collation.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/token_cursor.h"
#include "dialects/sqlite/types.h"
#include "schema/names.h"

namespace migrations::sqlite {
namespace {

// ("a", b COLLATE x DESC) as names.
std::vector<std::string> take_columns(TokenCursor& cursor) {
    std::vector<std::string> columns;
    if (!cursor.take("(")) return columns;
    while (!cursor.done() && !cursor.take(")")) {
        const std::vector<token> item = cursor.take_item();
        if (!item.empty()) columns.push_back(identifier_text(item.front()));
        cursor.take(",");
    }
    return columns;
}

Action take_action(TokenCursor& cursor) {
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
ForeignKey take_references(TokenCursor& cursor, std::string name, std::vector<std::string> columns) {
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
    explicit TableReader(const table_text& text) : text_(text) {}

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
            TokenCursor cursor(text_.sql, parts[at].tokens);
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

    void read_part(TokenCursor& cursor, Column& column, std::string name) {
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
        TokenCursor cursor(text_.sql, element.tokens);
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

}  // namespace

Table read_table(const table_text& text) {
    return TableReader(text).read();
}

}  // namespace migrations::sqlite
