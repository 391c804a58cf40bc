// Runs cases: test_cases [--rewrite] [--filter TEXT] [--server FILE] FILE.case...
//
// --rewrite   writes what the program produces into the files; read the difference in git
// --filter    only the files whose path has this text in it
// --server    the state file of a PostgreSQL server that the tests share; without it, an own one
// --start-server FILE, --stop-server FILE   the fixture of CTest
//
// Exit: 0 all passed, 1 some did not, 77 the PostgreSQL half was left out for want of a server.

#include <cstdio>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "case_file.h"
#include "case_test.h"
#include "runner_arguments.h"
#include "scratch/postgresql_detached.h"
#include "scratch/postgresql_server.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

constexpr int skipped = 77;

// Why there is no PostgreSQL to test on; "" when there is one.
std::string missing_postgresql() {
    if (!MIGRATIONS_POSTGRESQL) return "this build has no PostgreSQL";
    try {
        PostgresqlServer::find_binaries();
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

bool run_file(const std::string& path, const RunnerArguments& arguments, Scratch& scratch,
              bool postgresql) {
    const std::string text = read_source(path).text;
    std::vector<std::string> problems;
    const CaseFile file = parse_case(text, problems);
    if (file.comment.empty() || file.comment[0] != '#') {
        problems.push_back("a case begins with a comment that says its thought");
    }
    if (print(file) != text) problems.push_back("it would not be rewritten as it was");
    if (problems.empty()) {
        const CaseResult result = run_case(file, scratch, postgresql);
        problems = result.problems;
        if (arguments.rewrite && write_if_different(path, print(result.rewritten))) {
            std::printf("wrote   %s\n", path.c_str());
        }
    }
    std::printf("%s  %s\n", problems.empty() ? "passed" : "FAILED", path.c_str());
    for (const std::string& each : problems) std::printf("%s\n", each.c_str());
    std::fflush(stdout);
    return problems.empty();
}

int run_files(const RunnerArguments& arguments) {
    const std::string missing = missing_postgresql();
    Scratch scratch(arguments.values.at("--server"));
    std::size_t run = 0;
    std::size_t failed = 0;
    for (const std::string& path : arguments.files) {
        if (path.find(arguments.values.at("--filter")) == std::string::npos) continue;
        ++run;
        if (!run_file(path, arguments, scratch, missing.empty())) ++failed;
    }
    if (run == 0) std::printf("no case fits\n");
    if (failed > 0 || run == 0) return 1;
    if (missing.empty()) return 0;
    std::printf("SKIPPED on PostgreSQL: %s\n", missing.c_str());
    return skipped;
}

int start_server(const std::string& state_file) {
    const std::string missing = missing_postgresql();
    if (!missing.empty()) {
        std::printf("no server: %s\n", missing.c_str());
        return 0;
    }
    DetachedOptions options;
    options.watched = getppid();
    std::printf("%s\n", start_detached(state_file, options).c_str());
    return 0;
}

int run(const std::vector<std::string>& words) {
    const auto arguments = read_arguments(words, {"--filter", "--server", "--start-server", "--stop-server"});
    if (!arguments) return 2;
    const std::string& starting = arguments->values.at("--start-server");
    const std::string& stopping = arguments->values.at("--stop-server");
    if (!starting.empty()) return start_server(starting);
    if (stopping.empty()) return run_files(*arguments);
    stop_detached(stopping);
    return 0;
}

}  // namespace
}  // namespace migrations

int main(int count, char** words) { return migrations::run_main(migrations::run, count, words); }
