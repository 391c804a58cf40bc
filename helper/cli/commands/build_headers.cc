#include "cli/commands/build_headers.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "cli/compiled_models.h"
#include "cli/output.h"
#include "codegen/header_source.h"
#include "codegen/schema_header.h"
#include "readers/header_models.h"
#include "readers/header_scan.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

bool is_header(const fs::path& path) {
    static const std::set<std::string> endings = {".h", ".hh", ".hpp", ".hxx", ".h++", ".inl", ".ipp"};
    return endings.contains(path.extension().string());
}

// Headers in the folders of these; a folder that cannot be read has none.
std::vector<std::string> headers_beside(const std::vector<std::string>& headers, std::set<std::string>& folders) {
    std::vector<std::string> found;
    for (const std::string& each : headers) folders.insert(fs::path(each).parent_path().string());
    for (const std::string& folder : folders) {
        std::error_code failed;
        for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
            if (is_header(entry->path()) && entry->is_regular_file(failed)) found.push_back(entry->path().string());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

// A header that cannot be read is the compiler's business.
std::vector<HeaderTable> tables_in(const std::string& path) {
    std::error_code failed;
    if (!fs::is_regular_file(path, failed)) return {};
    return tables_in_header({path, read_bytes(path)});
}

void require_headers(const std::vector<std::string>& headers) {
    std::error_code failed;
    Diagnostics missing;
    for (const std::string& each : headers) {
        if (fs::exists(each, failed)) continue;
        missing.push_back(error_at({each, 0, 0}, "no-models", "there is no such header, and add_schema_models(HEADERS) lists it",
                                   "correct the list in CMakeLists.txt"));
    }
    if (!missing.empty()) throw Error(Exit::graph, std::move(missing));
}

Diagnostics forgotten_tables(const HeaderOptions& options, std::set<std::string>& folders) {
    std::set<std::string> listed(options.headers.begin(), options.headers.end());
    if (!options.listed.empty()) {
        for (const std::string& each : split(read_bytes(options.listed), '\n')) listed.insert(each);
    }
    Diagnostics warnings;
    for (const std::string& path : headers_beside(options.headers, folders)) {
        if (listed.contains(path)) continue;
        for (const HeaderTable& each : tables_in(path)) {
            if (std::find(options.types.begin(), options.types.end(), each.type) != options.types.end()) continue;
            Diagnostic warning = error_at(each.location, "forgotten-table",
                                          "migrations::table<" + each.type + "> is specialised here, and no add_schema_models() lists this header",
                                          "add it to HEADERS, or the table is not in the schema");
            warning.severity = Severity::warning;
            warnings.push_back(std::move(warning));
        }
    }
    return warnings;
}

}  // namespace

Exit write_header_source(const Context& context, const HeaderOptions& options, const std::string& output, const StepFiles& files) {
    require_headers(options.headers);
    std::vector<HeaderTable> tables;
    const auto add = [&](HeaderTable table) {
        const bool is_known = std::any_of(tables.begin(), tables.end(), [&](const HeaderTable& each) { return each.type == table.type; });
        if (!is_known) tables.push_back(std::move(table));
    };
    for (const std::string& path : options.headers) {
        for (HeaderTable& each : tables_in(path)) add(std::move(each));
    }
    for (const std::string& type : options.types) add({type, false, {}});
    if (tables.empty()) {
        throw Error(Exit::graph, Diagnostics{error_at({options.headers.front(), 0, 0}, "no-models",
                                                      "no class is a table in the headers that are listed",
                                                      "specialise migrations::table for one: see docs/models.md, \"Models in C++\"")});
    }
    std::set<std::string> folders;
    print_error(to_string(forgotten_tables(options, folders)));
    std::error_code failed;
    fs::create_directories(fs::path(output).parent_path(), failed);
    write_if_different(output, header_source(options.headers, tables));
    std::vector<std::string> inputs = options.headers;
    inputs.insert(inputs.end(), folders.begin(), folders.end());
    finish_step(context, files, inputs, "written");
    return Exit::ok;
}

namespace {

// The header with the hash of the schema that these models make together with the model files of their target. Mistakes in
// those are said by the step that makes their headers.
void write_schema_header(const ProjectSettings& settings, const Node& headers, const std::string& path) {
    Diagnostics ignored;
    std::vector<SourceFile> files;
    for (const std::string& each : settings.models) {
        if (auto file = read_source(each, ignored)) files.push_back(std::move(*file));
    }
    const Model model = read_models(files, ignored, default_naming(), {headers});
    std::error_code failed;
    fs::create_directories(fs::path(path).parent_path(), failed);
    write_if_different(path, schema_header(model, settings.name, settings.name_space));
}

}  // namespace

Exit read_compiled_headers(const Context& context, const HeaderOptions& options, const std::string& output, const StepFiles& files) {
    const std::string object = read_bytes(options.object);
    Diagnostics problems;
    const Node headers = read_header_models(object, options.object, problems, options.headers);
    read_models({}, problems, default_naming(), {headers});
    // Tables and enums may be those of a model file, which is not read here; the check reads all models.
    std::erase_if(problems, [](const Diagnostic& each) { return each.rule == "foreign-key" || each.rule == "unknown-enum"; });
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    print_error(to_string(problems));
    write_if_different(output, compiled_models_text(object, options.headers, files_of(headers)));
    if (!options.schema.empty()) write_schema_header(read_project(context.location), headers, options.schema);
    finish_step(context, files, {options.object}, "read");
    return Exit::ok;
}

}  // namespace migrations
