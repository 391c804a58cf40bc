#include "schema/domain_columns.h"

#include <cstddef>
#include <set>

#include <migrations/sql_tokens.hpp>

#include "schema/object_text.h"

namespace migrations {
namespace {

// A type without the brackets of an array.
struct Element {
    std::string name;  // as written
    bool is_array = false;
};

Element element_of(const std::string& type) {
    Element element{type, false};
    const std::size_t bracket = type.rfind('[');
    if (!type.empty() && type.back() == ']' && bracket != std::string::npos) {
        element.is_array = true;
        element.name = type.substr(0, bracket);
        if (!element.name.empty() && element.name.back() == ']') return element_of(element.name);  // int[][] is int[]
    }
    return element;
}

// The name that the text means; "" when it is more than a name.
std::string name_in(const std::string& type) {
    const std::vector<token> tokens = tokens_of(type, dialect::postgresql);
    const bool is_name = tokens.size() == 1 && (tokens[0].kind == token_kind::word || tokens[0].kind == token_kind::quoted);
    if (!is_name) return "";
    std::string name = identifier_text(tokens[0]);
    if (tokens[0].kind == token_kind::quoted) return name;
    for (char& each : name) each = lower_letter(each);
    return name;
}

class Search {
public:
    Search(const Schema& schema, std::string_view domain) : schema_(schema), domain_(domain) {}

    struct Found {
        bool holds = false;     // the domain, inside of something
        bool is = false;        // the domain itself, or a domain over it
        std::string bare_type;  // as in HoldingColumn
        int arrays = 0;
    };

    Found in(const std::string& type) {
        const Element element = element_of(type);
        const std::string name = name_in(element.name);
        Found found;
        found.bare_type = element.name;
        const Object* domain = name.empty() ? nullptr : schema_.object({ObjectKind::domain, "", name});
        if (domain != nullptr && open_.insert(name).second) {
            found = in(domain_text(domain->sql.in("postgresql")).type);
            open_.erase(name);
            if (name == domain_) found.is = true;
        } else if (const Table* row = name.empty() ? nullptr : schema_.table(name); row != nullptr && open_.insert(name).second) {
            for (const Column& column : row->columns) {
                const std::string* text = column.type.verbatim_for("postgresql");
                if (text == nullptr) continue;
                const Found inner = in(*text);
                if (inner.holds || inner.is) found = {true, false, "", 0};
            }
            open_.erase(name);
        }
        if (element.is_array) {
            found.holds = found.holds || found.is;
            found.is = false;
            // An array of a domain over an array is none of two dimensions.
            if (++found.arrays > 1) found.bare_type.clear();
            if (!found.bare_type.empty()) found.bare_type += "[]";
        }
        return found;
    }

private:
    const Schema& schema_;
    const std::string domain_;
    std::set<std::string> open_;
};

// Calls `found` with each column of a type of its own for PostgreSQL, and what the search finds there.
template <class Found>
void each_column(const Schema& schema, std::string_view domain, const Found& found) {
    Search search(schema, domain);
    for (const Table& table : schema.tables) {
        for (const Column& column : table.columns) {
            const std::string* type = column.type.verbatim_for("postgresql");
            if (type != nullptr) found(table, column, search.in(*type));
        }
    }
}

}  // namespace

std::vector<HoldingColumn> columns_holding(const Schema& schema, std::string_view domain) {
    std::vector<HoldingColumn> columns;
    each_column(schema, domain, [&](const Table& table, const Column& column, const Search::Found& found) {
        if (found.holds) columns.push_back({&table, &column, found.bare_type});
    });
    return columns;
}

bool has_columns(const Schema& schema, std::string_view domain) {
    bool any = false;
    each_column(schema, domain,
                [&](const Table&, const Column&, const Search::Found& found) { any = any || found.holds || found.is; });
    return any;
}

}  // namespace migrations
