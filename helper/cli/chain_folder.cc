#include "cli/chain_folder.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/utf8.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

// Who names the root of a disk by mistake is told so soon.
constexpr std::size_t most_files = 100'000;

bool is_read(const std::string& name) {
    return name.ends_with(".sql") || name.ends_with(".sql.conf") || name.ends_with(".plan") || name == "metadata.toml";
}

// A name that breaks no line and no JSON, whatever its bytes are.
std::string printable(std::string_view name) {
    std::string text;
    for (std::size_t bad = invalid_utf8(name); bad != std::string_view::npos; bad = invalid_utf8(name)) {
        text += escape_controls(name.substr(0, bad)) + "\\" + byte_name(name[bad]).substr(1);
        name.remove_prefix(bad + 1);
    }
    return text + escape_controls(name);
}

}  // namespace

ChainFiles read_chain_folder(const std::string& folder) {
    std::error_code failed;
    if (!fs::is_directory(folder, failed)) {
        throw Error(Exit::usage, "'" + folder + "' is no folder", "give the folder that holds the migrations");
    }
    if (invalid_utf8(folder) != std::string::npos) {
        throw Error(Exit::usage, "the name of the folder '" + printable(folder) + "' is not UTF-8", "give it another name");
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
    for (const fs::path& path : paths) {
        const std::string name = path.lexically_relative(folder).generic_string();
        ChainFile file;
        file.path = printable(path.string());
        file.name = printable(name);
        if (invalid_utf8(name) != std::string::npos) {
            file.trouble = {error_at({file.path, 0, 0}, "file-name", "the name of this file is not UTF-8", "give it another name")};
        } else if (is_read(path.filename().string())) {
            auto source = read_source(path, file.trouble);
            if (source) file.text = std::move(source->text);
        }
        files.push_back(std::move(file));
    }
    return files;
}

}  // namespace migrations
