#include "cli/output.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/names.h"
#include "cli/command.h"
#include "cli/findings.h"
#include "cli/json.h"
#include "cli/shell_command.h"
#include "cli/terminal.h"

namespace migrations {
namespace {

// Secrets of this run. A program has one terminal, so it has one list of what must not appear there.
std::vector<std::string>& secrets() {
    static std::vector<std::string> kept;
    return kept;
}

bool is_letter(char each) { return std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '_'; }

std::string& options_in_commands() {
    static std::string options;
    return options;
}

// Whether a command is named at this place: "run: migrations review", "'migrations heads' shows"; not "of the migrations".
// `program`: how many bytes its name has there.
bool is_command_line(std::string_view text, std::size_t at, std::size_t program) {
    constexpr std::string_view before[] = {": ", "'", "(", "  "};
    const bool begins = at == 0 || std::any_of(std::begin(before), std::end(before), [&](std::string_view each) {
        return text.substr(0, at).ends_with(each);
    });
    const std::string_view rest = text.substr(at + program);
    return begins && std::any_of(commands().begin(), commands().end(), [&](const Command& each) {
        const std::string_view name = each.name;
        return name != "init" && rest.starts_with(name) && (rest.size() == name.size() || !is_letter(rest[name.size()]));
    });
}

const char* kind_of_exit(Exit exit) {
    switch (exit) {
        case Exit::ok: return "ok";
        case Exit::internal: return "internal";
        case Exit::usage: return "usage";
        case Exit::not_clean: return "not_clean";
        case Exit::graph: return "graph";
        case Exit::integrity: return "integrity";
        case Exit::state: return "state";
        case Exit::sql_failed: return "sql_rolled_back";
        case Exit::partial: return "sql_partial";
        case Exit::busy: return "busy";
        case Exit::connect: return "connect";
        case Exit::refused: return "refused";
        case Exit::environment: return "environment";
        case Exit::in_doubt: return "in_doubt";
    }
    return "internal";
}

void write_all(std::FILE* stream, std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0) {
        if (stream == stdout) {
            throw Error(Exit::environment, "cannot write to standard output");
        }
    }
}

// Such a password ("postgres") is a part of innocent words ("postgresql"), where it stays.
bool is_common(const std::string& secret) {
    return secret.size() < 12 && std::all_of(secret.begin(), secret.end(), is_letter);
}

// The runner cuts a long statement (outcome.hpp) wherever its limit is.
std::string without_half_word(const std::string& sql) {
    constexpr std::size_t nearly_all = 390;
    if (sql.size() < nearly_all) return sql;
    const std::size_t end = sql.find_last_of(" \n\t");
    if (end == std::string::npos || end < nearly_all / 2) return sql;
    return sql.substr(0, sql.find_last_not_of(" \n\t", end) + 1) + " ...";
}

}  // namespace

void keep_secret(std::string_view secret) {
    // Shorter ones would black out innocent words; a password of three letters is no secret.
    if (secret.size() < 4) return;
    if (std::find(secrets().begin(), secrets().end(), secret) != secrets().end()) return;
    secrets().emplace_back(secret);
    std::sort(secrets().begin(), secrets().end(),
              [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

void keep_secrets_in(std::string_view text) {
    for (const std::string& line : split(text, '\n')) {
        const std::size_t scheme = line.find("://");
        const std::size_t at = line.rfind('@');
        const std::size_t colon = scheme == std::string::npos ? scheme : line.find(':', scheme + 3);
        if (colon != std::string::npos && at != std::string::npos && colon < at) {
            const std::string password = line.substr(colon + 1, at - colon - 1);
            keep_secret(password);
            // Where '@', '/' or '?' stand unescaped, readers of URLs disagree about where the password ends.
            for (std::size_t start = 0; start < password.size();) {
                const std::size_t end = std::min(password.find_first_of("@/?#:", start), password.size());
                keep_secret(std::string_view(password).substr(start, end - start));
                start = end + 1;
            }
        }
        const std::string small = lower(line);
        for (std::size_t found = small.find("password"); found != std::string::npos;
             found = small.find("password", found + 1)) {
            std::size_t start = line.find_first_not_of(" \t", found + 8);
            if (start == std::string::npos || line[start] != '=') continue;
            start = line.find_first_not_of(" \t'\"", start + 1);
            if (start == std::string::npos) continue;
            const std::size_t end = std::min(line.find_first_of(" \t'\"&", start), line.size());
            keep_secret(std::string_view(line).substr(start, end - start));
        }
    }
}

std::string without_secrets(std::string_view text) {
    std::string clean(text);
    for (const std::string& secret : secrets()) {
        const bool word = is_common(secret);
        for (std::size_t at = clean.find(secret); at != std::string::npos;) {
            const std::size_t end = at + secret.size();
            const bool inside = (at > 0 && is_letter(clean[at - 1])) || (end < clean.size() && is_letter(clean[end]));
            if (!word || !inside) clean.replace(at, secret.size(), "***");
            at = clean.find(secret, at + 3);
        }
    }
    return clean;
}

void say_in_commands(std::string_view options) { options_in_commands() = options; }

std::string as_printed(std::string_view text) {
    std::string clean = without_secrets(text);
    if (options_in_commands().empty()) return clean;
    for (const std::string& program : std::set<std::string>{"migrations ", own_program() + " "}) {
        for (std::size_t at = clean.find(program); at != std::string::npos; at = clean.find(program, at + program.size())) {
            if (is_command_line(clean, at, program.size())) clean.insert(at + program.size(), options_in_commands() + " ");
        }
    }
    return clean;
}

void print_out(std::string_view text) { write_all(stdout, as_printed(text)); }

void print_as_it_is(std::string_view text) { write_all(stdout, text); }

void print_error(std::string_view text) {
    const std::string clean = as_printed(text);
    write_all(stderr, wants_colour() ? coloured(clean) : clean);
}

std::string describe(const Error& error, const OutputOptions& options) {
    if (options.json) {
        nlohmann::json json = {{"exit", static_cast<int>(error.exit)},
                               {"kind", kind_of_exit(error.exit)},
                               {"message", error.what()}};
        if (!error.help.empty()) json["help"] = error.help;
        if (!error.state.empty()) json["database"] = error.state;
        if (!error.sql.empty()) json["sql"] = without_half_word(error.sql);
        if (!error.code.empty()) json["code"] = error.code;
        if (!error.location.path.empty()) {
            json["file"] = error.location.path;
            json["line"] = error.location.line;
            json["column"] = error.location.column;
        }
        if (!error.diagnostics.empty()) json["findings"] = as_json(error.diagnostics);
        return text_of_json({{"error", json}});
    }
    std::string text;
    if (error.diagnostics.empty()) {
        if (!error.location.path.empty()) text = to_string(error.location) + ": ";
        text += std::string("error: ") + error.what();
        if (!error.code.empty()) text += " (" + error.code + ")";
        text += "\n";
    } else {
        text = findings_text(error.diagnostics);
    }
    if (!error.sql.empty()) text += "  in: " + without_half_word(error.sql) + "\n";
    if (!error.state.empty()) text += "note: " + error.state + "\n";
    if (!error.help.empty()) text += "note: " + error.help + "\n";
    return text;
}

bool interactive() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

std::string ask(std::string_view question) {
    print_error(question);
    std::string answer;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) answer += static_cast<char>(c);
    return answer;
}

}  // namespace migrations
