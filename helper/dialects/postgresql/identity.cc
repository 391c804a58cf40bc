#include "dialects/postgresql/identity.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations::postgresql {

namespace {

using Number = std::optional<std::int64_t>;

std::int64_t largest_of(const std::string& type_name) {
    if (type_name == "smallint") return std::numeric_limits<std::int16_t>::max();
    if (type_name == "integer") return std::numeric_limits<std::int32_t>::max();
    return std::numeric_limits<std::int64_t>::max();
}

const char* kind_of(const Identity& identity) {
    return identity.always ? "ALWAYS" : "BY DEFAULT";
}

}  // namespace

std::int64_t start_of(const Identity& identity) {
    const Number from = identity.counts_down() ? identity.max : identity.min;
    return identity.start.value_or(from.value_or(identity.counts_down() ? -1 : 1));
}

Identity identity_of_type(const Identity& identity, const std::string& type_name) {
    const std::int64_t largest = largest_of(type_name);
    return identity.without_defaults(-largest - 1, largest);
}

std::string identity_clause(const Identity& identity) {
    const Identity own = identity.without_defaults();
    std::vector<std::string> options;
    const auto add = [&](const char* words, const Number& value) {
        if (value) options.push_back(words + std::to_string(*value));
    };
    add("START WITH ", own.start);
    add("INCREMENT BY ", own.increment);
    add("MINVALUE ", own.min);
    add("MAXVALUE ", own.max);
    add("CACHE ", own.cache);
    if (own.cycle) options.emplace_back("CYCLE");
    return std::string("GENERATED ") + kind_of(own) + " AS IDENTITY" +
           (options.empty() ? "" : " (" + join(options, " ") + ")");
}

bool restarts(const Identity& from, const Identity& to) {
    const Identity old = from.without_defaults();
    const Identity now = to.without_defaults();
    return old.min != now.min || old.max != now.max || old.counts_down() != now.counts_down();
}

std::string identity_change(const Identity& from, const Identity& to) {
    const Identity old = from.without_defaults();
    const Identity now = to.without_defaults();
    const bool turned = old.counts_down() != now.counts_down();
    std::vector<std::string> actions;
    const auto set = [&](const std::string& what, const Number& value, const std::string& otherwise) {
        actions.push_back("SET " + (value ? what + " " + std::to_string(*value) : otherwise));
    };
    if (old.always != now.always) actions.push_back(std::string("SET GENERATED ") + kind_of(now));
    if (old.increment != now.increment) set("INCREMENT BY", now.increment, "INCREMENT BY 1");
    if (turned || old.min != now.min) set("MINVALUE", now.min, "NO MINVALUE");
    if (turned || old.max != now.max) set("MAXVALUE", now.max, "NO MAXVALUE");
    if (start_of(old) != start_of(now)) set("START WITH", start_of(now), "");
    if (old.cache != now.cache) set("CACHE", now.cache, "CACHE 1");
    if (old.cycle != now.cycle) actions.emplace_back(now.cycle ? "SET CYCLE" : "SET NO CYCLE");
    if (!actions.empty() && restarts(old, now)) actions.emplace_back("RESTART");
    return join(actions, " ");
}

}  // namespace migrations::postgresql
