#include "base/diagnostic.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace migrations {
namespace {

TEST(DiagnosticText, LooksLikeACompilers) {
    EXPECT_EQ(
        to_string(error_at({"models/a.toml", 3, 7}, "unknown-key", "unknown key 'nul'",
                           "did you mean 'null'?")),
        "models/a.toml:3:7: error: unknown key 'nul' [unknown-key]\nnote: did you mean 'null'?\n");
    EXPECT_EQ(to_string(warning_at({"a.toml", 3, 0}, "x", "careful")),
              "a.toml:3: warning: careful [x]\n");
    EXPECT_EQ(to_string(Diagnostic{Severity::note, "", "see here", {"a.toml", 0, 0}, ""}),
              "a.toml: note: see here\n");
    EXPECT_EQ(to_string(error_at({}, "x", "no place")), "error: no place [x]\n");
}

TEST(DiagnosticText, HelpOfSeveralLines) {
    EXPECT_EQ(to_string(error_at({}, "x", "m", "run\n  migrations review\n\nor wait\n")),
              "error: m [x]\nnote: run\n  migrations review\n\nor wait\n");
}

TEST(DiagnosticText, AUsersNameCannotBreakTheLine) {
    EXPECT_EQ(to_string(error_at({"a\nb.toml", 1, 1}, "x", "unknown table 'a\r\n\t\x1b[31m\x7f'",
                                 "say \x1b[0m")),
              "a\\nb.toml:1:1: error: unknown table 'a\\r\\n\\t\\x1b[31m\\x7f' [x]\nnote: say "
              "\\x1b[0m\n");
    EXPECT_EQ(to_string(error_at({}, "x", "table 'é'")), "error: table 'é' [x]\n");
}

TEST(DiagnosticText, SeveralFollowEachOther) {
    const Diagnostics both = {warning_at({}, "a", "one"), error_at({}, "b", "two")};
    EXPECT_EQ(to_string(both), "warning: one [a]\nerror: two [b]\n");
    EXPECT_TRUE(has_errors(both));
    EXPECT_FALSE(has_errors({both[0]}));
    EXPECT_FALSE(has_errors({}));
    EXPECT_EQ(to_string(Diagnostics{}), "");
}

TEST(DiagnosticText, AnErrorCarriesThem) {
    const Error error(Exit::graph, Diagnostics{error_at({}, "a", "one"), error_at({}, "b", "two")});
    EXPECT_STREQ(error.what(), "one");
    EXPECT_EQ(error.diagnostics.size(), 2U);
    const Error plain(Exit::busy, "locked", "try again");
    EXPECT_EQ(plain.exit, Exit::busy);
    EXPECT_EQ(plain.help, "try again");
}

TEST(SourceText, LocationsAsFarAsKnown) {
    EXPECT_EQ(to_string(Location{"a", 1, 2}), "a:1:2");
    EXPECT_EQ(to_string(Location{"a", 1, 0}), "a:1");
    EXPECT_EQ(to_string(Location{"a", 0, 5}), "a");
    EXPECT_EQ(to_string(Location{"", 1, 2}), "");
}

TEST(SourceText, IsNormalised) {
    EXPECT_EQ(normalized_text("\xEF\xBB\xBF"
                              "a\r\nb\n\r\n"),
              "a\nb\n\n");
    EXPECT_EQ(normalized_text("a\rb\r"), "a\rb\r");
    EXPECT_EQ(normalized_text("a\r\r\n"), "a\r\n");
    EXPECT_EQ(normalized_text("a\xEF\xBB\xBF"), "a\xEF\xBB\xBF");
    EXPECT_EQ(normalized_text(""), "");
}

}  // namespace
}  // namespace migrations
