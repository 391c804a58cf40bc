#include "base/node.h"

#include <algorithm>
#include <cmath>

namespace migrations {
namespace {

bool same_value(const std::string& a, const std::string& b) {
    return a == b;
}
bool same_value(std::int64_t a, std::int64_t b) {
    return a == b;
}
bool same_value(bool a, bool b) {
    return a == b;
}
bool same_value(const DateTime& a, const DateTime& b) {
    return a == b;
}

// NaN is the same as NaN, and 0.0 is not -0.0: what counts is that the same text is written.
bool same_value(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return !(a < b) && !(b < a) && std::signbit(a) == std::signbit(b);
}

bool same_value(const Node::Array& a, const Node::Array& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool same_value(const Node::Table& a, const Node::Table& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Entry& left, const Entry& right) {
                          return left.key == right.key && same(left.value, right.value);
                      });
}

struct KindName {
    std::string operator()(const std::string&) const { return "a string"; }
    std::string operator()(std::int64_t) const { return "an integer"; }
    std::string operator()(double) const { return "a float"; }
    std::string operator()(bool) const { return "a boolean"; }
    std::string operator()(const DateTime&) const { return "a date"; }
    std::string operator()(const Node::Array&) const { return "an array"; }
    std::string operator()(const Node::Table&) const { return "a table"; }
};

}  // namespace

const Node* Node::find(std::string_view key) const {
    if (!is_table()) return nullptr;
    const auto found = std::find_if(table().begin(), table().end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    return found == table().end() ? nullptr : &found->value;
}

bool same(const Node& a, const Node& b) {
    if (a.value.index() != b.value.index()) return false;
    return std::visit(
        [&](const auto& value) {
            return same_value(value, std::get<std::decay_t<decltype(value)>>(b.value));
        },
        a.value);
}

std::string kind_of(const Node& node) {
    return std::visit(KindName{}, node.value);
}

}  // namespace migrations
