#include "schema/type.h"

#include <gtest/gtest.h>

#include "schema/value.h"

namespace migrations {
namespace {

std::string problem_of(const std::string& text) {
    std::string problem;
    EXPECT_FALSE(parse_type(text, problem)) << text;
    return problem;
}

TEST(SchemaType, EveryTypeIsReadAsItIsWritten) {
    for (const char* text : {"bool",
                             "int16",
                             "int32",
                             "int64",
                             "float32",
                             "float64",
                             "decimal(12,2)",
                             "string(320)",
                             "text",
                             "blob",
                             "date",
                             "time",
                             "timestamp",
                             "timestamptz",
                             "uuid",
                             "json",
                             "enum(status)",
                             "enum(a (b))",
                             "decimal(1,0)",
                             "decimal(1000,1000)",
                             "string(10485760)"}) {
        std::string problem;
        const auto type = parse_type(text, problem);
        ASSERT_TRUE(type) << problem;
        EXPECT_EQ(to_string(*type), text);
    }
}

TEST(SchemaType, BlanksDoNotCount) {
    std::string problem;
    EXPECT_EQ(parse_type(" decimal ( 12 , 2 ) ", problem), PortableType(Decimal{12, 2}));
    EXPECT_EQ(parse_type("decimal(9)", problem), PortableType(Decimal{9, 0}));
}

TEST(SchemaType, SuggestsOurNameForOthers) {
    EXPECT_EQ(problem_of("varchar(20)"), "unknown type 'varchar(20)'; did you mean 'string(20)'?");
    EXPECT_EQ(problem_of("NUMERIC(8,3)"),
              "unknown type 'NUMERIC(8,3)'; did you mean 'decimal(8,3)'?");
    EXPECT_EQ(problem_of("bigint"), "unknown type 'bigint'; did you mean 'int64'?");
    EXPECT_EQ(problem_of("varchar"), "unknown type 'varchar'; did you mean 'string(255)'?");
    EXPECT_EQ(problem_of("Int64"), "unknown type 'Int64'; did you mean 'int64'?");
    EXPECT_EQ(problem_of("timestmp"), "unknown type 'timestmp'; did you mean 'timestamp'?");
    EXPECT_EQ(problem_of("strin(5)"), "unknown type 'strin(5)'; did you mean 'string(5)'?");
    EXPECT_EQ(problem_of("geometry"), "unknown type 'geometry'");
}

TEST(SchemaType, ArgumentsAreChecked) {
    EXPECT_EQ(problem_of(""), "the type is empty");
    EXPECT_EQ(problem_of("string"),
              "type 'string' needs a length, as in 'string(255)'; 'text' has no limit");
    EXPECT_EQ(problem_of("decimal"),
              "type 'decimal' needs a precision and a scale, as in 'decimal(12,2)'");
    EXPECT_EQ(problem_of("enum"), "type 'enum' needs the name of an enum, as in 'enum(status)'");
    EXPECT_EQ(problem_of("enum()"), "'enum()' needs the name of an enum");
    EXPECT_EQ(problem_of("string(0)"), "'string(0)' needs a length of 1 to 10485760 characters");
    EXPECT_EQ(problem_of("string(-1)"), "'string(-1)' needs a length of 1 to 10485760 characters");
    EXPECT_EQ(problem_of("string(99999999999)"),
              "'string(99999999999)' needs a length of 1 to 10485760 characters");
    EXPECT_EQ(problem_of("decimal(0,0)"),
              "'decimal(0,0)' needs a precision of 1 to 1000 and a scale, as in 'decimal(12,2)'");
    EXPECT_EQ(problem_of("decimal(1,2,3)"),
              "'decimal(1,2,3)' needs a precision of 1 to 1000 and a scale, as in 'decimal(12,2)'");
    EXPECT_EQ(problem_of("decimal(5,6)"),
              "the scale of 'decimal(5,6)' is not between 0 and its precision");
    EXPECT_EQ(problem_of("text(5)"), "type 'text' takes nothing in parentheses");
    EXPECT_EQ(problem_of("string(5"), "type 'string(5' lacks the closing parenthesis");
}

TEST(SchemaType, VerbatimTextIsForItsDialectOnly) {
    Type type(Text{});
    type.verbatim["sqlite"] = "CLOB";
    ASSERT_TRUE(type.verbatim_for("sqlite"));
    EXPECT_EQ(*type.verbatim_for("sqlite"), "CLOB");
    EXPECT_EQ(type.verbatim_for("postgresql"), nullptr);
    EXPECT_NE(type, Type(Text{}));
}

TEST(SchemaValue, SqlTakesTheTextOfItsDialect) {
    Sql sql("now()");
    sql.by_dialect["sqlite"] = "datetime()";
    EXPECT_EQ(sql.in("sqlite"), "datetime()");
    EXPECT_EQ(sql.in("postgresql"), "now()");
    EXPECT_FALSE(sql.empty());
    EXPECT_TRUE(Sql().empty());
}

TEST(SchemaValue, SqlIsEqualWhateverItsSpelling) {
    EXPECT_EQ(Sql("a > 0"), Sql(" ( A  >\n0 ) "));
    EXPECT_NE(Sql("a > 0"), Sql("a >= 0"));
    Sql spelled;
    spelled.by_dialect["sqlite"] = "a>0";
    Sql same;
    same.by_dialect["sqlite"] = "\"a\" > 0";
    EXPECT_EQ(spelled, same);
    same.by_dialect["postgresql"] = "a > 1";
    EXPECT_NE(spelled, same);
    // A text of its own that says what the one for all says is no difference.
    Sql repeated("a > 0");
    repeated.by_dialect["sqlite"] = "a>0";
    EXPECT_EQ(repeated, Sql("a > 0"));
}

}  // namespace
}  // namespace migrations
