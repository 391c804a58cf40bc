#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <random>

#include "base/error.h"
#include "base/toml.h"

namespace migrations {
namespace {

Node parsed(const std::string& text) {
    Diagnostics diagnostics;
    auto node = parse_toml({"f.toml", text}, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "") << text;
    return node.value_or(Node{});
}

Node text_node(std::string text) {
    return Node{std::move(text), {}};
}

TEST(TomlPrint, Strings) {
    EXPECT_EQ(toml_string(""), R"("")");
    EXPECT_EQ(toml_string("it's \"x\" \\ y"), R"("it's \"x\" \\ y")");
    EXPECT_EQ(toml_string("\b\t\f\r\x1b\x7f" + std::string(1, '\0')),
              R"("\b\t\f\r\u001B\u007F\u0000")");
    EXPECT_EQ(toml_string("é😀"), "\"é😀\"");
    EXPECT_EQ(toml_string("a\u202Eb\u200Bc\uFEFF\u0085"), R"("a\u202Eb\u200Bc\uFEFF\u0085")");
    EXPECT_EQ(toml_string("SELECT 1;\n  SELECT \"a\\b\";\n"),
              "\"\"\"\nSELECT 1;\n  SELECT \"a\\\\b\";\n\"\"\"");
    EXPECT_EQ(toml_string("\n"), "\"\"\"\n\n\"\"\"");
    EXPECT_EQ(toml_string("a\r\n\tb"), "\"\"\"\na\\r\n\tb\"\"\"");
    EXPECT_EQ(toml_string("\n\"\"\"\"\"\""), "\"\"\"\n\n\"\"\\\"\"\"\\\"\"\"\"");
    EXPECT_EQ(toml_string("\nx\""), "\"\"\"\n\nx\\\"\"\"\"");
}

TEST(TomlPrint, TextThatIsNotUtf8IsAnError) {
    try {
        toml_string("ab\xFF");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit, Exit::graph);
        EXPECT_STREQ(error.what(),
                     "text that is not UTF-8 cannot be written as TOML: byte 0xff at offset 2");
    }
}

TEST(TomlPrint, Keys) {
    EXPECT_EQ(toml_key("down_revision"), "down_revision");
    EXPECT_EQ(toml_key("a-1"), "a-1");
    EXPECT_EQ(toml_key("1"), "1");
    EXPECT_EQ(toml_key(""), R"("")");
    EXPECT_EQ(toml_key("a b"), R"("a b")");
    EXPECT_EQ(toml_key("a.b\n"), R"("a.b\n")");
    EXPECT_EQ(toml_key("é"), "\"é\"");
}

TEST(TomlPrint, InlineValues) {
    const Node node = parsed(
        "a = { name = \"email\", type = 'string(320)', null = true, n = [1, -2, 0.5], at = "
        "2026-11-22T14:55:00Z,"
        " none = {}, empty = [], 'x y' = \"1\\n2\" }");
    const std::string expected =
        "{ name = \"email\", type = \"string(320)\", null = true, n = [1, -2, 0.5], "
        "at = 2026-11-22T14:55:00Z, none = {}, empty = [], \"x y\" = \"1\\n2\" }";
    EXPECT_EQ(toml_inline(*node.find("a")), expected);
}

TEST(TomlPrint, Floats) {
    const auto print = [](double value) { return toml_inline(Node{value, {}}); };
    EXPECT_EQ(print(1), "1.0");
    EXPECT_EQ(print(-0.0), "-0.0");
    EXPECT_EQ(print(1e300), "1e+300");
    EXPECT_EQ(print(0.1), "0.1");
    EXPECT_EQ(print(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(print(-std::numeric_limits<double>::infinity()), "-inf");
    EXPECT_EQ(print(std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(TomlPrint, LinesPadKeysAndLayOutArrays) {
    const std::string text =
        "op      = \"create_table\"\n"
        "table   = \"users\"\n"
        "columns = [\n"
        "    { name = \"id\", type = \"int64\" },\n"
        "    { name = \"email\", type = \"text\" },\n"
        "]\n"
        "key     = [\"id\", \"email\"]\n"
        "\"é é\"   = 1\n"
        "none    = []\n";
    EXPECT_EQ(toml_lines(parsed(text)), text);
}

TEST(TomlPrint, LongArraysTakeALineForEachElement) {
    const std::string word(30, 'x');
    const std::string fits =
        "a = [\"" + word + "\", \"" + word + "\", \"" + std::string(24, 'x') + "\"]\n";
    EXPECT_EQ(fits.size(), 101U);
    EXPECT_EQ(toml_lines(parsed(fits)), fits);
    const std::string longer =
        "a = [\"" + word + "\", \"" + word + "\", \"" + std::string(25, 'x') + "\"]\n";
    EXPECT_EQ(toml_lines(parsed(longer)), "a = [\n    \"" + word + "\",\n    \"" + word +
                                              "\",\n    \"" + std::string(25, 'x') + "\",\n]\n");
}

TEST(TomlPrint, TextOfSeveralLinesStaysReadable) {
    const std::string text =
        "op             = \"execute\"\n"
        "sql.sqlite     = \"\"\"\nSELECT 1;\n\"\"\"\n"
        "sql.postgresql = \"SELECT 2\"\n"
        "more           = [\n    \"one\",\n    \"\"\"\ntwo\nthree\"\"\",\n]\n";
    EXPECT_EQ(toml_lines(parsed(text)), text);
}

TEST(TomlPrint, TextLongerThanALineMayBe) {
    const std::string text(100'000, 'x');
    const Node root{
        Node::Table{{"a", text_node(text), {}},
                    {"b", Node{Node::Table{{"c", text_node(text + "\"\t"), {}}}, {}}, {}}},
        {}};
    EXPECT_TRUE(same(parsed(toml_lines(root)), root));
    EXPECT_TRUE(same(parsed("a = " + toml_inline(root)).table()[0].value, root));
}

// Any node within the limits of parse_toml.
class RandomNode {
public:
    explicit RandomNode(unsigned seed) : random_(seed) {}

    Node table(int depth) {
        Node::Table entries;
        for (std::size_t count = below(6); count > 0; --count) {
            const std::string key =
                below(2) == 0 ? "k" + std::to_string(count) : std::to_string(count) + text();
            entries.push_back({key, value(depth), {}});
        }
        return {std::move(entries), {}};
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::string text() {
        static constexpr std::string_view parts[] = {
            "a",      "B9",     " ",      "\"",     "\"\"\"",     "'",    "'''",  "\\",
            "\n",     "\r",     "\r\n",   "\t",     "\x01",       "\x1f", "\x7f", "#",
            "=",      "[",      "]",      "{",      "}",          ",",    ".",    "é",
            "\u00A0", "\u200B", "\u3000", "\uFEFF", "\U0001F600", "\\n",  "0"};
        std::string result;
        for (std::size_t count = below(8); count > 0; --count)
            result += parts[below(std::size(parts))];
        if (below(10) == 0) result += '\0';
        return result;
    }

    double number() {
        static constexpr double special[] = {0.0,
                                             -0.0,
                                             1.0,
                                             1e21,
                                             std::numeric_limits<double>::infinity(),
                                             -std::numeric_limits<double>::infinity(),
                                             std::numeric_limits<double>::quiet_NaN(),
                                             std::numeric_limits<double>::denorm_min()};
        if (below(2) == 0) return special[below(std::size(special))];
        return std::bit_cast<double>(std::uint64_t{random_()} << 32U | random_());
    }

    Node value(int depth) {
        static const std::string dates[] = {"2026-11-22", "14:55:00.25", "2026-11-22 14:55:00",
                                            "2026-11-22T14:55:00-08:00"};
        switch (below(depth > 0 ? 8 : 5)) {
            case 0:
                return {static_cast<std::int64_t>(std::uint64_t{random_()} << 32U | random_()), {}};
            case 1:
                return {number(), {}};
            case 2:
                return {below(2) == 0, {}};
            case 3:
                return {DateTime{dates[below(std::size(dates))]}, {}};
            case 5:
                return table(depth - 1);
            case 6: {
                Node::Array values;
                for (std::size_t count = below(5); count > 0; --count)
                    values.push_back(value(depth - 1));
                return {std::move(values), {}};
            }
            case 7: {
                Node::Array tables;
                for (std::size_t count = below(4); count > 0; --count)
                    tables.push_back(table(depth - 1));
                return {std::move(tables), {}};
            }
            default:
                return text_node(text());
        }
    }

    std::mt19937 random_;
};

TEST(TomlPrint, ParsesBackToTheSame) {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        const Node root = RandomNode(seed).table(4);
        const std::string lines = toml_lines(root);
        Diagnostics diagnostics;
        const auto back = parse_toml({"f.toml", lines}, diagnostics);
        ASSERT_EQ(to_string(diagnostics), "") << "seed " << seed << "\n" << lines;
        ASSERT_TRUE(same(*back, root)) << "seed " << seed << "\n"
                                       << lines << "\n"
                                       << toml_lines(*back);
        const std::string value = toml_inline(root);
        ASSERT_EQ(value.find('\n'), std::string::npos) << "seed " << seed;
        const auto again = parse_toml({"f.toml", "a = " + value}, diagnostics);
        ASSERT_EQ(to_string(diagnostics), "") << "seed " << seed << "\n" << value;
        ASSERT_TRUE(same(again->table()[0].value, root)) << "seed " << seed << "\n" << value;
    }
}

}  // namespace
}  // namespace migrations
