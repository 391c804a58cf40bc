#include <algorithm>
#include <iterator>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "revisions/file.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
    return path.filename().string().starts_with('.');
}

// Everything below the folder whose name ends in .toml, whatever it is: what is no file is reported
// when it is read.
std::vector<fs::path> toml_paths(const fs::path& folder, Diagnostics& diagnostics) {
    std::error_code error;
    std::vector<fs::path> paths;
    fs::recursive_directory_iterator entry(folder, error);
    while (!error && entry != fs::recursive_directory_iterator{}) {
        if (is_hidden(entry->path())) {
            entry.disable_recursion_pending();
        } else if (entry->path().extension() == ".toml") {
            paths.push_back(entry->path());
        }
        entry.increment(error);
    }
    if (error) {
        diagnostics.push_back(
            error_at({folder.string()}, "unreadable",
                     "cannot read the folder '" + folder.string() + "': " + error.message()));
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool leads_outside(const fs::path& path, const fs::path& folder) {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error))) return false;
    const fs::path target = fs::canonical(path, error);
    if (error) return false;  // dangling, or a loop: reading it says so
    const fs::path inside = fs::canonical(folder, error);
    return std::mismatch(inside.begin(), inside.end(), target.begin(), target.end()).first !=
           inside.end();
}

}  // namespace

std::vector<Revision> read_revisions(const std::string& folder, Diagnostics& diagnostics, const VariableValues& values) {
    std::error_code error;
    if (!fs::exists(folder, error) && !error) return {};
    std::vector<Revision> revisions;
    for (const fs::path& path : toml_paths(folder, diagnostics)) {
        if (leads_outside(path, folder)) {
            diagnostics.push_back(error_at({path.string()}, "no-file",
                                           "this is a link to a file outside of '" + folder + "'",
                                           "copy the file itself into the folder"));
        } else if (const auto file = read_source(path, diagnostics)) {
            if (auto revision = parse_revision(*file, diagnostics, values)) revisions.push_back(std::move(*revision));
        }
    }
    return revisions;
}

std::vector<Revision> read_revisions(const std::vector<std::string>& folders, Diagnostics& diagnostics,
                                     const VariableValues& values) {
    std::vector<Revision> all;
    for (const std::string& folder : folders) {
        std::vector<Revision> more = read_revisions(folder, diagnostics, values);
        std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace migrations
