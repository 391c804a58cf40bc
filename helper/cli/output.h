#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/error.h"

namespace migrations {

// Where a command writes. Text goes to stdout, findings and errors to stderr; with --json one object goes to stdout
// and nothing else does. Texts pass the registered secrets' filter first, in JSON each string by itself.
struct OutputOptions {
    bool json = false;
    bool quiet = false;
    int verbose = 0;
};

// A password or URL that must never be printed, in any encoding; replaced by "***" in all later output.
void keep_secret(std::string_view secret);
std::string without_secrets(std::string_view text);

// Keeps whatever looks like a password in a text that may hold database URLs, however malformed: what stands between
// "://user:" and the last '@' of the line, whole and in pieces, and what follows "password=".
void keep_secrets_in(std::string_view text);

// The options with which commands that messages name mean the project of this run: 'migrations review' is printed as
// 'migrations -n analytics review'.
void say_in_commands(std::string_view options);

// What all output goes through: secrets are taken out, and options put into commands.
std::string as_printed(std::string_view text);

void print_out(std::string_view text);
void print_error(std::string_view text);  // to stderr, in colour on a terminal

// What other programs read: a script with a word blacked out would be another script. It holds no URL.
void print_as_it_is(std::string_view text);

// The error as text: "error: message", its diagnostics, "the database is ...", help; or as the JSON object
// {"error": {"exit", "kind", "message", "help", "database", "sql", "code", "findings": [...]}}.
std::string describe(const Error& error, const OutputOptions& options);

// True when stdin and stderr are terminals, so that questions can be asked.
bool interactive();

// Asks on the terminal; the answer without line end, nothing at end of input. Precondition: interactive().
std::string ask(std::string_view question);

}  // namespace migrations
