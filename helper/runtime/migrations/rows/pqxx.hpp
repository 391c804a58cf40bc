// Rows of generated structs over libpqxx 6 and 7.
//
//     pqxx::work transaction(connection);
//     migrations::rows::insert(transaction, user);          // what the server makes itself is left out
//     for (const pqxx::row& each : transaction.exec(std::string(blog::User::select))) {
//         blog::User user;
//         if (!migrations::rows::read_row(each, user)) ...  // a value that the member cannot hold
//     }
//
// The connection's DateStyle must be ISO, which is PostgreSQL's default. C++17; throws what libpqxx throws.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <vector>

#include "values.hpp"

namespace migrations::rows {

// What Row::insert_postgresql inserts, in order; nothing for NULL.
template <class Row>
std::vector<std::optional<std::string>> inserted_values(const Row& row) {
    std::vector<std::optional<std::string>> values;
    Row::visit_inserted(row, [&](std::string_view, std::string_view type, const auto& value) {
        if constexpr (is_optional<std::decay_t<decltype(value)>>::value) {
            values.push_back(value ? std::optional<std::string>(text_of(*value, type)) : std::nullopt);
        } else {
            values.push_back(text_of(value, type));
        }
    });
    return values;
}

// Runs a statement with these values as $1, $2, ...
inline pqxx::result exec(pqxx::transaction_base& transaction, std::string_view sql,
                         const std::vector<std::optional<std::string>>& values) {
    // The pointers of text are what all versions of libpqxx take for values that may be NULL.
    std::vector<const char*> pointers;
    for (const std::optional<std::string>& each : values) {
        // PostgreSQL has no texts with NUL in them, and would be given what stands before it.
        if (each && each->find('\0') != std::string::npos) throw pqxx::argument_error("a value has the character NUL in it");
        pointers.push_back(each ? each->c_str() : nullptr);
    }
    return transaction.exec_params(std::string(sql), pqxx::prepare::make_dynamic_params(pointers));
}

template <class Row>
pqxx::result insert(pqxx::transaction_base& transaction, const Row& row) {
    return exec(transaction, Row::insert_postgresql, inserted_values(row));
}

// Reads a row of Row::select; `failed` gets the name of the first column that the row cannot hold.
template <class Row>
bool read_row(const pqxx::row& from, Row& row, std::string_view* failed = nullptr) {
    bool good = true;
    int column = 0;
    Row::visit(row, [&](std::string_view name, std::string_view, auto& value) {
        const pqxx::field field = from[static_cast<pqxx::row::size_type>(column++)];
        const std::string_view text(field.c_str(), field.size());
        bool fits = true;
        if constexpr (is_optional<std::decay_t<decltype(value)>>::value) {
            if (field.is_null()) {
                value.reset();
            } else {
                fits = from_text(text, value.emplace());
            }
        } else {
            fits = !field.is_null() && from_text(text, value);
        }
        if (good && !fits) {
            good = false;
            if (failed != nullptr) *failed = name;
        }
    });
    return good;
}

}  // namespace migrations::rows
