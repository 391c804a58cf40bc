#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <migrations/model.hpp>
#include <optional>
#include <string>

namespace app {

enum class Status { active, paused };

struct Team {
    std::int64_t id = 0;
    std::string name;
};

struct Timestamps {
    std::chrono::system_clock::time_point created_at;
};

struct User : Timestamps {
    std::int64_t id = 0;
    std::string email;
    std::optional<std::string> nick;
    Status status = Status::active;
    std::int64_t team = 0;
    double score = 1.5;
    std::optional<std::array<std::byte, 16>> token;
};

// Without migrations::table it is none of the database's business.
struct Session {
    std::int64_t id = 0;
    std::string secret;
};

}  // namespace app

template <>
struct migrations::enumeration<app::Status> {
    static constexpr auto definition =
        define_enum("status", value<app::Status::active>(), value<app::Status::paused>());
};

template <>
struct migrations::table<app::Team> {
    static constexpr auto definition =
        define("teams",
               column<&app::Team::id>().primary_key(),
               column<&app::Team::name>().type("string(80)").unique());
};

template <>
struct migrations::table<app::Timestamps> {
    static constexpr auto definition = share(column<&app::Timestamps::created_at>().default_expr("now"));
};

template <>
struct migrations::table<app::User> {
    static constexpr auto definition =
        define("users",
               extends<app::Timestamps>(),
               column<&app::User::id>().primary_key(),
               column<&app::User::email>().type("string(320)").unique(),
               column<&app::User::nick>(),
               column<&app::User::status>().default_value(app::Status::active),
               column<&app::User::team>().references<&app::Team::id>().on_delete(referential_action::cascade).index(),
               column<&app::User::score>().default_value(1.5),
               column<&app::User::token>(),
               check("score > 0").name("score_is_positive"),
               unique<&app::User::team, &app::User::nick>(),
               index_on(key<&app::User::status>(), key<&app::User::created_at>().descending())
                   .where("nick IS NOT NULL"))
            .comment("people who can sign in");
};
