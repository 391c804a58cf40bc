#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <migrations/model.hpp>
#include <optional>
#include <string>
#include <vector>

namespace app {

enum class Status { active, paused };

struct Team {
    std::int64_t id = 0;
    std::string name;
};

template <class Id>
struct Keyed {
    Id id{};
};

struct User : Keyed<std::int64_t> {
    std::string email;
    std::optional<std::chrono::system_clock::time_point> seen_at;
    Status status = Status::active;
    std::int64_t team = 0;
    double score = 1.5;
    float share = 0;
    bool on = false;
    std::int16_t rank = 0;
    std::array<std::byte, 16> token{};
    std::vector<std::byte> image;
};

}  // namespace app

template <>
struct migrations::enumeration<app::Status> {
    static constexpr auto definition = define_enum("status", value<app::Status::active>(), value<app::Status::paused>());
};

#define TEN_TIMES(text) text text text text text text text text text text
template <>
struct migrations::table<app::Team> {
    static constexpr auto definition =
        define("teams", column<&app::Team::id>().primary_key(), column<&app::Team::name>().type("string(80)").unique())
            .comment(TEN_TIMES(TEN_TIMES(TEN_TIMES("more than fits "))));
};

template <>
struct migrations::table<app::Keyed<std::int64_t>> {
    static constexpr auto definition = share(column<&app::Keyed<std::int64_t>::id>().primary_key());
};

template <>
struct migrations::table<app::User> {
    static constexpr auto definition =
        define("users",
               extends<app::Keyed<std::int64_t>>(),
               column<&app::User::email>().type("string(320)").default_value("\"quoted\"\n\xC3\xA9"),
               column<&app::User::seen_at>().default_expr(sql().sqlite("1").postgresql("now()")),
               column<&app::User::status>().default_value(app::Status::paused),
               column<&app::User::team>().references<&app::Team::id>().on_delete(referential_action::cascade).index(),
               column<&app::User::score>().default_value(-0.1),
               column<&app::User::share>().default_value(1e-30F),
               column<&app::User::on>().default_value(true),
               column<&app::User::rank>().default_value(-32768),
               column<&app::User::token>(),
               column<&app::User::image>(),
               check("score < 10").name("small"),
               index_on(key<&app::User::status>(), key("lower(email)").descending()));
};
