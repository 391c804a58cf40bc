#pragma once

#include <string>
#include <vector>

namespace migrations {

// The command line that opens files for editing: $VISUAL, else $EDITOR, else "vi". It may have arguments
// ("code --wait") and is run by the shell, as git does.
std::string editor_command();

// Runs a command of the shell on files, on our own terminal, and waits for it; what it prints goes where messages go, since
// stdout may be read by a program. Throws Error environment, with this help, when it cannot be run or ends otherwise than
// with 0; the message names the command.
void run_on_files(const std::string& command, const std::vector<std::string>& paths, const std::string& help);

}  // namespace migrations
