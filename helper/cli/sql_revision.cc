#include "cli/sql_revision.h"

#include <optional>
#include <utility>

#include "base/file.h"
#include "base/names.h"
#include "cli/settings.h"
#include "dialects/dialects.h"
#include "operations/replay.h"
#include "scratch/sql_effects.h"

namespace migrations {
namespace {

const Dialect& dialect_of(const SqlAnswers& answers, const Context& context, const ProjectSettings& settings) {
    if (answers.dialect.empty()) {
        if (settings.dialects.size() == 1) return *settings.dialects.front();
        const DialectNames names = names_of(settings.dialects);
        throw Error(Exit::usage, "the project has several dialects: " + join(names, ", "),
                    "say which one '" + answers.files.front() + "' is written in: --dialect " + names.front());
    }
    const Dialect& dialect = choose_dialect(answers.dialect, context, settings);
    for (const Dialect* each : settings.dialects) {
        if (each == &dialect) return dialect;
    }
    throw Error(Exit::usage, "the project does not have the dialect '" + answers.dialect + "'",
                "add it to dialects in " + settings.config_path + " first");
}

// One text, for this dialect alone where the project has others.
Operation execute(const RawScript& script, const Dialect& dialect, const Project& project, Operations effects) {
    Execute execute;
    if (project.settings.dialects.size() > 1) {
        execute.sql.by_dialect[std::string(dialect.name())] = script.file.text;
    } else {
        execute.sql.text = script.file.text;
    }
    if (script.raw.changes_schema || !effects.empty()) execute.effects = std::move(effects);
    return execute;
}

// The way back from the effects alone.
RevisionNotes generate_downgrade(const SqlEffects& found, const Schema& before, const RawScript& script, Revision& revision) {
    const auto refuse = [&](const std::string& message) {
        return Error(Exit::refused, {error_at({script.file.path, 0, 0}, "no-downgrade", message,
                                              "nothing was written; give a script that takes it back: --sql " + script.file.path +
                                                  " DOWN.sql, or say why there is no way back: --irreversible \"why\"")});
    };
    if (!found.beside.empty()) {
        throw refuse("the SQL changes what no operation can take back: " + join(found.beside, "; "));
    }
    if (found.up.empty()) throw refuse("the SQL changes no table, index or enum from which a way back could be made");
    Reverse back = reverse(found.up, before);
    if (!back.irreversible.empty()) throw refuse("there is no way back from " + join(back.irreversible, ", "));
    revision.downgrade = std::move(back.operations);
    RevisionNotes notes;
    for (const auto& [index, what] : back.lost) notes.downgrade.emplace_back(index, "values lost: " + what);
    return notes;
}

// The same graph with one revision more.
Graph graph_with(const Graph& graph, const Revision& revision) {
    std::vector<Revision> revisions;
    for (const Revision* each : graph.order()) revisions.push_back(*each);
    revisions.push_back(revision);
    Diagnostics problems;
    Graph extended(std::move(revisions), problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return extended;
}

std::vector<const Revision*> parents_in(const Graph& graph, const Revision& revision) {
    std::vector<const Revision*> parents;
    for (const std::string& each : revision.parents) parents.push_back(graph.find(each));
    return parents;
}

void require_way_back(Scratch& scratch, const ChainPlace& place, const Revision& revision, const RawScript& script) {
    const Graph graph = graph_with(place.graph, revision);
    const ChainPlace after = {graph,         parents_in(graph, revision), place.dialect,
                              place.render,  place.project,               place.version_table};
    const std::vector<std::string> lines = unrestored(scratch, after, *graph.find(revision.id));
    if (lines.empty()) return;
    throw Error(Exit::refused, {error_at({script.file.path, 0, 0}, "not-restored",
                                         "the way back does not restore what was before: " + join(lines, "; "),
                                         "nothing was written; give a script that takes it back: --sql " + script.file.path +
                                             " DOWN.sql")});
}

}  // namespace

RevisionNotes take_sql(const Context& context, const Project& project, const SqlAnswers& answers, Revision& revision) {
    const Dialect& dialect = dialect_of(answers, context, project.settings);
    const RawScript up = read_raw_script(read_source(answers.files.front()), dialect);
    std::optional<RawScript> down;
    if (answers.files.size() > 1) down = read_raw_script(read_source(answers.files[1]), dialect);

    Scratch scratch({}, postgresql_bindir(context.location));
    const ChainPlace place = {project.graph,           parents_in(project.graph, revision), dialect,
                              project.settings.render, project.settings.name,               project.settings.version_table};
    const SqlEffects found =
        find_effects(scratch, place, up, down ? &*down : nullptr, project.settings.dialects.size() > 1);
    revision.transactional = found.transactional;
    revision.upgrade = {execute(up, dialect, project, found.up)};
    RevisionNotes notes;
    if (down) {
        revision.downgrade = {execute(*down, dialect, project, *found.down)};
    } else if (!answers.irreversible.empty()) {
        revision.irreversible = answers.irreversible;
    } else {
        Diagnostics ignored;
        notes = generate_downgrade(found, schema_at(project.graph, place.heads, ignored), up, revision);
    }
    require_way_back(scratch, place, revision, up);
    return notes;
}

}  // namespace migrations
