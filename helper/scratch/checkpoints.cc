#include "scratch/checkpoints.h"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>

#include "base/sha256.h"

namespace migrations {
namespace {

// A database is kept after this many revisions, or after more where the chain is long: there are at most so many databases, which take
// 8 MB each and more on PostgreSQL.
constexpr std::size_t shortest_step = 10;
constexpr std::size_t most_kept = 20;

// Changes with the program: what it writes into a database is then another thing.
std::string this_program() {
    struct stat about {};
    if (stat("/proc/self/exe", &about) != 0) return {};
    return std::to_string(about.st_ino) + " " + std::to_string(about.st_size) + " " + std::to_string(about.st_mtim.tv_sec) + "." +
           std::to_string(about.st_mtim.tv_nsec);
}

void append(std::string& text, std::string_view part) {
    text += std::to_string(part.size());
    text += ' ';
    text += part;
}

// All that a revision runs on the way up.
std::string text_of(const Revision& revision, const Script& script) {
    std::string text;
    append(text, revision.id);
    append(text, revision.ops_hash);
    append(text, script.transactional ? "in a transaction" : "outside of one");
    for (const Step& step : script.steps) {
        for (const std::string_view part : {std::string_view(step.sql), std::string_view(step.table), std::string_view(step.expected),
                                            std::string_view(step.wanted)}) {
            append(text, part);
        }
        for (const ColumnSource& each : step.sources) {
            append(text, each.column);
            append(text, each.expression);
        }
    }
    return text;
}

}  // namespace

Checkpoints::Checkpoints(Scratch& scratch, const CompiledChain& chain, const Dialect& dialect, const RevisionList& way)
    : scratch_(scratch),
      dialect_(dialect),
      length_(way.size()),
      step_(std::max(shortest_step, (chain.chain().migrations.size + most_kept - 1) / most_kept)) {
    if (!scratch.keeps(dialect)) return;
    std::string text = this_program();
    append(text, chain.chain().project);
    append(text, chain.chain().version_table);
    for (std::size_t at = 0; at < way.size(); ++at) {
        append(text, text_of(*way[at], chain.up(way[at]->id)));
        if ((at + 1) % step_ != 0) continue;
        text = sha256(text);
        names_.push_back(std::to_string(at + 1) + "_" + text.substr(0, 32));
    }
}

Checkpoints::Start Checkpoints::start() {
    if (!names_.empty()) kept_ = scratch_.kept(dialect_);
    for (std::size_t number = names_.size(); number > 0; --number) {
        if (!kept_.contains(names_[number - 1])) continue;
        if (auto database = scratch_.copy_of_kept(dialect_, names_[number - 1])) return {std::move(database), number * step_};
        kept_.erase(names_[number - 1]);
    }
    return {scratch_.database(dialect_), 0};
}

std::size_t Checkpoints::next(std::size_t applied) const {
    return names_.empty() ? length_ : std::min(length_, (applied / step_ + 1) * step_);
}

void Checkpoints::keep(std::unique_ptr<Connection>& database, std::size_t applied) {
    if (applied == 0 || applied % step_ != 0 || applied / step_ > names_.size()) return;
    const std::string& name = names_[applied / step_ - 1];
    if (kept_.insert(name).second) scratch_.keep_copy(database, name);
}

}  // namespace migrations
