#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <migrations/model.hpp>
#include <optional>
#include <string>
#include <vector>

namespace model {  // as in many an application

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

}  // namespace model

template <>
struct migrations::enumeration<model::Status> {
    static constexpr auto definition = define_enum("status", value<model::Status::active>(), value<model::Status::paused>());
};

#define TEN_TIMES(text) text text text text text text text text text text
namespace migrations {
template <>
struct table<model::Team> {
    static constexpr auto definition =
        define("teams", column<&model::Team::id>().primary_key(), column<&model::Team::name>().type("string(80)").unique())
            .comment(TEN_TIMES(TEN_TIMES(TEN_TIMES("more than fits "))));
};
}  // namespace migrations

template <>
struct migrations::table<model::Keyed<std::int64_t>> {
    static constexpr auto definition = share(column<&model::Keyed<std::int64_t>::id>().primary_key());
};

template <>
struct migrations::table<model::User> {
    static constexpr auto definition =
        define("users",
               extends<model::Keyed<std::int64_t>>(),
               column<&model::User::email>().type("string(320)").default_value("\"quoted\"\n\xC3\xA9"),
               column<&model::User::seen_at>().default_expr(sql().sqlite("1").postgresql("now()")),
               column<&model::User::status>().default_value(model::Status::paused),
               column<&model::User::team>().references<&model::Team::id>().on_delete(referential_action::cascade).index(),
               column<&model::User::score>().default_value(-0.1),
               column<&model::User::share>().default_value(1e-30F),
               column<&model::User::on>().default_value(true),
               column<&model::User::rank>().default_value(-32768),
               column<&model::User::token>(),
               column<&model::User::image>(),
               check("score < 10").name("small"),
               index_on(key<&model::User::status>(), key("lower(email)").descending()));
};
