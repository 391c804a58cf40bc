#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace migrations {

// Largest text file that is read without being asked for: 4 MiB.
inline constexpr std::size_t largest_source = std::size_t{4} << 20;

// Reads a regular file and normalises it (source.h). Throws Error: graph when it is no regular file, larger than
// `largest_source`, not UTF-8, or holds NUL or other control characters (with path and byte offset); environment
// when it does not exist or cannot be read. Never hangs on a FIFO.
SourceFile read_source(const std::filesystem::path& path);

// The same for a file that is one of several: what would be thrown is added to `problems` instead.
std::optional<SourceFile> read_source(const std::filesystem::path& path, Diagnostics& problems);

// The bytes of a file, or nothing when it does not exist. Throws Error environment when it cannot be read.
std::string read_bytes(const std::filesystem::path& path);

// Writes all or nothing: a temporary file beside it, fsync, rename. Throws Error environment.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// As write_file, but leaves a file that already holds these bytes untouched. True when it wrote.
bool write_if_different(const std::filesystem::path& path, std::string_view bytes);

// As write_file, but throws Error graph when `path` exists already (O_EXCL).
void write_new_file(const std::filesystem::path& path, std::string_view bytes);

// Regular files (and links to such) directly in `folder` whose names end in `suffix`, sorted by name.
// Hidden files and leftovers of write_file are left out. Throws Error environment when there is no such folder.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view suffix);

}  // namespace migrations
