#include "schema/value.h"

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

bool same_text(const std::string& a, const std::string& b) {
    return a == b || canonical_sql(a) == canonical_sql(b);
}

}  // namespace

const std::string& Sql::in(std::string_view dialect) const {
    const auto entry = by_dialect.find(std::string(dialect));
    return entry == by_dialect.end() ? text : entry->second;
}

bool Sql::is_for_others(std::string_view dialect) const {
    return !by_dialect.empty() && trim(in(dialect)).empty();
}

bool Sql::operator==(const Sql& other) const {
    if (text == other.text && by_dialect == other.by_dialect) return true;
    if (!same_text(text, other.text)) return false;
    for (const auto& [dialect, own] : by_dialect) {
        if (!same_text(own, other.in(dialect))) return false;
    }
    for (const auto& [dialect, others] : other.by_dialect) {
        if (!same_text(in(dialect), others)) return false;
    }
    return true;
}

const std::string& Collation::text(std::string_view dialect) const {
    const auto entry = by_dialect.find(std::string(dialect));
    return entry == by_dialect.end() ? name : entry->second;
}

const std::string& Collation::in(std::string_view dialect) const {
    static const std::string usual;
    const std::string& own = text(dialect);
    if (dialect == "sqlite" && equals_ignoring_case(own, "BINARY")) return usual;
    if (dialect == "postgresql" && own == "default") return usual;
    return own;
}

bool Collation::operator==(const Collation& other) const {
    return equals_ignoring_case(in("sqlite"), other.in("sqlite")) &&
           in("postgresql") == other.in("postgresql");
}

}  // namespace migrations
