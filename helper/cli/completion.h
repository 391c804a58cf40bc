#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace migrations {

struct Context;

// What may stand for the last of the words behind "migrations", which is being typed (""): commands, options, the values of
// an option, revisions of the project in the current folder. Only those that begin with it, sorted. Empty where a file or
// anything else is wanted. Never throws: a project that cannot be read has no revisions.
std::vector<std::string> completions(const CLI::App& program, const std::vector<std::string>& words, const Context& context);

// The text that makes bash, zsh or fish ask `migrations completion words`; "" for another shell.
std::string completion_script(const std::string& shell);

}  // namespace migrations
