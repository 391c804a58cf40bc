#include "scratch/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <migrations/event_text.hpp>
#include <migrations/function_check.hpp>
#include <migrations/run_text.hpp>
#include <optional>
#include <utility>

#include "scratch/child_process.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace migrations {
namespace {

// The name of the first function that a move calls.
std::string first_function(slice<move> moves, std::string& revision) {
    for (const move& each : moves) {
        for (const step& one : steps_of(each).steps) {
            if (!one.is_call()) continue;
            revision = each.what->id;
            return std::string(one.function);
        }
    }
    return "";
}

outcome untouched(outcome result) {
    result.database_state = "the database is unchanged";
    return result;
}

// What a message of the program asks of the caller's options.
void hear(const message& heard, const options& how, outcome& result, bool& ended) {
    if (heard.kind == message_kind::statement && how.on_statement) how.on_statement(heard.payload);
    if (heard.kind == message_kind::event) {
        if (const std::optional<event> happened = decode_event(heard.payload)) tell(how, *happened);
    }
    if (heard.kind != message_kind::outcome) return;
    if (std::optional<outcome> found = decode_outcome(heard.payload)) {
        result = std::move(*found);
        ended = true;
    }
}

std::string seconds(std::chrono::milliseconds time) {
    return std::to_string(time.count() / 1000) + "." + std::to_string(1000 + time.count() % 1000).substr(1);
}

std::vector<std::string> arguments(const Program& program, slice<move> moves, const options& how) {
    std::vector<std::string> words = program.command;
    words.insert(words.end(), {"run", "--format", std::to_string(run_format), "--lock-timeout", seconds(how.lock_timeout),
                               "--statement-lock-timeout", seconds(how.statement_lock_timeout)});
    if (how.single_transaction) words.emplace_back("--single-transaction");
    const auto add = [&](const char* option, std::string_view value) {
        if (!value.empty()) words.insert(words.end(), {option, std::string(value)});
    };
    add("--backup", how.backup);
    add("--application", how.application);
    add("--tool-version", how.tool_version);
    if (how.unknown == options::unknown_step::retry) add("--unknown-step", "retry");
    if (how.unknown == options::unknown_step::skip) add("--unknown-step", "skip");
    for (const move& each : moves) {
        words.push_back((each.way == direction::up ? "up:" : "down:") + std::string(each.what->id) + ":" +
                        std::string(each.what->chain_hash));
    }
    return words;
}

// The environment with the URL, which is no argument: others can read those.
std::vector<std::string> environment_with(const DatabaseUrl& url, bool own_server) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view variable = *each;
        if (variable.starts_with("DATABASE_URL=") || (own_server && variable.starts_with("PG"))) continue;
        all.emplace_back(variable);
    }
    all.push_back("DATABASE_URL=" + (url.dialect == "sqlite" ? "sqlite:///" + url.path : url.conninfo));
    return all;
}

// A child that does not outlive this object, whatever a callback throws.
struct Child {
    int messages;
    pid_t id = 0;

    explicit Child(int from) : messages(from) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        ::close(messages);
        if (id == 0) return;
        ::kill(id, SIGTERM);
        wait();
    }
    int wait() {
        int state = 0;
        while (waitpid(id, &state, 0) < 0 && errno == EINTR) {
        }
        id = 0;
        return state;
    }
};

// 0, or the error. The child gets the signals as a program of a shell does.
int start(const std::string& name, std::vector<char*> words, std::vector<char*> variables, int output, pid_t& child) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const int failed = posix_spawnp(&child, name.c_str(), &actions, &attributes, words.data(), variables.data());
    if (failed != 0) child = 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

// Runs the program to its end. Its messages are told as they come.
outcome run_program(const Program& program, const DatabaseUrl& url, slice<move> moves, const options& how) {
    std::vector<std::string> words = arguments(program, moves, how);
    std::vector<std::string> variables = environment_with(url, program.own_server);
    const std::string name = words.front();
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return untouched(failure(status::internal, std::string("cannot make a pipe: ") + std::strerror(errno)));
    Child child{ends[0]};
    const int failed = start(name, pointers_to(words), pointers_to(variables), ends[1], child.id);
    ::close(ends[1]);
    if (failed != 0) return untouched(failure(status::environment, "cannot start '" + name + "': " + std::strerror(failed)));
    outcome result;
    bool ended = false;
    std::string heard;
    std::array<char, 4096> buffer{};
    while (!ended) {
        const ssize_t count = ::read(child.messages, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        heard.append(buffer.data(), static_cast<std::size_t>(count));
        while (const std::optional<message> next = take_message(heard)) hear(*next, how, result, ended);
    }
    const int state = child.wait();
    if (ended) return result;
    const std::string end = WIFSIGNALED(state) ? "signal " + std::to_string(WTERMSIG(state)) + " (" + strsignal(WTERMSIG(state)) + ")"
                                               : "exit code " + std::to_string(WEXITSTATUS(state));
    result = failure(status::internal, "'" + name + "' ended without saying how, by " + end, "build it anew; then run the same again");
    result.database_state = "what it had committed stays: run: migrations current";
    return result;
}

class ProgramConnection : public Connection {
public:
    ProgramConnection(std::unique_ptr<Connection> database, DatabaseUrl url, Program program)
        : database_(std::move(database)), url_(std::move(url)), program_(std::move(program)) {}

    const Dialect& language() const override { return database_->language(); }
    std::string label() const override { return database_->label(); }
    void execute(std::string_view sql) override { database_->execute(sql); }
    std::vector<Cells> query(std::string_view sql) override { return database_->query(sql); }
    Schema reflect(const std::vector<std::string>& ignored) override { return database_->reflect(ignored); }
    std::vector<LeftOut> left_out(const std::vector<std::string>& ignored) override { return database_->left_out(ignored); }
    // Moves that are made already are passed over, so that all of them are the way to the heads from anywhere.
    outcome upgrade(const set& chain, const options& how) override {
        std::vector<move> way;
        for (const migration& each : chain.migrations) way.push_back({&each, direction::up});
        const slice<move> all(way.data(), way.size());
        return call_functions(all) ? run(chain, all, how) : database_->upgrade(chain, how);
    }
    outcome check(const set& chain, const options& options) override { return database_->check(chain, options); }
    outcome stamp(const set& chain, slice<std::string_view> heads, bool force, const options& options) override {
        return database_->stamp(chain, heads, force, options);
    }
    outcome read_recorded(const set& chain, recorded& result) override { return database_->read_recorded(chain, result); }

    outcome run(const set& chain, slice<move> way, const options& how) override {
        if (how.collecting || !call_functions(way)) return database_->run(chain, way, how);
        outcome possible = check_program(program_, way);
        return possible ? run_program(program_, url_, way, how) : possible;
    }

private:
    std::unique_ptr<Connection> database_;
    DatabaseUrl url_;
    Program program_;
};

}  // namespace

bool call_functions(slice<move> moves) {
    return std::any_of(moves.begin(), moves.end(), [](const move& each) { return calls_functions(steps_of(each)); });
}

outcome check_program(const Program& program, slice<move> moves) {
    std::string revision;
    const std::string function = first_function(moves, revision);
    if (function.empty()) return {};
    const std::string message = "revision '" + revision + "' calls the C++ function '" + function + "', which only the program has";
    outcome result;
    if (program.command.empty()) {
        result = failure(status::refused, message, program.target.empty()
                                                       ? "name the build folder, where add_migrations() has FUNCTIONS: migrations -B BUILD; or run the program"
                                                       : "this machine cannot run that of a cross build; run it where it can be, or name a "
                                                         "CMAKE_CROSSCOMPILING_EMULATOR");
    } else if (!std::filesystem::exists(program.command.back())) {
        result = failure(status::refused, message + ", and '" + program.command.back() + "' is not built", "run: " + program.target);
    } else {
        return {};
    }
    result.revision = revision;
    return untouched(std::move(result));
}

std::unique_ptr<Connection> with_program(std::unique_ptr<Connection> database, DatabaseUrl url, Program program) {
    return std::make_unique<ProgramConnection>(std::move(database), std::move(url), std::move(program));
}

}  // namespace migrations
