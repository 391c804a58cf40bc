// Models in C++: a class is a table when migrations::table is specialised for it (docs/models.md, "Models in C++").
//
//     struct User {
//         std::int64_t id;
//         std::string email;
//         std::optional<std::string> nick;
//     };
//
//     template <>
//     struct migrations::table<User> {
//         static constexpr auto definition = define("users",
//                                                   column<&User::id>().primary_key(),
//                                                   column<&User::email>().type("string(320)").unique(),
//                                                   column<&User::nick>());
//     };
//
// Nothing of it is in the program: the build reads it from an object file that it compiles and does not link
// (add_schema_models(HEADERS)). C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include "model/column.hpp"
#include "model/constraint.hpp"
#include "model/enumeration.hpp"
#include "model/sql.hpp"
#include "model/table.hpp"
#include "model/types.hpp"
