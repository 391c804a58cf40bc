// How long a call of the PostgreSQL engine still waits for others, and when it says so.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace migrations::postgresql {

// All waits of a call together.
class patience {
public:
    explicit patience(std::chrono::milliseconds limit)
        : limit_(limit), random_(std::random_device()()) {}

    // What has been waited so far, with the wait that goes on.
    std::chrono::milliseconds used() const {
        return waiting_ ? used_ + std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::steady_clock::now() - since_)
                        : used_;
    }
    bool exhausted() const { return used() >= limit_; }

    // Whether it is time to tell the user of the wait: after two seconds, then every ten, as the
    // SQLite engine does. What is over sooner is no news.
    bool notice_is_due() {
        if (used() < next_notice_) return false;
        next_notice_ = used() + std::chrono::seconds(10);
        return true;
    }

    // A wait began at `since`; time counts until stop().
    void start(std::chrono::steady_clock::time_point since) {
        if (!waiting_) since_ = since;
        waiting_ = true;
    }
    void stop() {
        used_ = used();
        waiting_ = false;
    }

    // Sleeps for a random time between the two, but not beyond the limit.
    void pause(std::chrono::milliseconds least, std::chrono::milliseconds most) {
        std::uniform_int_distribution<long long> any(least.count(), most.count());
        const std::chrono::milliseconds wanted(any(random_));
        std::this_thread::sleep_for(
            std::min(wanted, std::max(limit_ - used(), std::chrono::milliseconds(1))));
    }

private:
    std::chrono::milliseconds limit_;
    std::chrono::milliseconds used_{0};
    std::chrono::milliseconds next_notice_{2000};
    std::chrono::steady_clock::time_point since_;
    bool waiting_ = false;
    std::minstd_rand random_;
};

}  // namespace migrations::postgresql
