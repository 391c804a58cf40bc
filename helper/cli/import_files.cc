#include "cli/import_files.h"

#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/utf8.h"
#include "readers/model_print.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

// A table's name as that of a file. File systems know 255 bytes and no '/'; some do not tell letter case apart.
std::string file_stem(const std::string& table) {
    constexpr std::size_t longest = 120;
    std::string stem;
    for (const char c : table) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                           c == '-' || static_cast<unsigned char>(c) >= 0x80;
        stem += plain ? c : '_';
    }
    while (stem.size() > longest || (!stem.empty() && invalid_utf8(stem) != std::string::npos)) stem.pop_back();
    return stem;
}

const ModelPlace& place_of_models(const ProjectSettings& settings) {
    if (!settings.model_places.empty()) return settings.model_places.front();
    throw Error(Exit::usage, "the project names no folder for models",
                "write models = [\"../models\"] into " + settings.config_path);
}

}  // namespace

std::vector<SourceFile> model_files(const Schema& schema, bool apart, const ProjectSettings& settings) {
    const ModelPlace& place = place_of_models(settings);
    if (!place.file.empty()) {
        if (!apart) return {{place.file, print_models(schema)}};
        throw Error(Exit::usage, "--split writes several files, but the project names one: " + place.file,
                    "name a folder in 'models' of " + settings.config_path);
    }
    const auto path = [&](const std::string& stem) {
        return (fs::path(place.folder) / (place.start + stem + place.end)).string();
    };
    if (!apart) return {{path("schema"), print_models(schema)}};
    std::vector<SourceFile> files;
    std::set<std::string> taken;
    for (const PrintedModel& each : print_models_apart(schema)) {
        const std::string wanted = file_stem(each.name);
        std::string stem = wanted;
        for (int number = 2; !taken.insert(lower(stem)).second; ++number) stem = wanted + "_" + std::to_string(number);
        files.push_back({path(stem), each.text});
    }
    return files;
}

NewFiles::NewFiles(const std::vector<SourceFile>& files) {
    std::error_code failed;
    try {
        for (const SourceFile& file : files) {
            std::vector<fs::path> missing;
            for (fs::path folder = fs::path(file.path.string()).parent_path(); !folder.empty() && !fs::exists(folder, failed);
                 folder = folder.parent_path()) {
                missing.push_back(folder);
            }
            for (auto folder = missing.rbegin(); folder != missing.rend(); ++folder) {
                fs::create_directory(*folder, failed);
                if (failed) {
                    throw Error(Exit::environment,
                                "cannot make the folder '" + folder->string() + "': " + failed.message());
                }
                made_.push_back(*folder);
            }
            write_new_file(file.path.string(), file.text);
            made_.emplace_back(file.path.string());
        }
    } catch (Error& error) {
        take_away();
        if (error.help.empty()) error.help = nothing_written;
        throw;
    }
}

NewFiles::~NewFiles() {
    take_away();
}

void NewFiles::take_away() {
    std::error_code failed;
    for (auto each = made_.rbegin(); each != made_.rend(); ++each) fs::remove(*each, failed);
    made_.clear();
}

}  // namespace migrations
