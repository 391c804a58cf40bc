#include <gtest/gtest.h>

#include <migrations/script_text.hpp>
#include <string>
#include <utility>

namespace migrations {
namespace {

const column_source sources[] = {{"b", "upper(a)"}, {"c", ""}};
const step steps[] = {{"DROP TABLE \"x\"; -- 5:it's", {}, {}, {}, {}},
                      {{}, "t", "CREATE TABLE t(a)", "CREATE TABLE t(a, b)", sources},
                      {{}, {}, {}, {}, {}, false, {}, "fill_slugs"}};

TEST(RuntimeScriptText, ReadsWhatItWrites) {
    const std::string text = encode_script({steps, false});
    decoded_script decoded = decode_script(text);
    ASSERT_EQ(decoded.error, "");
    const owned_script moved = std::move(decoded.script);
    const script read = moved.view();
    EXPECT_FALSE(read.transactional);
    ASSERT_EQ(read.steps.size, 3u);
    EXPECT_EQ(read.steps[0].sql, steps[0].sql);
    EXPECT_FALSE(read.steps[0].is_rebuild());
    EXPECT_EQ(read.steps[1].table, "t");
    EXPECT_EQ(read.steps[1].expected, steps[1].expected);
    EXPECT_EQ(read.steps[1].wanted, steps[1].wanted);
    ASSERT_EQ(read.steps[1].sources.size, 2u);
    EXPECT_EQ(read.steps[1].sources[0].expression, "upper(a)");
    EXPECT_EQ(read.steps[2].function, "fill_slugs");
    EXPECT_TRUE(read.steps[2].is_call());
    EXPECT_FALSE(read.steps[1].is_call());
    EXPECT_EQ(encode_script(read), text);
}

TEST(RuntimeScriptText, AnEmptyScript) {
    EXPECT_EQ(encode_script({}), "script 1 1 0 ");
    const decoded_script decoded = decode_script("script 1 1 0 ");
    EXPECT_EQ(decoded.error, "");
    EXPECT_TRUE(decoded.script.view().steps.empty());
}

TEST(RuntimeScriptText, DamagedTextIsAnErrorWhereverItIsCut) {
    const std::string text = encode_script({steps, true});
    for (std::size_t length = 0; length < text.size(); ++length) {
        const decoded_script decoded = decode_script(std::string_view(text).substr(0, length));
        EXPECT_NE(decoded.error, "") << length;
        EXPECT_TRUE(decoded.script.view().steps.empty());
    }
    EXPECT_EQ(decode_script("").error, "not a stored script of a known version");
    EXPECT_EQ(decode_script("script 2 1 0 ").error, "not a stored script of a known version");
    EXPECT_EQ(decode_script(text + "x").error,
              "a stored script is damaged at byte " + std::to_string(text.size()));
    EXPECT_NE(decode_script("script 1 1 99999999999999999999 ").error, "");
    EXPECT_NE(decode_script("script 1 1 4000000000 ").error, "");
    EXPECT_NE(decode_script("script 1 2 0 ").error, "");
    EXPECT_NE(decode_script("script 1 1 1 -1:").error, "");
    for (std::size_t at = 9; at < text.size(); ++at) {  // any damage is survived
        std::string damaged = text;
        damaged[at] = '9';
        decode_script(damaged);
    }
}

}  // namespace
}  // namespace migrations
