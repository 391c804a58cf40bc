#include <algorithm>
#include <filesystem>
#include <future>
#include <iterator>
#include <span>
#include <system_error>
#include <thread>

#include "base/file.h"
#include "revisions/file.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
    return path.filename().string().starts_with('.');
}

struct TomlPath {
    fs::path path;
    bool is_link = false;  // the folder knows; to ask the file itself takes as long as to open it
};

// Everything below the folder whose name ends in .toml, whatever it is: what is no file is reported
// when it is read.
std::vector<TomlPath> toml_paths(const fs::path& folder, Diagnostics& diagnostics) {
    std::error_code error;
    std::vector<TomlPath> found;
    fs::recursive_directory_iterator entry(folder, error);
    while (!error && entry != fs::recursive_directory_iterator{}) {
        if (is_hidden(entry->path())) {
            entry.disable_recursion_pending();
        } else if (entry->path().extension() == ".toml") {
            std::error_code unknown;
            found.push_back({entry->path(), entry->is_symlink(unknown)});
        }
        entry.increment(error);
    }
    if (error) {
        diagnostics.push_back(
            error_at({folder.string()}, "unreadable",
                     "cannot read the folder '" + folder.string() + "': " + error.message()));
    }
    std::sort(found.begin(), found.end(), [](const TomlPath& a, const TomlPath& b) { return a.path < b.path; });
    return found;
}

bool leads_outside(const fs::path& link, const fs::path& folder) {
    std::error_code error;
    const fs::path target = fs::canonical(link, error);
    if (error) return false;  // dangling, or a loop: reading it says so
    const fs::path inside = fs::canonical(folder, error);
    return std::mismatch(inside.begin(), inside.end(), target.begin(), target.end()).first !=
           inside.end();
}

struct FilesRead {
    std::vector<Revision> revisions;
    Diagnostics diagnostics;
};

FilesRead read_files(std::span<const TomlPath> paths, const std::string& folder, const VariableValues& values) {
    FilesRead read;
    read.revisions.reserve(paths.size());
    for (const auto& [path, is_link] : paths) {
        if (is_link && leads_outside(path, folder)) {
            read.diagnostics.push_back(error_at({path.string()}, "no-file",
                                                "this is a link to a file outside of '" + folder + "'",
                                                "copy the file itself into the folder"));
        } else if (const auto file = read_source(path, read.diagnostics)) {
            if (auto revision = parse_revision(*file, read.diagnostics, values)) read.revisions.push_back(std::move(*revision));
        }
    }
    return read;
}

// How many files it takes until another thread is worth its start.
constexpr std::size_t files_per_thread = 100;

}  // namespace

std::vector<Revision> read_revisions(const std::string& folder, Diagnostics& diagnostics, const VariableValues& values) {
    std::error_code error;
    if (!fs::exists(folder, error) && !error) return {};
    const std::vector<TomlPath> paths = toml_paths(folder, diagnostics);
    const std::size_t threads =
        std::clamp<std::size_t>(paths.size() / files_per_thread, 1, std::max(1U, std::thread::hardware_concurrency()));
    const std::span<const TomlPath> all = paths;
    std::vector<std::future<FilesRead>> parts;
    for (std::size_t i = 0; i < threads; ++i) {
        const std::size_t begin = all.size() * i / threads;
        const std::span<const TomlPath> part = all.subspan(begin, all.size() * (i + 1) / threads - begin);
        // This thread has a part of its own, and does it when it asks for it.
        const std::launch how = i == 0 ? std::launch::deferred : std::launch::async;
        parts.push_back(std::async(how, [part, &folder, &values] { return read_files(part, folder, values); }));
    }
    std::vector<Revision> revisions;
    revisions.reserve(paths.size());
    for (std::future<FilesRead>& each : parts) {
        FilesRead read = each.get();
        std::move(read.revisions.begin(), read.revisions.end(), std::back_inserter(revisions));
        std::move(read.diagnostics.begin(), read.diagnostics.end(), std::back_inserter(diagnostics));
    }
    return revisions;
}

std::vector<Revision> read_revisions(const std::vector<std::string>& folders, Diagnostics& diagnostics,
                                     const VariableValues& values) {
    std::vector<Revision> all;
    for (const std::string& folder : folders) {
        std::vector<Revision> more = read_revisions(folder, diagnostics, values);
        if (all.empty()) {
            all = std::move(more);
            continue;
        }
        std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace migrations
