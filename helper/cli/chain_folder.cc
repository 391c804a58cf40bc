#include "cli/chain_folder.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

// Who names the root of a disk by mistake is told so soon.
constexpr std::size_t most_files = 100'000;

bool is_read(const std::string& name) {
    return name.ends_with(".sql") || name.ends_with(".sql.conf") || name.ends_with(".plan") || name == "metadata.toml";
}

}  // namespace

ChainFiles read_chain_folder(const std::string& folder) {
    std::error_code failed;
    if (!fs::is_directory(folder, failed)) {
        throw Error(Exit::usage, "'" + folder + "' is no folder", "give the folder that holds the migrations");
    }
    std::vector<fs::path> paths;
    fs::recursive_directory_iterator each(folder, fs::directory_options::none, failed);
    for (; !failed && each != fs::recursive_directory_iterator(); each.increment(failed)) {
        const bool hidden = each->path().filename().string().starts_with('.');
        if (hidden) {
            each.disable_recursion_pending();
        } else if (!fs::is_directory(each->status())) {
            paths.push_back(each->path());
        }
        if (paths.size() > most_files) {
            throw Error(Exit::usage, "'" + folder + "' has more than " + std::to_string(most_files) + " files",
                        "give the folder that holds nothing but migrations");
        }
    }
    if (failed) throw Error(Exit::environment, "cannot read the folder '" + folder + "': " + failed.message());
    std::sort(paths.begin(), paths.end());

    ChainFiles files;
    Diagnostics problems;
    for (const fs::path& path : paths) {
        ChainFile file;
        file.path = path.string();
        file.name = path.lexically_relative(folder).generic_string();
        if (is_read(path.filename().string())) {
            auto source = read_source(path, problems);
            if (source) file.text = std::move(source->text);
        }
        files.push_back(std::move(file));
    }
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return files;
}

}  // namespace migrations
