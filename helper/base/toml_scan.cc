#include "base/toml_scan.h"

#include <algorithm>
#include <string_view>

#include "base/toml_scalar.h"
#include "base/utf8.h"

namespace migrations {
namespace {

constexpr int deepest_nesting = 64;
constexpr int longest_key = 32;
constexpr std::size_t longest_line = std::size_t{64} << 10;
// toml++ searches linearly among tables that dotted keys and headers have made.
constexpr std::size_t most_tables = 50'000;

// Unwinds the scanner; becomes the Diagnostic.
struct Mistake {
    std::size_t offset;
    std::string rule;
    std::string message;
    std::string help;
};

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}
bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}
bool is_hexadecimal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {
        scan_.lines.push_back(0);
        scan_.anchors.emplace_back(0, 0);
        scan_.text.reserve(text.size());
    }

    TomlScan run() {
        check_characters();
        if (text_.starts_with("\xEF\xBB\xBF")) leave_out(3);
        while (!at_end()) {
            copy_blank();
            if (at_end() || is_line_end() || peek() == '#') {
                copy_line_end();
            } else {
                if (peek() == '[') {
                    copy_header();
                } else {
                    copy_pair(1);
                }
                copy_blank();
                if (!at_end() && !is_line_end() && peek() != '#')
                    fail("expected the end of the line, saw " + seen());
                copy_line_end();
            }
        }
        return std::move(scan_);
    }

private:
    [[noreturn]] void fail_at(std::size_t offset, std::string message,
                              std::string help = {}) const {
        throw Mistake{offset, "toml-syntax", std::move(message), std::move(help)};
    }
    [[noreturn]] void fail(std::string message, std::string help = {}) const {
        fail_at(at_, std::move(message), std::move(help));
    }
    [[noreturn]] static void fail_limit(std::size_t offset, std::string message) {
        throw Mistake{offset, "toml-limit", std::move(message), {}};
    }

    [[noreturn]] void fail_line(std::size_t ahead) const {
        fail_limit(at_ + ahead, "line too long: more than 65536 bytes");
    }

    bool at_end() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool is_line_end() const { return peek() == '\n' || (peek() == '\r' && peek(1) == '\n'); }

    // What stands here, for a message.
    std::string seen() const {
        if (at_end()) return "the end of the file";
        if (is_line_end()) return "the end of the line";
        return "'" + std::string(text_.substr(at_, code_point_at(text_, at_).length)) + "'";
    }

    void check_characters() const {
        if (const std::size_t bad = invalid_utf8(text_); bad != std::string_view::npos) {
            fail_at(bad, "not UTF-8: byte " + byte_name(text_[bad]) + " at offset " +
                             std::to_string(bad));
        }
        const std::size_t bad = forbidden_control(text_);
        if (bad == std::string_view::npos) return;
        if (text_[bad] == '\r') fail_at(bad, "carriage return without line feed");
        fail_at(bad, "control character " + code_point_name(static_cast<unsigned char>(text_[bad])),
                "in a string in double quotes it is written \\u" +
                    code_point_name(static_cast<unsigned char>(text_[bad])).substr(2));
    }

    // Copies one character to the rewritten text.
    void copy() {
        const std::size_t length = code_point_at(text_, at_).length;
        const char first = text_[at_];
        scan_.text.append(text_.substr(at_, length));
        ++points_;
        at_ += length;
        if (length > 1) scan_.anchors.emplace_back(points_, at_);
        if (first == '\n') {
            scan_.lines.push_back(points_);
            line_length_ = 0;
        } else if (!in_block_ && (line_length_ += length) > longest_line) {
            at_ -= length;
            fail_line(0);
        }
    }

    void copy(std::size_t count) {
        for (; count > 0; --count) copy();
    }

    // Writes `replacement` (ASCII) for the next `length` bytes of the file.
    void replace(std::size_t length, std::string_view replacement) {
        scan_.text.append(replacement);
        points_ += replacement.size();
        leave_out(length);
    }

    void leave_out(std::size_t length) {
        at_ += length;
        line_length_ += length;
        scan_.anchors.emplace_back(points_, at_);
    }

    void copy_blank() {
        while (peek() == ' ' || peek() == '\t') copy();
    }

    // A comment, if there is one, and the line end after it.
    void copy_line_end() {
        if (peek() == '#') {
            while (!at_end() && !is_line_end()) copy();
        }
        if (peek() == '\r') copy();
        if (!at_end()) copy();
    }

    void copy_blank_lines() {
        for (copy_blank(); !at_end() && (is_line_end() || peek() == '#'); copy_blank())
            copy_line_end();
    }

    void copy_key() {
        scan_.keys.push_back(at_);
        for (int parts = 1;; ++parts) {
            if (parts > longest_key) fail_limit(at_, "key nested too deep: more than 32 parts");
            if (parts > 1) count_table();
            if (peek() == '"' || peek() == '\'') {
                if (peek(1) == peek() && peek(2) == peek()) fail("a key is no multi-line string");
                copy_string();
            } else if (is_bare(peek())) {
                while (is_bare(peek())) copy();
            } else {
                const bool letter = !at_end() && !is_ascii(peek());
                fail("expected a key, saw " + seen(),
                     letter ? "keys with other than ASCII letters are written in double quotes"
                            : "");
            }
            copy_blank();
            if (peek() != '.') return;
            copy();
            copy_blank();
        }
    }

    void count_table() {
        if (++tables_ > most_tables) fail_limit(at_, "too many tables: more than 50000");
    }

    void copy_header() {
        const std::size_t begin = at_;
        count_table();
        copy();
        const bool is_array = peek() == '[';
        if (is_array) copy();
        copy_blank();
        copy_key();
        scan_.keys.back() = begin;
        for (int i = is_array ? 2 : 1; i > 0; --i) {
            if (peek() != ']')
                fail(std::string("expected '") + (is_array ? "]]" : "]") + "', saw " + seen());
            copy();
        }
    }

    void copy_pair(int depth) {
        copy_key();
        if (peek() != '=') fail("expected '=' after a key, saw " + seen());
        copy();
        copy_blank();
        copy_value(depth);
    }

    void copy_value(int depth) {
        const bool nests = peek() == '[' || peek() == '{';
        if (nests && depth > deepest_nesting)
            fail_limit(at_, "nested too deep: more than 64 levels");
        switch (peek()) {
            case '"':
            case '\'':
                return copy_string();
            case '[':
                return copy_array(depth);
            case '{':
                return copy_inline_table(depth);
            default:
                return copy_scalar();
        }
    }

    void copy_array(int depth) {
        const std::size_t begin = at_;
        copy();
        for (;;) {
            copy_blank_lines();
            if (peek() == ']') break;
            if (at_end()) fail_at(begin, "this '[' is never closed");
            copy_value(depth + 1);
            copy_blank_lines();
            if (at_end()) fail_at(begin, "this '[' is never closed");
            if (peek() == ']') break;
            if (peek() != ',') fail("expected ',' or ']' after a value, saw " + seen());
            copy();
        }
        copy();
    }

    void copy_inline_table(int depth) {
        const std::size_t begin = at_;
        copy();
        copy_blank();
        while (peek() != '}') {
            check_inline(begin);
            copy_pair(depth + 1);
            copy_blank();
            if (peek() == '}') break;
            check_inline(begin);
            if (peek() != ',') fail("expected ',' or '}' after a value, saw " + seen());
            copy();
            copy_blank();
            if (peek() == '}')
                fail("expected a key, saw '}'", "the last value of an inline table has no comma");
        }
        copy();
    }

    void check_inline(std::size_t begin) const {
        if (at_end()) fail_at(begin, "this '{' is never closed");
        if (is_line_end() || peek() == '#') {
            fail_at(begin, "this '{' is not closed on its line",
                    "an inline table { ... } has one line only");
        }
    }

    void copy_scalar() {
        const auto ends = [](char c) {
            return std::string_view(" \t\r\n,]}#").find(c) != std::string_view::npos;
        };
        std::size_t end = at_;
        while (end < text_.size() && !ends(text_[end])) ++end;
        if (end == at_) fail("expected a value, saw " + seen());
        if (is_toml_date(text_.substr(at_, end - at_)) && end + 1 < text_.size() &&
            text_[end] == ' ' && text_[end + 1] >= '0' && text_[end + 1] <= '9') {
            do ++end;
            while (end < text_.size() && !ends(text_[end]));
        }
        const std::string_view word = text_.substr(at_, end - at_);
        if (line_length_ + word.size() > longest_line) fail_line(longest_line - line_length_);
        std::string problem;
        auto value = parse_toml_scalar(word, problem);
        if (!value) fail_scalar(word, problem);
        scan_.scalars.emplace_back(at_, std::move(*value));
        replace(word.size(), "0");
    }

    [[noreturn]] void fail_scalar(std::string_view word, const std::string& problem) const {
        constexpr std::size_t shown = 60;
        std::string quoted;
        for (std::size_t i = 0; i < word.size() && quoted.size() < shown;) {
            const std::size_t length = code_point_at(word, i).length;
            quoted += word.substr(i, length);
            i += length;
        }
        if (quoted.size() < word.size()) quoted += "...";
        if (!problem.empty()) fail("cannot read the value '" + quoted + "': " + problem);
        fail("cannot read the value '" + quoted + "'", "text is written in double quotes: \"...\"");
    }

    void copy_string() {
        const std::size_t begin = at_;
        const char quote = peek();
        const bool block = peek(1) == quote && peek(2) == quote;
        in_block_ = block;
        copy(block ? 3 : 1);
        for (;;) {
            if (at_end() || (!block && is_line_end())) {
                fail_at(begin, "this string is never closed",
                        block ? ""
                              : "a string over several lines is written in three double quotes: "
                                "\"\"\"...\"\"\"");
            }
            if (peek() == quote && !block) break;
            if (peek() == quote) {
                std::size_t quotes = 1;
                while (quotes < 5 && peek(quotes) == quote) ++quotes;
                if (quotes >= 3) {
                    copy(quotes - 1);
                    break;
                }
                copy(quotes);
            } else if (peek() == '\\' && quote == '"') {
                copy_escape(block);
            } else {
                copy();
            }
        }
        copy();
        in_block_ = false;
    }

    void copy_escape(bool block) {
        std::size_t blanks = 1;
        while (peek(blanks) == ' ' || peek(blanks) == '\t') ++blanks;
        const bool continues =
            peek(blanks) == '\n' || (peek(blanks) == '\r' && peek(blanks + 1) == '\n');
        if (block && continues) return copy_continuation();
        const std::size_t begin = at_++;
        const char kind = peek();
        const std::string character = seen();
        at_ = begin;
        if (at_ + 1 == text_.size()) return copy();
        if (kind == 'u' || kind == 'U') return copy_code_point(kind == 'u' ? 4 : 8);
        if (std::string_view("btnfr\"\\").find(kind) == std::string_view::npos) {
            fail("unknown escape: '\\' before " + character,
                 "a backslash is written \\\\; strings in single quotes know no escapes");
        }
        copy(2);
    }

    void copy_code_point(std::size_t digits) {
        char32_t value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = peek(2 + i);
            if (!is_hexadecimal(c))
                fail(std::string("'\\") + peek(1) + "' needs " + std::to_string(digits) +
                     " hexadecimal digits");
            const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            value = value * 16 + static_cast<char32_t>(digit);
        }
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
            fail("there is no character " + code_point_name(value));
        }
        copy(2 + digits);
    }

    // A backslash at the end of a line: white space is skipped up to the next character, which
    // toml++ must not see as it is when it is not ASCII.
    void copy_continuation() {
        copy();
        while (peek() == ' ' || peek() == '\t' || is_line_end()) {
            if (peek() == '\r') copy();
            copy();
        }
        if (at_end() || is_ascii(peek())) return;
        const CodePoint next = code_point_at(text_, at_);
        const std::string digits = code_point_name(next.value).substr(2);
        replace(next.length, "\\U" + std::string(8 - digits.size(), '0') + digits);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t points_ = 0;
    std::size_t line_length_ = 0;
    std::size_t tables_ = 0;
    bool in_block_ = false;
    TomlScan scan_;
};

}  // namespace

std::size_t TomlScan::offset_of(std::size_t line, std::size_t column) const {
    const std::size_t row = std::min(std::max<std::size_t>(line, 1), lines.size()) - 1;
    const std::size_t point = lines[row] + std::max<std::size_t>(column, 1) - 1;
    // Several anchors may share a code point; the last one counts.
    const auto next = std::upper_bound(
        anchors.begin(), anchors.end(), point,
        [](std::size_t value, const auto& anchor) { return value < anchor.first; });
    const auto& anchor = *(next - 1);
    return anchor.second + (point - anchor.first);
}

std::optional<TomlScan> scan_toml(const SourceFile& file, const LineIndex& index,
                                  Diagnostics& diagnostics) {
    try {
        return Scanner(file.text).run();
    } catch (const Mistake& mistake) {
        diagnostics.push_back(error_at(index.at(file.path, mistake.offset), mistake.rule,
                                       mistake.message, mistake.help));
        return std::nullopt;
    }
}

}  // namespace migrations
