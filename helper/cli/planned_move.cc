#include "cli/planned_move.h"

#include <migrations/record_words.hpp>
#include <utility>
#include <variant>

#include "cli/database_steps.h"

namespace migrations {
namespace {

// The runs that a plan takes. Where the settings ask for one transaction, what cannot be in one runs by itself, and what is
// before and behind it in one each; where the command asks for it (`strict`), the runner refuses that.
std::vector<std::vector<PlannedStep>> groups_of(const std::vector<PlannedStep>& plan, bool single, bool strict) {
    if (!single || strict) return {plan};
    std::vector<std::vector<PlannedStep>> groups;
    bool open = false;
    for (const PlannedStep& step : plan) {
        const bool together = step.revision->transactional;
        if (!open || !together) groups.emplace_back();
        groups.back().push_back(step);
        open = together;
    }
    return groups;
}

}  // namespace

std::vector<PlannedStep> plan_move(const Context& context, const Project& project, const Dialect& dialect,
                                   const std::vector<const Revision*>& heads, const std::string& target, direction way, bool is_there) {
    try {
        std::vector<PlannedStep> plan = way == direction::up ? plan_upgrade(project.graph, heads, target)
                                                             : plan_downgrade(project.graph, heads, target);
        require_reviewed(context, project, plan);
        require_runnable(plan, project.graph, dialect);
        return plan;
    } catch (Error& error) {
        if (is_there && error.state.empty()) error.state = "the database is unchanged";
        throw;
    }
}

void require_fitting_rows(const Context& context, Diagnostics findings) {
    if (has_errors(findings)) {
        Error error(Exit::refused, std::move(findings));
        error.state = "the database is unchanged";
        throw error;
    }
    if (!context.output.json && !context.output.quiet) print_error(to_string(findings));
}

outcome run_in_groups(Connection& database, const CompiledChain& chain, const std::vector<PlannedStep>& plan,
                      migrations::options how, bool strict) {
    outcome all;
    bool first = true;
    for (const std::vector<PlannedStep>& group : groups_of(plan, how.single_transaction, strict)) {
        const std::vector<move> moves = chain.moves(group);
        outcome result = database.run(chain.chain(), {moves.data(), moves.size()}, how);
        result.applied += all.applied;
        if (!std::exchange(first, false)) result.from = all.from;
        if (!result && all.applied > 0) tell_state(result);
        all = std::move(result);
        if (!all) break;
        how.backup.clear();  // it is of the database before the first
    }
    return all;
}

Location place_of_failure(const outcome& result, const CompiledChain& chain, const std::vector<PlannedStep>& plan) {
    for (const PlannedStep& step : plan) {
        if (step.revision->id != result.revision || result.statement == 0) continue;
        const bool up = step.way == direction::up;
        const std::vector<Step>& steps = (up ? chain.up(result.revision) : chain.down(result.revision)).steps;
        const Operations& operations = up ? step.revision->upgrade : step.revision->downgrade;
        if (result.statement > steps.size()) break;
        const std::size_t index = steps[result.statement - 1].operation;
        if (index < operations.size()) return operations[index].origin;
    }
    return {};
}

Location place_of_call(const std::vector<PlannedStep>& plan) {
    for (const PlannedStep& step : plan) {
        for (const Operation& each : step.way == direction::up ? step.revision->upgrade : step.revision->downgrade) {
            if (std::holds_alternative<CallFunction>(each.change)) return each.origin;
        }
    }
    return {};
}

}  // namespace migrations
