#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/default_value.h"
#include "schema/findings.h"

namespace migrations {
namespace {

void check_type(const Column& column, const std::string& start, Findings& to) {
    if (std::holds_alternative<Verbatim>(column.type.portable) && column.type.verbatim.empty()) {
        to.report(column.origin, "unknown-type", start + " has no type");
    }
    const Enum* named = std::get_if<Enum>(&column.type.portable);
    if (named && !to.schema.enum_type(named->name)) {
        const std::string near = did_you_mean(named->name, names_in(to.schema.enums));
        to.report(column.origin, "unknown-enum",
                  start + ": there is no enum " + quoted(named->name) +
                      (near.empty() ? "" : "; " + near));
    }
}

void check_generated(const Column& column, bool has_default, const std::string& start,
                     Findings& to) {
    if (has_default) {
        to.report(column.origin, "generated", start + " is generated and cannot have a default");
    }
    const Sql& expression = column.generated->expression;
    if (expression.empty()) {
        to.report(column.origin, "empty-expression", start + " is generated from nothing");
    }
    std::vector<std::string> names = identifiers_in(expression.text);
    for (const auto& [dialect, text] : expression.by_dialect) {
        const std::vector<std::string> more = identifiers_in(text);
        names.insert(names.end(), more.begin(), more.end());
    }
    if (std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return equals_ignoring_case(name, column.name);
        })) {
        to.report(column.origin, "generated", start + " is generated from itself");
    }
}

// The options of an identity against one another and against what the type can hold.
void check_sequence(const Column& column, const std::string& start, Findings& to) {
    const Identity& identity = column.identity;
    const auto wrong = [&](const std::string& what) {
        to.report(column.origin, "identity", start + ": " + what);
    };
    if (identity.increment == std::int64_t{0}) wrong("the increment of its identity is 0");
    if (identity.cache && *identity.cache < 1) wrong("the cache of its identity is less than 1");
    const int bits = std::get<Integer>(column.type.portable).bits;
    const std::int64_t largest = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
    const std::int64_t least = -largest - 1;
    const auto check_range = [&](const char* name, std::optional<std::int64_t> value) {
        if (!value || (*value >= least && *value <= largest)) return;
        wrong("the " + std::string(name) + " of its identity, " + std::to_string(*value) +
              ", does not fit " + to_string(column.type.portable));
    };
    check_range("start", identity.start);
    check_range("min", identity.min);
    check_range("max", identity.max);
    const bool down = identity.counts_down();
    const std::int64_t min = identity.min.value_or(down ? least : 1);
    const std::int64_t max = identity.max.value_or(down ? -1 : largest);
    if (min >= max) {
        wrong("the min of its identity, " + std::to_string(min) + ", is not less than its max, " +
              std::to_string(max));
    } else if (identity.start && (*identity.start < min || *identity.start > max)) {
        wrong("the start of its identity, " + std::to_string(*identity.start) +
              ", is not between " + std::to_string(min) + " and " + std::to_string(max));
    }
}

void check_identity(const Column& column, bool has_default, const std::string& start,
                    Findings& to) {
    const bool is_integer = std::holds_alternative<Integer>(column.type.portable);
    if (column.identity) {
        if (!is_integer) {
            to.report(column.origin, "identity", start + " is identity, but no integer");
        }
        if (has_default || column.generated) {
            to.report(column.origin, "identity",
                      start + " is identity and cannot have a default or be generated");
        }
        if (column.null) {
            to.report(column.origin, "identity", start + " is identity and cannot be null");
        }
        if (is_integer) check_sequence(column, start, to);
    }
    if (!column.autoincrement) return;
    const bool is_key =
        to.table->primary_key && to.table->primary_key->columns == std::vector{column.name};
    if (!is_integer || !is_key) {
        to.report(column.origin, "identity",
                  start + " is autoincrement, but not the integer primary key");
    }
    if (to.table->without_rowid) {
        to.report(column.origin, "identity",
                  start + " is autoincrement, which a without_rowid table cannot have");
    }
}

}  // namespace

void check_column(const Column& column, Findings& to) {
    const std::string start = to.in_table() + "column " + quoted(column.name);
    check_type(column, start, to);
    if (column.default_value && column.default_expr) {
        to.report(column.origin, "default", start + " has both 'default' and 'default_expr'");
    }
    const bool has_default = column.default_value || column.default_expr;
    if (column.default_value) {
        const bool is_null = std::holds_alternative<Null>(*column.default_value);
        const std::string mistake =
            is_null && !column.null ? "is NULL, but the column is not null = true"
                                    : value_mistake(*column.default_value, column.type, to.schema);
        if (!mistake.empty()) {
            to.report(column.origin, "default", start + ": the default " + mistake);
        }
    }
    if (column.default_expr && column.default_expr->empty()) {
        to.report(column.origin, "empty-expression", start + " has an empty 'default_expr'");
    }
    const std::string misfit =
        column.default_expr ? expression_mistake(*column.default_expr, column.type) : "";
    if (!misfit.empty()) {
        to.report(column.origin, "default", start + ": the default_expr " + misfit);
    }
    if (column.generated) check_generated(column, has_default, start, to);
    check_identity(column, has_default, start, to);
}

}  // namespace migrations
