#include "scratch/row_search.h"

#include <algorithm>
#include <utility>

namespace migrations {
namespace {

constexpr int patience = 40;
// How many options are looked at for one row.
constexpr std::size_t most_steps = 50'000;

}  // namespace

void RowSearch::start(std::vector<Choice> choices) {
    choices_ = std::move(choices);
    choice_of_.clear();
    row_.clear();
    refusals_ = 0;
    for (std::size_t i = 0; i < choices_.size(); ++i) {
        for (const std::string& column : choices_[i].columns) choice_of_[column] = i;
    }
}

std::optional<RowTexts> RowSearch::next() {
    if (refusals_ > 0 && refusals_ % patience == 0) {
        for (Choice& each : choices_) std::shuffle(each.options.begin(), each.options.end(), random_);
    }
    std::size_t steps = 0;
    row_.clear();
    if (!choose(0, steps)) return std::nullopt;
    return row_;
}

void RowSearch::forbid(const std::vector<std::string>& columns) {
    ++refusals_;
    Columns known;
    for (const std::string& column : columns) {
        if (row_.count(column) != 0) known.push_back(column);
    }
    if (known.empty()) {
        for (const auto& [column, text] : row_) known.push_back(column);
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    std::vector<std::string> texts;
    for (const std::string& column : known) texts.push_back(row_.at(column));
    forbidden_[known].insert(std::move(texts));
}

bool RowSearch::choose(std::size_t index, std::size_t& steps) {
    if (index == choices_.size()) return true;
    const Choice& choice = choices_[index];
    for (const std::vector<std::string>& option : choice.options) {
        if (++steps > most_steps) return false;
        for (std::size_t i = 0; i < choice.columns.size(); ++i) row_[choice.columns[i]] = option[i];
        if (!is_forbidden(index) && choose(index + 1, steps)) return true;
    }
    for (const std::string& column : choice.columns) row_.erase(column);
    return false;
}

// Only what this choice completes: earlier ones were looked at before.
bool RowSearch::is_forbidden(std::size_t index) const {
    for (const auto& [columns, combinations] : forbidden_) {
        std::vector<std::string> texts;
        bool completed = false;
        for (const std::string& column : columns) {
            const auto found = row_.find(column);
            if (found == row_.end()) break;
            texts.push_back(found->second);
            completed = completed || choice_of_.at(column) == index;
        }
        if (completed && texts.size() == columns.size() && combinations.count(texts) != 0) return true;
    }
    return false;
}

}  // namespace migrations
