// Texts of SQL in models, and the place where something is written.
//
// C++17, standard library only.
#pragma once

#include <string_view>

namespace migrations {

// SQL text, or the name of a type or a collation: one text for all dialects, or one for each. "" leaves a dialect out.
//
//     column<&User::initials>().generated("substr(nick, 1, 1)")
//     column<&User::created_at>().default_expr(sql().sqlite("unixepoch()").postgresql("now()"))
//     column<&User::code>().type(sql("string(50)").sqlite("VARCHAR(50)"))
class sql {
public:
    constexpr sql() = default;
    constexpr sql(const char* text) : text_(text) {}
    constexpr sql(std::string_view text) : text_(text) {}

    constexpr sql& sqlite(std::string_view text) { return sqlite_ = text, *this; }
    constexpr sql& postgresql(std::string_view text) { return postgresql_ = text, *this; }

    constexpr std::string_view text() const { return text_; }
    constexpr std::string_view on_sqlite() const { return sqlite_; }
    constexpr std::string_view on_postgresql() const { return postgresql_; }
    constexpr bool is_per_dialect() const { return !sqlite_.empty() || !postgresql_.empty(); }
    constexpr bool empty() const { return text_.empty() && !is_per_dialect(); }

private:
    std::string_view text_;
    std::string_view sqlite_;
    std::string_view postgresql_;
};

namespace model {

struct place {
    const char* file = "";
    int line = 0;
};

// A text that remembers where it was written, as the default arguments are those of whoever writes it.
struct placed_text {
    std::string_view text;
    place at;
    constexpr placed_text(const char* words, int line = __builtin_LINE(), const char* file = __builtin_FILE())
        : text(words), at{file, line} {}
};
struct placed_sql {
    sql text;
    place at;
    constexpr placed_sql(const char* words, int line = __builtin_LINE(), const char* file = __builtin_FILE())
        : text(words), at{file, line} {}
    constexpr placed_sql(const sql& words, int line = __builtin_LINE(), const char* file = __builtin_FILE())
        : text(words), at{file, line} {}
};

}  // namespace model
}  // namespace migrations
