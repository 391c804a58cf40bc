#include "cli/import_models.h"

#include <algorithm>

#include "base/error.h"
#include "base/names.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "readers/model.h"
#include "schema/names.h"

namespace migrations {
namespace {

// The files are not there to be looked at: the line that is meant comes along.
void quote_lines(const std::vector<SourceFile>& files, Diagnostics& findings) {
    for (Diagnostic& each : findings) {
        for (const SourceFile& file : files) {
            if (file.path != each.location.path || each.location.line == 0) continue;
            const std::vector<std::string> lines = split(file.text, '\n');
            const auto line = static_cast<std::size_t>(each.location.line);
            if (line > lines.size()) continue;
            each.help += (each.help.empty() ? "" : "\n") + std::string("the line would be: ") + lines[line - 1];
        }
    }
}

[[noreturn]] void refuse(const std::vector<SourceFile>& files, Diagnostics findings, const std::string& help) {
    quote_lines(files, findings);
    Error error(Exit::graph, std::move(findings));
    error.help = help;
    throw error;
}

[[noreturn]] void differ(const std::string& what, const Schema& wanted, const Schema& made) {
    std::vector<std::string> lines;
    for (const Operation& each : diff(wanted, made)) lines.push_back("    " + summary(each));
    if (lines.empty()) lines.emplace_back("    the order of columns, or something that no operation names");
    throw Error(Exit::not_clean, what + ":\n" + join(lines, "\n"),
                std::string(nothing_written) + "; please report this, with the CREATE statements of these tables");
}

bool same(const Schema& a, const Schema& b) {
    return sorted_but_columns(a) == sorted_but_columns(b);
}

Schema read_back(const std::vector<SourceFile>& files, const Schema& printed) {
    Diagnostics findings;
    Schema read = read_models(files, findings).schema;
    if (has_errors(findings)) {
        refuse(files, std::move(findings), std::string(nothing_written) + ": models cannot say this");
    }
    const Schema wanted = with_names(printed);
    if (!same(read, wanted)) differ("the models would not read as what was imported", wanted, read);
    return read;
}

// The constraints that have no name in the database, as one finding at the first of them. SQLite alone has such.
Diagnostics unnamed_constraints(const Schema& schema, const Dialect& dialect) {
    std::size_t count = 0;
    Diagnostics findings;
    const auto look_at = [&](const char* what, const Table& table, const auto& constraint) {
        if (!is_unnamed(constraint.name) || ++count > 1) return;
        findings.push_back(error_at(constraint.origin, std::string(dialect.name()),
                                    std::string("the ") + what + " of table '" + table.name +
                                        "' has no name in the database, and " + std::string(dialect.name()) +
                                        " gives every constraint one"));
    };
    for (const Table& table : schema.tables) {
        if (table.primary_key) look_at("primary key", table, *table.primary_key);
        for (const Unique& each : table.uniques) look_at("unique", table, each);
        for (const ForeignKey& each : table.foreign_keys) look_at("foreign key", table, each);
        for (const Check& each : table.checks) look_at("check", table, each);
    }
    if (count > 1) findings.front().message += "; " + count_of(count - 1, "more constraint") + " likewise";
    return findings;
}

// `named` is what the models say, `adopted` the same with the names of the database.
void require_sayable(const Schema& named, const Schema& adopted, const std::vector<SourceFile>& files,
                     const Dialect& imported, const ProjectSettings& settings) {
    for (const Dialect* each : settings.dialects) {
        const bool is_imported = each == &imported;
        Diagnostics findings;
        (void)each->render({}, creation(is_imported ? adopted : named), settings.render, findings);
        if (!is_imported) {
            for (Diagnostic& one : unnamed_constraints(adopted, *each)) findings.push_back(std::move(one));
        }
        if (!has_errors(findings)) continue;
        const std::string from(imported.name());
        const std::string name(each->name());
        refuse(files, std::move(findings),
               std::string(nothing_written) +
                   (is_imported ? std::string()
                                : "; " + name + " cannot say all of what was imported: set dialects = [\"" + from +
                                      "\"] in " + settings.config_path + ", and add " + name +
                                      " when the models are portable"));
    }
}

Schema made_of(const Schema& schema, const Dialect& dialect, const ProjectSettings& settings, Scratch& scratch) {
    try {
        return scratch.as_read_back(dialect, schema, settings.render);
    } catch (const Error& error) {
        if (error.exit != Exit::sql_failed) throw;
        Error told(Exit::not_clean, std::string("an empty database cannot be made the same: ") + error.what(),
                   std::string(nothing_written) + "; models do not hold what it needs");
        told.sql = error.sql;
        told.code = error.code;
        throw told;
    }
}

// Whether there are defaults that the server shows otherwise: these are in `lifted` then as they were reflected.
bool take_defaults_back(const Schema& reflected, const Schema& made, Schema& lifted) {
    bool changed = false;
    for (const Table& table : reflected.tables) {
        const Table* other = made.table(table.name);
        Table* own = lifted.table(table.name);
        if (other == nullptr || own == nullptr) continue;
        for (const Column& column : table.columns) {
            const Column* shown = other->column(column.name);
            Column* written = own->column(column.name);
            if (shown == nullptr || written == nullptr || shown->default_expr == column.default_expr) continue;
            if (!written->default_value && written->default_expr == column.default_expr) continue;
            written->default_value.reset();
            written->default_expr = column.default_expr;
            changed = true;
        }
    }
    return changed;
}

}  // namespace

ImportedModels prove_models(const Schema& reflected, const Dialect& dialect, const ModelFiles& print,
                            const ProjectSettings& settings, Scratch& scratch) {
    Schema lifted = dialect.lift(reflected);
    ImportedModels imported;
    while (true) {
        imported.files = print(lifted);
        const Schema named = read_back(imported.files, lifted);
        imported.schema = adopt_names(named, reflected);
        require_sayable(named, imported.schema, imported.files, dialect, settings);
        const Schema made = made_of(imported.schema, dialect, settings, scratch);
        if (same(made, reflected)) return imported;
        if (!take_defaults_back(reflected, made, lifted)) {
            differ("a database made from the models would not be the same", reflected, made);
        }
    }
}

}  // namespace migrations
