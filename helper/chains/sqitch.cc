#include <algorithm>
#include <set>

#include "base/names.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/order.h"
#include "chains/shell_lines.h"
#include "chains/sqitch_plan.h"

// sqitch.org: sqitch.plan, and deploy/NAME.sql, revert/NAME.sql and verify/NAME.sql for each change, which psql or sqlite3 run.
// What was deployed is in the schema 'sqitch' of PostgreSQL, and in sqitch.db beside a database of SQLite.

namespace migrations {
namespace {

constexpr const char* plan_name = "sqitch.plan";

const ChainFile* find_file(const ChainFiles& files, const std::string& name) {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const ChainFile& each) { return each.name == name; });
    return found == files.end() ? nullptr : &*found;
}

std::string evidence(const ChainFiles& files) { return find_file(files, plan_name) == nullptr ? "" : plan_name; }

// A change is known by its name and when it was planned; the name alone may come again.
std::string version_of(const std::string& name, const std::string& planned) { return name + " " + planned; }

class Reader {
public:
    Reader(const ChainFiles& files, dialect language, Diagnostics& findings)
        : files_(files), language_(language), findings_(findings) {}

    OldChain read() {
        const ChainFile& plan = *find_file(files_, plan_name);
        used_.insert(plan_name);
        if (!is_readable(plan, findings_)) return {};
        const SqitchPlan planned = read_sqitch_plan({plan.path, *plan.text}, findings_);
        chain_.project = planned.project;
        for (const PlannedChange& each : planned.changes) add(each, plan.path);
        std::size_t verifying = 0;
        for (const ChainFile& each : files_) {
            if (used_.contains(each.name) || each.name == "sqitch.conf") continue;
            if (each.name.starts_with("verify/")) {
                ++verifying;
            } else {
                const bool script = each.name.starts_with("deploy/") || each.name.starts_with("revert/");
                leave_out(chain_, each, "no script of a change in the plan",
                          script && each.name.ends_with(".sql") ? "it is one of sqitch" : "", findings_);
            }
        }
        if (verifying > 0) {
            chain_.left_out.push_back("verify/: " + count_of(verifying, "script") +
                                      "; what they look for, 'migrations test' compares");
        }
        check_chain(chain_, language_, findings_);
        return std::move(chain_);
    }

private:
    // "users", or "users@v1.0" after the first of the tags for which there is such a script.
    std::string script_name(const PlannedChange& change) const {
        if (!change.is_made_again) return change.name;
        for (const std::string& tag : change.tags) {
            if (find_file(files_, "deploy/" + change.name + tag + ".sql") != nullptr) return change.name + tag;
        }
        return change.name + change.tags.front();
    }

    void add(const PlannedChange& change, const std::string& plan_path) {
        const std::string name = script_name(change);
        const ChainFile* deploy = find_file(files_, "deploy/" + name + ".sql");
        if (deploy == nullptr) {
            findings_.push_back(error_at({plan_path, change.line, 1}, "no-up",
                                         "there is no deploy/" + name + ".sql for change '" + change.name + "'",
                                         "add the file"));
            return;
        }
        const ChainFile* revert = find_file(files_, "revert/" + name + ".sql");
        used_.insert(deploy->name);
        if (revert != nullptr) used_.insert(revert->name);
        if (!is_readable(*deploy, findings_) || (revert != nullptr && !is_readable(*revert, findings_))) return;
        for (const std::string& each : change.elsewhere) {
            findings_.push_back(warning_at({plan_path, change.line, 1}, "other-project",
                                           "change '" + change.name + "' names '" + each +
                                               "' of another project, which the imported chain does not know of",
                                           "see yourself that the other project is applied before, where it has to be"));
        }
        OldMigration migration;
        migration.version = version_of(change.name, change.planned);
        migration.shown = name;
        migration.id = id_of(name);
        migration.message = change.note.empty() ? words_of(change.name) : change.note;
        migration.created = change.planned;
        migration.up = script_of_shell(*deploy);
        if (revert != nullptr) migration.down = script_of_shell(*revert);
        chain_.migrations.push_back(std::move(migration));
    }

    OldScript script_of_shell(const ChainFile& file) {
        OldScript script = script_of(file);
        drop_shell_lines(script, language_, findings_);
        return script;
    }

    const ChainFiles& files_;
    const dialect language_;
    Diagnostics& findings_;
    OldChain chain_;
    std::set<std::string> used_;
};

OldChain read(const ChainFiles& files, dialect language, Diagnostics& findings) {
    if (evidence(files).empty()) {
        findings.push_back(error_at({plan_name, 0, 0}, "sqitch-plan", "there is no sqitch.plan in the folder",
                                    "give the folder that has it"));
        return {};
    }
    return Reader(files, language, findings).read();
}

AppliedVersions applied(const std::vector<Cells>& rows) {
    AppliedVersions found;
    for (const Cells& row : rows) found.versions.push_back(version_of(row[0].value_or(""), row[1].value_or("")));
    return found;
}

}  // namespace

Layout sqitch() {
    return {
        "sqitch",
        "sqitch.plan beside the folders deploy, revert and verify",
        evidence,
        read,
        {"changes",
         "sqitch",
         "sqitch.db",
         {"change_id", "change", "project", "planned_at", "committed_at"},
         "SELECT change, pg_catalog.to_char(planned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM {table} WHERE project = {project} ORDER BY committed_at",
         "SELECT change, strftime('%Y-%m-%dT%H:%M:%SZ', planned_at) FROM {table} WHERE project = {project} ORDER BY committed_at",
         applied}};
}

}  // namespace migrations
