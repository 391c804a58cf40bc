#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// The program of a build that has the functions which revisions call (migrations/runner.hpp).
struct Program {
    std::vector<std::string> command;  // its path, behind the words of an emulator; empty: none is known
    std::string target;                // what builds it: "cmake --build build --target blog_db_migrate"; empty: nothing does
    bool own_server = false;           // as OpenOptions::own_server
};

// Whether the functions that these moves call can be called: done, or a refusal.
outcome check_program(const Program& program, slice<move> moves);

// The same connection, but moves that call functions are made by the program, on a connection of its own to the same
// database; `url` is where that is. What check_program() refuses is refused before anything runs.
std::unique_ptr<Connection> with_program(std::unique_ptr<Connection> database, DatabaseUrl url, Program program);

// Whether one of the moves calls a function.
bool call_functions(slice<move> moves);

}  // namespace migrations
