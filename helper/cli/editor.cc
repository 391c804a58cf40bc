#include "cli/editor.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "cli/shell_command.h"

namespace migrations {

std::string editor_command() {
    for (const char* name : {"VISUAL", "EDITOR"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
    return "vi";
}

void run_on_files(const std::string& command, const std::vector<std::string>& paths, const std::string& help) {
    std::string line = command;
    for (const std::string& path : paths) line += " " + shell_word(path);
    if (!isatty(STDOUT_FILENO)) line += " >&2";
    const int status = std::system(line.c_str());
    if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    std::string how = "could not be started";
    if (status != -1 && WIFEXITED(status)) {
        how = WEXITSTATUS(status) == 127 ? "was not found" : "ended with " + std::to_string(WEXITSTATUS(status));
    } else if (status != -1 && WIFSIGNALED(status)) {
        how = "was ended by signal " + std::to_string(WTERMSIG(status));
    }
    throw Error(Exit::environment, "'" + command + "' " + how, help);
}

}  // namespace migrations
