// The short way to read plain documents.
#include "base/toml_plain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/toml.h"

namespace migrations {
namespace {

std::string repeated(std::string_view part, std::size_t count) {
    std::string text;
    text.reserve(part.size() * count);
    for (; count > 0; --count) text += part;
    return text;
}

bool same_places(const Node& a, const Node& b) {
    if (!(a.location == b.location) || a.value.index() != b.value.index()) return false;
    if (a.is_array()) {
        return std::equal(a.array().begin(), a.array().end(), b.array().begin(), b.array().end(), same_places);
    }
    if (!a.is_table()) return true;
    const auto same_entry = [](const Entry& one, const Entry& other) {
        return one.location == other.location && same_places(one.value, other.value);
    };
    return std::equal(a.table().begin(), a.table().end(), b.table().begin(), b.table().end(), same_entry);
}

// A carriage return is not plain.
std::optional<Node> read_the_long_way(const std::string& text) {
    Diagnostics diagnostics;
    return parse_toml({"f.toml", text + "\n#\r\n"}, diagnostics);
}

const std::string plain_text = R"toml(# a comment

revision      = "3f2a9c0d1b7e"
down_revision = ["9a8b", 'b2',
  "c3",
]   # three
empty = ""
created = 2026-11-22T14:55:00Z
transactional = false
number = -1_000
real = 1.5e3

  [[upgrade]]
op = "add_column"
column = { name = "é", type = "string(3)", null = true, x = [[], [ 1 , 2.0 ]] }
[[upgrade]] # again
op='x"'
[[downgrade]]
)toml";

TEST(PlainToml, is_read_as_by_the_parser) {
    for (const std::string& text : {plain_text, std::string(), std::string("a = 1"), std::string("\n\n# only\n"),
                                    std::string("a = [\n]\nb = [ [ ] ]\n"), std::string("[[a]]\n[[b]]\n[[a]]\nk = nan")}) {
        const std::optional<Node> plain = parse_plain_toml({"f.toml", text});
        const std::optional<Node> node = read_the_long_way(text);
        ASSERT_TRUE(plain && node) << text;
        EXPECT_TRUE(same(*plain, *node)) << text;
        EXPECT_TRUE(same_places(*plain, *node)) << text;
    }
}

TEST(PlainToml, leaves_all_else_to_the_parser) {
    for (const char* text :
         {"a.b = 1", R"("a" = 1)", "[a]", R"(a = "\n")", R"(a = """b""")", "a = '''b'''", "a = {}", "a = 1\na = 2", "a = 1 b = 2",
          "a = [1, # one\n 2]", "a = 2026-11-22 14:55:00Z", "a = [1,, 2]", "a = [,]", "a = { b = 1, }", "a = { b = 1\n}", "a =",
          "a", "= 1", "[[a]", "[[a.b]]", "[[ a ]]", "a = []\n[[a]]", "[[a]] b = 1", "a = \"b", "a = 1\r\n", "a = 0x",
          "a = \"\xff\"", "\xEF\xBB\xBF" "a = 1", "a = { b = 1, b = 2 }", "[[a]]\nb = 1\nb = 2"}) {
        EXPECT_FALSE(parse_plain_toml({"f.toml", text}).has_value()) << text;
    }
    EXPECT_FALSE(parse_plain_toml({"f.toml", "a = " + repeated("[", 20) + repeated("]", 20)}).has_value());
    EXPECT_FALSE(parse_plain_toml({"f.toml", "a = \"" + repeated("x", 65536) + "\""}).has_value());
}

// Whatever a plain document becomes by chance is read alike, or by the parser alone.
TEST(PlainToml, random_changes) {
    std::mt19937 random(4711);
    const auto number = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
    int read = 0;
    for (int round = 0; round < 10000; ++round) {
        std::string text = plain_text;
        for (std::size_t changes = 1 + number(3); changes > 0; --changes) {
            const std::size_t at = number(text.size());
            if (number(2) == 0) {
                text.erase(at, 1 + number(4));
            } else {
                text.insert(at, text.substr(number(text.size()), 1 + number(12)));
            }
        }
        const std::optional<Node> plain = parse_plain_toml({"f.toml", text});
        if (!plain) continue;
        ++read;
        const std::optional<Node> node = read_the_long_way(text);
        ASSERT_TRUE(node) << text;
        ASSERT_TRUE(same(*plain, *node) && same_places(*plain, *node)) << text;
    }
    EXPECT_GT(read, 500);
}

}  // namespace
}  // namespace migrations
