#pragma once

namespace migrations {

// Where a server of our own keeps its databases: in memory, as tests do, or on a disk, as a copy of a real database that may be
// large does, whose times are to be those of a disk.
enum class Storage { memory, disk };

}  // namespace migrations
