#pragma once

#include "base/diagnostic.h"
#include "scratch/raw_script.h"

namespace migrations {

// Finds, at their places, the statements whose effects a scratch database does not take along when it goes, and that could not
// be run on several of them: those about roles, databases and tablespaces, which belong to the whole server. What changes
// a role or a setting, and may be run again, is none on a server of our own, which goes too: `named_server` tells that it is
// somebody else's (Scratch::is_on_named_server).
void check_reach(const RawScript& script, bool named_server, Diagnostics& findings);

}  // namespace migrations
