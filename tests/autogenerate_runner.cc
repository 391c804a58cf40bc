// Runs cases of autogenerate: test_autogenerate [--rewrite] [--filter TEXT] [--dialect D] [--server FILE] FILE.case...
//
// A file name that ends in ".sqlite.case" or ".postgresql.case" is of that dialect alone.
// --rewrite   writes the operations that come out into the files; read the difference in git
// --filter    only the files whose path has this text in it
// --dialect   sqlite or postgresql; without it, both
// --server    the state file of a PostgreSQL server that the tests share; without it, an own one
//
// Exit: 0 all passed, 1 some did not, 77 the PostgreSQL half was left out for want of a server.

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "autogenerate_case.h"
#include "base/error.h"
#include "base/file.h"
#include "runner_arguments.h"
#include "scratch/postgresql_detached.h"
#include "dialects/postgresql/environment.h"
#include "scratch/postgresql_server.h"

namespace migrations {
namespace {

constexpr int skipped = 77;

// The shared server, or one of our own from the first time that it is needed.
class Server {
public:
    explicit Server(const std::string& state_file) {
        if (!state_file.empty()) url_ = detached_url(state_file);
    }
    // "" when there is none to start; missing() then says why.
    const std::string& url() {
        if (!url_.empty() || !missing_.empty()) return url_;
        try {
            if (!MIGRATIONS_POSTGRESQL) throw Error(Exit::environment, "this build has no PostgreSQL");
            own_ = PostgresqlServer::start();
            url_ = own_->url();
        } catch (const Error& error) {
            missing_ = error.what();
        }
        return url_;
    }
    const std::string& missing() const { return missing_; }

private:
    std::string url_;
    std::string missing_;
    std::optional<PostgresqlServer> own_;
};

bool has_end(const std::string& path, const std::string& end) {
    return path.size() > end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0;
}

bool is_for(const std::string& path, const std::string& dialect) {
    const std::string other = dialect == "sqlite" ? "postgresql" : "sqlite";
    return !has_end(path, "." + other + ".case");
}

bool run_file(const std::string& path, const std::string& dialect, const std::string& server, bool rewrite) {
    const std::string text = read_source(path).text;
    std::vector<std::string> problems;
    CaseFile file = parse_case(text, problems);
    if (file.comment.empty() || file.comment[0] != '#') problems.push_back("a case begins with a comment that says its thought");
    if (problems.empty()) {
        const AutogenerateResult result = run_autogenerate(file, dialect, server);
        problems = result.problems;
        if (rewrite) {
            if (!result.operations.empty()) file.put("operations", result.operations);
            if (!result.difference.empty()) file.put("difference", result.difference);
            if (!result.check.empty()) file.put("check", result.check);
            if (write_if_different(path, print(file))) std::printf("wrote   %s\n", path.c_str());
        }
    }
    std::printf("%s  %s  %s\n", problems.empty() ? "passed" : "FAILED", path.c_str(), dialect.c_str());
    for (const std::string& each : problems) std::printf("%s\n", each.c_str());
    std::fflush(stdout);
    return problems.empty();
}

int run_files(const RunnerArguments& arguments) {
    const std::string& wanted = arguments.values.at("--dialect");
    const WithoutPostgresqlVariables cleared;
    Server server(arguments.values.at("--server"));
    std::size_t run = 0;
    std::size_t failed = 0;
    for (const std::string dialect : {"sqlite", "postgresql"}) {
        if (!wanted.empty() && wanted != dialect) continue;
        const std::string url = dialect == "postgresql" ? server.url() : "";
        if (!server.missing().empty()) continue;
        for (const std::string& path : arguments.files) {
            if (path.find(arguments.values.at("--filter")) == std::string::npos || !is_for(path, dialect)) continue;
            ++run;
            if (!run_file(path, dialect, url, arguments.rewrite)) ++failed;
        }
    }
    if (!server.missing().empty()) std::printf("SKIPPED on PostgreSQL: %s\n", server.missing().c_str());
    std::printf("%zu run, %zu failed\n", run, failed);
    if (failed > 0) return 1;
    if (!server.missing().empty()) return skipped;
    return run == 0 ? 1 : 0;
}

int run(const std::vector<std::string>& words) {
    const auto arguments = read_arguments(words, {"--filter", "--dialect", "--server"});
    return arguments ? run_files(*arguments) : 2;
}

}  // namespace
}  // namespace migrations

int main(int count, char** words) { return migrations::run_main(migrations::run, count, words); }
