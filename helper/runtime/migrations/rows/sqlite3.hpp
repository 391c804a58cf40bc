// Rows of generated structs over the SQLite C API.
//
//     sqlite3_prepare_v2(db, blog::User::insert_sqlite.data(), -1, &statement, nullptr);
//     migrations::rows::bind_row(statement, user);          // what the server makes itself is left out
//     sqlite3_step(statement);
//
//     sqlite3_prepare_v2(db, blog::User::select.data(), -1, &statement, nullptr);
//     while (sqlite3_step(statement) == SQLITE_ROW) {
//         blog::User user;
//         if (!migrations::rows::read_row(statement, user)) ...  // a value that the member cannot hold
//     }
//
// C++17, no exceptions but for memory, no RTTI.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "values.hpp"

namespace migrations::rows {

// Binds a value to a parameter (1-based): SQLite's result code. Texts are copied.
template <class T>
int bind(sqlite3_stmt* statement, int parameter, const T& value, std::string_view type = {}) {
    if constexpr (is_optional<T>::value) {
        return value ? bind(statement, parameter, *value, type) : sqlite3_bind_null(statement, parameter);
    } else if constexpr (std::is_integral_v<T>) {
        return sqlite3_bind_int64(statement, parameter, static_cast<sqlite3_int64>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
        return sqlite3_bind_double(statement, parameter, static_cast<double>(value));
    } else if constexpr (std::is_same_v<T, blob>) {
        // A null pointer would be NULL.
        if (value.empty()) return sqlite3_bind_zeroblob(statement, parameter, 0);
        return sqlite3_bind_blob64(statement, parameter, value.data(), value.size(), SQLITE_TRANSIENT);
    } else {
        const std::string text = text_of(value, type);
        return sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
}

// Reads a column of the current row (0-based). False: NULL for a member that is not std::optional, or no value of its type.
template <class T>
bool read(sqlite3_stmt* statement, int column, T& value) {
    const int stored = sqlite3_column_type(statement, column);
    if constexpr (is_optional<T>::value) {
        if (stored == SQLITE_NULL) return value.reset(), true;
        return read(statement, column, value.emplace());
    } else if constexpr (std::is_same_v<T, bool>) {
        const sqlite3_int64 number = sqlite3_column_int64(statement, column);
        value = number != 0;
        return stored == SQLITE_INTEGER && (number == 0 || number == 1);
    } else if constexpr (std::is_integral_v<T>) {
        const sqlite3_int64 number = sqlite3_column_int64(statement, column);
        value = static_cast<T>(number);
        return stored == SQLITE_INTEGER && number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max();
    } else if constexpr (std::is_floating_point_v<T>) {
        value = static_cast<T>(sqlite3_column_double(statement, column));
        return stored == SQLITE_FLOAT || stored == SQLITE_INTEGER;
    } else if constexpr (std::is_same_v<T, blob>) {
        const void* const bytes = sqlite3_column_blob(statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        value.assign(static_cast<const std::byte*>(bytes), static_cast<const std::byte*>(bytes) + size);
        return stored == SQLITE_BLOB;
    } else {
        if (stored == SQLITE_NULL) return false;
        const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return text != nullptr && from_text(std::string_view(text, size), value);
    }
}

// Binds what Row::insert_sqlite inserts: the first result code that is not SQLITE_OK, or that.
template <class Row>
int bind_row(sqlite3_stmt* statement, const Row& row) {
    int result = SQLITE_OK;
    int parameter = 0;
    Row::visit_inserted(row, [&](std::string_view, std::string_view type, const auto& value) {
        ++parameter;
        if (result == SQLITE_OK) result = bind(statement, parameter, value, type);
    });
    return result;
}

// Reads a row of Row::select; `failed` gets the name of the first column that the row cannot hold.
template <class Row>
bool read_row(sqlite3_stmt* statement, Row& row, std::string_view* failed = nullptr) {
    bool good = true;
    int column = 0;
    Row::visit(row, [&](std::string_view name, std::string_view, auto& value) {
        if (good && !read(statement, column, value)) {
            good = false;
            if (failed != nullptr) *failed = name;
        }
        ++column;
    });
    return good;
}

}  // namespace migrations::rows
