// The lock for steps outside a transaction: a second connection holds it, in a transaction that does nothing else, while
// the first one works. So it is a lock of a transaction like the others: it goes with its connection, and it holds behind
// a pooler that gives each transaction another session.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>

#include "postgresql_reply.hpp"
#include "postgresql_sql.hpp"

namespace migrations::postgresql {

// Gives a second connection to the same database when one is needed; null, or no function: there is none.
template <class Executor>
struct second_connection {
    using source = std::function<Executor*()>;
};

// An executor may have a function `cancel()`, which asks the server to end the statement that another thread waits for.
template <class Executor, class = void>
struct can_cancel : std::false_type {};
template <class Executor>
struct can_cancel<Executor, std::void_t<decltype(std::declval<Executor&>().cancel())>> : std::true_type {};

template <class Executor>
class guard {
public:
    explicit guard(typename second_connection<Executor>::source source) : source_(std::move(source)) {}
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;
    ~guard() { release(); }

    // Whether there is a second connection.
    bool find() {
        if (connection_ == nullptr && source_) connection_ = source_();
        return connection_ != nullptr;
    }

    // Tries to take the lock. Ok and not held(): somebody else has it.
    reply take(const place& where) {
        reply answer = connection_->exec(message_of({
            "BEGIN ISOLATION LEVEL READ COMMITTED",
            "SET LOCAL idle_in_transaction_session_timeout = 0",
            no_transaction_timeout_sql(),
            try_lock_sql(where, false) + ", pg_catalog.pg_backend_pid()",
        }));
        held_ = answer.ok && !answer.rows.empty() && field_of(answer.rows[0], 0) == "true";
        pid_ = held_ ? field_of(answer.rows[0], 1) : std::string();
        if (!held_ && !answer.broken) connection_->exec("ROLLBACK");
        return answer;
    }

    bool held() const { return held_; }
    // The server's process that holds it; pinned as long as its transaction lasts, behind a pooler too.
    const std::string& pid() const { return pid_; }

    void release() {
        if (held_) connection_->exec("ROLLBACK");
        held_ = false;
    }

    // Whether the lock is still held; forgets it when it is not.
    bool check() {
        held_ = held_ && is_alive();
        return held_;
    }

    // Runs a step on `database`. When the guard is lost meanwhile, the step is cancelled: without the lock, others may
    // begin the same one.
    reply run(Executor& database, std::string_view sql) {
        if constexpr (can_cancel<Executor>::value) {
            watch over(*this, database);
            return database.exec(sql);
        } else {
            return database.exec(sql);
        }
    }

private:
    // Whether the transaction that has the lock is still there. The command takes no snapshot, not even for a moment:
    // CREATE INDEX CONCURRENTLY waits for the transactions that have one, and would wait for this one for ever.
    bool is_alive() {
        const reply answer = connection_->exec("SHOW migrations.lock");
        return answer.ok && !answer.rows.empty() && field_of(answer.rows[0], 0) == "true";
    }

    // Asks for a sign of life every two seconds, in a thread of its own. Without one it cancels, again and again until the
    // step has ended: a request that comes before the statement is running is lost.
    class watch {
    public:
        watch(guard& of, Executor& database) : guard_(of), database_(database), thread_([this] { look(); }) {}
        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;
        ~watch() {
            {
                const std::lock_guard<std::mutex> lock(mutex_);
                over_ = true;
            }
            ended_.notify_one();
            thread_.join();
        }

    private:
        void look() {
            std::unique_lock<std::mutex> lock(mutex_);
            while (!ended_.wait_for(lock, std::chrono::seconds(2), [this] { return over_; })) {
                if (!guard_.is_alive()) database_.cancel();
            }
        }

        guard& guard_;
        Executor& database_;
        std::mutex mutex_;
        std::condition_variable ended_;
        bool over_ = false;
        std::thread thread_;  // last: it uses the others
    };

    typename second_connection<Executor>::source source_;
    Executor* connection_ = nullptr;
    bool held_ = false;
    std::string pid_;
};

}  // namespace migrations::postgresql
