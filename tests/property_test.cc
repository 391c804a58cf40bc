// Random schemas with rows, and random changes of them: autogenerate, upgrade, autogenerate again, downgrade, on a real
// database (try_example() in example.h says what must hold). Goes on until its time is over, then ends with 0; at the first
// failure it shrinks the example, prints it and the command that runs it again, and ends with 1; with 77 when there is no
// server to run on.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "example.h"
#include "scratch/postgresql_server.h"
#include "shrink.h"

namespace migrations {
namespace {

constexpr const char* usage =
    R"(usage: test_property sqlite|postgresql [--seconds N] [--seed N|random] [--count N] [--keep-going]

  --seconds N    how long (60; the variable MIGRATIONS_TEST_SECONDS counts too)
  --seed N       the first seed (1; MIGRATIONS_TEST_SEED counts too); each example has the next one
  --count N      so many examples, however long they take
  --keep-going   print every kind of failure, and all that was refused
)";

using Clock = std::chrono::steady_clock;

struct Wanted {
    const Dialect* dialect = nullptr;
    int seconds = 60;
    unsigned seed = 1;
    unsigned count = 0;  // 0: as many as there is time for
    bool keep_going = false;
};

// False when the arguments are none of those above.
bool parse(const std::vector<std::string>& arguments, Wanted& wanted) {
    const auto number = [](const std::string& text) { return static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 10)); };
    const auto set_seed = [&](const std::string& text) {
        wanted.seed = text == "random" ? std::random_device{}() : number(text);
    };
    if (const char* text = std::getenv("MIGRATIONS_TEST_SECONDS")) wanted.seconds = static_cast<int>(number(text));
    if (const char* text = std::getenv("MIGRATIONS_TEST_SEED")) set_seed(text);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        const bool has_value = i + 1 < arguments.size();
        if (word == "sqlite") {
            wanted.dialect = &sqlite_dialect();
        } else if (word == "postgresql") {
            wanted.dialect = &postgresql_dialect();
        } else if (word == "--keep-going") {
            wanted.keep_going = true;
        } else if (word == "--seconds" && has_value) {
            wanted.seconds = static_cast<int>(number(arguments[++i]));
        } else if (word == "--seed" && has_value) {
            set_seed(arguments[++i]);
        } else if (word == "--count" && has_value) {
            wanted.count = number(arguments[++i]);
        } else {
            return false;
        }
    }
    return wanted.dialect != nullptr;
}

// The first two lines of a problem, what is wrong and what the database says, without names and numbers: what two
// failures have in common.
std::string kind_of(const std::string& problem) {
    std::string kind;
    char quote = 0;
    int line = 1;
    for (const char each : problem) {
        if (each == '\n' && (++line > 2 || quote != 0)) break;
        if (quote != 0) {
            if (each == quote) quote = 0;
        } else if (each == '"' || each == '\'') {
            quote = each;
        } else if (each < '0' || each > '9') {
            kind += each;
        }
    }
    return kind;
}

struct Tally {
    unsigned tried = 0;
    unsigned rendered = 0;
    unsigned up = 0;
    unsigned back = 0;
    unsigned unfilled = 0;
    std::size_t rows = 0;
};

class Property {
public:
    explicit Property(const Wanted& wanted)
        : wanted_(wanted), dialect_(*wanted.dialect), end_(Clock::now() + std::chrono::seconds(wanted.seconds)) {}

    int run() {
        std::printf("%s: seed %u, %s\n", name().c_str(), wanted_.seed,
                    wanted_.count > 0 ? count_of(wanted_.count, "example").c_str()
                                      : (std::to_string(wanted_.seconds) + " s").c_str());
        bool passed = true;
        for (unsigned seed = wanted_.seed; goes_on(); ++seed) {
            if (try_seed(seed)) continue;
            passed = false;
            if (!wanted_.keep_going) break;
        }
        std::printf("%s: %u examples, %u rendered, %u up, %u down, %zu rows compared, %u with tables not filled\n", name().c_str(),
                    tally_.tried, tally_.rendered, tally_.up, tally_.back, tally_.rows, tally_.unfilled);
        return passed && is_worth_something() ? 0 : 1;
    }

private:
    std::string name() const { return std::string(dialect_.name()); }
    bool goes_on() const { return wanted_.count > 0 ? tally_.tried < wanted_.count : Clock::now() < end_; }

    // A test that refuses nearly all that it makes tests nothing.
    bool is_worth_something() const {
        if (tally_.tried < 20) return true;
        const bool enough = tally_.rendered > tally_.tried / 2 && tally_.up > tally_.rendered / 2 && tally_.back > tally_.up / 3 &&
                            tally_.rows > tally_.tried;
        if (!enough) std::printf("%s: too few of them were carried out\n", name().c_str());
        return enough;
    }

    TrialResult trial(const Example& example) const {
        Scratch scratch;  // its databases go with it
        return try_example(scratch, dialect_, example);
    }

    bool try_seed(unsigned seed) {
        ++tally_.tried;
        const Example example = random_example(seed, &dialect_);
        const Diagnostics missing = not_rendered(dialect_, change_of(example));
        if (has_errors(missing)) {
            tell(seed, "not rendered", missing.front().message);
            return true;
        }
        ++tally_.rendered;
        const TrialResult result = trial(example);
        if (result.problems.empty()) {
            tally_.up += result.refused.empty() ? 1 : 0;
            tally_.back += result.went_back ? 1 : 0;
            tally_.unfilled += result.unfilled.empty() ? 0 : 1;
            tally_.rows += result.compared;
            tell(seed, "refused", result.refused);
            tell(seed, "refused back", result.refused_back);
            tell(seed, "not filled", join(result.unfilled, "; "));
            return true;
        }
        report(seed, example, result.problems.front());
        return false;
    }

    void tell(unsigned seed, const std::string& what, const std::string& why) const {
        if (wanted_.keep_going && !why.empty()) std::printf("seed %u: %s: %s\n", seed, what.c_str(), why.c_str());
    }

    void report(unsigned seed, const Example& example, const std::string& problem) {
        const std::string kind = kind_of(problem);
        std::printf("seed %u fails; to run it again: test_property %s --seed %u --count 1\n", seed, name().c_str(), seed);
        if (!kinds_.insert(kind).second) return;
        std::printf("%s\n", problem.c_str());
        const Clock::time_point patience = Clock::now() + std::chrono::seconds(120);
        std::string last = problem;
        const Example small = shrunk(example, [&](const Example& smaller) {
            if (Clock::now() > patience || has_errors(not_rendered(dialect_, change_of(smaller)))) return false;
            const TrialResult result = trial(smaller);
            if (result.problems.empty() || kind_of(result.problems.front()) != kind) return false;
            last = result.problems.front();
            return true;
        });
        std::printf("==== the smallest example that fails so ====\n%s\n%s\n", last.c_str(), print(small, dialect_).c_str());
    }

    const Wanted& wanted_;
    const Dialect& dialect_;
    const Clock::time_point end_;
    Tally tally_;
    std::set<std::string> kinds_;
};

int run(const Wanted& wanted) {
    if (wanted.dialect->language() == dialect::sqlite || std::getenv("MIGRATIONS_POSTGRESQL_URL") != nullptr) {
        return Property(wanted).run();
    }
    constexpr int skipped = 77;
    if (!MIGRATIONS_POSTGRESQL) {
        std::puts("skipped: this build has no PostgreSQL");
        return skipped;
    }
    try {
        PostgresqlServer::find_binaries();
    } catch (const Error& error) {
        std::printf("skipped: %s\n", error.what());
        return skipped;
    }
    // One for all: the databases of each example are dropped there when it is over.
    const PostgresqlServer server = PostgresqlServer::start();
    ::setenv("MIGRATIONS_POSTGRESQL_URL", server.url().c_str(), 1);
    return Property(wanted).run();
}

}  // namespace
}  // namespace migrations

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a log shows where it is
    migrations::Wanted wanted;
    if (!migrations::parse({argv + 1, argv + argc}, wanted)) {
        std::fputs(migrations::usage, stderr);
        return 2;
    }
    try {
        return migrations::run(wanted);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
