#include "cli/manual.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <migrations/version.hpp>

#include "base/error.h"
#include "base/names.h"
#include "cli/command.h"

namespace migrations {
namespace {

// Text in which roff sees no command of its own (groff_man_style(7), "Portability").
std::string escaped(const std::string& text) {
    std::string result;
    bool at_start = true;
    for (const char each : text) {
        if (at_start && (each == '.' || each == '\'')) result += "\\&";
        if (each == '\\') {
            result += "\\e";
        } else if (each == '-') {
            result += "\\-";
        } else {
            result += each;
        }
        at_start = each == '\n';
    }
    return result;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string heading(const std::string& page, const std::string& summary) {
    std::string title = page;
    std::transform(title.begin(), title.end(), title.begin(), [](char each) { return each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each; });
    return ".TH \"" + escaped(title) + "\" 1 \"\" \"migrations " MIGRATIONS_VERSION "\"\n.SH NAME\n" + escaped(page) +
           " \\- " + escaped(summary) + "\n";
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

// "-m, --message TEXT"
std::string title_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& each : option.get_snames()) names.push_back(bold("-" + each));
    for (const std::string& each : option.get_lnames()) names.push_back(bold("--" + each));
    return join(names, ", ") + (takes_value(option) ? " " + italic(option.get_type_name()) : "");
}

std::string options_of(const CLI::App& app) {
    std::string text;
    for (const CLI::Option* each : app.get_options()) {
        if (each->get_positional() && each->get_lnames().empty() && each->get_snames().empty()) {
            text += ".TP\n" + italic(each->get_name(true, false)) + "\n" + escaped(each->get_description()) + "\n";
        } else if (!each->get_description().empty()) {
            text += ".TP\n" + title_of(*each) + "\n" + escaped(each->get_description()) + "\n";
        }
    }
    return text.empty() ? "" : ".SH OPTIONS\n" + text;
}

std::string synopsis(const CLI::App& app, const std::string& words) {
    std::string text = ".SH SYNOPSIS\n" + bold(words) + " [options]";
    for (const CLI::Option* each : app.get_options()) {
        if (!each->get_positional()) continue;
        const bool optional = !each->get_required();
        text += std::string(optional ? " [" : " ") + italic(each->get_name(true, false)) +
                (each->get_items_expected_max() > 1 ? "..." : "") + (optional ? "]" : "");
    }
    return text + "\n";
}

std::string exit_codes() {
    const std::pair<Exit, const char*> codes[] = {
        {Exit::ok, "done"},
        {Exit::internal, "a mistake in the program"},
        {Exit::usage, "a mistake in the command or in the settings"},
        {Exit::not_clean, "models and migrations disagree, or a revision is not reviewed"},
        {Exit::graph, "the files of revisions or models are not in order"},
        {Exit::integrity, "a revision was edited after it was reviewed or applied"},
        {Exit::state, "the database and the chain do not fit together"},
        {Exit::sql_failed, "a statement failed and was rolled back"},
        {Exit::partial, "a revision without a transaction is partly applied"},
        {Exit::busy, "another process holds the lock"},
        {Exit::connect, "no connection"},
        {Exit::refused, "not done, because it could lose something"},
        {Exit::environment, "something that is needed is not there, or not allowed"},
        {Exit::in_doubt, "the connection broke during COMMIT"},
    };
    std::string text = ".SH EXIT STATUS\n";
    for (const auto& [exit, what] : codes) text += ".TP\n" + std::to_string(static_cast<int>(exit)) + "\n" + escaped(what) + "\n";
    return text;
}

std::string see_also(const std::vector<std::string>& pages) {
    std::vector<std::string> names;
    for (const std::string& each : pages) names.push_back(bold(each) + "(1)");
    return ".SH SEE ALSO\n" + join(names, ",\n") + "\n";
}

}  // namespace

std::string manual_page(const CLI::App& program) {
    std::string text = heading("migrations", "schema migrations for C++ projects, checked by the build");
    text += ".SH SYNOPSIS\n" + bold("migrations") + " " + italic("COMMAND") + " [options]\n";
    std::string group;
    std::vector<std::string> pages;
    text += ".SH COMMANDS\n";
    for (const Command& each : commands()) {
        if (group != each.group) text += ".SS " + escaped(group = each.group) + "\n";
        text += ".TP\n" + bold(each.name) + "\n" + escaped(each.summary) + "\n";
        pages.push_back(std::string("migrations-") + each.name);
    }
    text += options_of(program);
    text += ".SH ENVIRONMENT\n";
    for (const auto& [name, what] : std::vector<std::pair<const char*, const char*>>{
             {"DATABASE_URL", "the database, where neither --database nor migrations.toml names one"},
             {"MIGRATIONS_BUILD_DIR", "the build folder, as with -B"},
             {"MIGRATIONS_MESSAGE", "the message of a new revision"},
             {"MIGRATIONS_POSTGRESQL_URL", "a server for scratch databases, instead of a private one"},
             {"MIGRATIONS_POSTGRESQL_BINDIR", "where initdb and postgres are"},
             {"MIGRATIONS_POSTGRESQL_DIR", "the folder for private servers, instead of /dev/shm (for tests, where there is room) and /tmp"},
             {"MIGRATIONS_POSTGRESQL_USER", "the user that private servers run as when root starts them, instead of postgres or nobody"},
             {"VISUAL, EDITOR", "what 'migrations edit' runs"},
             {"NO_COLOR", "no colours on terminals"}}) {
        text += ".TP\n" + bold(name) + "\n" + escaped(what) + "\n";
    }
    return text + exit_codes() + see_also(pages);
}

std::string manual_page(const CLI::App& program, const Command& command) {
    const std::string words = std::string("migrations ") + command.name;
    const CLI::App* app = program.get_subcommand(command.name);
    std::string text = heading(std::string("migrations-") + command.name, command.summary);
    text += synopsis(*app, words) + options_of(*app);
    text += ".PP\nThe options of every command are in " + bold("migrations") + "(1).\n";
    if (command.examples[0] != '\0') text += ".SH EXAMPLES\n.nf\n" + escaped(command.examples) + ".fi\n";
    return text + see_also({"migrations"});
}

}  // namespace migrations
