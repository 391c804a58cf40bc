#include "base/names.h"

#include <gtest/gtest.h>

#include "base/sha256.h"

namespace migrations {
namespace {

TEST(Names, NearestLooksBehindTheSameQualifier) {
    EXPECT_EQ(nearest("users.nik", {"users.ok", "users.nick"}), "users.nick");
    EXPECT_EQ(nearest("users.nick", {"users.ok"}), "");
    EXPECT_EQ(nearest("user.nick", {"users.nick"}), "users.nick");
}

TEST(Names, NearestFindsWhatWasMeant) {
    const std::vector<std::string> keys = {"revision", "down_revision", "message", "depends_on",
                                           "null"};
    EXPECT_EQ(nearest("down_revison", keys), "down_revision");
    EXPECT_EQ(nearest("revison", keys), "revision");
    EXPECT_EQ(nearest("NULL", keys), "null");
    EXPECT_EQ(nearest("nlul", keys), "null");
    EXPECT_EQ(nearest("mesage", keys), "message");
    EXPECT_EQ(nearest("colour", keys), "");
    EXPECT_EQ(nearest("", keys), "");
    EXPECT_EQ(nearest("null", {}), "");
    EXPECT_EQ(nearest("x", {"", "id", "xy"}), "xy");
    EXPECT_EQ(nearest("tabel", {"label", "table"}), "table");
    EXPECT_EQ(nearest(std::string(100'000, 'a'), keys), "");
    EXPECT_EQ(did_you_mean("revison", keys), "did you mean 'revision'?");
    EXPECT_EQ(did_you_mean("colour", keys), "");
}

TEST(Names, LetterCaseIsAsciiOnly) {
    EXPECT_EQ(lower("AbZ_É[`{@"), "abz_É[`{@");
    EXPECT_TRUE(equals_ignoring_case("Users", "uSERS"));
    EXPECT_FALSE(equals_ignoring_case("users", "user"));
    EXPECT_FALSE(equals_ignoring_case("É", "é"));
    EXPECT_TRUE(equals_ignoring_case("", ""));
}

TEST(Names, JoinSplitTrim) {
    EXPECT_EQ(join({}, ", "), "");
    EXPECT_EQ(join({"a"}, ", "), "a");
    EXPECT_EQ(join({"a", "", "c"}, ", "), "a, , c");
    EXPECT_EQ(split("a,,c,", ','), (std::vector<std::string>{"a", "", "c", ""}));
    EXPECT_EQ(split("", ','), (std::vector<std::string>{""}));
    EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
}

TEST(Names, CountsWithThePlural) {
    EXPECT_EQ(count_of(0, "table"), "0 tables");
    EXPECT_EQ(count_of(1, "table"), "1 table");
    EXPECT_EQ(count_of(3, "table"), "3 tables");
    EXPECT_EQ(count_of(2, "index"), "2 indexes");
    EXPECT_EQ(count_of(2, "branch"), "2 branches");
    EXPECT_EQ(count_of(2, "foreign key"), "2 foreign keys");
    EXPECT_EQ(count_of(2, "query"), "2 queries");
    EXPECT_EQ(count_of(2, "check"), "2 checks");
    EXPECT_EQ(count_of(1, "index"), "1 index");
}

// FIPS 180-2, appendix B.
TEST(Sha256, KnownDigests) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    EXPECT_NE(sha256(std::string("a\0b", 3)), sha256("a"));
}

}  // namespace
}  // namespace migrations
