#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "scratch/database_copy.h"
#include "scratch/rehearsal.h"

namespace migrations {

// What `rehearse` says.

// "copied sqlite:///blog.db: 24 KB in 3 ms"; `kept`: the name under which the copy stays, or "".
std::string copy_text(const DatabaseCopy& copy, const std::string& database, const std::string& kept);

// A revision with its statements.
std::string revision_text(const RehearsedRevision& revision);

// Whether others would be kept from writing for longer.
bool blocks_longer(const RehearsedRevision& revision, std::chrono::milliseconds limit);

// The last lines.
std::string verdict_text(const Rehearsal& rehearsal, std::chrono::milliseconds limit);

nlohmann::json as_json(const Rehearsal& rehearsal);

// Of "1s", "500ms", "2min" or a number of seconds; -1 when it is none of these.
std::chrono::milliseconds read_duration(const std::string& text);

}  // namespace migrations
