#include "readers/header_scan.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/line_index.h"
#include "base/names.h"

namespace migrations {
namespace {

struct Word {
    std::string_view text;  // an identifier, "::", or one other character
    std::size_t offset = 0;
};

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Word> words() {
        std::vector<Word> found;
        while (at_ < text_.size()) {
            const std::size_t begin = at_;
            if (skip()) continue;
            found.push_back({text_.substr(begin, length_of_word()), begin});
            at_ += found.back().text.size();
        }
        return found;
    }

private:
    bool starts(std::string_view with) const { return text_.substr(at_, with.size()) == with; }
    void go_behind(std::string_view end, std::size_t from) {
        const std::size_t stop = text_.find(end, from);
        at_ = stop == std::string_view::npos ? text_.size() : stop + end.size();
    }

    std::size_t length_of_word() const {
        if (starts("::")) return 2;
        std::size_t length = 0;
        while (at_ + length < text_.size() && is_word_character(text_[at_ + length])) ++length;
        return length == 0 ? 1 : length;
    }

    // Whether there was something that is no word.
    bool skip() {
        const char c = text_[at_];
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            at_line_start_ = at_line_start_ || c == '\n';
            ++at_;
            return true;
        }
        if (starts("//")) return skip_lines(), true;
        if (starts("/*")) return go_behind("*/", at_ + 2), true;
        if (c == '#' && at_line_start_) return skip_directive(), true;
        at_line_start_ = false;
        if (starts_raw_string()) return skip_raw_string(), true;
        if (c == '"') return skip_quoted('"'), true;
        // 1'000 has no character literal in it.
        if (c == '\'' && (at_ == 0 || !is_word_character(text_[at_ - 1]))) return skip_quoted('\''), true;
        return false;
    }
    // A comment or a directive, which a backslash at the end of its line continues.
    void skip_lines() {
        std::size_t end = text_.find('\n', at_);
        while (end != std::string_view::npos && end > 0 && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
        at_ = end == std::string_view::npos ? text_.size() : end;
    }
    // "if" of "#  if 0"; the rest of the line behind it.
    std::string_view take_directive() {
        ++at_;
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
        const std::string_view name = text_.substr(at_, length_of_word());
        const std::size_t begin = at_ + name.size();
        skip_lines();
        rest_ = text_.substr(std::min(begin, at_), at_ - std::min(begin, at_));
        return name;
    }
    // With what stands behind `#if 0`, up to its #else or #endif.
    void skip_directive() {
        if (take_directive() != "if" || trim(rest_) != "0") return;
        int depth = 1;
        while (at_ < text_.size() && depth > 0) {
            const std::size_t line = text_.find_first_not_of(" \t\r\n", at_);
            if (line == std::string_view::npos || text_[line] != '#') {
                const std::size_t end = text_.find('\n', line == std::string_view::npos ? text_.size() : line);
                at_ = end == std::string_view::npos ? text_.size() : end;
                continue;
            }
            at_ = line;
            const std::string_view name = take_directive();
            if (name.substr(0, 2) == "if") ++depth;
            if (name == "endif" || (depth == 1 && name.substr(0, 2) == "el")) --depth;
        }
    }
    bool starts_raw_string() const {
        if (at_ > 0 && is_word_character(text_[at_ - 1])) return false;
        for (const std::string_view prefix : {"R\"", "u8R\"", "uR\"", "UR\"", "LR\""}) {
            if (starts(prefix)) return true;
        }
        return false;
    }
    void skip_raw_string() {
        const std::size_t quote = text_.find('"', at_);
        const std::size_t open = text_.find('(', quote);
        if (open == std::string_view::npos) {
            at_ = text_.size();
            return;
        }
        go_behind(")" + std::string(text_.substr(quote + 1, open - quote - 1)) + "\"", open);
    }
    void skip_quoted(char quote) {
        for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
            if (text_[at_] == '\\') ++at_;
        }
        if (at_ < text_.size() && text_[at_] == quote) ++at_;
    }

    std::string_view text_;
    std::string_view rest_;
    std::size_t at_ = 0;
    bool at_line_start_ = true;
};

class Finder {
public:
    explicit Finder(const SourceFile& header) : header_(header), index_(header.text), words_(Lexer(header.text).words()) {}

    std::vector<HeaderTable> run() {
        while (at_ < words_.size()) {
            if (is(0, "namespace")) {
                open_namespace();
            } else if (is(0, "template") && is(1, "<") && is(2, ">")) {
                at_ += 3;
                take_specialisation();
            } else {
                if (is(0, "{")) scopes_.push_back("");
                if (is(0, "}") && !scopes_.empty()) scopes_.pop_back();
                ++at_;
            }
        }
        return std::move(found_);
    }

private:
    bool is(std::size_t ahead, std::string_view text) const {
        return at_ + ahead < words_.size() && words_[at_ + ahead].text == text;
    }
    bool take(std::string_view text) {
        if (!is(0, text)) return false;
        ++at_;
        return true;
    }

    // `namespace a::b {`; not `namespace x = y;`.
    void open_namespace() {
        std::string name;
        for (++at_; at_ < words_.size() && !is(0, "{") && !is(0, ";") && !is(0, "="); ++at_) name += words_[at_].text;
        if (take("{")) scopes_.push_back(name.empty() ? "(unnamed)" : name);
    }
    bool in_migrations() const {
        std::string path;
        for (const std::string& each : scopes_) path += each.empty() ? "" : (path.empty() ? "" : "::") + each;
        return path == "migrations";
    }

    // Attributes, alignas() and macros may stand between `struct` and the name.
    bool find_name() {
        for (; at_ < words_.size() && !is(0, "{") && !is(0, ";"); ++at_) {
            if (!is(0, "table") || !is(1, "<")) continue;
            const bool qualified = at_ > 0 && words_[at_ - 1].text == "::";
            return qualified ? at_ > 1 && words_[at_ - 2].text == "migrations" : in_migrations();
        }
        return false;
    }

    void take_specialisation() {
        if ((!take("struct") && !take("class")) || !find_name()) return;
        at_ += 2;
        const std::size_t begin = at_;
        int depth = 1;
        std::string type;
        for (; at_ < words_.size(); ++at_) {
            if (is(0, "<")) ++depth;
            if (is(0, ">") && --depth == 0) break;
            const std::string_view word = words_[at_].text;
            const bool needs_gap = !type.empty() && is_word_character(type.back()) && is_word_character(word.front());
            type += needs_gap ? " " + std::string(word) : std::string(word);
        }
        if (!take(">") || type.empty()) return;
        take("final");
        // Anything else only says that there will be one.
        if (!is(0, "{") && !is(0, ":")) return;
        found_.push_back({type, in_migrations(), index_.at(header_.path, words_[begin].offset)});
    }

    const SourceFile& header_;
    LineIndex index_;
    std::vector<Word> words_;
    std::size_t at_ = 0;
    std::vector<std::string> scopes_;  // names of namespaces; "" for any other brace
    std::vector<HeaderTable> found_;
};

}  // namespace

std::vector<HeaderTable> tables_in_header(const SourceFile& header) { return Finder(header).run(); }

}  // namespace migrations
