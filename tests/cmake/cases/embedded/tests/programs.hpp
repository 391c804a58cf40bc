// Programs that start at once, and how they ended.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

// Programs that wait until their standard input ends: all at the same moment, when it opens. Those that do not wait have none.
class gate {
public:
    gate();
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;
    ~gate() { open(); }

    // What they print goes to the file `log`, where one is named: its end is theirs.
    pid_t start(const std::vector<std::string>& words, const std::string& log = {}) const;
    void open();

private:
    int ends_[2];
};

// Waits for the end of a program: its exit code, or 1000 and the number of the signal that ended it.
int end_of(pid_t program);

int run(const std::vector<std::string>& words, const std::string& log = {});
