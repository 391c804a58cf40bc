#include "cli/progress.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds frame{200};
constexpr seconds first_bar{1};
constexpr seconds first_line{10};
constexpr std::size_t bar_width = 20;

std::string seconds_text(std::chrono::steady_clock::duration time) {
    return std::to_string(std::chrono::duration_cast<seconds>(time).count()) + " s";
}

// "###.................  1/12"
std::string bar_text(std::size_t done, std::size_t total) {
    const std::size_t full = bar_width * std::min(done, total) / std::max<std::size_t>(total, 1);
    return std::string(full, '#') + std::string(bar_width - full, '.') + "  " + std::to_string(std::min(done + 1, total)) +
           "/" + std::to_string(total);
}

}  // namespace

Progress::Progress(const Context& context, const std::vector<PlannedStep>& plan, const Dialect& dialect,
                   std::string version_table)
    : quiet_(context.output.quiet || context.output.json),
      terminal_(stderr_has_cursor()),
      total_(plan.size()),
      version_table_(std::move(version_table)) {
    const bool always = dialect.language() == dialect::sqlite;
    for (const PlannedStep& step : plan) one_by_one_[step.revision->id] = always || !step.revision->transactional;
    if (!quiet_ && total_ > 0) watcher_ = std::thread([this] { watch(); });
}

Progress::~Progress() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        over_ = true;
        clear_bar();
    }
    ended_.notify_one();
    if (watcher_.joinable()) watcher_.join();
}

void Progress::follow(options& how) {
    if (quiet_) return;
    how.on_event = [this](const event& what) { happened(what); };
    how.on_statement = [this](std::string_view statement) { begins(statement); };
}

void Progress::happened(const event& what) {
    const std::lock_guard<std::mutex> lock(mutex_);
    clear_bar();
    const std::string name(what.revision);
    const std::string title = name + (what.message.empty() ? "" : "  " + std::string(what.message));
    switch (what.what) {
        case event::kind::waiting:
            print_error("waiting for another process that migrates this database (" + seconds_text(what.elapsed) + ")\n");
            break;
        case event::kind::starting: {
            const auto known = one_by_one_.find(name);
            revision_ = title;
            alone_ = known == one_by_one_.end() || known->second;
            statement_.clear();
            statements_ = 0;
            since_ = Clock::now();
            next_line_ = first_line;
            break;
        }
        case event::kind::finished:
            print_error(std::string(what.way == direction::up ? "applied " : "took back ") + title + "  (" +
                        std::to_string(what.elapsed.count()) + " ms)\n");
            ++done_;
            revision_.clear();
            break;
        case event::kind::skipped:
            print_error("skipped " + name + ": another process was first\n");
            ++done_;
            revision_.clear();
            break;
    }
}

void Progress::begins(std::string_view statement) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (revision_.empty()) return;
    std::string text(statement);
    if (is_bookkeeping(text, version_table_)) return;
    statement_ = std::move(text);
    ++statements_;
}

void Progress::watch() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!ended_.wait_for(lock, frame, [this] { return over_; })) {
        if (revision_.empty()) continue;
        terminal_ ? show_bar() : log_line();
    }
}

// What runs now, as far as one can see from here.
std::string Progress::doing() const {
    if (alone_ || statements_ < 2) return statement_;
    return count_of(statements_, "statement");
}

void Progress::show_bar() {
    const Clock::duration time = Clock::now() - since_;
    if (time < first_bar) return;
    const std::string text = bar_text(done_, total_) + "  " + revision_ + "  " + seconds_text(time) + "  " + doing();
    print_error("\r\x1b[K" + fitted(text, terminal_width() - 1));
    bar_ = true;
}

void Progress::log_line() {
    const Clock::duration time = Clock::now() - since_;
    if (time < next_line_) return;
    next_line_ *= 2;
    const std::string what = doing();
    print_error("still at " + revision_ + " after " + seconds_text(time) + (what.empty() ? "" : ": " + fitted(what, 160)) + "\n");
}

void Progress::clear_bar() {
    if (bar_) print_error("\r\x1b[K");
    bar_ = false;
}

}  // namespace migrations
