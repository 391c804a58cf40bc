// The headers that are generated from models, with the bindings of the runtime: every value goes into a database and comes
// back as it was.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <cmath>
#include <every_type/every_type.hpp>
#include <limits>
#include <migrations/rows/sqlite3.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "base/file.h"
#include "dialects/dialects.h"
#include "readers/model.h"

#if MIGRATIONS_POSTGRESQL
#include <migrations/rows/pqxx.hpp>

#include "postgresql_support.h"
#endif

namespace migrations {
namespace {

using every_type::Everything;
using rows::date;
using rows::days;
using rows::timestamp;
using std::chrono::microseconds;

// The statements that make the tables.
std::vector<std::string> creation_for(const Dialect& dialect) {
    Diagnostics found;
    const Model model = read_models({read_source(MIGRATIONS_TEST_MODELS "/every_type.toml")}, found);
    std::vector<std::string> statements;
    for (const Step& step : dialect.render({}, creation(model.schema), {}, found).steps) {
        statements.push_back(step.sql);
    }
    EXPECT_EQ(to_string(found), "");
    return statements;
}

// The members but for `id` and `made`, which the server makes.
std::vector<std::string> texts_of(const Everything& row) {
    std::vector<std::string> texts;
    Everything::visit_inserted(row, [&](std::string_view name, std::string_view type, const auto& value) {
        std::string text(name);
        if constexpr (rows::is_optional<std::decay_t<decltype(value)>>::value) {
            text += value ? "=" + rows::text_of(*value, type) : " is null";
        } else {
            text += "=" + rows::text_of(value, type);
        }
        texts.push_back(std::move(text));
    });
    return texts;
}

// Members of the second half, which may be NULL, get what the first half has.
void fill_optional(Everything& row) {
    row.n_bool = row.a_bool;
    row.n_int16 = row.a_int16;
    row.n_int32 = row.a_int32;
    row.n_int64 = row.a_int64;
    row.n_float32 = row.a_float32;
    row.n_float64 = row.a_float64;
    row.n_decimal = row.a_decimal;
    row.n_string = row.a_string;
    row.n_text = row.a_text;
    row.n_blob = row.a_blob;
    row.n_date = row.a_date;
    row.n_time = row.a_time;
    row.n_timestamp = row.a_timestamp;
    row.n_moment = row.a_moment;
    row.n_uuid = row.a_uuid;
    row.n_json = row.a_json;
    row.n_mood = row.a_mood;
    row.n_kind = row.a_kind;
}

Everything plain() {
    Everything row;
    row.a_decimal = "0.00000";
    row.a_json = "{}";
    return row;
}

std::vector<Everything> limits() {
    const auto day = [](int year, int month, int of) {
        return date(days(static_cast<int>(rows::day_number(year, month, of))));
    };
    Everything least = plain();
    least.a_int16 = std::numeric_limits<std::int16_t>::min();
    least.a_int32 = std::numeric_limits<std::int32_t>::min();
    least.a_int64 = std::numeric_limits<std::int64_t>::min();
    least.a_float32 = std::numeric_limits<float>::lowest();
    least.a_float64 = std::numeric_limits<double>::lowest();
    least.a_decimal = "-999999999999999.99999";
    least.a_date = day(1, 1, 1);
    least.a_timestamp = day(1, 1, 1);
    least.a_moment = day(1, 1, 1);
    Everything most = plain();
    most.a_bool = true;
    most.a_int16 = std::numeric_limits<std::int16_t>::max();
    most.a_int16 -= 1;  // `made` is one more
    most.a_int32 = std::numeric_limits<std::int32_t>::max();
    most.a_int64 = std::numeric_limits<std::int64_t>::max();
    most.a_float32 = std::numeric_limits<float>::max();
    most.a_float64 = std::numeric_limits<double>::max();
    most.a_decimal = "999999999999999.99999";
    most.a_string = std::string(40, 'x');
    most.a_text = "quotes ' \" \\ \n\t and \xF0\x9F\x98\x80";
    for (int i = 0; i < 256; ++i) most.a_blob.push_back(static_cast<std::byte>(i));
    most.a_date = day(9999, 12, 31);
    most.a_time = microseconds(86399999999);
    most.a_timestamp = day(9999, 12, 31) + microseconds(86399999999);
    most.a_moment = day(9999, 12, 31) + microseconds(86399999999);
    for (std::size_t i = 0; i < most.a_uuid.size(); ++i) most.a_uuid[i] = static_cast<std::byte>(255 - i);
    most.a_json = "{\"a\": [1, null]}";
    most.a_mood = every_type::Mood::class_;
    most.a_kind = every_type::Kind::b;
    Everything small = plain();
    small.a_float32 = std::numeric_limits<float>::denorm_min();
    small.a_float64 = std::numeric_limits<double>::denorm_min();
    small.a_decimal = "-0.00001";
    small.a_date = day(1969, 12, 31);
    small.a_moment = timestamp(microseconds(-1));
    small.a_timestamp = timestamp(microseconds(-86400000001));
    small.a_mood = every_type::Mood::not_so_fine_;
    Everything leap = plain();
    leap.a_date = day(2000, 2, 29);
    leap.a_float64 = 0.1;
    leap.a_float32 = 0.1F;
    return {plain(), least, most, small, leap};
}

TEST(GeneratedRows, GoThroughSqliteAndComeBack) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (const std::string& each : creation_for(sqlite_dialect())) {
        ASSERT_EQ(sqlite3_exec(db, each.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db) << each;
    }
    for (const bool null : {true, false}) {
        for (Everything row : limits()) {
            if (!null) fill_optional(row);
            sqlite3_stmt* insert = nullptr;
            ASSERT_EQ(sqlite3_prepare_v2(db, Everything::insert_sqlite.data(), -1, &insert, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
            EXPECT_EQ(rows::bind_row(insert, row), SQLITE_OK);
            EXPECT_EQ(sqlite3_step(insert), SQLITE_DONE) << sqlite3_errmsg(db);
            sqlite3_finalize(insert);
            sqlite3_stmt* select = nullptr;
            const std::string last = std::string(Everything::select) + " ORDER BY id DESC";
            ASSERT_EQ(sqlite3_prepare_v2(db, last.c_str(), -1, &select, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
            ASSERT_EQ(sqlite3_step(select), SQLITE_ROW);
            Everything back;
            std::string_view failed;
            EXPECT_TRUE(rows::read_row(select, back, &failed)) << failed;
            EXPECT_EQ(texts_of(back), texts_of(row));
            EXPECT_EQ(back.made, row.a_int16 + 1);
            sqlite3_finalize(select);
        }
    }
    EXPECT_EQ(sqlite3_exec(db, every_type::Numbers::insert_sqlite.data(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
}

TEST(GeneratedRows, SayWhichMemberCannotHoldTheValue) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
    const auto failed_of = [&](const std::string& values) {
        sqlite3_stmt* select = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(db, ("SELECT " + values).c_str(), -1, &select, nullptr), SQLITE_OK);
        EXPECT_EQ(sqlite3_step(select), SQLITE_ROW);
        every_type::Names row;
        std::string_view failed = "none";
        const bool good = rows::read_row(select, row, &failed);
        sqlite3_finalize(select);
        return std::string(good ? "good" : failed);
    };
    EXPECT_EQ(failed_of("1, 2, 3, 4, 5, 6, 7, 8"), "good");
    EXPECT_EQ(failed_of("1, NULL, 3, 4, 5, 6, 7, 8"), "column");
    EXPECT_EQ(failed_of("1, 2, 2147483648, 4, 5, 6, 7, 8"), "visit");
    EXPECT_EQ(failed_of("1, 2, 3, 4, 5, 'x', 7, 8"), "a b");
    EXPECT_EQ(failed_of("1, 2, 3, 4, 5, 6, 7, 8.5"), "say \"hi\"");
    sqlite3_close(db);
}

TEST(GeneratedRows, ReadTextsOfAllForms) {
    timestamp moment;
    for (const char* text : {"2024-12-31 23:59:59.5+00", "2024-12-31T23:59:59.500000Z", "2025-01-01 01:59:59.5+02", "2024-12-31 18:29:59.5-05:30",
                             "2025-01-01 05:53:27.5+05:53:28", "2024-12-31 23:59:59.50"}) {
        EXPECT_TRUE(rows::from_text(text, moment)) << text;
        EXPECT_EQ(rows::text_of(moment, "timestamptz"), "2024-12-31T23:59:59.500000Z") << text;
        EXPECT_EQ(rows::text_of(moment, "timestamp"), "2024-12-31T23:59:59.500000") << text;
    }
    for (const char* text : {"", "infinity", "2024-02-30 00:00:00", "2024-13-01 00:00:00", "5000-03-15 00:00:00 BC", "12345678-01-01 00:00:00",
                             "0000-01-01 00:00:00", "2024-01-01", "2024-01-01 25:00:00", "2024-01-01 00:00:00+", "2024-01-01 00:00:00 x"}) {
        EXPECT_FALSE(rows::from_text(text, moment)) << text;
    }
    std::array<std::byte, 16> uuid{};
    EXPECT_TRUE(rows::from_text("0102030405060708-", uuid) == false);
    EXPECT_TRUE(rows::from_text("01020304-0506-0708-090A-0b0c0d0e0f10", uuid));
    EXPECT_EQ(rows::text_of(uuid, "uuid"), "01020304-0506-0708-090a-0b0c0d0e0f10");
    std::vector<std::byte> blob;
    EXPECT_FALSE(rows::from_text("\\x0", blob));
    EXPECT_FALSE(rows::from_text("\\xgg", blob));
    EXPECT_FALSE(rows::from_text("01", blob));
    bool flag = false;
    EXPECT_FALSE(rows::from_text("maybe", flag));
    std::int16_t number = 0;
    EXPECT_FALSE(rows::from_text("32768", number));
    EXPECT_FALSE(rows::from_text("1x", number));
}

TEST(GeneratedRows, EveryDayIsItsNumber) {
    std::int64_t number = rows::day_number(1, 1, 1);
    EXPECT_EQ(number, -719162);
    EXPECT_EQ(rows::day_number(1970, 1, 1), 0);
    for (; number <= rows::day_number(9999, 12, 31); ++number) {
        const rows::calendar_day day = rows::day_of(number);
        ASSERT_EQ(rows::day_number(day.year, day.month, day.day), number);
        ASSERT_TRUE(day.month >= 1 && day.month <= 12 && day.day >= 1 && day.day <= 31) << number;
    }
}

#if MIGRATIONS_POSTGRESQL
TEST_F(RuntimePostgresql, GeneratedRowsGoThroughAndComeBack) {
    pqxx::connection connection(url);
    pqxx::work work(connection);
    for (const std::string& each : creation_for(postgresql_dialect())) work.exec(each);
    for (const bool null : {true, false}) {
        // Both ends of time are in other years there.
        work.exec(null ? "SET LOCAL TimeZone = 'Asia/Kolkata'" : "SET LOCAL TimeZone = 'America/New_York'");
        for (Everything row : limits()) {
            if (!null) fill_optional(row);
            rows::insert(work, row);
            const pqxx::result found = work.exec(std::string(Everything::select) + " ORDER BY id DESC LIMIT 1");
            Everything back;
            std::string_view failed;
            EXPECT_TRUE(rows::read_row(found[0], back, &failed)) << failed;
            EXPECT_EQ(texts_of(back), texts_of(row));
            EXPECT_EQ(back.made, row.a_int16 + 1);
        }
    }
    work.exec(std::string(every_type::Numbers::insert_postgresql));
    Everything row = plain();
    row.a_text = std::string("a\0b", 3);
    EXPECT_THROW(rows::insert(work, row), pqxx::argument_error);
}
#endif

}  // namespace
}  // namespace migrations
