#include "chains_support.h"

namespace migrations {
namespace {

std::string recognised(const std::vector<std::pair<std::string, std::string>>& files) {
    try {
        return std::string(recognise(folder(files), "m").name);
    } catch (const Error& error) {
        return std::string(error.what()) + " / " + error.help;
    }
}

TEST(Layouts, are_recognised_by_their_files) {
    EXPECT_EQ(recognised({{"1_a.up.sql", "SELECT 1"}}), "golang-migrate");
    EXPECT_EQ(recognised({{"20240115093000_a.sql", "-- a\n--migrate:up\nSELECT 1"}}), "dbmate");
    EXPECT_EQ(recognised({{"00001_a.sql", "-- +goose Up\nSELECT 1"}}), "goose");
    EXPECT_EQ(recognised({{"2024-01-15-093000_a/up.sql", "SELECT 1"}, {"2024-01-15-093000_a/down.sql", "SELECT 1"}}), "diesel");
    EXPECT_EQ(recognised({{"common/V1_1__a.sql", "SELECT 1"}}), "flyway");
    EXPECT_EQ(recognised({{"sqitch.plan", ""}, {"deploy/a.sql", "SELECT 1"}}), "sqitch");
}

TEST(Layouts, of_several_tools_or_none) {
    EXPECT_EQ(recognised({{"1_a.up.sql", "SELECT 1"}, {"00002_b.sql", "-- +goose Up\nSELECT 1"}, {"V3__c.sql", ""}}),
              "'m' looks like migrations of golang-migrate ('1_a.up.sql') and of goose ('00002_b.sql') and of flyway ('V3__c.sql') / "
              "say whose they are: --layout golang-migrate; the other files are then left out");
    EXPECT_EQ(recognised({{"1_a.sql", "SELECT 1"}, {"README.md", ""}}),
              "'m' has no migrations that import knows / it knows\n"
              "    golang-migrate: NNN_title.up.sql and NNN_title.down.sql\n"
              "    dbmate: NNN_title.sql with '-- migrate:up' in it\n"
              "    goose: NNN_title.sql with '-- +goose Up' in it\n"
              "    diesel: folders VERSION_title with up.sql and down.sql\n"
              "    flyway: V1__title.sql, U1__title.sql and R__title.sql\n"
              "    sqitch: sqitch.plan beside the folders deploy, revert and verify");
}

}  // namespace
}  // namespace migrations
