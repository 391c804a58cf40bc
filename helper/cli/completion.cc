#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "base/error.h"
#include "chains/layout.h"
#include "cli/command.h"
#include "cli/project.h"
#include "cli/project_templates.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
    for (const CLI::App* each : app.get_subcommands(nullptr)) {
        if (each->get_name() == name) return each;
    }
    return nullptr;
}

const CLI::Option* find_option(const std::vector<const CLI::App*>& apps, const std::string& word) {
    for (const CLI::App* app : apps) {
        for (const CLI::Option* each : app->get_options()) {
            if (each->check_name(word) && word.starts_with("-")) return each;
        }
    }
    return nullptr;
}

bool takes_value(const CLI::Option* option) { return option != nullptr && option->get_items_expected_max() > 0; }

std::vector<std::string> names_of_databases(Context context) {
    // Which one is being typed.
    context.location.name.clear();
    try {
        return database_names(context.location);
    } catch (const Error&) {
        return {};  // no project here
    }
}

// The words that an argument of this name takes; revisions for what names them.
std::vector<std::string> values_for(const std::string& name, const Context& context) {
    if (name == "dialect") return names_of(dialects());
    if (name == "shell") return {"bash", "zsh", "fish"};
    if (name == "layout") {
        std::vector<std::string> names;
        for (const Layout& each : layouts()) names.emplace_back(each.name);
        return names;
    }
    if (name == "template") {
        std::vector<std::string> names;
        for (const ProjectTemplate& each : known_templates()) names.push_back(each.name);
        return names;
    }
    if (name == "name") return names_of_databases(context);
    static const std::set<std::string> of_revisions = {"target", "targets", "range", "revision", "revisions", "head",
                                                       "splice", "depends-on", "onto"};
    if (!of_revisions.contains(name)) return {};
    std::vector<std::string> words = {"head", "heads", "base"};
    try {
        Parts parts;
        parts.models = false;
        parts.ledger = false;
        const Project project = load_project(read_project(context.location), parts);
        for (const Revision* each : project.graph.order()) words.push_back(each->id);
    } catch (const Error&) {
        // No project here: the words that every project has are all that there is to say.
    }
    return words;
}

}  // namespace

std::vector<std::string> completions(const CLI::App& program, const std::vector<std::string>& words, Context context) {
    const std::string typed = words.empty() ? "" : words.back();
    std::vector<const CLI::App*> apps = {&program};
    const CLI::Option* open = nullptr;  // an option whose value is typed
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (open != nullptr) {
            // Whose revisions are asked for.
            if (open->check_lname("name")) context.location.name = words[i];
            if (open->check_lname("config")) context.location.config = words[i];
            open = nullptr;
        } else if (words[i].starts_with("-")) {
            const CLI::Option* option = find_option(apps, words[i]);
            if (takes_value(option)) open = option;
        } else if (const CLI::App* command = find_command(*apps.front(), words[i])) {
            apps.insert(apps.begin(), command);
        }
    }

    std::vector<std::string> found;
    if (open != nullptr) {
        found = values_for(open->get_lnames().empty() ? "" : open->get_lnames().front(), context);
    } else if (typed.starts_with("-")) {
        for (const CLI::App* app : apps) {
            for (const CLI::Option* each : app->get_options()) {
                for (const std::string& name : each->get_lnames()) found.push_back("--" + name);
            }
        }
    } else if (!apps.front()->get_subcommands(nullptr).empty()) {
        for (const CLI::App* each : apps.front()->get_subcommands(nullptr)) found.push_back(each->get_name());
    } else {
        for (const CLI::Option* each : apps.front()->get_options()) {
            if (!each->get_positional()) continue;
            for (std::string& value : values_for(each->get_name(true), context)) found.push_back(std::move(value));
        }
    }
    std::erase_if(found, [&](const std::string& each) { return !each.starts_with(typed); });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::string completion_script(const std::string& shell) {
    if (shell == "bash") {
        return "_migrations() {\n"
               "    local IFS=$'\\n'\n"
               "    COMPREPLY=($(\"${COMP_WORDS[0]}\" completion words -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null))\n"
               "}\n"
               "complete -o default -F _migrations migrations\n";
    }
    if (shell == "zsh") {
        return "#compdef migrations\n"
               "_migrations() {\n"
               "    local -a found\n"
               "    found=(\"${(@f)$(\"${words[1]}\" completion words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
               "    found=(${found:#})\n"
               "    (( ${#found} )) && compadd -a found || _files\n"
               "}\n"
               // Read from a folder of $fpath, this text is the function itself when it is first called.
               "if [[ ${funcstack[1]} == _migrations ]]; then\n"
               "    _migrations \"$@\"\n"
               "else\n"
               "    compdef _migrations migrations\n"
               "fi\n";
    }
    if (shell == "fish") {
        return "function __migrations_complete\n"
               "    set -l words (commandline -opc)\n"
               "    $words[1] completion words -- $words[2..] (commandline -ct) 2>/dev/null\n"
               "end\n"
               "complete -c migrations -a '(__migrations_complete)'\n";
    }
    return "";
}

}  // namespace migrations
