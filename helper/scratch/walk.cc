#include "scratch/walk.h"

#include <utility>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

// The finding of an Error that running a script threw.
Diagnostic finding_of(const Error& error, const RawScript& script) {
    if (!error.diagnostics.empty()) return error.diagnostics.front();
    return error_at({script.file.path, 0, 0}, "sql-failed", error.what(), error.help);
}

Error failed(const Error& error, Diagnostics findings) {
    Error told(Exit::sql_failed, std::move(findings));
    told.help = nothing_written;
    told.code = error.code;
    return told;
}

void run(Connection& database, const RawScript& script, bool transactional) {
    run_raw_script(database, script, transactional);
    // What a script does to its session, temporary tables and roles too, is no part of what the next one finds.
    if (database.language().language() == dialect::postgresql) {
        database.execute("DISCARD ALL");
        return;
    }
    for (const Cells& row : database.query("SELECT type, name FROM temp.sqlite_schema WHERE type IN ('table', 'view') AND "
                                           "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
        database.execute("DROP " + row[0].value_or("") + " temp." + quote_identifier(row[1].value_or("")));
    }
}

}  // namespace

void tell_first(const Diagnostics& findings, Error& error) {
    if (findings.empty()) return;
    if (error.diagnostics.empty()) error.diagnostics.push_back(error_at(error.location, "", error.what()));
    error.diagnostics.insert(error.diagnostics.begin(), findings.begin(), findings.end());
}

Walk::Walk(Scratch& scratch, const Dialect& dialect)
    : scratch_(scratch), dialect_(dialect), database_(scratch.database(dialect)) {
    now_ = look_at(*database_);
}

std::unique_ptr<Connection> Walk::made_again() {
    std::unique_ptr<Connection> database = scratch_.database(dialect_);
    for (const SqlStep& each : gone_) {
        try {
            run(*database, each.up, each.transactional);
        } catch (const Error& error) {
            if (error.exit != Exit::sql_failed) throw;
            Diagnostic finding = finding_of(error, each.up);
            finding.rule = "not-repeatable";
            finding.message = "on a second database this fails: " + finding.message;
            finding.help = "what it makes beyond its database, as a role of the server, may be there already: let it look first";
            throw failed(error, {std::move(finding)});
        }
    }
    return database;
}

void Walk::start_again(std::unique_ptr<Connection> spare, const Diagnostics& way_back) {
    try {
        database_ = spare ? std::move(spare) : made_again();
    } catch (Error& error) {
        tell_first(way_back, error);
        throw;
    }
    now_ = look_at(*database_);
}

std::unique_ptr<Connection> Walk::copy() { return scratch_.copy_of(database_); }

SeenStep Walk::go(SqlStep step) {
    SeenStep seen;
    seen.before = now_;
    try {
        run(*database_, step.up, step.transactional);
    } catch (const Error& error) {
        if (error.exit != Exit::sql_failed) throw;
        throw failed(error, {finding_of(error, step.up)});
    }
    seen.after = look_at(*database_);
    seen.renames = renames_between(seen.before, seen.after, step.up.raw.statements, dialect_);
    seen.beside = changes_beside(seen.before, seen.after);
    gone_.push_back(std::move(step));
    now_ = seen.after;
    const SqlStep& gone = gone_.back();
    if (!gone.down) return seen;

    // To copy a database of SQLite is cheaper than to look at it.
    std::unique_ptr<Connection> spare = dialect_.language() == dialect::sqlite ? copy() : nullptr;
    try {
        run(*database_, *gone.down, gone.transactional);
    } catch (const Error& error) {
        if (error.exit != Exit::sql_failed) throw;
        seen.way_back.push_back(finding_of(error, *gone.down));
        start_again(std::move(spare), seen.way_back);
        return seen;
    }
    const Look restored = look_at(*database_);
    seen.renames_back = renames_between(seen.after, restored, gone.down->raw.statements, dialect_);
    const std::vector<std::string> lines = differences(seen.before, restored);
    if (!lines.empty()) {
        seen.way_back.push_back(error_at(
            gone.down->raw.offsets.empty() ? Location{gone.down->file.path, 0, 0} : gone.down->place(0), "not-restored",
            "after the SQL up and down the database is not what it was: " + join(lines, "; ")));
        start_again(std::move(spare), seen.way_back);
        return seen;
    }
    try {
        run(*database_, gone.up, gone.transactional);
    } catch (const Error& error) {
        if (error.exit != Exit::sql_failed) throw;
        Diagnostic finding = finding_of(error, gone.up);
        finding.rule = "not-repeatable";
        finding.message = "after the SQL up and down it does not go up again: " + finding.message;
        finding.help = "what " + gone.down->file.path + " leaves behind is in its way";
        seen.way_back.push_back(std::move(finding));
        start_again(std::move(spare), seen.way_back);
        return seen;
    }
    now_ = look_at(*database_);
    for (const std::string& line : differences(seen.after, now_)) {
        seen.way_back.push_back(
            error_at(gone.up.place(0), "not-repeatable", "after the SQL up, down and up again it is: " + line));
    }
    if (!seen.way_back.empty()) start_again(std::move(spare), seen.way_back);
    return seen;
}

}  // namespace migrations
