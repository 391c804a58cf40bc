#include "schema/suggested_values.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <migrations/sql_tokens.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "base/names.h"
#include "schema/date_time.h"
#include "schema/pattern_examples.h"

namespace migrations {
namespace {

// Texts longer than this are not made, whatever a CHECK says about lengths.
constexpr long double longest_text = 2000;

// A step that leaves room for another column in between: "b > a" where "a > 100".
constexpr long double wide = 100;

// The parts of expressions from which values can be made.
struct Hints {
    std::vector<long double> numbers;    // with their sign, in the order of the text
    std::vector<std::string> texts;
    std::vector<std::string> examples;   // of patterns
    std::vector<std::string> alphabets;  // of their sets of characters
    bool lengths = false;                // numbers may be lengths
};

bool is_sign(const std::vector<token>& tokens, std::size_t at) {
    if (at == 0 || !is_operator(tokens[at - 1], "-")) return false;
    if (at == 1) return true;
    // "a - 1" subtracts; "> -1", "(-1" and "BETWEEN -20 AND -10" do not.
    const token& before = tokens[at - 2];
    if (before.kind == token_kind::operation) return before.text != ")";
    for (const char* word : {"between", "and", "or", "in", "then", "else", "when", "not"}) {
        if (is_word(before, word)) return true;
    }
    return false;
}

void add_alphabets(std::string_view pattern, std::vector<std::string>& alphabets) {
    for (std::size_t open = pattern.find('['); open != std::string_view::npos; open = pattern.find('[', open + 1)) {
        const std::size_t close = pattern.find(']', open + 2);
        if (close == std::string_view::npos) return;
        std::string_view inside = pattern.substr(open + 1, close - open - 1);
        // NOT GLOB '*[^0-9a-f]*' is how SQLite says "these only".
        if (inside.starts_with('^') || inside.starts_with('!')) inside.remove_prefix(1);
        alphabets.push_back(class_members(inside));
    }
}

void read_text(const std::vector<token>& tokens, std::size_t at, const ExampleStyle& style, Hints& hints) {
    const std::string text = identifier_text(tokens[at]);
    const auto after = [&](const char* word) { return at > 0 && is_word(tokens[at - 1], word); };
    if (after("like") || after("ilike")) {
        hints.examples.push_back(like_example(text, style));
    } else if (after("glob")) {
        hints.examples.push_back(glob_example(text, style));
        add_alphabets(text, hints.alphabets);
    } else if (after("regexp") || after("to") ||
               (at > 0 && (is_operator(tokens[at - 1], "~") || is_operator(tokens[at - 1], "*")))) {
        hints.examples.push_back(regex_example(text, style));
        add_alphabets(text, hints.alphabets);
    } else {
        hints.texts.push_back(text);
    }
}

Hints hints_of(const std::vector<std::string>& expressions, const ExampleStyle& style) {
    Hints hints;
    for (const std::string& expression : expressions) {
        const std::vector<token> tokens = tokens_of(expression);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (tokens[i].kind == token_kind::string) {
                read_text(tokens, i, style, hints);
            } else if (tokens[i].kind == token_kind::number) {
                const long double number = std::strtold(std::string(tokens[i].text).c_str(), nullptr);
                hints.numbers.push_back(is_sign(tokens, i) ? -number : number);
            } else if (tokens[i].kind == token_kind::word) {
                hints.lengths = hints.lengths || lower(tokens[i].text).find("length") != std::string::npos;
            }
        }
    }
    return hints;
}

constexpr std::int64_t second = 1;
constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 86'400;

// The moment so many seconds later.
CalendarTime shifted(CalendarTime time, std::int64_t seconds) {
    const std::chrono::year_month_day date{std::chrono::year(time.year), std::chrono::month(static_cast<unsigned>(time.month)),
                                           std::chrono::day(static_cast<unsigned>(time.day))};
    const auto moment = std::chrono::sys_days(date) + std::chrono::hours(time.hour) + std::chrono::minutes(time.minute) +
                        std::chrono::seconds(time.second + seconds);
    const auto midnight = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day new_date(midnight);
    const std::chrono::hh_mm_ss new_time(moment - midnight);
    time.year = static_cast<int>(new_date.year());
    time.month = static_cast<int>(static_cast<unsigned>(new_date.month()));
    time.day = static_cast<int>(static_cast<unsigned>(new_date.day()));
    time.hour = static_cast<int>(new_time.hours().count());
    time.minute = static_cast<int>(new_time.minutes().count());
    time.second = static_cast<int>(new_time.seconds().count());
    return time;
}

// The literals, what lies between neighbours, and what is one or a few steps beside each.
std::vector<long double> around(std::vector<long double> numbers, std::initializer_list<long double> steps) {
    std::vector<long double> all = numbers;
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t i = 1; i < numbers.size(); ++i) all.push_back((numbers[i - 1] + numbers[i]) / 2);
    for (const long double step : steps) {
        for (const long double number : numbers) {
            all.push_back(number + step);
            all.push_back(number - step);
        }
    }
    return all;
}

std::vector<long double> numbers_of(const Hints& hints) {
    std::vector<long double> numbers = hints.numbers;
    for (const std::string& text : hints.texts) {
        char* end = nullptr;
        const long double number = std::strtold(text.c_str(), &end);
        if (!text.empty() && *end == '\0' && std::isfinite(number)) numbers.push_back(number);
    }
    return numbers;
}

// One overload for each portable type, which adds what the hints give.
class Suggester {
public:
    Suggester(const Hints& hints, const ExampleStyle& style) : hints_(hints), style_(style), row_(style.row) {}

    std::vector<Value> take(std::size_t most) {
        std::vector<Value> distinct;
        for (Value& each : values_) {
            if (distinct.size() < most && std::find(distinct.begin(), distinct.end(), each) == distinct.end()) {
                distinct.push_back(std::move(each));
            }
        }
        return distinct;
    }

    void operator()(const Bool&) {}
    void operator()(const Enum&) {}

    void operator()(const Integer& type) {
        const long double limit = std::ldexp(1.0L, type.bits - 1);
        for (const long double number : around(numbers_of(hints_), {row_, 1, row_ + wide})) {
            for (const long double whole : {std::floor(number), std::ceil(number)}) {
                if (whole >= -limit && whole < limit) add(static_cast<std::int64_t>(whole));
            }
        }
    }

    void operator()(const Float&) {
        for (const long double number : around(numbers_of(hints_), {row_, row_ / 1000, row_ + wide})) add(static_cast<double>(number));
    }

    void operator()(const Decimal& type) {
        const long double unit = std::pow(10.0L, -type.scale);
        const long double limit = std::pow(10.0L, type.precision - type.scale);
        for (const long double number : around(numbers_of(hints_), {row_ * unit, row_, row_ + wide})) {
            if (std::fabs(number) > limit - unit) continue;
            char text[64];
            const int size = std::snprintf(text, sizeof text, "%.*Lf", type.scale, number);
            if (size > 0 && static_cast<std::size_t>(size) < sizeof text) add(std::string(text));
        }
    }

    void operator()(const String& type) {
        operator()(Text{});
        std::erase_if(values_, [&](const Value& each) {
            return std::get<std::string>(each).size() > static_cast<std::size_t>(type.length);
        });
    }

    void operator()(const Text&) {
        add_all(hints_.texts);
        add_all(hints_.examples);
        if (hints_.lengths) add_lengths();
        // Behind and before each text in its order.
        for (const std::string& text : hints_.texts) add(text + style_.mark);
        for (const std::string& text : hints_.texts) add(text + "z" + style_.mark);
        for (const std::string& text : hints_.texts) {
            if (!text.empty()) add(text.substr(0, text.size() - 1));
        }
        if (hints_.texts.empty()) add(style_.mark);
    }

    void operator()(const Verbatim&) { operator()(Text{}); }

    void operator()(const Blob&) {
        for (const std::size_t length : lengths()) {
            add("\\x" + text_over("0123456789abcdef", 2 * length, style_.row));
        }
    }

    void operator()(const Date&) {
        add_times(parse_date, {day, 400 * day}, [](const CalendarTime& time) { return date_text(time); });
    }
    void operator()(const Time&) {
        add_times(parse_time, {second, hour}, [](const CalendarTime& time) { return time_text(time); });
    }
    void operator()(const Timestamp& type) {
        add_times(parse_timestamp, {second, day, 400 * day}, [&](const CalendarTime& time) {
            return date_text(time) + "T" + time_text(time) + (type.zone ? "Z" : "");
        });
    }

    void operator()(const Uuid&) {
        for (const std::string& text : hints_.texts) {
            if (text.size() == 36) add(text);
        }
    }

    void operator()(const Json&) {
        const std::string row = std::to_string(style_.row);
        add_all({"[" + row + "]", "\"" + style_.mark + "\"", row, "{}", "[]", "true", "null"});
    }

private:
    template <class T>
    void add(T value) {
        values_.emplace_back(std::move(value));
    }
    void add_all(const std::vector<std::string>& texts) {
        for (const std::string& each : texts) add(each);
    }

    std::vector<std::size_t> lengths() const {
        std::vector<std::size_t> all;
        for (const long double number : around(hints_.numbers, {1})) {
            if (number >= 1 && number <= longest_text) all.push_back(static_cast<std::size_t>(number));
        }
        return all;
    }

    void add_lengths() {
        for (const std::size_t length : lengths()) {
            for (const std::string& alphabet : hints_.alphabets) {
                if (!alphabet.empty()) add(text_over(alphabet, length, style_.row));
            }
            std::string text(length, style_.filler);
            const std::string start = style_.mark.substr(0, length);
            add(text.replace(0, start.size(), start));
        }
    }

    template <class Print>
    void add_times(std::optional<CalendarTime> (*parse)(std::string_view), std::initializer_list<std::int64_t> steps,
                   const Print& print) {
        std::vector<CalendarTime> times;
        for (const std::string& text : hints_.texts) {
            const std::optional<CalendarTime> time = parse(text);
            const std::optional<CalendarTime> moment = time ? in_utc(*time) : std::nullopt;
            if (moment) times.push_back(*moment);
        }
        for (const CalendarTime& time : times) add(print(time));
        for (const std::int64_t step : steps) {
            for (const CalendarTime& time : times) {
                add(print(shifted(time, style_.row * step)));
                add(print(shifted(time, -style_.row * step)));
            }
        }
    }

    const Hints& hints_;
    const ExampleStyle& style_;
    const long double row_;
    std::vector<Value> values_;
};

bool has_word(const std::vector<std::string>& expressions, std::string_view word) {
    return std::any_of(expressions.begin(), expressions.end(), [&](const std::string& text) {
        const std::vector<token> tokens = tokens_of(text);
        return std::any_of(tokens.begin(), tokens.end(), [&](const token& each) { return is_word(each, word); });
    });
}

// SQLite keeps days and times as texts, and CHECKs call its functions for them: day IS date(day).
void add_moments(const std::vector<std::string>& expressions, int row, std::vector<Value>& values) {
    const int number = row % 28 + 1;
    const std::string digits = (number < 10 ? "0" : "") + std::to_string(number);
    if (has_word(expressions, "date")) values.emplace_back("2001-02-" + digits);
    if (has_word(expressions, "datetime")) values.emplace_back("2001-02-03 04:05:" + digits);
    if (has_word(expressions, "time")) values.emplace_back("04:05:" + digits);
}

// More of them for one column would only be tried in vain.
constexpr std::size_t most_values = 60;

}  // namespace

std::vector<Value> suggested_values(const PortableType& type, const std::vector<std::string>& expressions, int row) {
    if (expressions.empty()) return {};
    ExampleStyle style{"r" + std::to_string(row), 'x', row};
    if (has_word(expressions, "upper")) {
        style.mark.front() = 'R';
        style.filler = 'X';
    }
    const Hints hints = hints_of(expressions, style);
    Suggester suggester(hints, style);
    std::visit(suggester, type);
    std::vector<Value> values = suggester.take(most_values);
    if (std::holds_alternative<Text>(type) || std::holds_alternative<String>(type)) add_moments(expressions, row, values);
    return values;
}

PortableType nearest_portable(const std::string& type_name) {
    const std::string word = lower(type_name);
    const auto has = [&](const char* part) { return word.find(part) != std::string::npos; };
    if (has("[]") || has("range") || has("interval")) return Text{};
    if (has("timestamp") || has("datetime")) return Timestamp{has("timestamptz") || has("with time zone")};
    if (has("date")) return Date{};
    if (has("time")) return Time{};
    if (has("int") || has("serial")) return Integer{has("small") || has("int2") ? 16 : has("big") || has("int8") ? 64 : 32};
    for (const char* number : {"num", "dec", "real", "floa", "doub", "money"}) {
        if (has(number)) return Float{64};
    }
    if (has("bool")) return Bool{};
    if (has("uuid")) return Uuid{};
    if (has("json")) return Json{};
    if (has("blob") || has("bytea")) return Blob{};
    return Text{};
}

}  // namespace migrations
