#pragma once

#include "cli/import_chain.h"

namespace migrations {

// What `check` and `test` would say of an imported chain, said before it is written: its files read as what was printed, chain
// and models agree, and the runner takes an empty database up, down as far as there is a way, and up again, to what `head`
// shows. Throws Error at the places in the files of the old chain.
void require_sound_chain(const ImportedChain& made, const std::vector<ReadyMigration>& chain, const Look& head,
                         const Dialect& dialect, const ProjectSettings& settings, Scratch& scratch);

}  // namespace migrations
