#include "cli/checks.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "base/names.h"
#include "cli/data_loss.h"
#include "cli/dialect_limits.h"
#include "cli/git.h"
#include "cli/functions.h"
#include "cli/raw_sql.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "operations/replay.h"

namespace migrations {
namespace {

// What is wrong, said from the side of the models, which is where the author is.
std::string drift_message(const Operation& operation) {
    const std::string what = subject(operation);
    if (std::holds_alternative<CreateTable>(operation.change)) return "table '" + what + "' is not in any migration";
    if (std::holds_alternative<AddColumn>(operation.change)) return "column '" + what + "' is not in any migration";
    if (std::holds_alternative<DropTable>(operation.change)) {
        return "table '" + what + "' is in the migrations but not in the models";
    }
    if (std::holds_alternative<DropColumn>(operation.change)) {
        return "column '" + what + "' is in the migrations but not in the models";
    }
    return "models and migrations differ: " + summary(operation);
}

Location place_of(const Operation& operation, const Project& project) {
    if (!operation.origin.path.empty()) return operation.origin;
    if (!project.settings.models.empty()) return {project.settings.models.front(), 0, 0};
    return {project.settings.config_path, 0, 0};
}

void set_severity(Diagnostics& findings, Strictness strictness) {
    for (Diagnostic& each : findings) {
        each.severity = strictness == Strictness::error ? Severity::error : Severity::warning;
    }
}

Drift drift_from(Schema chain, const Project& project) {
    Drift drift;
    drift.chain = std::move(chain);
    const DialectNames dialects = names_of(project.settings.dialects);
    drift.models = adopt_names(project.model.schema, drift.chain, project.model.hints, dialects, project.settings.naming);
    drift.operations = diff(drift.chain, drift.models, project.model.hints, dialects);
    return drift;
}

// A view, a trigger or a function that is dropped and made anew is one difference, or none where only a table that it
// reads changes.
std::string object_message(const ObjectKey& key, const Drift& drift) {
    const Object* in_chain = drift.chain.object(key);
    const Object* in_models = drift.models.object(key);
    const std::string what = to_string(key.kind) + " '" + key.name + "'";
    if (in_models == nullptr) return what + " is in the migrations but not in the models";
    if (in_chain == nullptr) return what + " is not in any migration";
    return *in_chain == *in_models ? "" : what + " is another one in the migrations";
}

std::string drift_message(const Operation& operation, const Drift& drift) {
    if (const auto* create = std::get_if<CreateObject>(&operation.change)) {
        return object_message(key_of(create->object), drift);
    }
    if (const auto* replace = std::get_if<ReplaceObject>(&operation.change)) {
        return object_message(key_of(replace->object), drift);
    }
    if (const auto* drop = std::get_if<DropObject>(&operation.change)) {
        const ObjectKey key{drop->kind, drop->table, drop->object};
        return drift.models.object(key) == nullptr ? object_message(key, drift) : "";
    }
    return drift_message(operation);
}

struct ReviewFindings {
    Diagnostics unreviewed;
    Diagnostics edited;
};

ReviewFindings review_findings(const Project& project) {
    ReviewFindings findings;
    const std::string command = command_for(project.settings, "review", "review");
    for (const Revision* revision : project.graph.order()) {
        const std::string named = "revision " + revision->id + (revision->message.empty() ? "" : " '" + revision->message + "'");
        switch (review_state(project.ledger, project.graph, *revision)) {
            case ReviewState::reviewed: break;
            case ReviewState::unreviewed:
                findings.unreviewed.push_back(
                    error_at(revision->origin, "unreviewed-revision", named + " has not been reviewed"));
                break;
            case ReviewState::edited:
                findings.edited.push_back(
                    error_at(revision->origin, "edited-revision", named + " was edited after its review",
                             is_committed(revision->path)
                                 ? "it is committed: programs will refuse databases that have applied it; undo the edit, and write a new revision, "
                                   "unless nobody has applied it"
                                 : ""));
                break;
            case ReviewState::edited_harmlessly:
                findings.edited.push_back(error_at(revision->origin, "edited-revision",
                                                   named + " was edited after its review: only comments, layout or "
                                                           "the parent changed, the operations are the same"));
                break;
        }
    }
    for (Diagnostics* each : {&findings.unreviewed, &findings.edited}) {
        if (each->empty()) continue;
        std::string& help = each->back().help;
        help += (help.empty() ? "to read and accept it, run:\n\n    " : "\nto read and accept it, run:\n\n    ") + command + "\n";
    }
    return findings;
}

void append(Diagnostics& to, const Diagnostics& from) { to.insert(to.end(), from.begin(), from.end()); }

}  // namespace

std::string command_for(const ProjectSettings& settings, const std::string& target, const std::string& command) {
    if (settings.fix_command.empty()) return "migrations " + command;
    return settings.fix_command + " " + settings.name + "_" + target;
}

Drift find_drift(const Project& project) {
    // The revision files were checked when they were read; what replay has to say about them was said then.
    Diagnostics ignored;
    return drift_from(schema_at(project.graph, project.graph.heads(), ignored), project);
}

Diagnostics drift_findings(const Project& project, Schema chain) {
    Diagnostics findings;
    const Drift drift = drift_from(std::move(chain), project);
    for (const Operation& operation : drift.operations) {
        std::string message = drift_message(operation, drift);
        if (message.empty()) continue;
        findings.push_back(error_at(place_of(operation, project), "migrations-drift", std::move(message)));
    }
    std::stable_sort(findings.begin(), findings.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.location.path, a.location.line, a.location.column) <
               std::tie(b.location.path, b.location.line, b.location.column);
    });
    if (!findings.empty()) {
        const auto heads = project.graph.heads();
        std::string help;
        if (heads.size() == 1) help = "the latest revision is " + heads.front()->id + " (" + heads.front()->path + ")\n";
        help += "to write the missing revision, run:\n\n    " +
                command_for(project.settings, "revision", "revision --autogenerate") + "\n";
        findings.back().help = help;
    }
    return findings;
}

bool has_stray_heads(const Graph& graph) {
    const RevisionList heads = graph.effective_heads();
    const auto own_label = [&](const Revision* head) {
        const std::vector<std::string> labels = graph.labels(*head);
        return std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
            return std::none_of(heads.begin(), heads.end(), [&](const Revision* other) {
                const std::vector<std::string> others = graph.labels(*other);
                return other != head && std::find(others.begin(), others.end(), label) != others.end();
            });
        });
    };
    return heads.size() - static_cast<std::size_t>(std::count_if(heads.begin(), heads.end(), own_label)) > 1;
}

Diagnostics several_heads(const Project& project) {
    const auto heads = project.graph.heads();
    if (!has_stray_heads(project.graph)) return {};
    std::string files;
    for (const Revision* head : heads) {
        files += "\n" + quoted(head->id) + (head->message.empty() ? "" : " (" + head->message + ")") + " is in " + head->path;
    }
    return {error_at(heads.back()->origin, "multiple-heads",
                     "the chain has " + std::to_string(heads.size()) + " heads: " + join(ids_in(heads), ", "),
                     "to join them, run: migrations merge; to put what was added last on top of the other: migrations rebase" +
                         files)};
}

Diagnostics chain_findings(const Project& project, Schema* at_head) {
    Diagnostics findings = project.problems;
    // Where revisions are missing, replay stumbles over everything that they did.
    const bool whole = !has_errors(project.problems);
    if (whole) {
        Schema schema = schema_at(project.graph, project.graph.heads(), findings);
        if (at_head != nullptr) *at_head = std::move(schema);
    }
    for (const Revision* revision : project.graph.order()) {
        append(findings, raw_sql_findings(*revision, project.settings.dialects));
        if (whole) append(findings, data_loss_findings(project.graph, *revision));
    }
    return findings;
}

CheckResult check_project(const Project& project, Strictness drift, Strictness review) {
    CheckResult result;
    Schema chain;
    append(result.findings, chain_findings(project, &chain));
    append(result.findings, project.model_problems);
    append(result.findings, project.ledger_problems);
    if (has_errors(result.findings)) {
        result.exit = exit_of(result.findings);
        return result;
    }

    const Diagnostics heads = several_heads(project);
    append(result.findings, heads);
    ReviewFindings reviews = review_findings(project);
    append(result.findings, reviews.edited);
    // With two heads the models can match neither: merging comes first.
    Diagnostics differences;
    const bool compare = drift != Strictness::off && heads.empty() && project.settings.has_models();
    if (compare) differences = drift_findings(project, std::move(chain));
    const Diagnostics limits =
        project.settings.has_models() ? dialect_limits(project.model.schema, project.settings) : Diagnostics();
    append(result.findings, limits);
    set_severity(differences, drift);
    set_severity(reviews.unreviewed, review);
    append(result.findings, differences);
    if (review != Strictness::off) append(result.findings, reviews.unreviewed);
    append(result.findings, function_findings(project));

    if (!heads.empty() || has_errors(limits)) {
        result.exit = Exit::graph;
    } else if (!reviews.edited.empty()) {
        result.exit = Exit::integrity;
    } else if (has_errors(result.findings)) {
        result.exit = Exit::not_clean;
    }
    return result;
}

}  // namespace migrations
