// What the program of runner.hpp is asked to do: its command line as a value.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include "run_text.hpp"

namespace migrations::runner {

// A move as it is asked for: "up:<id>:<chain hash>". The hash may be left out.
struct wanted_move {
    direction way = direction::up;
    std::string id;
    std::string chain_hash;
};

struct request {
    enum class what { help, upgrade, check, run } command = what::help;
    std::string database;
    std::vector<wanted_move> moves;
    bool create = false;   // SQLite: make the file when it does not exist
    bool machine = false;  // messages of run_text.hpp on stdout, instead of text for people
    options how;
    std::string application;
    std::string tool_version;
    std::string mistake;  // of the command line; empty: none
};

inline const char* usage() {
    return "usage: PROGRAM upgrade|check [--database URL] [--backup FILE] [--lock-timeout SECONDS]\n"
           "       PROGRAM run [OPTION...] up:REVISION|down:REVISION...\n"
           "\n"
           "  upgrade   brings the database to the newest revisions of this program\n"
           "  check     says whether it is there; changes nothing\n"
           "  run       makes single moves, in this order\n"
           "\n"
           "  --database URL         sqlite:///relative, sqlite:////absolute, postgresql://... or \"host=... dbname=...\";\n"
           "                         default: the environment variable DATABASE_URL\n"
           "  --create               SQLite: make the file when it does not exist\n"
           "  --backup FILE          SQLite: a copy of the database as it was before\n"
           "  --lock-timeout SECONDS how long to wait for another process; default: 10\n"
           "  --single-transaction   all revisions or none\n";
}

inline bool read_move(std::string_view word, request& asked) {
    wanted_move made;
    const bool up = word.substr(0, 3) == "up:";
    if (!up && word.substr(0, 5) != "down:") return false;
    made.way = up ? direction::up : direction::down;
    word.remove_prefix(up ? 3 : 5);
    const std::size_t colon = word.find(':');
    made.id = word.substr(0, colon);
    if (colon != std::string_view::npos) made.chain_hash = word.substr(colon + 1);
    asked.moves.push_back(std::move(made));
    return true;
}

inline request read_arguments(int count, char** arguments) {
    request asked;
    const char* url = std::getenv("DATABASE_URL");
    if (url != nullptr) asked.database = url;
    if (count < 2) {
        asked.mistake = "a command is missing";
        return asked;
    }
    const std::string_view command = arguments[1];
    if (command == "--help" || command == "-h") return asked;
    asked.command = command == "upgrade" ? request::what::upgrade
                    : command == "check" ? request::what::check
                    : command == "run"   ? request::what::run
                                         : request::what::help;
    if (asked.command == request::what::help) asked.mistake = "there is no command '" + std::string(command) + "'";
    for (int at = 2; at < count && asked.mistake.empty(); ++at) {
        const std::string_view word = arguments[at];
        if (word == "--single-transaction" || word == "--create") {
            (word == "--create" ? asked.create : asked.how.single_transaction) = true;
            continue;
        }
        if (word.substr(0, 2) != "--") {
            if (asked.command != request::what::run || !read_move(word, asked))
                asked.mistake = "'" + std::string(word) + "' is not understood";
            continue;
        }
        if (at + 1 == count) {
            asked.mistake = std::string(word) + " needs a value";
            break;
        }
        const std::string value = arguments[++at];
        const auto seconds = [&] {
            char* end = nullptr;
            const double amount = std::strtod(value.c_str(), &end);
            if (value.empty() || *end != '\0' || !(amount >= 0 && amount <= 86400))
                asked.mistake = std::string(word) + ": '" + value + "' is no number of seconds up to a day";
            return std::chrono::milliseconds(static_cast<long long>((amount >= 0 && amount <= 86400 ? amount : 0) * 1000));
        };
        if (word == "--database") {
            asked.database = value;
        } else if (word == "--backup") {
            asked.how.backup = value;
        } else if (word == "--lock-timeout") {
            asked.how.lock_timeout = seconds();
        } else if (word == "--statement-lock-timeout") {
            asked.how.statement_lock_timeout = seconds();
        } else if (word == "--unknown-step") {
            if (value != "retry" && value != "skip") asked.mistake = "--unknown-step: '" + value + "' is none of retry, skip";
            asked.how.unknown = value == "retry" ? options::unknown_step::retry : options::unknown_step::skip;
        } else if (word == "--application") {
            asked.application = value;
        } else if (word == "--tool-version") {
            asked.tool_version = value;
        } else if (word == "--format") {
            asked.machine = true;
            if (value != std::to_string(run_format)) asked.mistake = "this program speaks format " + std::to_string(run_format);
        } else {
            asked.mistake = "there is no option '" + std::string(word) + "'";
        }
    }
    if (asked.mistake.empty() && asked.command == request::what::run && asked.moves.empty())
        asked.mistake = "run needs moves: up:REVISION or down:REVISION";
    return asked;
}

// Where a database is: the path of a SQLite file, or a URI or key-value text for libpq.
struct database_place {
    enum class what { unknown, sqlite, postgresql } kind = what::unknown;
    std::string text;
};

inline bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// As the helper reads them, a driver behind '+' included.
inline database_place place_of(std::string_view url) {
    const std::size_t colon = url.find("://");
    const std::string_view scheme = url.substr(0, colon == std::string_view::npos ? 0 : colon);
    const std::string_view engine = scheme.substr(0, scheme.find('+'));
    if (engine == "sqlite") {
        const std::string_view path = url.substr(colon + 3);
        if (path == ":memory:") return {database_place::what::sqlite, std::string(path)};
        if (path.size() < 2 || path.front() != '/') return {};
        return {database_place::what::sqlite, std::string(path.substr(1))};
    }
    if (engine == "postgresql" || engine == "postgres")
        return {database_place::what::postgresql, "postgresql" + std::string(url.substr(colon))};
    if (!scheme.empty()) return {};
    if (ends_with(url, ".db") || ends_with(url, ".sqlite") || ends_with(url, ".sqlite3"))
        return {database_place::what::sqlite, std::string(url)};
    if (url.find('=') != std::string_view::npos) return {database_place::what::postgresql, std::string(url)};
    return {};
}

}  // namespace migrations::runner
