#include "cli/compiled_models.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/sha256.h"
#include "readers/header_models.h"

namespace migrations {
namespace {

// Its first line; lines "<sha256>  <header>" follow, then an empty one, then the models.
constexpr std::string_view first_line = "Migrations: models of C++ headers\n";

std::string hash_of(const std::string& path) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) return "-";
    return sha256(read_bytes(path));
}

std::string build_command(const ProjectSettings& settings) {
    return (settings.fix_command.empty() ? "build first" : "build first: " + settings.fix_command + " " + settings.name + "_check") +
           "\nwhere that does nothing, the header is older than what was made of it: touch it";
}

// The headers that are listed in the lines.
std::vector<std::string> find_changed_headers(std::string_view lines, const ProjectSettings& settings, Diagnostics& problems) {
    std::vector<std::string> headers;
    for (const std::string& line : split(std::string(lines), '\n')) {
        const std::size_t gap = line.find("  ");
        if (gap == std::string::npos) continue;
        headers.push_back(line.substr(gap + 2));
        const std::string now = hash_of(headers.back());
        if (now == line.substr(0, gap)) continue;
        problems.push_back(error_at({headers.back(), 0, 0}, "stale-models",
                                    std::string("this header ") + (now == "-" ? "is gone" : "has changed") + " since its models were compiled",
                                    build_command(settings)));
    }
    return headers;
}

// An empty document when it cannot be read.
Node read_compiled(const std::string& path, const ProjectSettings& settings, Diagnostics& problems) {
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) {
        problems.push_back(error_at({path, 0, 0}, "stale-models", "the models of C++ headers have not been compiled yet",
                                    build_command(settings)));
        return Node{Node::Table{}, {}};
    }
    const std::string bytes = read_bytes(path);
    const std::size_t end = bytes.find("\n\n");
    if (!bytes.starts_with(first_line) || end == std::string::npos) {
        problems.push_back(error_at({path, 0, 0}, "stale-models", "this is not what a build reads of C++ headers",
                                    build_command(settings)));
        return Node{Node::Table{}, {}};
    }
    const std::string_view lines = std::string_view(bytes).substr(first_line.size(), end + 1 - first_line.size());
    const std::vector<std::string> headers = find_changed_headers(lines, settings, problems);
    return read_header_models(std::string_view(bytes).substr(end + 2), path, problems, headers);
}

}  // namespace

std::string compiled_models_text(std::string_view object, const std::vector<std::string>& headers,
                                 const std::vector<std::string>& files) {
    std::string text(first_line);
    std::vector<std::string> all = headers;
    for (const std::string& each : files) {
        if (std::find(all.begin(), all.end(), each) == all.end()) all.push_back(each);
    }
    for (const std::string& each : all) text += hash_of(each) + "  " + each + "\n";
    text += "\n";
    for (const std::string_view each : encoded_models(object)) text += each;
    return text;
}

Model read_project_models(const ProjectSettings& settings, Diagnostics& problems) {
    std::vector<SourceFile> files;
    for (const std::string& path : settings.models) {
        if (auto file = read_source(path, problems)) files.push_back(std::move(*file));
    }
    std::vector<Node> headers;
    for (const std::string& path : settings.compiled_models) headers.push_back(read_compiled(path, settings, problems));
    if (has_errors(problems)) return {};
    return read_models(files, problems, settings.naming, headers);
}

}  // namespace migrations
