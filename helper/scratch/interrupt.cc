#include "scratch/interrupt.h"

#include <atomic>

namespace migrations {
namespace {

constexpr int watched[] = {SIGINT, SIGTERM, SIGHUP};
static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> last{0};

void note(int signal) { last = signal; }

}  // namespace

Interrupt::Interrupt() {
    last = 0;
    struct sigaction action = {};
    action.sa_handler = note;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESETHAND;  // who asks twice does not want to wait
    for (int at = 0; at < 3; ++at) {
        sigaction(watched[at], nullptr, &before_[at]);
        // As nohup has it.
        if (before_[at].sa_handler != SIG_IGN) sigaction(watched[at], &action, nullptr);
    }
}

Interrupt::~Interrupt() {
    for (int at = 0; at < 3; ++at) sigaction(watched[at], &before_[at], nullptr);
}

int Interrupt::came() { return last; }

}  // namespace migrations
