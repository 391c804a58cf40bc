#include "cli/commands/test_database.h"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <migrations/version.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "base/sha256.h"
#include "cli/functions.h"
#include "cli/json.h"
#include "cli/skipped.h"
#include "scratch/postgresql_test_database.h"
#include "scratch/scratch.h"
#include "scratch/test_database.h"

namespace migrations {
namespace {

struct Options {
    std::string dialect;
    std::string file;
    ServerDatabase server;
};

// What a program is, without reading it: a build that makes it anew gives it another time.
std::string identity_of(const std::string& program) {
    struct stat about {};
    if (::stat(program.c_str(), &about) != 0) return program + "\n";
    return program + " " + std::to_string(about.st_size) + " " + std::to_string(about.st_mtim.tv_sec) + "." +
           std::to_string(about.st_mtim.tv_nsec) + "\n";
}

// Of the chain, and of the programs that carry it out.
std::string key_of(const Project& project, const Dialect& dialect) {
    const ProjectSettings& settings = project.settings;
    std::string text = "1\n" + std::string(dialect.name()) + "\n" + settings.name + "\n" + settings.version_table + "\n" +
                       std::to_string(settings.render.sqlite_minimum) + "\n";
    for (const Revision* head : project.graph.heads()) text += project.graph.chain_hash(*head) + "\n";
    text += MIGRATIONS_VERSION "\n" + identity_of("/proc/self/exe");
    if (!settings.program.empty()) text += identity_of(settings.program.back());
    return sha256(text);
}

void upgrade(const Project& project, const Dialect& dialect, const DatabaseUrl& url, const OpenOptions& how) {
    const CompiledChain chain = compile_chain(project, dialect);
    std::vector<PlannedStep> plan;
    for (const Revision* revision : project.graph.order()) plan.push_back({revision, direction::up});
    const std::vector<move> moves = chain.moves(plan);
    const slice<move> way{moves.data(), moves.size()};
    std::unique_ptr<Connection> database = open_connection(url, how);
    if (call_functions(way)) {
        Program program = program_of(project.settings);
        require_done(check_program(program, way), project);
        program.own_server = how.own_server;
        database = with_program(std::move(database), url, std::move(program));
    }
    if (!moves.empty()) require_done(database->run(chain.chain(), way, {}), project);
}

// The database is dropped before it is made, and all of them when the run of the tests ends.
void check_words(const ServerDatabase& database) {
    const auto is_word = [](const std::string& text) {
        return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    };
    if (!database.name.starts_with("migrations_test_")) {
        throw Error(Exit::usage, "--name: '" + database.name + "' does not begin with 'migrations_test_'",
                    "the database is dropped before it is made: its name must be one that no other has");
    }
    if (!is_word(database.run)) throw Error(Exit::usage, "--run: '" + database.run + "' is no word of a-z and 0-9");
    if (database.state_file.empty() && Scratch::is_on_named_server()) {
        throw Error(Exit::usage, "nobody would drop the database on the server that MIGRATIONS_POSTGRESQL_URL names",
                    "ctest does, in a build: name its folder with -B");
    }
}

Exit run(const Context& context, Options options) {
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    const Dialect& dialect = choose_dialect(options.dialect, context, project.settings);
    const bool is_file = dialect.language() == dialect::sqlite;
    const std::string& missing = is_file ? options.file : options.server.name;
    if (missing.empty()) {
        throw Error(Exit::usage, std::string("a database of ") + std::string(dialect.name()) + " needs " +
                                     (is_file ? "--file" : "--name, --run and --service-file"));
    }
    options.server.state_file = project.settings.postgresql_state;
    const DatabaseTemplate from{key_of(project, dialect), [&](const DatabaseUrl& url, const OpenOptions& how) {
                                    upgrade(project, dialect, url, how);
                                }};
    if (!is_file) {
        check_words(options.server);
        if (const std::string reason = reason_of_no_server(options.server); !reason.empty()) return say_skipped(context, reason);
    }
    const bool made = is_file ? copy_template(from, options.file) : copy_template(from, options.server);
    const std::vector<std::string> heads = ids_in(project.graph.heads());
    if (context.output.json) {
        print_json({{"database", missing}, {"heads", heads}, {"template_made", made}});
        return Exit::ok;
    }
    print_out("'" + missing + "' is at " + (heads.empty() ? "base" : join(heads, ", ")) + ", and empty" +
              (made ? "; the template is new\n" : "\n"));
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_test_database(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("--dialect", options->dialect, "sqlite or postgresql");
    app.add_option("--file", options->file, "SQLite: the file to make, in place of what is there");
    CLI::Option* name = app.add_option("--name", options->server.name, "PostgreSQL: the database to make, in place of what is there");
    CLI::Option* run_word = app.add_option("--run", options->server.run, "PostgreSQL: a word that this test run alone has");
    CLI::Option* service = app.add_option("--service-file", options->server.service_file, "PostgreSQL: file of libpq to write, for PGSERVICEFILE");
    name->needs(run_word)->needs(service);
    return [options, &context] { return run(context, *options); };
}

}  // namespace migrations
