// Events as lines of a log. Pure; shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <string>

#include "outcome.hpp"

namespace migrations {

// "12 ms", "1.2 s", "3 min 20 s"
inline std::string duration_text(std::chrono::milliseconds time) {
    const long long count = time.count();
    if (count < 1000) return std::to_string(count) + " ms";
    if (count < 60000) return std::to_string(count / 1000) + "." + std::to_string(count % 1000 / 100) + " s";
    return std::to_string(count / 60000) + " min " + std::to_string(count % 60000 / 1000) + " s";
}

// "applying revision 'b2' (add email to user)", "revision 'b2' is taken back, in 12 ms", ...
inline std::string event_text(const event& happened) {
    const bool up = happened.way == direction::up;
    std::string name = "revision '" + std::string(happened.revision) + "'";
    const std::string what = happened.message.empty() ? std::string() : " (" + std::string(happened.message) + ")";
    switch (happened.what) {
        case event::kind::waiting:
            return "waiting for another process that works on this database, since " + duration_text(happened.elapsed);
        case event::kind::starting: return (up ? "applying " : "taking back ") + name + what;
        case event::kind::finished:
            return name + (up ? " is applied, in " : " is taken back, in ") + duration_text(happened.elapsed);
        case event::kind::skipped: return name + (up ? " is applied already" : " is not applied any more");
    }
    return name;
}

// Tells the caller of an event, in the forms that were asked for.
inline void tell(const options& how, const event& happened) {
    if (how.on_event) how.on_event(happened);
    if (how.on_log) how.on_log(event_text(happened));
}

}  // namespace migrations
