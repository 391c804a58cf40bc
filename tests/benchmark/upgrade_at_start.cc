// What a program pays for upgrade() when its SQLite database is up to date already, which is how most starts are: medians of
// microseconds for a call, on a connection that has read the schema and on a new one. Beside them stands the floor: one
// query of the version table on such a connection. Build with optimisation.
//
// Usage: benchmark_upgrade_at_start [ROUNDS]
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <migrations/sqlite3.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

// A line of revisions; every tenth one makes a table, the others write rows.
class chain {
public:
    explicit chain(int revisions) {
        for (int number = 0; number < revisions; ++number) {
            const std::string_view id = keep(hexadecimal(number, 12));
            const std::string table = "t" + std::to_string(number / 10);
            migrations::step& only = steps_.emplace_back();
            only.sql = keep(number % 10 == 0 ? "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT)"
                                             : "INSERT INTO " + table + " (a) VALUES ('some text')");
            migrations::migration& made = migrations_.emplace_back();
            made.id = id;
            if (number > 0) made.parents = {&ids_.back(), 1};
            ids_.push_back(id);
            made.message = "a message";
            made.file_hash = made.ops_hash = made.chain_hash = keep(hexadecimal(number, 64));
            made.up.steps = {&only, 1};
        }
        set_.project = "benchmark";
        set_.migrations = {migrations_.data(), migrations_.size()};
    }
    chain(const chain&) = delete;
    chain& operator=(const chain&) = delete;

    const migrations::set& view() const { return set_; }

private:
    static std::string hexadecimal(int number, std::size_t digits) {
        char text[16];
        std::snprintf(text, sizeof(text), "%08x", static_cast<unsigned>(number) * 2654435761U);
        std::string all;
        while (all.size() < digits) all += text;
        return all.substr(0, digits);
    }
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

    std::deque<std::string> texts_;
    std::deque<std::string_view> ids_;
    std::deque<migrations::step> steps_;
    std::vector<migrations::migration> migrations_;
    migrations::set set_;
};

void need(bool fact, const char* what) {
    if (fact) return;
    std::fprintf(stderr, "the benchmark measures nothing: %s\n", what);
    std::exit(1);
}

sqlite3* open(const std::string& file) {
    sqlite3* db = nullptr;
    need(sqlite3_open(file.c_str(), &db) == SQLITE_OK, "the database cannot be opened");
    return db;
}

void upgrade(sqlite3* db, const migrations::set& revisions) {
    const migrations::outcome result = migrations::upgrade(db, revisions);
    need(result && result.applied == 0, "the database is not up to date");
}

void query(sqlite3* db, const migrations::set&) {
    int rows = 0;
    const auto count = [](void* to, int, char**, char**) { return ++*static_cast<int*>(to), 0; };
    sqlite3_exec(db, "SELECT revision, chain_sha256 FROM migrations_version", count, &rows, nullptr);
    need(rows == 1, "the version table cannot be read");
}

template <class Work>
double microseconds(const Work& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

using call = void (*)(sqlite3*, const migrations::set&);

double on_one_connection(const std::string& file, const migrations::set& revisions, int rounds, call work) {
    sqlite3* const db = open(file);
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) times.push_back(microseconds([&] { work(db, revisions); }));
    sqlite3_close(db);
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

double on_new_connections(const std::string& file, const migrations::set& revisions, int rounds, call work) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        sqlite3* const db = open(file);
        times.push_back(microseconds([&] { work(db, revisions); }));
        sqlite3_close(db);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

void measure(const std::string& folder, const char* mode, int revisions, int rounds) {
    const chain all(revisions);
    const std::string file = folder + "/" + mode + std::to_string(revisions) + ".db";
    sqlite3* const db = open(file);
    sqlite3_exec(db, (std::string("PRAGMA synchronous = OFF; PRAGMA journal_mode = ") + mode).c_str(), nullptr, nullptr, nullptr);
    const migrations::outcome made = migrations::upgrade(db, all.view());
    need(made && made.applied == static_cast<std::size_t>(revisions), made.message.c_str());
    sqlite3_close(db);
    const double again = on_one_connection(file, all.view(), rounds, upgrade);
    const double again_floor = on_one_connection(file, all.view(), rounds, query);
    const double first = on_new_connections(file, all.view(), rounds, upgrade);
    const double first_floor = on_new_connections(file, all.view(), rounds, query);
    std::printf("%4d revisions, %-6s   %7.1f us  (floor %5.1f)   new connection %7.1f us  (floor %5.1f)\n", revisions, mode,
                again, again_floor, first, first_floor);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 1000;
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("upgrade-at-start-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    for (const int revisions : {3, 100, 1000}) {
        for (const char* mode : {"DELETE", "WAL"}) measure(folder.string(), mode, revisions, rounds);
    }
    std::filesystem::remove_all(folder);
}
