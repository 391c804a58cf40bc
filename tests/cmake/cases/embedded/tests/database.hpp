// The databases that the programs bring up to date, seen without the library.
#pragma once

#include <memory>
#include <migrations/script.hpp>
#include <string>

// A connection of one who looks. It is gone before programs start again.
class observer {
public:
    virtual ~observer() = default;

    // All values of a query: columns joined by '|', each row ended by a newline.
    virtual std::string text(const std::string& sql) = 0;
    // The tables, constraints and indexes.
    virtual std::string structure() = 0;
    // What the engine itself finds wrong; empty when it is sound.
    virtual std::string faults() = 0;
};

class database_kind {
public:
    virtual ~database_kind() = default;

    virtual std::string name() const = 0;
    virtual std::string program() const = 0;
    virtual std::string watched() const = 0;  // the program with the thread sanitizer; empty where there is none
    virtual const migrations::set& revisions() const = 0;

    // Makes an empty database, and says what programs connect to.
    virtual std::string make() = 0;
    virtual std::unique_ptr<observer> look(const std::string& database) const = 0;
};
