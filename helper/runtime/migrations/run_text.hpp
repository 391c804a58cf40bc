// What a program that migrates tells another one while it works: events, and at the end the outcome. The generated program
// with a chain's functions (runner.hpp) writes them, the command line reads them.
//
// A message is one line of a stream, `<kind> <bytes>:<payload>` and a line feed; a payload is values as in text_values.hpp.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include "text_values.hpp"

namespace migrations {

// The version of these texts, which both programs must agree on.
constexpr std::size_t run_format = 1;

enum class message_kind : std::size_t { event = 1, statement = 2, outcome = 3 };

inline std::string encode_message(message_kind kind, std::string_view payload) {
    value_writer to;
    to.number(static_cast<std::size_t>(kind)).words(payload);
    return std::move(to.text) + "\n";
}

// Takes the next whole message from the front of a stream; nothing when there is none yet.
struct message {
    message_kind kind = message_kind::event;
    std::string payload;
};
inline std::optional<message> take_message(std::string& stream) {
    value_reader from(stream);
    message taken;
    taken.kind = static_cast<message_kind>(from.number());
    taken.payload = from.words();
    if (!from.good || from.rest.empty() || from.rest.front() != '\n') return std::nullopt;
    stream.erase(0, stream.size() - from.rest.size() + 1);
    return taken;
}

inline std::string encode_event(const event& from) {
    value_writer to;
    to.number(static_cast<std::size_t>(from.what)).words(from.revision).words(from.message);
    to.number(from.way == direction::up ? 1 : 0).number(static_cast<std::size_t>(from.elapsed.count()));
    return std::move(to.text);
}

// Views the text.
inline std::optional<event> decode_event(std::string_view text) {
    value_reader from(text);
    event to;
    const std::size_t what = from.number();
    to.what = static_cast<event::kind>(what);
    to.revision = from.words();
    to.message = from.words();
    to.way = from.flag() ? direction::up : direction::down;
    to.elapsed = std::chrono::milliseconds(from.number());
    const bool known = what <= static_cast<std::size_t>(event::kind::skipped);
    return from.good && known ? std::optional<event>(to) : std::nullopt;
}

inline std::string encode_outcome(const outcome& from) {
    value_writer to;
    to.number(static_cast<std::size_t>(from.status));
    for (const std::vector<std::string>* heads : {&from.from, &from.to}) {
        to.number(heads->size());
        for (const std::string& each : *heads) to.words(each);
    }
    to.number(from.applied).number(from.database_newer ? 1 : 0).number(from.statement);
    for (const std::string* each : {&from.revision, &from.sql, &from.code, &from.message, &from.database_state, &from.help})
        to.words(*each);
    return std::move(to.text);
}

inline std::optional<outcome> decode_outcome(std::string_view text) {
    value_reader from(text);
    outcome to;
    to.status = static_cast<status>(from.number());
    for (std::vector<std::string>* heads : {&to.from, &to.to}) {
        const std::size_t count = from.number();
        for (std::size_t at = 0; from.good && at < count; ++at) heads->emplace_back(from.words());
    }
    to.applied = from.number();
    to.database_newer = from.flag();
    to.statement = from.number();
    for (std::string* each : {&to.revision, &to.sql, &to.code, &to.message, &to.database_state, &to.help}) *each = from.words();
    return from.good && from.rest.empty() ? std::optional<outcome>(std::move(to)) : std::nullopt;
}

}  // namespace migrations
