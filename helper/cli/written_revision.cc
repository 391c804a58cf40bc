#include "cli/written_revision.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/file.h"
#include "base/names.h"
#include "cli/checks.h"
#include "cli/editor.h"
#include "cli/json.h"
#include "cli/new_revision.h"
#include "cli/judgement.h"
#include "cli/revision_place.h"
#include "revisions/id.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

// Throws Error usage when the template leaves out a part of the revision: it would be written, and not be there.
void require_complete(const Project& project, const Revision& revision, const WrittenRevision& written) {
    if (!written.revision) return;
    const char* lost = left_out_by_template(revision, *written.revision);
    if (lost == nullptr) return;
    throw Error(Exit::usage, "the template " + project.settings.revision_template + " leaves out '" + lost + "'",
                "nothing was written; put {{{" + std::string(lost) + "}}} into it, as the one of 'migrations init' has it");
}

// What the project's own commands have made of a file that was just written.
WrittenRevision treated(const ProjectSettings& settings, const std::string& path) {
    const std::string help = "the file was written: " + path + "; correct 'after_write' in " + settings.config_path;
    for (const std::string& command : settings.after_write) run_on_files(command, {path}, help);
    WrittenRevision written{path, std::nullopt, {}};
    written.revision = parse_revision(read_source(path), written.findings);
    explain_open_fills(written.findings);
    return written;
}

WrittenRevision write(const Project& project, const Revision& revision, const RevisionNotes& notes,
                      const std::string& path, bool replace) {
    const std::string text = revision_text(revision, project.settings, notes);
    WrittenRevision written{path, std::nullopt, {}};
    written.revision = parse_revision({path, text}, written.findings);
    explain_open_fills(written.findings);
    const bool open_only = std::all_of(written.findings.begin(), written.findings.end(), [](const Diagnostic& each) {
        return each.severity != Severity::error || is_open_question(each);
    });
    if (!open_only) {
        Error error(Exit::usage, written.findings);
        error.help = "nothing was written" + (project.settings.revision_template.empty()
                                                  ? std::string()
                                                  : "; is the template " + project.settings.revision_template + " to blame?");
        throw error;
    }
    require_complete(project, revision, written);
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::filesystem::create_directories(folder, failed);
    if (failed) throw Error(Exit::environment, "cannot make the folder '" + folder.string() + "': " + failed.message());
    if (replace) {
        write_file(path, text);
    } else {
        write_new_file(path, text);
    }
    if (!project.settings.after_write.empty()) written = treated(project.settings, path);
    return written;
}

}  // namespace

std::string free_id(const Graph& graph, const std::string& wanted) {
    if (const Revision* taken = graph.find(wanted)) {
        throw Error(Exit::graph, "there is a revision " + wanted + " already: " + taken->path);
    }
    if (const Revision* into = squashed_into(graph, wanted)) {
        throw Error(Exit::graph, "there was a revision " + wanted + ", which was squashed into " + into->id + ": " + into->path);
    }
    if (!wanted.empty()) return wanted;
    std::vector<std::string> taken;
    for (const Revision* each : graph.order()) {
        taken.push_back(each->id);
        for (const ReplacedRevision& replaced : each->replaces) taken.push_back(replaced.id);
    }
    return new_revision_id(taken);
}

void require_one_line(const std::string& message) {
    const bool plain = std::none_of(message.begin(), message.end(), [](char each) {
        const auto code = static_cast<unsigned char>(each);
        return code < 0x20 || code == 0x7f;
    });
    if (!plain) throw Error(Exit::usage, "the message is one line without control characters", "nothing was written; the rest goes into a comment");
}

void require_linkable(const Graph& graph, const Revision& revision) {
    std::vector<Revision> all = {revision};
    for (const Revision* each : graph.order()) {
        Revision& copy = all.emplace_back();
        copy.id = each->id;
        copy.parents = each->parents;
        copy.depends_on = each->depends_on;
        copy.branch_labels = each->branch_labels;
    }
    Diagnostics problems;
    const Graph extended(std::move(all), problems);
    if (!has_errors(problems)) return;
    std::string what;
    for (const Diagnostic& each : problems) what += (what.empty() ? "" : "; ") + each.message;
    throw Error(Exit::graph, what, "nothing was written; give another --rev-id, --branch-label or --depends-on");
}

WrittenRevision write_revision(const Project& project, const Revision& revision, const RevisionNotes& notes,
                               const std::string& folder) {
    return write(project, revision, notes, path_of_new(revision, project.settings, &project.graph, folder), false);
}

WrittenRevision rewrite_revision(const Project& project, const Revision& revision, const RevisionNotes& notes,
                                 const std::string& path) {
    return write(project, revision, notes, path, true);
}

void report_written(const Project& project, const Schema& before, WrittenRevision written, const Context& context) {
    if (written.revision) {
        const Diagnostics judged = judge(*written.revision, before, project.settings);
        written.findings.insert(written.findings.end(), judged.begin(), judged.end());
    }
    if (context.output.json) {
        nlohmann::json json = {{"written", written.path}, {"findings", as_json(written.findings)}};
        if (written.revision) {
            json["revision"] = written.revision->id;
            json["message"] = written.revision->message;
            json["operations"] = nlohmann::json::array();
            for (const Operation& each : written.revision->upgrade) json["operations"].push_back(as_json(each));
        }
        print_json(json);
        return;
    }
    print_error(to_string(written.findings));
    print_out("wrote " + written.path + "\n");
    if (!context.output.quiet) {
        const bool open = has_errors(written.findings);
        const bool is_empty = written.revision && written.revision->upgrade.empty() && written.revision->parents.size() < 2;
        print_error(std::string("note: ") + (open ? "mend it" : is_empty ? "write its operations" : "read it") +
                    ", then run: " + command_for(project.settings, "review", "review") + "\n");
    }
}

}  // namespace migrations
