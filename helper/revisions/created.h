#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace migrations {

// The instant of a TOML date-time (toml.io/en/v1.0.0#offset-date-time) as digits in UTC:
// "20261122145500", and the digits of a fraction of a second behind them, without zeros at the end.
// Earlier instants compare less. A date-time without an offset counts as UTC. Nothing for any other
// text, and for years outside 0 to 9999.
std::optional<std::string> utc_digits(std::string_view date_time);

}  // namespace migrations
