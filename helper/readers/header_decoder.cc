#include "readers/header_decoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/utf8.h"
#include "readers/header_places.h"

namespace migrations {
namespace {

template <class Number>
Number number_in(std::string_view digits) {
    Number value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) throw Damaged();
    return value;
}

// One text, as a tree of nodes.
class Decoder {
public:
    Decoder(std::string_view text, const std::vector<std::string>& headers, Diagnostics& diagnostics)
        : text_(text), headers_(headers), diagnostics_(diagnostics) {}

    Node document() {
        Node root = value({});
        if (at_ != text_.size() || !root.is_table()) throw Damaged();
        return root;
    }

private:
    char next() {
        if (at_ == text_.size()) throw Damaged();
        return text_[at_++];
    }
    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    std::string_view until(char end) {
        const std::size_t stop = text_.find(end, at_);
        if (stop == std::string_view::npos) throw Damaged();
        const std::string_view part = text_.substr(at_, stop - at_);
        at_ = stop + 1;
        return part;
    }
    std::uint64_t number(char end) { return number_in<std::uint64_t>(until(end)); }
    std::string bytes() {
        const std::uint64_t size = number(':');
        if (size > text_.size() - at_) throw Damaged();
        const std::string part(text_.substr(at_, size));
        at_ += size;
        return part;
    }
    Location place() {
        if (take('@')) path_ = place_among(bytes(), headers_);
        if (!take(',')) line_ = static_cast<int>(std::min<std::uint64_t>(number(','), 1000000000));
        return {path_, line_, 0};
    }
    Node value(const Location& location) {
        if (++depth_ > 32) throw Damaged();
        Node node{std::string(), location};
        switch (next()) {
            case 's': node.value = text(location); break;
            case 'i': node.value = number_in<std::int64_t>(until(';')); break;
            case 'f': node.value = std::bit_cast<double>(number(';')); break;
            case 'e': node.value = shortest(std::bit_cast<float>(static_cast<std::uint32_t>(number(';')))); break;
            case 't': node.value = true; break;
            case 'n': node.value = false; break;
            case '[': node.value = array(); break;
            case '{': node.value = table(); break;
            default: throw Damaged();
        }
        --depth_;
        return node;
    }
    // What a model file could not hold either.
    std::string text(const Location& location) {
        std::string read = bytes();
        const bool is_utf8 = invalid_utf8(read) == std::string_view::npos;
        if (!is_utf8 || read.find('\0') != std::string::npos) {
            diagnostics_.push_back(error_at(location, is_utf8 ? "control-character" : "not-utf8",
                                            is_utf8 ? "there is a NUL in a text" : "there is a text that is not UTF-8"));
            read.clear();
        }
        return read;
    }
    // 0.1F is 0.1, and not what it is as a double.
    static double shortest(float value) {
        std::array<char, 64> digits{};
        const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        double read = 0;
        std::from_chars(digits.data(), end, read);
        return read;
    }
    Node::Array array() {
        Node::Array elements;
        while (!take(']')) {
            const Location location = place();
            elements.push_back(value(location));
        }
        return elements;
    }
    Node::Table table() {
        Node::Table entries;
        while (!take('}')) {
            const Location location = place();
            std::string key = bytes();
            entries.push_back({std::move(key), value(location), location});
        }
        return entries;
    }

    std::string_view text_;
    const std::vector<std::string>& headers_;
    Diagnostics& diagnostics_;
    std::size_t at_ = 0;
    int depth_ = 0;
    FilePath path_;
    int line_ = 0;
};

}  // namespace

Node decode_model(std::string_view text, const std::vector<std::string>& headers, Diagnostics& diagnostics) {
    return Decoder(text, headers, diagnostics).document();
}

}  // namespace migrations
