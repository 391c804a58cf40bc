#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/findings.h"
#include "cli/json.h"
#include "cli/shell_command.h"
#include "cli/judgement.h"
#include "cli/recorded_sql.h"
#include "operations/replay.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::vector<std::string> revisions;
    bool yes = false;
    bool resolve = false;
};

// What a reader needs to judge one revision.
struct Review {
    const Revision* revision = nullptr;
    ReviewState state = ReviewState::unreviewed;
    Diagnostics findings;
    std::vector<std::string> upgrade;    // summaries
    std::vector<std::string> downgrade;
    std::vector<std::pair<std::string, std::vector<std::string>>> sql;  // dialect, statements up
};

std::vector<std::string> summaries(const Operations& operations) {
    std::vector<std::string> lines;
    for (const Operation& each : operations) lines.push_back(summary(each));
    return lines;
}

// Everything that there is to say about the revisions, in the order of the chain: each dialect's statements come from
// one run through the chain.
std::vector<Review> prepare(const Project& project, const std::vector<std::pair<const Revision*, ReviewState>>& open) {
    std::vector<PlannedStep> way;
    for (const Revision* each : project.graph.order()) {
        way.push_back({each, direction::up});
        if (each == open.back().first) break;
    }
    std::vector<Review> reviews;
    Schema schema;
    auto next = open.begin();
    Diagnostics ignored;
    for (const PlannedStep& step : way) {
        if (next != open.end() && next->first == step.revision) {
            const Revision& revision = *step.revision;
            Review review{&revision, next->second, {}, summaries(revision.upgrade), summaries(revision.downgrade), {}};
            review.findings = judge(revision, schema, project.settings);
            reviews.push_back(std::move(review));
            ++next;
        }
        schema = replay(step.revision->upgrade, std::move(schema), ignored);
    }
    for (const Dialect* dialect : project.settings.dialects) {
        const CompiledChain chain = compile_chain(project, *dialect);
        const ReadableChain texts = readable_chain(chain, *dialect, way);
        for (Review& review : reviews) {
            const Revision& revision = *review.revision;
            const auto found = texts.statements.find(revision.id);
            std::vector<std::string> statements;
            if (found != texts.statements.end()) {
                statements = found->second;
            } else {
                for (const Step& step : chain.up(revision.id).steps) {
                    statements.push_back(step.is_rebuild() ? step.wanted : step.sql);
                }
            }
            if (texts.failed == revision.id) {
                review.findings.push_back(error_at(revision.origin, "sql",
                                                   std::string(dialect->name()) + ": " + texts.problem, texts.help));
            }
            review.sql.emplace_back(dialect->name(), std::move(statements));
        }
    }
    return reviews;
}

std::string page(const Review& review) {
    const Revision& revision = *review.revision;
    std::string text = "revision " + revision.id + (revision.message.empty() ? "" : "  " + revision.message) + "\n";
    text += "file     " + revision.path + "\n";
    text += "follows  " + (revision.parents.empty() ? "nothing: it is a base" : join(revision.parents, ", ")) + "\n";
    if (revision.compatible) text += "works with programs that do not know it (compatible)\n";
    if (review.state == ReviewState::edited) text += "It was reviewed before and edited since.\n";
    text += "\n  up\n";
    for (const std::string& line : review.upgrade) text += "    " + line + "\n";
    text += "  down\n";
    for (const std::string& line : review.downgrade) text += "    " + line + "\n";
    if (!revision.irreversible.empty()) text += "    irreversible: " + revision.irreversible + "\n";
    for (const auto& [dialect, statements] : review.sql) {
        text += "\n  " + dialect + "\n";
        for (const std::string& statement : statements) {
            for (const std::string& line : split(statement + ";", '\n')) text += "    " + line + "\n";
        }
    }
    return text + "\n";
}

nlohmann::json as_json(const Review& review, const Graph& graph, bool accepted) {
    nlohmann::json json = as_json(*review.revision, graph);
    json["edited"] = review.state != ReviewState::unreviewed;
    json["accepted"] = accepted;
    json["findings"] = as_json(review.findings);
    json["upgrade"] = review.upgrade;
    json["downgrade"] = review.downgrade;
    for (const auto& [dialect, statements] : review.sql) json["sql"][dialect] = statements;
    return json;
}

// Revisions that went away need no entry: a ledger holds what is there.
void forget_missing(Project& project) {
    for (auto each = project.ledger.entries.begin(); each != project.ledger.entries.end();) {
        each = project.graph.find(each->first) == nullptr ? project.ledger.entries.erase(each) : std::next(each);
    }
}

Exit resolve_conflict_in(const Context& context, const ProjectSettings& settings) {
    Diagnostics problems;
    const Ledger ledger = resolve_conflict(read_source(settings.ledger), problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    write_file(settings.ledger, print_ledger(ledger));
    if (context.output.json) {
        print_json({{"written", settings.ledger}, {"reviewed", ledger.entries.size()}});
    } else {
        print_out("wrote " + settings.ledger + ": " + count_of(ledger.entries.size(), "reviewed revision") + "\n");
    }
    return Exit::ok;
}

// The revisions to look at: those named, or all that are not reviewed as they are.
std::vector<std::pair<const Revision*, ReviewState>> open_reviews(const Project& project, const Options& options) {
    std::set<const Revision*> named;
    for (const std::string& target : options.revisions) {
        const RevisionList found = resolve_in_files(project.graph, target);
        if (found.empty()) throw Error(Exit::usage, migrations::quoted(target) + " names no revision to review", "name one, or none for all");
        named.insert(found.begin(), found.end());
    }
    std::vector<std::pair<const Revision*, ReviewState>> open;
    for (const Revision* each : project.graph.order()) {
        const ReviewState state = review_state(project.ledger, project.graph, *each);
        if (state == ReviewState::reviewed || (!named.empty() && named.count(each) == 0)) continue;
        open.emplace_back(each, state);
    }
    return open;
}

// Only comments, layout or the parent changed: what was read then is what is there now.
std::vector<std::string> accept_harmless(Project& project) {
    std::vector<std::string> accepted;
    for (const Revision* each : project.graph.order()) {
        if (review_state(project.ledger, project.graph, *each) == ReviewState::edited_harmlessly) {
            project.ledger.entries[each->id] = entry_of(project.graph, *each);
            accepted.push_back(each->id);
        }
    }
    return accepted;
}

void show(const Review& review) {
    print_out(page(review));
    print_findings(review.findings);
}

// A build target takes no options, so this is a command line, for the same project.
std::string yes_command(const Context& context) {
    const std::string& file = context.location.project_file;
    return own_program() + " review --yes" + (file.empty() ? "" : " --project " + shell_word(file));
}

enum class Answer { accepted, declined };

Answer decide(const Context& context, const Review& review, bool yes) {
    // Who is asked must see what about.
    if (!context.output.json && !(yes && context.output.quiet)) show(review);
    if (has_errors(review.findings)) {
        if (!context.output.json) {
            print_error("error: revision " + review.revision->id + " has findings that must be mended first\n");
        }
        return Answer::declined;
    }
    if (yes) return Answer::accepted;
    const std::string answer = lower(trim(ask("Accept revision " + review.revision->id + "? [y/N] ")));
    return answer == "y" || answer == "yes" ? Answer::accepted : Answer::declined;
}

Exit run(const Context& context, const Options& options) {
    const ProjectSettings settings = read_project(context.location);
    if (options.resolve) return resolve_conflict_in(context, settings);

    Parts parts;
    parts.models = false;
    Project project = load_project(settings, parts);
    require_sound(project, false);
    require_ledger(project);
    const Ledger before = project.ledger;
    forget_missing(project);
    const std::vector<std::string> harmless = accept_harmless(project);
    // What needs no answer does not wait for the answers.
    if (!(project.ledger == before)) write_file(settings.ledger, print_ledger(project.ledger));
    if (!harmless.empty() && !context.output.json && !context.output.quiet) {
        print_error("note: accepted " + join(harmless, ", ") + ": only comments, layout or the parent changed\n");
    }

    const auto open = open_reviews(project, options);
    std::vector<Review> reviews;
    if (!open.empty()) reviews = prepare(project, open);
    const bool can_ask = interactive() && !context.output.json;
    nlohmann::json shown = nlohmann::json::array();
    std::size_t accepted = 0;
    if (options.yes || can_ask) {
        for (const Review& review : reviews) {
            const bool good = decide(context, review, options.yes) == Answer::accepted;
            shown.push_back(as_json(review, project.graph, good));
            if (!good) break;  // what follows builds on it
            project.ledger.entries[review.revision->id] = entry_of(project.graph, *review.revision);
            ++accepted;
        }
        if (accepted > 0) write_file(settings.ledger, print_ledger(project.ledger));
    } else {
        for (const Review& review : reviews) {
            if (!context.output.json && !context.output.quiet) show(review);
            shown.push_back(as_json(review, project.graph, false));
        }
    }

    if (context.output.json) {
        print_json({{"reviewed", accepted}, {"open", open.size() - accepted}, {"harmless", harmless}, {"revisions", shown}});
    } else if (open.empty()) {
        print_out(options.revisions.empty() ? "every revision is reviewed\n" : "reviewed already\n");
    } else if (options.yes || can_ask) {
        print_out(count_of(accepted, "revision") + " accepted, " + std::to_string(open.size() - accepted) + " left\n");
    } else {
        throw Error(Exit::not_clean, count_of(open.size(), "revision") + " to review and no terminal to ask on",
                    "read " + std::string(open.size() == 1 ? "it" : "them") + ", then run: " + yes_command(context));
    }
    return accepted == open.size() ? Exit::ok : Exit::not_clean;
}

}  // namespace

std::function<Exit()> declare_review(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("revisions", options->revisions, "revisions to review (default: all that are not)");
    app.add_flag("--yes", options->yes, "accept without asking, for scripts");
    app.add_flag("--resolve", options->resolve, "mend a git conflict in migrations.lock");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
