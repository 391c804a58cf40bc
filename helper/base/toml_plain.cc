#include "base/toml_plain.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/toml_scalar.h"
#include "base/utf8.h"

namespace migrations {
namespace {

constexpr int deepest_nesting = 16;
constexpr std::size_t largest_text = std::size_t{64} << 10;  // no line is too long then

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Each function that reads something returns false where it is not plain; nothing is read on from there.
class PlainReader {
public:
    explicit PlainReader(const SourceFile& file) : file_(file), text_(file.text) {}

    std::optional<Node> read() {
        Node root{Node::Table{}, {file_.path, 0, 0}};
        table_ = &std::get<Node::Table>(root.value);
        Node::Table& top = *table_;
        while (at_ < text_.size()) {
            skip_blanks();
            if (peek() == '#') skip_comment();
            if (at_ < text_.size() && peek() != '\n') {
                if (!(peek() == '[' ? read_header(top) : read_pair(*table_, 1))) return std::nullopt;
                skip_blanks();
                if (peek() == '#') skip_comment();
            }
            if (at_ < text_.size() && !take_line_end()) return std::nullopt;
        }
        return root;
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t') ++at_;
    }
    void skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

    bool take_line_end() {
        if (peek() != '\n') return false;
        ++at_;
        ++line_;
        line_start_ = at_;
        return true;
    }

    void skip_blank_lines() {
        for (skip_blanks(); take_line_end(); skip_blanks()) continue;
    }

    Location here() const { return {file_.path, line_, static_cast<int>(at_ - line_start_) + 1}; }

    std::string_view take_key() {
        const std::size_t begin = at_;
        while (is_bare(peek())) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    // [[name]]
    bool read_header(Node::Table& top) {
        const Location place = here();
        if (peek(1) != '[') return false;
        at_ += 2;
        const Location key_place = here();
        const std::string_view key = take_key();
        if (key.empty() || peek() != ']' || peek(1) != ']') return false;
        at_ += 2;
        auto found = std::find_if(top.begin(), top.end(), [&](const Entry& each) { return each.key == key; });
        if (found != top.end() && std::find(headers_.begin(), headers_.end(), key) == headers_.end()) return false;
        if (found == top.end()) {
            headers_.push_back(key);
            top.push_back({std::string(key), {Node::Array{}, place}, key_place});
            found = top.end() - 1;
        }
        auto& tables = std::get<Node::Array>(found->value.value);
        tables.push_back({Node::Table{}, place});
        table_ = &std::get<Node::Table>(tables.back().value);
        return true;
    }

    bool read_pair(Node::Table& table, int depth) {
        const Location place = here();
        const std::string_view key = take_key();
        skip_blanks();
        if (key.empty() || peek() != '=') return false;
        ++at_;
        skip_blanks();
        const bool twice = std::any_of(table.begin(), table.end(), [&](const Entry& each) { return each.key == key; });
        if (twice) return false;
        Node value;
        if (!read_value(value, depth)) return false;
        table.push_back({std::string(key), std::move(value), place});
        return true;
    }

    bool read_value(Node& to, int depth) {
        to.location = here();
        if (depth > deepest_nesting) return false;
        switch (peek()) {
            case '"':
            case '\'': return read_string(to);
            case '[': return read_array(to, depth);
            case '{': return read_inline_table(to, depth);
            default: return read_scalar(to);
        }
    }

    bool read_string(Node& to) {
        const char quote = peek();
        const std::size_t begin = at_ + 1;
        const std::size_t end = text_.find_first_of(quote == '"' ? "\"\\\n" : "'\n", begin);
        if (end == std::string_view::npos || text_[end] != quote) return false;
        if (end == begin && end + 1 < text_.size() && text_[end + 1] == quote) return false;  // over several lines
        to.value = std::string(text_.substr(begin, end - begin));
        at_ = end + 1;
        return true;
    }

    bool read_array(Node& to, int depth) {
        Node::Array values;
        ++at_;
        for (skip_blank_lines(); peek() != ']'; skip_blank_lines()) {
            if (!read_value(values.emplace_back(), depth + 1)) return false;
            skip_blank_lines();
            if (peek() == ',') {
                ++at_;
            } else if (peek() != ']') {
                return false;
            }
        }
        ++at_;
        to.value = std::move(values);
        return true;
    }

    bool read_inline_table(Node& to, int depth) {
        Node::Table entries;
        ++at_;
        skip_blanks();
        if (peek() == '}') return false;
        for (;;) {
            if (!read_pair(entries, depth + 1)) return false;
            skip_blanks();
            if (peek() == '}') break;
            if (peek() != ',') return false;
            ++at_;
            skip_blanks();
        }
        ++at_;
        to.value = std::move(entries);
        return true;
    }

    bool read_scalar(Node& to) {
        const std::size_t end = std::min(text_.find_first_of(" \t\n,]}#", at_), text_.size());
        const std::string_view word = text_.substr(at_, end - at_);
        if (is_toml_date(word)) return false;  // a blank and a time may follow
        std::string problem;
        auto value = parse_toml_scalar(word, problem);
        if (!value) return false;
        to.value = std::move(*value);
        at_ = end;
        return true;
    }

    const SourceFile& file_;
    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::size_t line_start_ = 0;
    Node::Table* table_ = nullptr;          // in which a pair goes
    std::vector<std::string_view> headers_;  // names of those seen
};

}  // namespace

std::optional<Node> parse_plain_toml(const SourceFile& file) {
    const std::string_view text = file.text;
    if (text.size() > largest_text || invalid_utf8(text) != std::string_view::npos ||
        forbidden_control(text) != std::string_view::npos) {
        return std::nullopt;
    }
    return PlainReader(file).read();
}

}  // namespace migrations
