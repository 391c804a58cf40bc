#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/source.h"

namespace migrations {

// What `init` can start a project from: files whose names are relative to the folder that it is given. Those that end in
// ".mustache" are filled in, and lose that end; all others are copied.
struct ProjectTemplate {
    std::string name;
    std::string summary;            // the first line of about.txt, which is not copied
    std::vector<SourceFile> files;  // with one migrations.toml
};

// Where migrations.toml comes to lie: "" in the folder itself, or a folder below it.
std::string settings_folder(const ProjectTemplate& project);

// The plain one, and those in the folder that is installed with the program; the plain one first.
std::vector<ProjectTemplate> known_templates();

// One of these, or the user's own: a path to a folder. Throws Error usage.
ProjectTemplate find_template(const std::string& name_or_folder);

// What a template may say of a project.
struct ProjectNames {
    std::string name;                   // "blog_db", of the migrations and of their CMake target
    std::vector<std::string> dialects;
    std::vector<std::string> models;    // relative to migrations.toml
    bool says_models = false;           // the user has named them
};

// The name without "_db": what the application may be called.
std::string application_name(const std::string& name);

// The files, filled in. Throws Error usage for a mistake in a template.
std::vector<SourceFile> filled_in(const ProjectTemplate& project, const ProjectNames& names);

}  // namespace migrations
