#include "cli/project_templates.h"

#include <algorithm>
#include <filesystem>
#include <kainjow/mustache.hpp>
#include <migrations/version.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/templates.h"
#include "base/toml.h"
#include "revisions/file.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;
namespace mustache = kainjow::mustache;

constexpr const char* settings_name = "migrations.toml";
constexpr std::string_view filled = ".mustache";
constexpr const char* about = "about.txt";
// A folder that is named by mistake is told so soon.
constexpr std::size_t most_files = 1000;

std::string target_of(const std::string& file) {
    return file.ends_with(filled) ? file.substr(0, file.size() - filled.size()) : file;
}

ProjectTemplate plain_template() {
    return {"plain", "migrations.toml and what else the folder of the migrations needs",
            {{std::string(settings_name) + std::string(filled), template_migrations_toml}}};
}

// The folder in which the installation has templates; it stands in the same place beside the program in a build tree.
fs::path shipped_folder() {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed);
    return failed ? fs::path() : (self.parent_path() / MIGRATIONS_TEMPLATES).lexically_normal();
}

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code failed;
    fs::recursive_directory_iterator each(folder, failed);
    for (; !failed && each != fs::recursive_directory_iterator(); each.increment(failed)) {
        const std::string name = each->path().filename().string();
        if (each->is_directory(failed) && name == ".git") each.disable_recursion_pending();
        if (each->is_regular_file(failed)) paths.push_back(each->path());
        if (paths.size() > most_files) {
            throw Error(Exit::usage, "'" + folder.string() + "' has more than " + std::to_string(most_files) + " files",
                        "name a folder that holds nothing but the template");
        }
    }
    if (failed) throw Error(Exit::environment, "cannot read the folder '" + folder.string() + "': " + failed.message());
    std::sort(paths.begin(), paths.end());
    return paths;
}

ProjectTemplate read_folder(const fs::path& folder, const std::string& name) {
    ProjectTemplate read{name, "", {}};
    std::size_t settings = 0;
    for (const fs::path& path : files_below(folder)) {
        const std::string relative = path.lexically_relative(folder).generic_string();
        if (relative == about) {
            const std::string text = read_source(path).text;
            read.summary = trim(text.substr(0, text.find('\n')));
        } else {
            if (fs::path(target_of(relative)).filename() == settings_name) ++settings;
            read.files.push_back({relative, relative.ends_with(filled) ? read_source(path).text : read_bytes(path)});
        }
    }
    if (settings != 1) {
        throw Error(Exit::usage, "the template in '" + folder.string() + "' has " + std::to_string(settings) + " files migrations.toml",
                    "a template has one, or one migrations.toml.mustache; see docs/settings.md");
    }
    return read;
}

std::string quoted_list(const std::vector<std::string>& texts) {
    std::vector<std::string> parts;
    for (const std::string& text : texts) parts.push_back(toml_string(text));
    return join(parts, ", ");
}

std::string rendered(const std::string& text, const std::string& file, const mustache::data& values) {
    mustache::mustache page(text);
    if (page.is_valid()) {
        page.set_custom_escape([](const std::string& each) { return each; });
        std::string result = page.render(values);
        if (page.is_valid()) return result;
    }
    throw Error(Exit::usage, "the template " + file + " is malformed: " + page.error_message(),
                "its syntax is that of mustache.github.io/mustache.5.html");
}

mustache::data values_for(const ProjectNames& names) {
    mustache::data values;
    values.set("name", toml_string(names.name));
    values.set("plain_name", names.name);
    values.set("application", application_name(names.name));
    values.set("dialects", quoted_list(names.dialects));
    values.set("models", quoted_list(names.models));
    values.set("says_models", names.says_models);
    values.set("version", std::string(MIGRATIONS_VERSION));
    for (const std::string& each : names.dialects) values.set(each, true);
    values.set("settings", rendered(template_migrations_toml, settings_name, values));
    return values;
}

}  // namespace

std::string settings_folder(const ProjectTemplate& project) {
    for (const SourceFile& each : project.files) {
        const fs::path target = target_of(each.path);
        if (target.filename() == settings_name) return target.parent_path().generic_string();
    }
    return "";
}

std::vector<ProjectTemplate> known_templates() {
    std::vector<ProjectTemplate> all = {plain_template()};
    std::vector<fs::path> folders;
    std::error_code failed;
    for (fs::directory_iterator each(shipped_folder(), failed); !failed && each != fs::directory_iterator(); each.increment(failed)) {
        if (each->is_directory(failed)) folders.push_back(each->path());
    }
    std::sort(folders.begin(), folders.end());
    for (const fs::path& each : folders) all.push_back(read_folder(each, each.filename().string()));
    return all;
}

ProjectTemplate find_template(const std::string& name_or_folder) {
    std::error_code failed;
    if (name_or_folder.find('/') != std::string::npos) {
        if (fs::is_directory(name_or_folder, failed)) return read_folder(name_or_folder, name_or_folder);
        throw Error(Exit::usage, "'" + name_or_folder + "' is no folder", "a template is a folder of files; see docs/settings.md");
    }
    std::vector<std::string> names;
    for (ProjectTemplate& each : known_templates()) {
        if (each.name == name_or_folder) return std::move(each);
        names.push_back(each.name);
    }
    const std::string hint = did_you_mean(name_or_folder, names);
    throw Error(Exit::usage, "there is no template '" + name_or_folder + "'",
                fs::is_directory(name_or_folder, failed) ? "for the folder of this name write ./" + name_or_folder
                : hint.empty()                           ? "there are " + join(names, ", ") + "; or give the path of a folder"
                                                         : hint);
}

std::string application_name(const std::string& name) {
    return name.size() > 3 && name.ends_with("_db") ? name.substr(0, name.size() - 3) : name;
}

std::vector<SourceFile> filled_in(const ProjectTemplate& project, const ProjectNames& names) {
    const mustache::data values = values_for(names);
    std::vector<SourceFile> files;
    std::vector<SourceFile> last;
    for (const SourceFile& each : project.files) {
        const std::string target = target_of(each.path);
        const bool is_settings = fs::path(target).filename() == settings_name;
        const std::string text = target == each.path ? each.text : rendered(each.text, project.name + "/" + each.path, values);
        (is_settings ? last : files).push_back({target, text});
    }
    const fs::path folder = settings_folder(project);
    const std::pair<std::string, std::string> beside[] = {
        {(folder / "revision.toml.in").generic_string(), default_revision_template()},
        // Checksums do not depend on line ends, but diffs read better without them.
        {(folder / ".gitattributes").generic_string(), "*.toml text eol=lf\nmigrations.lock text eol=lf\n"},
    };
    for (const auto& [path, text] : beside) {
        const bool there = std::any_of(files.begin(), files.end(), [&](const SourceFile& each) { return each.path == path; });
        if (!there) files.push_back({path, text});
    }
    // Until the settings are there the folder is no project, and init can run again.
    files.insert(files.end(), last.begin(), last.end());
    return files;
}

}  // namespace migrations
