#include "base/sql_text.h"

#include <gtest/gtest.h>

namespace migrations {
namespace {

using Names = std::vector<std::string>;

TEST(SqlText, SpellingDoesNotCount) {
    for (const std::string sql :
         {"a>0", "A > 0", "\"a\" > 0", "(a > 0)", "[a] > 0", "`a` > 0", "a /* x */ > -- y\n 0\n"}) {
        EXPECT_EQ(canonical_sql(sql), "A > 0") << sql;
    }
    EXPECT_EQ(canonical_sql("((a > 0))"), "A > 0");
    EXPECT_EQ(canonical_sql("(a) > (0)"), "( A ) > ( 0 )");
    EXPECT_EQ(canonical_sql("a == 1 and b != 2"), canonical_sql("a = 1 AND b <> 2"));
    EXPECT_EQ(canonical_sql("x'ab'"), canonical_sql("X'AB'"));
    EXPECT_EQ(canonical_sql("1e5"), canonical_sql("1E5"));
    EXPECT_EQ(canonical_sql("data->>'a'"), canonical_sql("data ->> 'a'"));
    EXPECT_EQ(canonical_sql(""), "");
    EXPECT_EQ(canonical_sql("()"), "( )");
}

TEST(SqlText, MeaningCounts) {
    const std::vector<std::pair<std::string, std::string>> different = {
        {"'A'", "'a'"},
        {"'a'", "a"},
        {"\"Email\"", "email"},
        {"\"a b\"", "a b"},
        {"\"user\"", "user"},
        {"\"null\"", "null"},
        {"a > 0", "a > 1"},
        {"a > 0", "a >= 0"},
        {"1", "1.0"},
        {"'a'", "'a '"},
        {"x::text", "x"},
        {"a.b", "a b"},
        {"\"current_date\"", "current_date"},
        {"'it''s'", "'its'"},
        {"a - -b", "a --b"},
        {"\"9\"", "9"}};
    for (const auto& [left, right] : different)
        EXPECT_NE(canonical_sql(left), canonical_sql(right)) << left;
    EXPECT_EQ(canonical_sql("x :: Text"), "X :: TEXT");
    EXPECT_EQ(canonical_sql("\"Email\" || 'Aé'"), "\"Email\" || 'Aé'");
    EXPECT_EQ(canonical_sql("tags[i+1] = 'x'"), "TAGS [ I + 1 ] = 'x'");
    EXPECT_EQ(canonical_sql("(a) and (b)"), "( A ) AND ( B )");
    EXPECT_EQ(canonical_sql("$$a'b$$"), "$$a'b$$");
    EXPECT_EQ(canonical_sql("a > 'x"), "A > 'x");
}

TEST(SqlText, RenamesIdentifiersOnly) {
    const auto renamed = [](const std::string& sql) {
        return rename_identifier(sql, "email", "mail");
    };
    EXPECT_EQ(renamed("length(email) > 0 AND EMAIL <> 'email' /* email */ -- email"),
              "length(mail) > 0 AND mail <> 'email' /* email */ -- email");
    EXPECT_EQ(renamed("\"email\"=[email]||`email`"), "mail=mail||mail");
    EXPECT_EQ(renamed("t.email + emails + email(1) + email (2)"),
              "t.email + emails + email(1) + email (2)");
    EXPECT_EQ(renamed("\"Email\" <> email.x"), "\"Email\" <> mail.x");
    EXPECT_EQ(renamed("CAST(x AS email) || y::email || email COLLATE email"),
              "CAST(x AS email) || y::email || mail COLLATE email");
    EXPECT_EQ(renamed(""), "");
    EXPECT_EQ(renamed("tags[email]"), "tags[mail]");
    EXPECT_EQ(rename_identifier("a>0", "a", "order"), "\"order\">0");
    EXPECT_EQ(rename_identifier("a>0", "a", "Big \"x\""), "\"Big \"\"x\"\"\">0");
    EXPECT_EQ(rename_identifier("\"Email\" > '' AND email > ''", "Email", "mail"),
              "mail > '' AND mail > ''");
    EXPECT_EQ(rename_identifier("x NOT NULL", "null", "n"), "x NOT NULL");
    EXPECT_EQ(rename_identifier("\"null\" IS NOT NULL", "null", "n"), "n IS NOT NULL");
}

TEST(SqlText, FindsIdentifiers) {
    EXPECT_EQ(identifiers_in("length(a) > 0 AND \"B c\" IN ('x', lower(\"d\"\"e\")) OR a IS NULL"),
              (Names{"a", "B c", "d\"e"}));
    EXPECT_EQ(identifiers_in("CAST(a AS text) LIKE b::double precision AND c"),
              (Names{"a", "b", "c"}));
    EXPECT_EQ(identifiers_in("t.x BETWEEN DATE '2020-01-01' AND INTERVAL '1 day'"),
              (Names{"t", "x"}));
    EXPECT_EQ(identifiers_in("created AT TIME ZONE 'UTC' > now()"), (Names{"created"}));
    EXPECT_EQ(identifiers_in("a GLOB b AND c REGEXP d"), (Names{"a", "b", "c", "d"}));
    EXPECT_EQ(identifiers_in("CURRENT_TIMESTAMP"), Names{});
    EXPECT_EQ(identifiers_in("'a' || 1 || x'00'"), Names{});
    EXPECT_EQ(identifiers_in(""), Names{});
    EXPECT_EQ(identifiers_in("CASE WHEN a THEN b ELSE c END COLLATE nocase"),
              (Names{"a", "b", "c"}));
}

TEST(SqlText, Quotes) {
    EXPECT_EQ(quote_identifier("a"), "\"a\"");
    EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(quote_identifier(""), "\"\"");
    EXPECT_EQ(quote_literal("it's"), "'it''s'");
    EXPECT_EQ(quote_literal("a\\b\n"), "'a\\b\n'");
    EXPECT_EQ(quote_literal(""), "''");
}

}  // namespace
}  // namespace migrations
