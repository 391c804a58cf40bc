#include "cli/functions.h"

#include <variant>

#include "base/error.h"
#include "cli/command.h"

namespace migrations {

namespace {

// Each call of these operations.
template <class Do>
void each_call(const Operations& operations, Do&& report) {
    for (const Operation& each : operations) {
        if (const auto* call = std::get_if<CallFunction>(&each.change)) report(*call, each.origin);
    }
}

std::string words_for(const Revision& revision, const CallFunction& call) {
    return "revision " + revision.id + " calls the C++ function '" + call.function + "', ";
}

}  // namespace

Program program_of(const ProjectSettings& settings) {
    return {settings.program, settings.has_functions ? settings.fix_command + " " + settings.name + "_migrate" : ""};
}

void use_functions(Scratch& scratch, const Project& project, const CompiledChain& chain) {
    for (const migration& each : chain.chain().migrations) {
        const move ways[] = {{&each, direction::up}, {&each, direction::down}};
        if (!call_functions(ways)) continue;
        const Program program = program_of(project.settings);
        require_done(check_program(program, ways), project);
        scratch.use_program(program);
        return;
    }
}

Diagnostics function_findings(const Project& project) {
    Diagnostics findings;
    const ProjectSettings& settings = project.settings;
    if (!settings.from_build || settings.has_functions) return findings;
    for (const Revision* revision : project.graph.order()) {
        for (const Operations* way : {&revision->upgrade, &revision->downgrade}) {
            each_call(*way, [&](const CallFunction& call, const Origin& origin) {
                findings.push_back(warning_at(origin, "function", words_for(*revision, call) + "and add_migrations(" + settings.name + ") has no FUNCTIONS",
                                              "name the source that has it there, or the tests cannot run this revision"));
            });
        }
    }
    return findings;
}

void require_no_functions(const std::vector<PlannedStep>& plan) {
    for (const PlannedStep& step : plan) {
        each_call(step.way == direction::up ? step.revision->upgrade : step.revision->downgrade,
                  [&](const CallFunction& call, const Origin& origin) {
                      throw Error(Exit::refused,
                                  Diagnostics{error_at(origin, "function", words_for(*step.revision, call) + "which no script can",
                                                       "print the ranges before and behind it, and let the program run this one")});
                  });
    }
}

}  // namespace migrations
