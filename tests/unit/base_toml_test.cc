#include "base/toml.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

namespace migrations {
namespace {

// The document, or its first mistake as it is printed.
std::string parse_error(const std::string& text) {
    Diagnostics diagnostics;
    const auto node = parse_toml({"f.toml", text}, diagnostics);
    EXPECT_EQ(node.has_value(), diagnostics.empty());
    EXPECT_LE(diagnostics.size(), 1U);
    return to_string(diagnostics);
}

Node parsed(const std::string& text) {
    Diagnostics diagnostics;
    auto node = parse_toml({"f.toml", text}, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    return node.value_or(Node{});
}

std::string keys_of(const Node& table) {
    std::string keys;
    for (const Entry& entry : table.table()) keys += entry.key + " ";
    return keys;
}

std::string repeated(std::string_view part, std::size_t count) {
    std::string text;
    text.reserve(part.size() * count);
    for (; count > 0; --count) text += part;
    return text;
}

TEST(TomlParse, ReadsEveryKindOfValue) {
    const Node root = parsed(
        "text = 'a\\b'\n"
        "number = -1_000\n"
        "hex = 0xFF\n"
        "octal = 0o17\n"
        "binary = 0b101\n"
        "ratio = 6.5e-3\n"
        "yes = true\n"
        "no = false\n"
        "created = 2026-11-22T14:55:00Z\n"
        "list = [1, 'x', [2.5],\n  # comment\n  { a = {} }, ]\n"
        "blank = \"\"");
    EXPECT_EQ(root.find("text")->string(), "a\\b");
    EXPECT_EQ(std::get<std::int64_t>(root.find("number")->value), -1000);
    EXPECT_EQ(std::get<std::int64_t>(root.find("hex")->value), 255);
    EXPECT_EQ(std::get<std::int64_t>(root.find("octal")->value), 15);
    EXPECT_EQ(std::get<std::int64_t>(root.find("binary")->value), 5);
    EXPECT_EQ(std::get<double>(root.find("ratio")->value), 6.5e-3);
    EXPECT_EQ(std::get<bool>(root.find("yes")->value), true);
    EXPECT_EQ(std::get<bool>(root.find("no")->value), false);
    EXPECT_EQ(std::get<DateTime>(root.find("created")->value).text, "2026-11-22T14:55:00Z");
    const Node::Array& list = root.find("list")->array();
    ASSERT_EQ(list.size(), 4U);
    EXPECT_EQ(kind_of(list[0]), "an integer");
    EXPECT_EQ(kind_of(list[1]), "a string");
    EXPECT_EQ(kind_of(list[2]), "an array");
    EXPECT_EQ(kind_of(list[3]), "a table");
    EXPECT_EQ(kind_of(*list[3].find("a")), "a table");
    EXPECT_EQ(kind_of(list[2].array()[0]), "a float");
    EXPECT_EQ(kind_of(*root.find("yes")), "a boolean");
    EXPECT_EQ(kind_of(*root.find("created")), "a date");
    EXPECT_EQ(root.find("blank")->string(), "");
    EXPECT_EQ(root.find("absent"), nullptr);
    EXPECT_EQ(list[0].find("a"), nullptr);
}

TEST(TomlParse, ReadsNumbersAtTheirLimits) {
    const Node root = parsed(
        "a = 9223372036854775807\nb = -9223372036854775808\nc = 1.7976931348623157e308\nd = "
        "5e-324\n"
        "e = -0.0\nf = -inf\ng = +nan\nh = 0x7FFF_FFFF_FFFF_FFFF\n"
        "i = 0.1000000000000000055511151231257827021181583404541015625\nj = +7\nk = -0\nl = "
        "1E+2\n");
    EXPECT_EQ(std::get<std::int64_t>(root.find("a")->value),
              std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(std::get<std::int64_t>(root.find("b")->value),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(std::get<double>(root.find("c")->value), std::numeric_limits<double>::max());
    EXPECT_EQ(std::get<double>(root.find("d")->value), std::numeric_limits<double>::denorm_min());
    EXPECT_TRUE(std::signbit(std::get<double>(root.find("e")->value)));
    EXPECT_EQ(std::get<double>(root.find("f")->value), -std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(std::get<double>(root.find("g")->value)));
    EXPECT_EQ(std::get<std::int64_t>(root.find("h")->value),
              std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(std::get<double>(root.find("i")->value), 0.1);
    EXPECT_EQ(std::get<std::int64_t>(root.find("j")->value), 7);
    EXPECT_EQ(std::get<std::int64_t>(root.find("k")->value), 0);
    EXPECT_EQ(std::get<double>(root.find("l")->value), 100.0);
}

TEST(TomlParse, KeepsDatesAsTheirText) {
    for (const std::string text :
         {"2026-11-22", "14:55:00", "14:55:00.123456789012", "2024-02-29T00:00:00",
          "2026-11-22 14:55:00-08:00", "2026-11-22t14:55:00.5z", "2000-02-29"}) {
        EXPECT_EQ(std::get<DateTime>(parsed("a = " + text).find("a")->value).text, text);
        EXPECT_EQ(
            std::get<DateTime>(parsed("a = [" + text + " , 1]").find("a")->array()[0].value).text,
            text);
    }
}

TEST(TomlParse, RefusesWhatIsNoValue) {
    const std::string quotes = "note: text is written in double quotes: \"...\"\n";
    const auto problem = [&](const std::string& value) {
        return parse_error("a = " + value + "\n");
    };
    for (const std::string value : {"abc",
                                    "True",
                                    "1__0",
                                    "_1",
                                    "1_",
                                    "1.",
                                    ".5",
                                    "1.e5",
                                    "1e",
                                    "+",
                                    "--1",
                                    "0x",
                                    "0xG",
                                    "0X1",
                                    "1e5.5",
                                    "12:30",
                                    "2026-1-1",
                                    "2026-11-22T",
                                    "2026-11-22T14:55:00+0800",
                                    "+0x1",
                                    "infinity",
                                    "1.5.5"}) {
        EXPECT_EQ(problem(value), "f.toml:1:5: error: cannot read the value '" + value +
                                      "' [toml-syntax]\n" + quotes);
    }
    const auto reason = [&](const std::string& value) {
        std::string text = problem(value);
        const std::string front = "f.toml:1:5: error: cannot read the value '" + value + "': ";
        EXPECT_EQ(text.substr(0, front.size()), front);
        return text.substr(front.size());
    };
    EXPECT_EQ(reason("9223372036854775808"),
              "the integer does not fit into 64 bits [toml-syntax]\n");
    EXPECT_EQ(reason("0xFFFFFFFFFFFFFFFF"),
              "the integer does not fit into 64 bits [toml-syntax]\n");
    EXPECT_EQ(reason("1e400"), "the number does not fit into a 64-bit float [toml-syntax]\n");
    EXPECT_EQ(reason("007"), "numbers have no leading zeros [toml-syntax]\n");
    EXPECT_EQ(reason("2025-02-29"), "there is no such day [toml-syntax]\n");
    EXPECT_EQ(reason("2100-02-29"), "there is no such day [toml-syntax]\n");
    EXPECT_EQ(reason("2025-13-01"), "there is no such day [toml-syntax]\n");
    EXPECT_EQ(reason("24:00:00"), "there is no such time [toml-syntax]\n");
    EXPECT_EQ(reason("2025-01-01T00:00:00+24:00"), "there is no such time zone [toml-syntax]\n");
    EXPECT_EQ(problem(""),
              "f.toml:1:5: error: expected a value, saw the end of the line [toml-syntax]\n");
    EXPECT_EQ(problem("# x"), "f.toml:1:5: error: expected a value, saw '#' [toml-syntax]\n");
}

TEST(TomlParse, KeepsTheOrderOfTheFile) {
    const Node root = parsed(
        "z = 1\nm.y = 1\na = 1\nm.b = 2\n[tables.users.columns]\nzip = 1\nid = 2\nname = 3\n"
        "[tables.authors]\n[b]\n[tables.users]\nx = 1\n[[upgrade]]\nop = 'b'\ncolumn = { z = 1, a "
        "= 2 }\n"
        "[[upgrade]]\nop = 'a'\n");
    EXPECT_EQ(keys_of(root), "z m a tables b upgrade ");
    EXPECT_EQ(keys_of(*root.find("m")), "y b ");
    EXPECT_EQ(keys_of(*root.find("tables")), "users authors ");
    EXPECT_EQ(keys_of(*root.find("tables")->find("users")), "columns x ");
    EXPECT_EQ(keys_of(*root.find("tables")->find("users")->find("columns")), "zip id name ");
    const Node::Array& steps = root.find("upgrade")->array();
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(keys_of(steps[0]), "op column ");
    EXPECT_EQ(keys_of(*steps[0].find("column")), "z a ");
    EXPECT_EQ(steps[1].find("op")->string(), "a");
}

TEST(TomlParse, KnowsPlacesInBytes) {
    const Node root = parsed(
        "a = 1\n[tables.users]\n'é' = { 'ü' = 'ö', b = [ 10, \"ß\", 2020-01-01 10:00:00 , true ] } "
        "# ñ\n"
        "x.y = '''\né\n'''\n  [[upgrade]]\n");
    const auto at = [](int line, int column) { return Location{"f.toml", line, column}; };
    EXPECT_EQ(root.location, at(0, 0));
    EXPECT_EQ(root.table()[0].location, at(1, 1));
    EXPECT_EQ(root.find("a")->location, at(1, 5));
    EXPECT_EQ(root.table()[1].location, at(2, 2));
    const Node& users = *root.find("tables")->find("users");
    EXPECT_EQ(root.find("tables")->table()[0].location, at(2, 9));
    EXPECT_EQ(users.location, at(2, 1));
    EXPECT_EQ(users.table()[0].location, at(3, 1));
    const Node& inline_table = users.table()[0].value;
    EXPECT_EQ(inline_table.location, at(3, 8));
    EXPECT_EQ(inline_table.table()[0].location, at(3, 10));
    EXPECT_EQ(inline_table.find("ü")->location, at(3, 17));
    EXPECT_EQ(inline_table.table()[1].location, at(3, 23));
    const Node::Array& list = inline_table.find("b")->array();
    EXPECT_EQ(list[0].location, at(3, 29));
    EXPECT_EQ(list[1].location, at(3, 33));
    EXPECT_EQ(list[2].location, at(3, 39));
    EXPECT_EQ(list[3].location, at(3, 61));
    EXPECT_EQ(users.find("x")->table()[0].location, at(4, 3));
    EXPECT_EQ(users.find("x")->find("y")->location, at(4, 7));
    EXPECT_EQ(root.find("upgrade")->array()[0].location, at(7, 3));
}

TEST(TomlParse, NamesThePlaceOfAMistake) {
    EXPECT_EQ(
        parse_error("a = 1\nb = \"x\n"),
        "f.toml:2:5: error: this string is never closed [toml-syntax]\n"
        "note: a string over several lines is written in three double quotes: \"\"\"...\"\"\"\n");
    EXPECT_EQ(parse_error("b = \"\"\"x\n"),
              "f.toml:1:5: error: this string is never closed [toml-syntax]\n");
    EXPECT_EQ(parse_error("b = [1,\n2\n"),
              "f.toml:1:5: error: this '[' is never closed [toml-syntax]\n");
    EXPECT_EQ(parse_error("b = {a = 1,\n2}"),
              "f.toml:1:5: error: this '{' is not closed on its line [toml-syntax]\n"
              "note: an inline table { ... } has one line only\n");
    EXPECT_EQ(parse_error("b = {a = 1"),
              "f.toml:1:5: error: this '{' is never closed [toml-syntax]\n");
    EXPECT_EQ(parse_error("b = {a = 1, }"),
              "f.toml:1:13: error: expected a key, saw '}' [toml-syntax]\n"
              "note: the last value of an inline table has no comma\n");
    EXPECT_EQ(parse_error("b = [1 2]"),
              "f.toml:1:8: error: expected ',' or ']' after a value, saw '2' [toml-syntax]\n");
    EXPECT_EQ(parse_error("b = [,]"),
              "f.toml:1:6: error: expected a value, saw ',' [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = 1 b = 2"),
              "f.toml:1:7: error: expected the end of the line, saw 'b' [toml-syntax]\n");
    EXPECT_EQ(parse_error("a b = 2"),
              "f.toml:1:3: error: expected '=' after a key, saw 'b' [toml-syntax]\n");
    EXPECT_EQ(
        parse_error("a"),
        "f.toml:1:2: error: expected '=' after a key, saw the end of the file [toml-syntax]\n");
    EXPECT_EQ(parse_error("[a"),
              "f.toml:1:3: error: expected ']', saw the end of the file [toml-syntax]\n");
    EXPECT_EQ(parse_error("[[a]"),
              "f.toml:1:5: error: expected ']]', saw the end of the file [toml-syntax]\n");
    EXPECT_EQ(parse_error("= 1"), "f.toml:1:1: error: expected a key, saw '=' [toml-syntax]\n");
    EXPECT_EQ(parse_error("a. = 1"), "f.toml:1:4: error: expected a key, saw '=' [toml-syntax]\n");
    EXPECT_EQ(parse_error("'''a''' = 1"),
              "f.toml:1:1: error: a key is no multi-line string [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = \"\"\"x\"\"\"\"\"\""),
              "f.toml:1:14: error: expected the end of the line, saw '\"' [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = \"\\x41\""),
              "f.toml:1:6: error: unknown escape: '\\' before 'x' [toml-syntax]\n"
              "note: a backslash is written \\\\; strings in single quotes know no escapes\n");
    EXPECT_EQ(parse_error("a = \"\\u12\""),
              "f.toml:1:6: error: '\\u' needs 4 hexadecimal digits [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = \"\\uD800\""),
              "f.toml:1:6: error: there is no character U+D800 [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = \"\\U00110000\""),
              "f.toml:1:6: error: there is no character U+110000 [toml-syntax]\n");
    EXPECT_EQ(
        parse_error("a = \"\\"),
        "f.toml:1:5: error: this string is never closed [toml-syntax]\n"
        "note: a string over several lines is written in three double quotes: \"\"\"...\"\"\"\n");
}

TEST(TomlParse, RefusesKeysThatClash) {
    EXPECT_EQ(parse_error("email = 'a'\n  email = 2\n"),
              "f.toml:2:3: error: cannot redefine existing string 'email' [toml-syntax]\n");
    EXPECT_EQ(parse_error("[a]\n[b]\n[a]\n"),
              "f.toml:3:1: error: cannot redefine existing table 'a' [toml-syntax]\n");
    EXPECT_EQ(parse_error("é = 1"),
              "f.toml:1:1: error: expected a key, saw 'é' [toml-syntax]\n"
              "note: keys with other than ASCII letters are written in double quotes\n");
    EXPECT_EQ(parse_error("a = 1\na.b = 2\n"),
              "f.toml:2:1: error: cannot redefine existing integer as dotted key-value pair "
              "[toml-syntax]\n");
    EXPECT_EQ(parse_error("\"é\" = { \"ü\" = 1, x = { b = 1, b = 2 } }"),
              "f.toml:1:33: error: cannot redefine existing integer 'b' [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = {}\n[a.b]\n"),
              "f.toml:2:1: error: cannot insert 'a.b' into existing inline table [toml-syntax]\n");
}

// toml++ 3.3 aborts, overflows the stack or has undefined behaviour on each of these.
TEST(TomlTrap, HeaderWithoutKey) {
    EXPECT_EQ(parse_error("[@"), "f.toml:1:2: error: expected a key, saw '@' [toml-syntax]\n");
    EXPECT_EQ(parse_error("[[@"), "f.toml:1:3: error: expected a key, saw '@' [toml-syntax]\n");
    EXPECT_EQ(parse_error("["),
              "f.toml:1:2: error: expected a key, saw the end of the file [toml-syntax]\n");
    EXPECT_EQ(parse_error("[]"), "f.toml:1:2: error: expected a key, saw ']' [toml-syntax]\n");
    EXPECT_EQ(parse_error("[ [a]]"), "f.toml:1:3: error: expected a key, saw '[' [toml-syntax]\n");
    EXPECT_EQ(parse_error("[\n"),
              "f.toml:1:2: error: expected a key, saw the end of the line [toml-syntax]\n");
}

TEST(TomlTrap, DateBeforeASpaceAndOneDigit) {
    EXPECT_EQ(parse_error("a = 2020-01-01 1\n"),
              "f.toml:1:5: error: cannot read the value '2020-01-01 1' [toml-syntax]\n"
              "note: text is written in double quotes: \"...\"\n");
}

TEST(TomlTrap, DeepNesting) {
    const std::string arrays = "a = " + repeated("[", 64) + repeated("]", 64);
    EXPECT_EQ(parse_error(arrays), "");
    EXPECT_EQ(parse_error("a = " + repeated("[", 65) + repeated("]", 65)),
              "f.toml:1:69: error: nested too deep: more than 64 levels [toml-limit]\n");
    EXPECT_EQ(parse_error("a = " + repeated("[", 100'000)),
              "f.toml:1:69: error: nested too deep: more than 64 levels [toml-limit]\n");
    EXPECT_EQ(parse_error("a = " + repeated("{b=", 100'000)),
              "f.toml:1:197: error: nested too deep: more than 64 levels [toml-limit]\n");
    EXPECT_EQ(parse_error("a = " + repeated("[\n", 100'000)),
              "f.toml:65:1: error: nested too deep: more than 64 levels [toml-limit]\n");
}

TEST(TomlTrap, LongDottedKeys) {
    EXPECT_EQ(parse_error(repeated("a.", 31) + "a = 1"), "");
    EXPECT_EQ(parse_error(repeated("a.", 32) + "a = 1"),
              "f.toml:1:65: error: key nested too deep: more than 32 parts [toml-limit]\n");
    EXPECT_EQ(parse_error("[" + repeated("a.", 200'000)),
              "f.toml:1:66: error: key nested too deep: more than 32 parts [toml-limit]\n");
}

TEST(TomlTrap, LongLines) {
    const std::string problem =
        "f.toml:1:65537: error: line too long: more than 65536 bytes [toml-limit]\n";
    EXPECT_EQ(parse_error("a = '" + repeated("x", 65'530) + "'"), "");
    EXPECT_EQ(parse_error("a = '" + repeated("x", 65'531) + "'"), problem);
    EXPECT_EQ(parse_error("a = '" + repeated("x", 400'000)), problem);
    EXPECT_EQ(parse_error("#" + repeated("x", 400'000)), problem);
    EXPECT_EQ(parse_error("a = " + repeated("1", 400'000)), problem);
    EXPECT_EQ(parse_error(repeated(" ", 400'000)), problem);
    EXPECT_EQ(parse_error("a = [" + repeated("1,", 200'000)), problem);
    EXPECT_EQ(parsed("a = '''" + repeated("x", 400'000) + "'''").find("a")->string().size(),
              400'000U);
    EXPECT_EQ(parsed("a = [\n" + repeated("1,\n", 200'000) + "]").find("a")->array().size(),
              200'000U);
}

TEST(TomlTrap, OtherThanAsciiOutsideStrings) {
    // One character of each branch of toml++'s table of white space, and some around them.
    for (const std::string text :
         {"\u00A0", "\u00E9", "\u0499", "\u1680", "\u180E", "\u2003", "\u200B", "\u2028", "\u202F",
          "\u3000", "\u30FF", "\uFEFF", "\uFFFD", "\U0001F600"}) {
        EXPECT_EQ(parse_error("a = 1\n" + text + " = 2")
                      .find("f.toml:2:1: error: expected a key, saw '" + text),
                  0U);
        EXPECT_EQ(
            parse_error("a = " + text).find("f.toml:1:5: error: cannot read the value '" + text),
            0U);
        EXPECT_EQ(
            parse_error("a = 1" + text).find("f.toml:1:5: error: cannot read the value '1" + text),
            0U);
        EXPECT_EQ(parse_error("a = 'x'" + text)
                      .find("f.toml:1:8: error: expected the end of the line, saw"),
                  0U);
        EXPECT_EQ(
            parse_error("[" + text + "]").find("f.toml:1:2: error: expected a key, saw '" + text),
            0U);
        EXPECT_EQ(
            parse_error("[a" + text + "]").find("f.toml:1:3: error: expected ']', saw '" + text),
            0U);
        EXPECT_EQ(parse_error("a" + text + "= 1")
                      .find("f.toml:1:2: error: expected '=' after a key, saw"),
                  0U);
        EXPECT_EQ(parse_error("a = [" + text + "]")
                      .find("f.toml:1:6: error: cannot read the value '" + text),
                  0U);
        EXPECT_EQ(parse_error("a = {" + text + "}")
                      .find("f.toml:1:6: error: expected a key, saw '" + text),
                  0U);
        EXPECT_EQ(
            parse_error("a = \"\"\"\\" + text + "\"\"\"").find("f.toml:1:8: error: unknown escape"),
            0U);
        EXPECT_EQ(parse_error("a = \"\"\"\\ " + text + "\"\"\"")
                      .find("f.toml:1:8: error: unknown escape"),
                  0U);
        const std::string plain = "# " + text + "\na = '" + text + "' # " + text + "\n";
        EXPECT_EQ(parsed(plain).find("a")->string(), text);
        EXPECT_EQ(parsed("a = \"\"\"x\\\n  " + text + "y\"\"\"").find("a")->string(),
                  "x" + text + "y");
    }
}

TEST(TomlTrap, PlacesAfterALineContinuation) {
    const Node root = parsed("a = [\"\"\"\\\n  \n é\"\"\", 5]\nb = 1\n");
    EXPECT_EQ(root.find("a")->array()[0].string(), "é");
    EXPECT_EQ(root.find("a")->array()[1].location, (Location{"f.toml", 3, 9}));
    EXPECT_EQ(root.find("b")->location, (Location{"f.toml", 4, 5}));
}

TEST(TomlTrap, BytesThatAreNoText) {
    EXPECT_EQ(parse_error("a = '\xFF'"),
              "f.toml:1:6: error: not UTF-8: byte 0xff at offset 5 [toml-syntax]\n");
    EXPECT_EQ(parse_error("a = 1\n\xC3"),
              "f.toml:2:1: error: not UTF-8: byte 0xc3 at offset 6 [toml-syntax]\n");
    EXPECT_EQ(parse_error("\xED\xA0\x80"),
              "f.toml:1:1: error: not UTF-8: byte 0xed at offset 0 [toml-syntax]\n");
    EXPECT_EQ(parse_error("\xC0\xAF"),
              "f.toml:1:1: error: not UTF-8: byte 0xc0 at offset 0 [toml-syntax]\n");
    EXPECT_EQ(parse_error(std::string("a = '\0'", 8)),
              "f.toml:1:6: error: control character U+0000 [toml-syntax]\n"
              "note: in a string in double quotes it is written \\u0000\n");
    EXPECT_EQ(parse_error("a = 1\rb = 2"),
              "f.toml:1:6: error: carriage return without line feed [toml-syntax]\n");
    EXPECT_EQ(parsed("\xEF\xBB\xBF"
                     "a = 1\r\nb = '''\r\nx\r\ny'''\r\n")
                  .find("b")
                  ->string(),
              "x\ny");
    EXPECT_EQ(parsed("").table().size(), 0U);
    EXPECT_EQ(parsed("# only a comment").table().size(), 0U);
    EXPECT_EQ(parsed("a = 1\n\t ").table().size(), 1U);
}

TEST(TomlTrap, ManyTablesTakeNoQuadraticTime) {
    std::string headers;
    for (int i = 0; i < 200'000; ++i) headers += "[a" + std::to_string(i) + ".b]\n";
    EXPECT_EQ(parse_error(headers),
              "f.toml:25001:1: error: too many tables: more than 50000 [toml-limit]\n");

    std::string reversed;
    for (int i = 0; i < 16'000; ++i) reversed += "[a" + std::to_string(i) + ".b]\n";
    for (int i = 15'999; i >= 0; --i) reversed += "[a" + std::to_string(i) + "]\n";
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(parse_error(reversed), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(TomlTrap, RandomBytesNeverEndTheProgram) {
    static constexpr std::string_view parts[] = {
        "[",  "]",   "[[",         "]]", "{",        "}",           "a",      "b.c", " ",
        "\n", "=",   ",",          "\"", "\"\"\"",   "'",           "'''",    "\\",  "\\u00e9",
        "#",  "1",   "2020-01-01", " 1", "10:00:00", "é",           "\u00A0", "@",   "0x",
        "_",  "1e5", "true",       "\r", "\xFF",     "\xEF\xBB\xBF"};
    int accepted = 0;
    for (unsigned seed = 0; seed < 30'000; ++seed) {
        std::mt19937 random(seed);
        std::string text;
        for (auto count = random() % 14; count > 0; --count)
            text += parts[random() % std::size(parts)];
        Diagnostics diagnostics;
        const auto node = parse_toml({"f.toml", text}, diagnostics);
        ASSERT_EQ(node.has_value(), diagnostics.empty()) << text;
        accepted += node.has_value() ? 1 : 0;
    }
    EXPECT_GT(accepted, 1000);
}

TEST(TomlNode, SameLooksAtValuesAndOrderOnly) {
    EXPECT_TRUE(same(parsed("a = 1\nb = [nan, {}]"), parsed("\n  a=1\n\nb=[\n nan,{}]")));
    EXPECT_FALSE(same(parsed("a = 1\nb = 2"), parsed("b = 2\na = 1")));
    EXPECT_FALSE(same(parsed("a = 1"), parsed("a = 1.0")));
    EXPECT_FALSE(same(parsed("a = 0.0"), parsed("a = -0.0")));
    EXPECT_FALSE(same(parsed("a = [1]"), parsed("a = [1, 1]")));
    EXPECT_FALSE(same(parsed("a = '2020-01-01'"), parsed("a = 2020-01-01")));
}

}  // namespace
}  // namespace migrations
