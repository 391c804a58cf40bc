#include "cli_support.h"

#include <fcntl.h>
#include <grp.h>
#include <pty.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace migrations {
namespace {

// The program of this build, or the one that the environment names: an installed one (tests/cmake/CMakeLists.txt).
const std::string& tool() {
    static const char* const named = std::getenv("MIGRATIONS_TEST_TOOL");
    static const std::string path = named == nullptr ? MIGRATIONS_TOOL : named;
    return path;
}

void redirect(const std::string& file, int flags, int stream) {
    const int opened = open(file.c_str(), flags, 0600);
    if (opened < 0 || dup2(opened, stream) < 0) _exit(126);
}

int exit_of(pid_t child) {
    int status = 0;
    if (waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string text_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

CommandLine::CommandLine() {
    std::string pattern = (std::filesystem::temp_directory_path() / "migrations_cli_XXXXXX").string();
    root_ = std::filesystem::canonical(mkdtemp(pattern.data())).string();
    folder_ = root_ + "/blog";
    std::filesystem::create_directories(folder_);
    if (const char* documents = getenv("MIGRATIONS_JSON_DOCUMENTS")) json_documents_ = documents;
    environment_["TERM"] = "dumb";  // no colours, whatever terminal the tests are run on
}

CommandLine::~CommandLine() {
    std::error_code ignored;
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(root_, ignored);
}

void CommandLine::write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
}

std::string CommandLine::read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

bool CommandLine::exists(const std::string& name) const { return std::filesystem::exists(path(name)); }

std::map<std::string, std::string> CommandLine::everything() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        const std::string name = entry.path().lexically_relative(folder_).string();
        std::error_code loops;
        files[name] = entry.is_regular_file(loops) ? read(name) : "";
    }
    return files;
}

std::vector<std::string> CommandLine::revision_files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path("migrations/revisions"))) {
        names.push_back(plain(entry.path().filename().string()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string CommandLine::revision_text(const std::string& word) const {
    const std::string name = revision_path(word);
    return name.empty() ? "" : read(name);
}

std::string CommandLine::revision_path(const std::string& word) const {
    for (const auto& entry : std::filesystem::directory_iterator(path("migrations/revisions"))) {
        const std::string name = entry.path().filename().string();
        if (name.find(word) != std::string::npos) return "migrations/revisions/" + name;
    }
    return "";
}

std::string CommandLine::plain(std::string text) const {
    replace(text, folder_, "~");
    for (std::size_t at = 0; at + 14 <= text.size(); ++at) {
        const auto digits = [&](std::size_t from, std::size_t count) {
            return text.find_first_not_of("0123456789", at + from) == at + from + count;
        };
        if (text[at] >= '0' && text[at] <= '9' && digits(0, 8) && text[at + 8] == '_' && digits(9, 4) &&
            text[at + 13] == '_') {
            text.erase(at, 14);
        }
    }
    for (std::size_t end = text.find(" ms)"); end != std::string::npos; end = text.find(" ms)", end + 1)) {
        const std::size_t start = text.rfind('(', end);
        text.replace(start, end - start, "(?");
        end = start + 2;  // where " ms)" is now, and is not to be found again
    }
    return text;
}

void CommandLine::replace(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

Ran CommandLine::run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {tool()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Ran result = execute(command);
    keep_document(arguments, result);
    return result;
}

void CommandLine::keep_document(const std::vector<std::string>& arguments, const Ran& result) const {
    const auto end_of_options = std::find(arguments.begin(), arguments.end(), "--");
    if (json_documents_.empty() || std::find(arguments.begin(), end_of_options, "--json") == end_of_options) return;
    static int count = 0;
    const std::string name = json_documents_ + "/" + std::to_string(getpid()) + "_" + std::to_string(++count) + ".json";
    std::filesystem::create_directories(json_documents_);
    std::ofstream(name) << nlohmann::json{{"arguments", arguments}, {"exit", result.exit}, {"document", result.out}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void CommandLine::refused(const std::vector<std::string>& arguments, int exit, const std::string& error) const {
    const auto before = everything();
    const Ran result = run(arguments);
    EXPECT_EQ(result.exit, exit) << result.out << result.err;
    EXPECT_EQ(plain(result.err), error);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(everything(), before);
}

Ran CommandLine::shell(const std::string& line) const {
    return execute({"/bin/sh", "-c", "migrations() { \"" + tool() + "\" \"$@\"; }; " + line});
}

Ran CommandLine::execute(const std::vector<std::string>& command) const {
    const std::string out = root_ + "/stdout";
    const std::string err = root_ + "/stderr";
    const pid_t child = fork();
    if (child == 0) {
        redirect("/dev/null", O_RDONLY, STDIN_FILENO);
        redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
        redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
        start(command);
    }
    Ran result;
    result.exit = exit_of(child);
    result.out = text_of(out);
    result.err = text_of(err);
    return result;
}

Ran CommandLine::on_terminal(const std::vector<std::string>& arguments, const std::string& input) const {
    std::vector<std::string> command = {tool()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    int terminal = -1;
    const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) start(command);
    // What is typed at once would otherwise be shown before the questions.
    termios how{};
    tcgetattr(terminal, &how);
    how.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(terminal, TCSANOW, &how);
    Ran result;
    if (::write(terminal, input.data(), input.size()) != static_cast<ssize_t>(input.size())) return result;
    char buffer[4096];
    for (ssize_t got = ::read(terminal, buffer, sizeof buffer); got > 0; got = ::read(terminal, buffer, sizeof buffer)) {
        result.out.append(buffer, static_cast<std::size_t>(got));
    }
    close(terminal);
    result.exit = exit_of(child);
    replace(result.out, "\r\n", "\n");
    return result;
}

std::string CommandLine::json(std::vector<std::string> arguments, const std::string& pointer, int wanted_exit) const {
    arguments.emplace_back("--json");
    const Ran result = run(arguments);
    EXPECT_EQ(result.exit, wanted_exit) << result.out << result.err;
    EXPECT_EQ(result.err, "");
    const nlohmann::json parsed = nlohmann::json::parse(result.out, nullptr, false);
    EXPECT_TRUE(parsed.is_object()) << result.out;
    const nlohmann::json::json_pointer at(pointer);
    if (!parsed.is_object() || !parsed.contains(at)) return "";
    return parsed.at(at).is_string() ? parsed.at(at).get<std::string>() : parsed.at(at).dump();
}

std::string CommandLine::ask(const std::string& database, const std::string& sql) const {
    sqlite3* db = nullptr;
    std::string text;
    char* problem = nullptr;
    sqlite3_open_v2(path(database).c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
    const auto add = [](void* to, int columns, char** values, char**) {
        auto& rows = *static_cast<std::string*>(to);
        for (int i = 0; i < columns; ++i) {
            rows += (rows.empty() ? "" : " ") + std::string(values[i] == nullptr ? "NULL" : values[i]);
        }
        return 0;
    };
    if (sqlite3_exec(db, sql.c_str(), add, &text, &problem) != SQLITE_OK) {
        text = std::string("error: ") + (problem == nullptr ? "cannot open" : problem);
    }
    sqlite3_free(problem);
    sqlite3_close(db);
    return text;
}

void CommandLine::make_database(const std::string& name, const std::string& sql) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    sqlite3* db = nullptr;
    sqlite3_open(path(name).c_str(), &db);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
}

void CommandLine::make_project(const std::string& dialects, const std::string& more) const {
    write("migrations/migrations.toml",
          "name = \"blog_db\"\ndialects = [" + dialects + "]\nmodels = [\"../models\"]\n" + more);
    set_model("");
    std::filesystem::create_directories(path("migrations/revisions"));
}

void CommandLine::set_model(const std::string& more_columns) const {
    write("models/users.toml",
          "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\nnick = { type = \"text\" }\n" +
              more_columns);
}

void CommandLine::make_chain(const std::string& dialects, const std::string& more) const {
    make_project(dialects, more);
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n");
    write("migrations/revisions/a1.toml",
          "revision = \"a1\"\nmessage = \"create users\"\ncreated = 2026-01-01T00:00:00Z\n\n[[upgrade]]\nop = "
          "\"create_table\"\ntable = \"users\"\ncolumns = [{ name = \"id\", type = \"int64\", identity = true }, { name = \"nick\", type = "
          "\"text\" }]\nprimary_key = { name = \"pk_users\", columns = [\"id\"] }\n\n[[downgrade]]\nop = \"drop_table\"\ntable = \"users\"\n");
    write("migrations/revisions/b2.toml", add_column("b2", "a1", "email", "text", "add email", "2026-01-02"));
    write("migrations/revisions/c3.toml", add_column("c3", "b2", "age", "int32", "", "2026-01-03"));
    const Ran reviewed = run({"review", "--yes"});
    EXPECT_EQ(reviewed.exit, 0) << reviewed.err;
    const Ran checked = run({"check"});
    EXPECT_EQ(checked.exit, 0) << checked.err;
}

std::string CommandLine::add_column(const std::string& id, const std::string& parent, const std::string& column,
                              const std::string& type, const std::string& message, const std::string& day) {
    return "revision = \"" + id + "\"\ndown_revision = \"" + parent + "\"\nmessage = \"" + message +
           "\"\ncreated = " + day + "T00:00:00Z\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn = { "
           "name = \"" + column + "\", type = \"" + type +
           "\", null = true }\n\n[[downgrade]]\nop = \"drop_column\"\ntable = \"users\"\ncolumn = \"" + column + "\"\n";
}

void CommandLine::start(const std::vector<std::string>& command) const {
    if (chdir((folder_ + "/" + inside_).c_str()) != 0) _exit(126);
    for (const char* name : {"DATABASE_URL", "MIGRATIONS_BUILD_DIR", "MIGRATIONS_MESSAGE", "MIGRATIONS_NAME", "GITHUB_ACTIONS",
                             "DASHBOARD_TEST_FROM_CTEST"}) {
        unsetenv(name);
    }
    setenv("LOGNAME", "tester", 1);
    // Messages then say "migrations ..." and not where this build has it.
    const std::string folder = tool().substr(0, tool().rfind('/'));
    const char* search = getenv("PATH");
    setenv("PATH", (folder + ":" + (search == nullptr ? "" : search)).c_str(), 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    for (const auto& [name, value] : environment_) setenv(name.c_str(), value.c_str(), 1);
    // Opened before the rights go: the build may be in a folder that is root's alone.
    const int program = open(command[0].c_str(), O_RDONLY | O_CLOEXEC);
    if (as_nobody_ && geteuid() == 0) {
        if (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0) _exit(126);
    }
    std::vector<char*> arguments;
    for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    fexecve(program, arguments.data(), environ);
    _exit(127);
}

}  // namespace migrations
