#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "chains/layout.h"
#include "cli/command.h"
#include "cli/json_schema/documents.h"
#include "cli/project.h"
#include "cli/project_templates.h"
#include "dialects/dialects.h"
#include "revisions/branch.h"
#include "revisions/outline.h"

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
bool takes_several(const CLI::Option* option) { return option->get_items_expected_max() > 1; }
std::string name_of(const CLI::Option* option) { return option->get_lnames().empty() ? "" : option->get_lnames().front(); }

// What the words before the one that is typed say.
struct Line {
    std::vector<const CLI::App*> apps;         // the innermost command first
    const CLI::Option* open = nullptr;         // an option whose value is typed
    std::set<const CLI::Option*> given;
    ProjectLocation project;

    void take_value(const CLI::Option* option, const std::string& value) {
        const std::string name = name_of(option);
        if (name == "config") project.config = value;
        if (name == "build") project.build_folder = value;
        if (name == "project") project.project_file = value;
        if (name == "name") project.name = value;
    }

    void take_option(const std::string& word) {
        const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const bool joined = !word.starts_with("--") && word.size() > 2;  // -cfolder
        const CLI::Option* option = find_option(apps, joined ? word.substr(0, 2) : word.substr(0, equals));
        if (option == nullptr) return;
        given.insert(option);
        if (!takes_value(option)) return;
        if (equals != std::string::npos || joined) {
            take_value(option, word.substr(joined ? 2 : equals + 1));
        } else {
            open = option;
        }
    }

    void take(const std::string& word) {
        if (open != nullptr) {
            take_value(std::exchange(open, nullptr), word);
        } else if (word.starts_with("-")) {
            take_option(word);
        } else if (const CLI::App* command = find_command(*apps.front(), word)) {
            apps.insert(apps.begin(), command);
        }
    }
};

Line line_of(const CLI::App& program, const std::vector<std::string>& words, const Context& context) {
    Line line{{&program}, nullptr, {}, context.location};
    for (std::size_t i = 0; i + 1 < words.size(); ++i) line.take(words[i]);
    return line;
}

// Nothing where there is no project. What is wrong with its files does not matter here.
std::optional<Graph> graph_of(const ProjectLocation& location) {
    try {
        const ProjectSettings settings = read_project(location);
        if (auto outlines = read_outlines(settings.revision_folders)) {
            Diagnostics ignored;
            return Graph(std::move(*outlines), ignored);
        }
        Parts parts;
        parts.models = false;
        parts.ledger = false;
        return load_project(settings, parts).graph;
    } catch (const Error&) {
        return std::nullopt;
    }
}

// What may stand behind "left@".
std::vector<std::string> words_on_branch(const Graph& graph, const std::string& name) {
    const Revision* holder = graph.labelled(name);
    if (holder == nullptr) holder = graph.find(name);
    if (holder == nullptr) return {};
    std::vector<std::string> words = {"head", "heads", "base"};
    const Branch branch = branch_of(graph, name, *holder);
    for (const Revision* each : graph.order()) {
        if (branch.lineage[graph.position(*each)]) words.push_back(each->id);
    }
    return words;
}

// The words that name revisions, whole: with what is typed of a range or of a branch in front.
std::vector<std::string> revision_words(const ProjectLocation& location, const std::string& typed, const std::string& argument) {
    const std::optional<Graph> graph = graph_of(location);
    std::vector<std::string> words;
    const bool is_range = argument == "range" || argument == "rev-range";
    const std::size_t colon = is_range ? typed.rfind(':') : std::string::npos;
    const std::string end = typed.substr(colon + 1);  // npos + 1 is 0
    std::string front = typed.substr(0, colon + 1);
    if (const std::size_t at = end.find('@'); at != std::string::npos) {
        front += end.substr(0, at + 1);
        if (graph) words = words_on_branch(*graph, end.substr(0, at));
    } else {
        words = {"head", "heads", "base"};
        if (graph) {
            for (const Revision* each : graph->order()) words.push_back(each->id);
            for (const std::string& label : graph->all_labels()) {
                if (argument == "depends-on") words.push_back(label);
                for (const char* last : {"@head", "@base"}) words.push_back(label + last);
            }
        }
    }
    for (std::string& each : words) each.insert(0, front);
    return words;
}

std::vector<std::string> names_of_databases(ProjectLocation location) {
    location.name.clear();  // which one is being typed
    try {
        return database_names(location);
    } catch (const Error&) {
        return {};  // no project here
    }
}

// The words that an argument of this name takes; revisions for what names them.
std::vector<std::string> values_for(const std::string& name, const std::string& typed, const ProjectLocation& location) {
    if (name == "dialect") return names_of(dialects());
    if (name == "shell") return {"bash", "zsh", "fish"};
    if (name == "document") {
        std::vector<std::string> names;
        for (const auto& each : json_schema_documents()) names.push_back(each.first);
        return names;
    }
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
    if (name == "name") return names_of_databases(location);
    static const std::set<std::string> of_revisions = {"target", "targets", "range", "rev-range", "revision", "revisions", "head",
                                                       "splice", "depends-on", "onto"};
    return of_revisions.contains(name) ? revision_words(location, typed, name) : std::vector<std::string>{};
}

// Those that were not given yet, or may be given again.
std::vector<std::string> options_of(const Line& line) {
    std::vector<std::string> found;
    for (const CLI::App* app : line.apps) {
        for (const CLI::Option* each : app->get_options()) {
            if (line.given.contains(each) && !takes_several(each)) continue;
            for (const std::string& name : each->get_lnames()) found.push_back("--" + name);
        }
    }
    return found;
}

std::vector<std::string> candidates(const Line& line, const std::string& typed) {
    const std::size_t equals = typed.find('=');
    std::vector<std::string> found;
    if (line.open != nullptr) return values_for(name_of(line.open), typed, line.project);
    if (typed.starts_with("--") && equals != std::string::npos) {
        const CLI::Option* option = find_option(line.apps, typed.substr(0, equals));
        if (!takes_value(option)) return {};
        found = values_for(name_of(option), typed.substr(equals + 1), line.project);
        for (std::string& each : found) each.insert(0, typed, 0, equals + 1);
        return found;
    }
    if (typed.starts_with("-")) return options_of(line);
    const CLI::App& command = *line.apps.front();
    for (const CLI::App* each : command.get_subcommands(nullptr)) found.push_back(each->get_name());
    if (!found.empty()) return found;
    for (const CLI::Option* each : command.get_options()) {
        if (!each->get_positional()) continue;
        for (std::string& value : values_for(each->get_name(true), typed, line.project)) found.push_back(std::move(value));
    }
    return found;
}

}  // namespace

std::vector<std::string> completions(const CLI::App& program, const std::vector<std::string>& words, const Context& context) {
    const std::string typed = words.empty() ? "" : words.back();
    std::vector<std::string> found = candidates(line_of(program, words, context), typed);
    std::erase_if(found, [&](const std::string& each) { return !each.starts_with(typed); });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::string completion_script(const std::string& shell) {
    if (shell == "bash") {
        // Bash takes words apart at '=', ':' and '@' (COMP_WORDBREAKS), and puts an answer in the place of the last part only.
        return "_migrations() {\n"
               "    local IFS=$'\\n' rest=${COMP_LINE#*\"${COMP_WORDS[0]}\"} part front='' i\n"
               "    local words=()\n"
               "    for part in \"${COMP_WORDS[@]:1:COMP_CWORD}\"; do\n"
               "        if [[ ${#words[@]} -gt 0 && -n $COMP_LINE && $rest != [[:space:]]* ]]; then\n"
               "            words[${#words[@]}-1]+=$part\n"
               "        else\n"
               "            words+=(\"$part\")\n"
               "        fi\n"
               "        rest=${rest#\"${rest%%[![:space:]]*}\"}\n"
               "        rest=${rest#\"$part\"}\n"
               "    done\n"
               "    part=${words[${#words[@]}-1]}\n"
               "    for ((i = ${#part}; i > 0; --i)); do\n"
               "        [[ ${part:i-1:1} == [=:@] && $COMP_WORDBREAKS == *\"${part:i-1:1}\"* ]] && front=${part:0:i} && break\n"
               "    done\n"
               "    COMPREPLY=($(\"${COMP_WORDS[0]}\" completion words -- \"${words[@]}\" 2>/dev/null))\n"
               "    COMPREPLY=(\"${COMPREPLY[@]#\"$front\"}\")\n"
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
