// Tests that CTest finds in this program.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <migrations/sqlite3.hpp>
#include <shop_db/migrations.hpp>

namespace {

class Items : public testing::TestWithParam<int> {
protected:
    void SetUp() override {
        const char* const place = std::getenv("DATABASE_URL");
        ASSERT_NE(place, nullptr) << "no database is given";
        ASSERT_EQ(sqlite3_open(place, &db_), SQLITE_OK);
        ASSERT_TRUE(migrations::check(db_, shop_db::sqlite()));
    }
    void TearDown() override { sqlite3_close(db_); }

    // Each test inserts the same one, which is unique.
    bool insert() { return sqlite3_exec(db_, "INSERT INTO items (name) VALUES ('one')", nullptr, nullptr, nullptr) == SQLITE_OK; }

    sqlite3* db_ = nullptr;
};

TEST_F(Items, take_a_first) { EXPECT_TRUE(insert()); }
TEST_F(Items, take_another_first) { EXPECT_TRUE(insert()); }
TEST_P(Items, are_new_each_time) { EXPECT_TRUE(insert()); }
INSTANTIATE_TEST_SUITE_P(many, Items, testing::Values(1, 2));

}  // namespace
