#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <migrations/script.hpp>

#include "dialects/dialect.h"
#include "revisions/graph.h"
#include "revisions/plan.h"

namespace migrations {

// A chain rendered for one dialect, as the runtime takes it: owns every text that the set points to. Movable.
class CompiledChain {
public:
    // Renders each revision of the graph on the schema that its parents and dependencies leave: other branches may be applied
    // or not. What cannot be rendered is a
    // Diagnostic (at the revision's place), and that revision's scripts are empty. `project` is the name that the
    // version table records.
    CompiledChain(const Graph& graph, const Dialect& dialect, const RenderOptions& options, std::string project,
                  std::string version_table, Diagnostics& diagnostics);
    ~CompiledChain();
    CompiledChain(CompiledChain&&) noexcept;
    CompiledChain& operator=(CompiledChain&&) noexcept;

    const set& chain() const;
    // The rendered scripts of a revision, with the operation that caused each step.
    const Script& up(std::string_view id) const;
    const Script& down(std::string_view id) const;
    std::vector<move> moves(const std::vector<PlannedStep>& plan) const;

private:
    struct Storage;
    std::unique_ptr<Storage> storage_;
};

// The schema after these heads: the upgrade operations of everything below them, in order. Empty for no heads.
Schema schema_at(const Graph& graph, const std::vector<const Revision*>& heads, Diagnostics& diagnostics);

}  // namespace migrations
