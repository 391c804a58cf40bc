#include "cli/revision_place.h"

#include <algorithm>

#include "base/error.h"
#include "base/names.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

std::string folder_for(const Revision& revision, const ProjectSettings& settings, const Graph* graph, const std::string& wanted) {
    const std::vector<std::string>& folders = settings.revision_folders;
    if (!wanted.empty()) {
        fs::path folder = fs::absolute(wanted).lexically_normal();
        if (!folder.has_filename()) folder = folder.parent_path();
        const bool ours = std::any_of(folders.begin(), folders.end(), [&](const std::string& each) { return is_inside(folder, each); });
        if (!ours) {
            throw Error(Exit::usage, "'" + wanted + "' is no folder of revisions: nobody would read what is written there",
                        "the folders are " + join(folders, ", ") + "; 'revisions' in " + settings.config_path + " names them");
        }
        return folder.string();
    }
    const Revision* parent = graph == nullptr || revision.parents.empty() ? nullptr : graph->find(revision.parents.front());
    for (const std::string& each : folders) {
        if (parent != nullptr && is_inside(parent->path, each)) return each;
    }
    return folders.front();
}

}  // namespace

bool is_inside(const fs::path& path, const fs::path& folder) {
    return std::mismatch(path.begin(), path.end(), folder.begin(), folder.end()).second == folder.end();
}

std::string path_of_new(const Revision& revision, const ProjectSettings& settings, const Graph* graph, const std::string& wanted) {
    return (fs::path(folder_for(revision, settings, graph, wanted)) / revision_file_name(revision, settings.file_names)).string();
}

}  // namespace migrations
