// What readers_support.h says in TOML (`good`), said in C++.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <migrations/model.hpp>
#include <optional>
#include <ratio>
#include <string>

namespace app {

enum class Role { admin, member, guest };
enum class Origin { web, api };
enum class Status { on, off };

struct Timestamps {
    std::chrono::system_clock::time_point created_at;
    std::optional<std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>> updated_at;
    Origin origin;
};

struct Team {
    std::int32_t id;
    std::string name;
};

struct User : Timestamps {
    std::int64_t id;
    std::string email;
    std::optional<std::string> nick;
    std::string balance;
    Status status;
    Role role;
    std::int64_t team_id;
    std::optional<std::int64_t> boss;
    std::string label_;
    std::optional<std::string> point;
    std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<int, std::ratio<86400>>> born;
    std::array<std::byte, 16> token;
    std::string full;
    std::string shortened;
};

struct Member {
    std::int64_t user_id;
    std::int32_t team_id;
};

struct Note {
    std::int64_t user_id;
    std::int32_t team_id;
};

}  // namespace app

template <>
struct migrations::enumeration<app::Role> {
    static constexpr auto definition = define_enum("role", value<app::Role::admin>(), value<app::Role::member>(),
                                                   value<app::Role::guest>().renamed_from("visitor"))
                                           .native()
                                           .renamed_from("kind");
};
template <>
struct migrations::enumeration<app::Origin> {
    static constexpr auto definition = define_enum("Timestamps_origin", value<app::Origin::web>(), value<app::Origin::api>());
};
template <>
struct migrations::enumeration<app::Status> {
    static constexpr auto definition =
        define_enum("users_status", value<app::Status::on>().renamed_from("yes"), value<app::Status::off>());
};

template <>
struct migrations::table<app::Timestamps> {
    static constexpr auto definition =
        share(column<&app::Timestamps::created_at>().default_expr("now").comment("set once"),
              column<&app::Timestamps::updated_at>().index().renamed_from("changed"),
              column<&app::Timestamps::origin>().default_value(app::Origin::web));
};

template <>
struct migrations::table<app::User> {
    static constexpr auto definition =
        define("users",
               extends<app::Timestamps>(),
               column<&app::User::id>().primary_key().autoincrement(),
               column<&app::User::email>().type("string(320)").unique().check("email LIKE '%@%'"),
               column<&app::User::nick>().renamed_from("alias"),
               column<&app::User::balance>().type("decimal(12, 2)").default_value("0"),
               column<&app::User::status>().default_value(app::Status::on),
               column<&app::User::role>().default_value(app::Role::member),
               column<&app::User::team_id>().references<&app::Team::id>().on_delete(referential_action::cascade).index(),
               column<&app::User::boss>()
                   .references<&app::User::id>()
                   .on_delete(referential_action::set_null)
                   .on_update(referential_action::restricted)
                   .deferrable(deferral::deferred),
               column<&app::User::label_>().name("label").type(sql("string(50)").sqlite("VARCHAR(50)")).default_value(""),
               column<&app::User::point>().type(sql().sqlite("BLOB").postgresql("point")),
               column<&app::User::born>().default_value("2000-01-01"),
               column<&app::User::token>().default_expr(sql().sqlite("new()").postgresql("gen()")),
               column<&app::User::full>().generated("nick || email"),
               column<&app::User::shortened>().name("short").generated_virtual("lower(nick)"),
               unique<&app::User::team_id, &app::User::nick>().deferrable(deferral::immediate),
               check("balance >= 0\n  AND nick <> ''").name("positive"),
               index_on(key<&app::User::team_id>(), key<&app::User::created_at>().descending(), key("lower(email)"))
                   .unique()
                   .where(sql().sqlite("nick IS NOT NULL").postgresql("nick <> 'x'"))
                   .name("by_team"))
            .comment("people who can sign in")
            .renamed_from("accounts");
};

template <>
struct migrations::table<app::Team> {
    static constexpr auto definition = define("teams",
                                              column<&app::Team::id>().primary_key(),
                                              column<&app::Team::name>().type("string(80)").unique());
};

template <>
struct migrations::table<app::Member> {
    static constexpr auto definition =
        define("members",
               column<&app::Member::user_id>().references<&app::User::id>(),
               column<&app::Member::team_id>(),
               primary_key<&app::Member::user_id, &app::Member::team_id>(),
               foreign_key<&app::Member::team_id>().references<&app::Team::id>().on_delete(referential_action::restricted))
            .strict()
            .without_rowid();
};

template <>
struct migrations::table<app::Note> {
    static constexpr auto definition =
        define("notes",
               column<&app::Note::user_id>(),
               column<&app::Note::team_id>(),
               foreign_key<&app::Note::user_id, &app::Note::team_id>()
                   .references<&app::Member::user_id, &app::Member::team_id>()
                   .name("fk_member"));
};
