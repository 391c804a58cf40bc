#include "operations/distinct_value.h"

#include <string>
#include <utility>
#include <variant>

namespace migrations {
namespace {

Sql per_dialect(std::string sqlite, std::string postgresql) {
    Sql sql;
    sql.by_dialect = {{"sqlite", std::move(sqlite)}, {"postgresql", std::move(postgresql)}};
    return sql;
}

// A number for each row. PostgreSQL: block and position in the block, of which there are fewer than
// 2048 at every block size (postgresql.org/docs/15/storage-page-layout.html).
const char* const row_number_sqlite = "rowid";
const char* const row_number_postgresql =
    "((ctid::text::point)[0]::bigint * 2048 + (ctid::text::point)[1]::bigint)";

// Digits of the greatest rowid.
constexpr int longest_row_number = 19;

const char* const random_text_sqlite = "lower(hex(randomblob(16)))";
const char* const random_text_postgresql = "replace(gen_random_uuid()::text, '-', '')";

const char* const random_uuid_sqlite =
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), "
    "2) "
    "|| '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

}  // namespace

std::optional<Sql> distinct_value(const PortableType& type, bool has_rowid) {
    if (std::holds_alternative<Uuid>(type)) {
        return per_dialect(random_uuid_sqlite, "gen_random_uuid()");
    }
    if (std::holds_alternative<Blob>(type)) {
        return per_dialect("randomblob(16)", "uuid_send(gen_random_uuid())");
    }
    const String* string = std::get_if<String>(&type);
    if (std::holds_alternative<Text>(type) || (string && string->length >= 32)) {
        return per_dialect(random_text_sqlite, random_text_postgresql);
    }
    if (!has_rowid) return std::nullopt;
    if (string && string->length >= longest_row_number) {
        return per_dialect("CAST(rowid AS TEXT)", std::string(row_number_postgresql) + "::text");
    }
    if (std::holds_alternative<Date>(type)) {
        return per_dialect(
            "date('1970-01-01', '+' || rowid || ' days')",
            std::string("date '1970-01-01' + ") + row_number_postgresql + "::integer");
    }
    const Decimal* decimal = std::get_if<Decimal>(&type);
    const Float* real = std::get_if<Float>(&type);
    const Integer* integer = std::get_if<Integer>(&type);
    if ((integer && integer->bits >= 32) ||
        (decimal && decimal->precision - decimal->scale >= 10) || (real && real->bits == 64)) {
        return per_dialect(row_number_sqlite, row_number_postgresql);
    }
    return std::nullopt;
}

}  // namespace migrations
