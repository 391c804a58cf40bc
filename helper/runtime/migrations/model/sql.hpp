// Texts of SQL in models, and the place where something is written.
//
// C++17, standard library only.
#pragma once

#include <string_view>

namespace migrations {

namespace model_detail {

// A text that may be another one in each dialect; see sql().
class sql_text {
public:
    constexpr sql_text() = default;
    constexpr sql_text(const char* text) : text_(text), is_said_(true) {}
    constexpr sql_text(std::string_view text) : text_(text), is_said_(true) {}

    constexpr sql_text& sqlite(std::string_view text) { return sqlite_ = text, is_on_sqlite_ = true, *this; }
    constexpr sql_text& postgresql(std::string_view text) { return postgresql_ = text, is_on_postgresql_ = true, *this; }

    constexpr std::string_view text() const { return text_; }
    constexpr std::string_view on_sqlite() const { return sqlite_; }
    constexpr std::string_view on_postgresql() const { return postgresql_; }
    constexpr bool is_for_all() const { return is_said_; }
    constexpr bool is_for_sqlite() const { return is_on_sqlite_; }
    constexpr bool is_for_postgresql() const { return is_on_postgresql_; }
    constexpr bool is_per_dialect() const { return is_on_sqlite_ || is_on_postgresql_; }
    constexpr bool is_said() const { return is_said_ || is_per_dialect(); }

private:
    std::string_view text_;
    std::string_view sqlite_;
    std::string_view postgresql_;
    bool is_said_ = false;
    bool is_on_sqlite_ = false;
    bool is_on_postgresql_ = false;
};

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
    sql_text text;
    place at;
    constexpr placed_sql(const char* words, int line = __builtin_LINE(), const char* file = __builtin_FILE())
        : text(words), at{file, line} {}
    constexpr placed_sql(const sql_text& words, int line = __builtin_LINE(), const char* file = __builtin_FILE())
        : text(words), at{file, line} {}
};

}  // namespace model_detail

// SQL, or the name of a type or a collation: one text for all dialects, or one for each.
//
//     column<&User::initials>().generated("substr(nick, 1, 1)")
//     column<&User::created_at>().default_expr(sql().sqlite("unixepoch()").postgresql("now()"))
//     column<&User::code>().type(sql("string(50)").sqlite("VARCHAR(50)"))
constexpr model_detail::sql_text sql() { return {}; }
constexpr model_detail::sql_text sql(std::string_view text) { return {text}; }

}  // namespace migrations
