#include <gtest/gtest.h>

#include <migrations/sql_tokens.hpp>
#include <string>

namespace migrations {
namespace {

// The tokens of a text, each as its kind's letter and its text.
std::string listed(std::string_view sql, dialect language = dialect::sqlite) {
    std::string result;
    for (const token& each : tokens_of(sql, language)) {
        if (!result.empty()) result += ' ';
        result += "wqsbnovX"[static_cast<std::size_t>(each.kind)];
        result += std::string(":") + std::string(each.text);
    }
    return result;
}

TEST(RuntimeSqlTokens, ReadsEveryKind) {
    EXPECT_EQ(listed("a \"b\" `c` [d] 'e' x'0F' 1 1.5e-3 .5 0xfF + ?1 :n @n $n"),
              "w:a q:\"b\" q:`c` q:[d] s:'e' b:x'0F' n:1 n:1.5e-3 n:.5 n:0xfF o:+ v:?1 v::n v:@n "
              "v:$n");
    EXPECT_EQ(listed("a->>'$.x'||b<>c!=d==e"),
              "w:a o:->> s:'$.x' o:|| w:b o:<> w:c o:!= w:d o:== w:e");
    EXPECT_EQ(listed("größe é1 a$b"), "w:größe w:é1 w:a$b");
}

TEST(RuntimeSqlTokens, SkipsCommentsAndKeepsQuotesTogether) {
    EXPECT_EQ(listed("a -- it's\nb /* ' \" */ c"), "w:a w:b w:c");
    EXPECT_EQ(listed("'it''s' \"a\"\"b\" '--' '/*'"), "s:'it''s' q:\"a\"\"b\" s:'--' s:'/*'");
    EXPECT_EQ(listed("a--"), "w:a");
    EXPECT_EQ(listed(""), "");
}

TEST(RuntimeSqlTokens, MarksWhatDoesNotEnd) {
    EXPECT_EQ(listed("a 'b"), "w:a X:'b");
    EXPECT_EQ(listed("a /* b"), "w:a X:/* b");
    EXPECT_EQ(listed("[a"), "X:[a");
    EXPECT_EQ(listed("/*/"), "X:/*/");
}

TEST(RuntimeSqlTokens, KnowsPostgresqlForms) {
    EXPECT_EQ(listed("$$a;b$$ $t$ $$ $t$ E'it\\'s' x::text"),
              "s:$$a;b$$ s:$t$ $$ $t$ s:E'it\\'s' w:x o::: w:text");
    EXPECT_EQ(listed("a /* b /* c */ d */ e", dialect::postgresql), "w:a w:e");
    EXPECT_EQ(listed("a[1]", dialect::postgresql), "w:a o:[ n:1 o:]");
}

TEST(RuntimeSqlTokens, OffsetsPointIntoTheText) {
    const std::string_view sql = "  a /* x */ 'b'";
    const std::vector<token> tokens = tokens_of(sql);
    ASSERT_EQ(tokens.size(), 2u);
    EXPECT_EQ(tokens[0].offset, 2u);
    EXPECT_EQ(sql.substr(tokens[1].offset, tokens[1].text.size()), "'b'");
    EXPECT_EQ(tokens[1].end(), sql.size());
}

TEST(RuntimeSqlTokens, ComparesMeaningNotSpelling) {
    EXPECT_TRUE(same_tokens(tokens_of("SELECT a == \"B\""), tokens_of("select A=b")));
    EXPECT_TRUE(same_tokens(tokens_of("[a]"), tokens_of("`A`")));
    EXPECT_TRUE(same_tokens(tokens_of("a != 1"), tokens_of("a <> 1")));
    EXPECT_FALSE(same_tokens(tokens_of("'a'"), tokens_of("'A'")));
    EXPECT_FALSE(same_tokens(tokens_of("a"), tokens_of("'a'")));
    EXPECT_FALSE(same_tokens(tokens_of("a"), tokens_of("a b")));
    EXPECT_FALSE(same_tokens(tokens_of("\"É\""), tokens_of("é")));
}

TEST(RuntimeSqlTokens, UnquotesIdentifiers) {
    EXPECT_EQ(identifier_text(tokens_of("\"a\"\"b\"")[0]), "a\"b");
    EXPECT_EQ(identifier_text(tokens_of("[a\"b]")[0]), "a\"b");
    EXPECT_EQ(identifier_text(tokens_of("`a``b`")[0]), "a`b");
    EXPECT_EQ(identifier_text(tokens_of("'a''b'")[0]), "a'b");
    EXPECT_EQ(identifier_text(tokens_of("Ab")[0]), "Ab");
    EXPECT_EQ(identifier_text(tokens_of("\"\"")[0]), "");
}

}  // namespace
}  // namespace migrations
