#include "cli/ready_chain.h"

#include <utility>

#include "base/error.h"
#include "chains/outer_transaction.h"
#include "scratch/reach.h"

namespace migrations {
namespace {

RawScript raw_script(const OldScript& script, const Dialect& dialect) {
    return {script.file, dialect.classify(script.file.text), script.lines};
}

bool runs_alone(const OldScript& script, const RawScript& raw) { return script.marked_alone || raw.raw.refuses_transaction; }

// The way back alone cannot have a transaction, and a revision has one both ways or none.
Diagnostic warn_of_way_back(const RawScript& down, const Dialect& dialect) {
    Location place = {down.file.path, 0, 0};
    for (std::size_t i = 0; i < down.raw.statements.size(); ++i) {
        if (!dialect.classify(down.raw.statements[i]).refuses_transaction) continue;
        place = down.place(i);
        break;
    }
    return warning_at(place, "no-transaction",
                      "the way back runs without a transaction, and so the whole revision gets transactional = false",
                      "each statement of the way up is then a step of its own: where one fails, those before it stay");
}

}  // namespace

std::vector<ReadyMigration> ready_to_run(OldChain chain, const Dialect& dialect, bool named_server,
                                         Diagnostics& warnings) {
    std::vector<ReadyMigration> ready;
    Diagnostics findings;
    for (OldMigration& old : chain.migrations) {
        ReadyMigration migration;
        SqlStep& step = migration.step;
        migration.without = drop_outer_transaction(old.up, dialect, findings);
        step.up = raw_script(old.up, dialect);
        step.transactional = !runs_alone(old.up, step.up);
        check_reach(step.up, named_server, findings);
        if (old.down) {
            migration.back_without = drop_outer_transaction(*old.down, dialect, findings);
            step.down = raw_script(*old.down, dialect);
            check_reach(*step.down, named_server, findings);
            if (step.transactional && runs_alone(*old.down, *step.down)) {
                step.transactional = false;
                warnings.push_back(warn_of_way_back(*step.down, dialect));
            }
        }
        migration.old = std::move(old);
        ready.push_back(std::move(migration));
    }
    if (has_errors(findings)) {
        Error error(Exit::graph, std::move(findings));
        error.help = nothing_written;
        throw error;
    }
    return ready;
}

}  // namespace migrations
