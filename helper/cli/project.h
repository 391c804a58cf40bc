#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/ignore_rules.h"
#include "codegen/compiled.h"
#include "dialects/dialect.h"
#include "lint/lint.h"
#include "readers/model.h"
#include "revisions/file_name.h"
#include "revisions/graph.h"
#include "revisions/ledger.h"
#include "revisions/variables.h"
#include "schema/names.h"
#include "scratch/test_settings.h"

namespace migrations {

// How strict the build is about a finding.
enum class Strictness { error, warning, off };

// What an entry of `models` names: one file, or a folder in which the files with this start and end of name count.
struct ModelPlace {
    std::string file;  // empty: a folder
    std::string folder;
    std::string start;
    std::string end;
};

// Where a project is and how it is set up: migrations.toml, and the project file that CMake writes for a build.
struct ProjectSettings {
    std::string name;                     // "blog_db"
    std::string database_name;            // which [databases.NAME] this is; empty: migrations.toml has no such section
    std::vector<std::string> database_names;  // all of them
    std::string folder;                   // the folder with migrations.toml, absolute
    std::string config_path;              // migrations.toml itself
    std::vector<std::string> revision_folders;  // of the revision files, absolute; the first takes new ones
    FileNames file_names;                 // how new files are called
    std::vector<std::string> after_write;  // commands of the shell that run on a file that was written
    std::string ledger;                   // migrations.lock
    std::string revision_template;        // path; empty: the built-in one
    std::vector<std::string> models;      // model files, absolute, sorted
    std::vector<std::string> compiled_models;  // what a build has read of C++ headers, absolute (cli/compiled_models.h)
    std::vector<std::string> model_folders;  // folders in which new model files count, absolute
    std::vector<ModelPlace> model_places;    // all entries of `models`, also those where nothing is yet
    Diagnostics model_problems;           // of the key `models`; they matter only where models are read
    bool says_models = false;             // the key is there: an empty array means that there are none
    std::vector<const Dialect*> dialects;
    std::string database;                 // URL text, variables not expanded; empty: DATABASE_URL
    std::string version_table = "migrations_version";
    bool transaction_per_migration = true;  // otherwise one for all revisions of a call
    RenderOptions render;
    LintLevels lint;
    TestSettings tests;
    IgnoreRules ignore;
    NamingConvention naming;              // of what the models give no name
    VariableValues values;                // of the command line, for ${x:key} and the variables of revisions
    std::vector<std::string> keys_of_command_line;  // which of them other URLs than `database` take
    std::map<std::string, Location> origins;  // where each key stands that a file gives; the others have their defaults

    // From the build.
    bool from_build = false;
    std::string build_folder;             // for the commands that messages name
    std::string build_config;             // of a multi-config generator
    std::string fix_command;              // how to run a target: cmake --build "/b" --target
    Strictness drift = Strictness::error;
    Strictness review = Strictness::error;
    std::string name_space;
    std::string header_prefix;
    bool has_functions = false;           // for revisions to call
    std::vector<std::string> program;     // that has the functions of the revisions: its path, behind the words of an emulator
    std::string postgresql_state;         // state file of the test run's PostgreSQL server

    // Without models there is nothing to compare the chain with: all migrations are written by hand.
    bool has_models() const { return !models.empty() || !compiled_models.empty() || !model_folders.empty(); }
};

// How the command line names the project; all empty: found upwards from the current folder.
struct ProjectLocation {
    std::string project_file;  // --project
    std::string config;        // -c: migrations.toml or its folder
    std::string build_folder;  // -B, else MIGRATIONS_BUILD_DIR
    VariableValues values;     // -x
    std::vector<std::string> keys_of_command_line;  // the ${x:key} that its database URLs have
    std::string name;          // -n: which of the databases, else MIGRATIONS_NAME, else main
};

// Throws Error usage: no project found (names the folders that were looked at and `migrations init`), a malformed or
// unknown key (all of them, with position), a setting that CMake and migrations.toml give differently.
ProjectSettings read_project(const ProjectLocation& location);

// The names of the databases of migrations.toml, whichever the location chooses; none where there is but one, without a
// name. Throws the same.
std::vector<std::string> database_names(const ProjectLocation& location);

// Everything of a project that commands work on, read once. Problems are collected, not thrown: `check` prints all
// of them; other commands call require_sound().
struct Project {
    ProjectSettings settings;
    Diagnostics problems;         // of revision files and the graph (exit 4)
    Diagnostics model_problems;   // of the models
    Diagnostics ledger_problems;
    Graph graph;
    Model model;
    Ledger ledger;
};

// What to read: `history` needs no models, `diff models` no revisions.
struct Parts {
    bool revisions = true;
    bool models = true;
    bool ledger = true;
    bool values = false;  // put those of the command line into the SQL of revisions, instead of defaults
};
// Throws Error usage for a value of the command line that nothing reads.
Project load_project(const ProjectSettings& settings, const Parts& parts = {});

// Adds to findings about an open fill, or a loss that nobody has allowed yet, how to close it.
void explain_open_fills(Diagnostics& findings);
// Whether a finding is that the author has not answered yet (operations/question.h).
bool is_open_question(const Diagnostic& finding);

// How a command ends that found these errors: environment where files may not be read, else graph.
Exit exit_of(const Diagnostics& errors);

// Throws Error (exit_of) with all problems of revisions and graph, and of the models if asked.
void require_sound(const Project& project, bool models);

// The chain without the models, in order; with the reviews too where they are asked for, and with the values of the command
// line in its SQL. Throws as require_sound() and require_ledger() do.
enum class Reviews { left, read };
enum class Values { defaults, given };
Project sound_chain(const ProjectLocation& location, Reviews reviews = Reviews::left, Values values = Values::defaults);

// Throws Error graph with the problems of the review ledger.
void require_ledger(const Project& project);

// The chain for a dialect. Throws Error graph with the Diagnostics of what cannot be rendered.
CompiledChain compile_chain(const Project& project, const Dialect& dialect);

}  // namespace migrations
