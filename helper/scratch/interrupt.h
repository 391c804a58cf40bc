#pragma once

#include <csignal>

namespace migrations {

// While it lives, SIGINT, SIGTERM and SIGHUP do not end the process: whoever has something to clear away asks whether one
// came, and ends by himself. The second one ends it. One object at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    // The signal that came; 0: none. Any thread may ask.
    static int came();

private:
    struct sigaction before_[3];
};

// What is thrown where one came and nothing else is to be done.
struct Interrupted {};

}  // namespace migrations
