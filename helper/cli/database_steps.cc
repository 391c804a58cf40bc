#include "cli/database_steps.h"

#include <migrations/record_check.hpp>
#include <migrations/tables.hpp>
#include <migrations/version.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/data_loss.h"
#include "cli/json.h"
#include "cli/raw_sql.h"
#include "revisions/id.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

// No program of ours has written anything else; it may be of any length.
void require_revision_id(const std::string& text, const std::string& version_table) {
    if (is_revision_id(text)) return;
    const std::string shown = text.size() <= 64 ? "'" + text + "'" : "a text of " + std::to_string(text.size()) + " bytes";
    Error error(Exit::state, "the version table '" + version_table + "' names a revision with what cannot be its id: " +
                                 (text.empty() ? "NULL or nothing" : shown),
                "look which revision the database is at, and run: migrations stamp --yes REVISION");
    error.state = "the database is unchanged";
    throw error;
}

}  // namespace

set naked_set(const Project& project, const Dialect& dialect) {
    set chain;
    chain.project = project.settings.name;
    chain.language = dialect.language();
    chain.version_table = project.settings.version_table;
    return chain;
}

recorded read_record(Connection& database, const Project& project) {
    recorded record;
    require_done(database.read_recorded(naked_set(project, database.language()), record), project);
    require_done(check_format(record.heads), project);
    if (record.version_table) require_history(database, project);
    return record;
}

void require_history(Connection& database, const Project& project) {
    if (database.language().language() != dialect::sqlite) return;
    const table_names names = names_of(dialect::sqlite, project.settings.version_table);
    const auto is_there = [&](const std::string& table) {
        return !database.query("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = " + quoted_text(table)).empty();
    };
    if (!is_there(names.version) || is_there(names.history)) return;
    Error error(Exit::state, "there is a version table '" + names.version + "', but not the table '" + names.history + "' beside it",
                "restore it from a backup, or choose another version_table");
    error.state = "the database is unchanged";
    throw error;
}

RevisionList revisions_named(const Context& context, const Project& project, const std::string& word) {
    if (!asks_database(word)) return resolve_in_files(project.graph, word);
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    return resolve(project.graph, word, current_heads(project, read_record(*database, project)));
}

std::vector<const Revision*> current_heads(const Project& project, const recorded& record) {
    std::vector<const Revision*> heads;
    for (const head_row& row : record.heads) {
        require_revision_id(row.revision, project.settings.version_table);
        if (row.project != project.settings.name) {
            Error error(Exit::state, "the database belongs to project '" + row.project + "', not to '" +
                                         project.settings.name + "'",
                        "give each project its own version_table in migrations.toml");
            error.state = "the database is unchanged";
            throw error;
        }
        const Revision* head = project.graph.find(row.revision);
        if (head != nullptr) {
            heads.push_back(head);
            continue;
        }
        if (const Revision* into = squashed_into(project.graph, row.revision)) {
            Error error(Exit::state,
                        "the database is at revision " + row.revision + ", which was squashed into " + into->id +
                            " together with others that it has not applied",
                        "bring it to " + into->id + " with the files from before the squash (git log -- '" + into->path +
                            "'), then run this again");
            error.state = "the database is unchanged";
            throw error;
        }
        std::string who;
        for (const revision_row& each : record.revisions) {
            if (each.revision != row.revision) continue;
            who = std::string(each.action == "stamp" ? "; it was stamped " : "; it was applied ") + each.applied_at;
            if (!each.os_user.empty()) who += " by " + each.os_user;
            if (!each.host.empty()) who += " on " + each.host;
        }
        Error error(Exit::state, "the database is at revision " + row.revision + ", which the files do not have" + who,
                    "the database was upgraded from another branch or by a newer version: get its revision files "
                    "(git log --all -- '*" + row.revision + "*'), take it back as the database recorded it with 'migrations downgrade --recorded', or record another "
                    "revision with 'migrations stamp --yes REVISION'");
        error.state = "the database is unchanged";
        throw error;
    }
    return heads;
}

options run_options(const Context& context, std::string_view command) {
    options how;
    how.lock_timeout = std::chrono::milliseconds(static_cast<long long>(context.lock_timeout * 1000));
    how.application = command;
    how.tool_version = MIGRATIONS_VERSION;
    if (context.output.quiet || context.output.json) return how;
    how.on_event = [](const event& happened) {
        if (happened.what != event::kind::waiting) return;
        print_error("waiting for another process that migrates this database (" +
                    std::to_string(happened.elapsed.count() / 1000) + " s)\n");
    };
    return how;
}

Exit report_moved(const Context& context, const outcome& result) {
    if (context.output.json) {
        print_json({{"from", result.from}, {"to", result.to}, {"applied", result.applied}});
    } else if (!context.output.quiet) {
        print_out("the database is at " + (result.to.empty() ? "base" : join(result.to, ", ")) + "\n");
    }
    return Exit::ok;
}

std::string ids_of(const std::vector<const Revision*>& revisions) {
    return revisions.empty() ? "base" : join(ids_in(revisions), ", ");
}

void require_runnable(const std::vector<PlannedStep>& plan, const Graph& graph, const Dialect& dialect) {
    Diagnostics findings;
    for (const PlannedStep& step : plan) {
        Diagnostics found = raw_sql_findings(*step.revision, {&dialect});
        findings.insert(findings.end(), found.begin(), found.end());
        if (step.way == direction::down) continue;
        found = data_loss_findings(graph, *step.revision);
        findings.insert(findings.end(), found.begin(), found.end());
    }
    if (has_errors(findings)) throw Error(Exit::graph, std::move(findings));
}

void require_reviewed(const Context& context, const Project& project, const std::vector<PlannedStep>& plan) {
    Diagnostics edited;
    std::vector<std::string> unreviewed;
    for (const PlannedStep& step : plan) {
        const ReviewState state = review_state(project.ledger, project.graph, *step.revision);
        if (state == ReviewState::edited) {
            edited.push_back(error_at(step.revision->origin, "edited-revision",
                                      "revision " + step.revision->id + " was edited after its review",
                                      "to read and accept it, run: " + command_for(project.settings, "review", "review")));
        } else if (state == ReviewState::unreviewed) {
            unreviewed.push_back(step.revision->id);
        }
    }
    if (!edited.empty()) {
        Error error(Exit::integrity, std::move(edited));
        error.state = "the database is unchanged";
        throw error;
    }
    if (!unreviewed.empty() && !context.output.quiet && !context.output.json) {
        print_error("warning: not reviewed: " + join(unreviewed, ", ") + "\n");
    }
}

}  // namespace migrations
