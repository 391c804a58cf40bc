#include "cli/import_chain.h"

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "cli/chain_proof.h"
#include "cli/new_revision.h"
#include "cli/revision_place.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "revisions/file.h"
#include "scratch/changed_rows.h"

namespace migrations {
namespace {

// The text without empty lines in front and at the end.
std::string tidy(const std::string& text) {
    std::size_t start = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
        if (!trim(text.substr(start, end - start)).empty()) break;
        start = end + 1;
    }
    std::string tidied = text.substr(start);
    while (!tidied.empty() && (tidied.back() == '\n' || tidied.back() == ' ')) tidied.pop_back();
    return tidied.find('\n') == std::string::npos ? tidied : tidied + "\n";
}

Operations execute(const RawScript& script, Operations effects) {
    if (script.raw.statements.empty()) return {};
    Execute execute;
    execute.sql.text = tidy(script.file.text);
    if (script.raw.changes_schema || !effects.empty()) execute.effects = std::move(effects);
    Operations operations;
    operations.push_back({std::move(execute), {}});
    return operations;
}

// Makes the revisions one by one, while a walk goes along the chain.
class Making {
public:
    Making(const ChainWishes& wishes, const Dialect& dialect, const ProjectSettings& settings, Scratch& scratch)
        : wishes_(wishes),
          dialect_(dialect),
          settings_(settings),
          scratch_(scratch),
          walk_(scratch, dialect) {}

    void add(const ReadyMigration& migration) {
        const bool changes_rows = may_change_rows(migration.step.up) && !target_.tables.empty();
        const std::unique_ptr<Connection> copy = changes_rows ? walk_.copy() : nullptr;
        SeenStep seen = go(migration);
        const Schema before = chain_;
        const Schema target = seen.before.schema == seen.after.schema ? target_ : proven(seen.after, migration);
        Revision revision;
        revision.id = migration.old.id;
        if (!made_.revisions.empty()) revision.parents = {made_.revisions.back().id};
        revision.message = migration.old.message.empty() ? migration.old.shown : migration.old.message;
        revision.created = migration.old.created;
        revision.transactional = migration.step.transactional;
        revision.upgrade = execute(migration.step.up, effects(before, target, seen.renames, migration.step.up));
        if (copy) note_changed_rows(*copy, migration.step, revision);
        chain_ = replayed(revision.upgrade, before);
        target_ = target;
        if (!migration.step.down) {
            revision.irreversible = wishes_.tool + " has no way down from " + name_of(migration.step.up);
        } else if (!seen.way_back.empty()) {
            refuse_way_back(std::move(seen.way_back));
            revision.irreversible = wishes_.irreversible;
        } else {
            revision.downgrade =
                execute(*migration.step.down, effects(chain_, before, seen.renames_back, *migration.step.down));
        }
        made_.revision_files.push_back(printed(revision, migration));
        made_.revisions.push_back(std::move(revision));
        if (made_.revisions.size() == wishes_.applied) made_.wanted = seen.after;
    }

    ImportedChain finish() {
        if (!refused_.empty()) {
            Error error(Exit::refused, std::move(refused_));
            error.help =
                std::string(nothing_written) +
                "; correct the files, or say why there is no way back where it does not work: --irreversible \"why\"";
            throw error;
        }
        made_.left_out = walk_.left_out();
        // A chain that makes nothing has models, too, that say nothing.
        if (models_.files.empty()) models_.files = wishes_.print({});
        made_.schema = models_.schema;
        made_.model_files = models_.files;
        return std::move(made_);
    }

    const Look& now() const { return walk_.now(); }

private:
    SeenStep go(const ReadyMigration& migration) {
        try {
            return walk_.go(migration.step);
        } catch (Error& error) {
            // What was found on the way here belongs to it.
            tell_first(refused_, error);
            throw;
        }
    }

    // Whose values the SQL changes: the tests are not to expect them to stay.
    void note_changed_rows(Connection& database, const SqlStep& step, Revision& revision) {
        ChangedRows changed =
            changed_rows(database, target_, step.up, revision.upgrade, step.transactional, settings_.tests.rows);
        revision.lost = std::move(changed.lost);
        made_.warnings.insert(made_.warnings.end(), changed.warnings.begin(), changed.warnings.end());
    }

    std::string name_of(const RawScript& script) const {
        return std::filesystem::path(script.file.path.string()).lexically_relative(wishes_.folder).generic_string();
    }

    // What the models will say of this state.
    Schema proven(const Look& look, const ReadyMigration& migration) {
        try {
            models_ = prove_models(look.schema, dialect_, wishes_.print, settings_, scratch_);
        } catch (Error& error) {
            Diagnostics findings = {error_at({migration.step.up.file.path, 0, 0}, "import",
                                             "what the database holds after this migration cannot be imported",
                                             error.diagnostics.empty() ? error.what() : "")};
            findings.insert(findings.end(), error.diagnostics.begin(), error.diagnostics.end());
            Error told(error.exit, std::move(findings));
            told.help = error.help;
            told.sql = error.sql;
            told.code = error.code;
            throw told;
        }
        return models_.schema;
    }

    Operations effects(const Schema& from, const Schema& to, const RenameHints& renames,
                       const RawScript& script) const {
        Operations operations = diff(from, to, renames);
        Diagnostics problems;
        const Schema reached = replay(operations, from, problems);
        std::vector<std::string> lines;
        if (!problems.empty()) lines.push_back(problems.front().message);
        for (const Operation& each : diff(reached, to)) lines.push_back(summary(each));
        if (!lines.empty()) {
            throw Error(
                Exit::refused,
                {error_at(script.place(0), "effects",
                          "what this SQL does cannot be written as operations: " + join(lines, "; "), nothing_written)});
        }
        for (Operation& each : operations) each.origin = {};
        return operations;
    }

    static Schema replayed(const Operations& operations, Schema schema) {
        Diagnostics ignored;
        return replay(operations, std::move(schema), ignored);
    }

    void refuse_way_back(Diagnostics findings) {
        for (Diagnostic& each : findings) {
            if (wishes_.irreversible.empty()) {
                refused_.push_back(std::move(each));
            } else {
                each.severity = Severity::warning;
                each.help += (each.help.empty() ? "" : "\n") + std::string("this revision is irreversible now");
                made_.warnings.push_back(std::move(each));
            }
        }
    }

    SourceFile printed(const Revision& revision, const ReadyMigration& migration) const {
        RevisionNotes notes;
        const auto note = [&](const RawScript& script, const std::string& without) {
            return "from " + name_of(script) + (without.empty() ? "" : ", without " + without);
        };
        notes.upgrade.emplace_back(0, note(migration.step.up, migration.without));
        if (!revision.downgrade.empty())
            notes.downgrade.emplace_back(0, note(*migration.step.down, migration.back_without));
        const std::string path = path_of_new(revision, settings_);
        return {path, revision_text(revision, settings_, notes)};
    }

    const ChainWishes& wishes_;
    const Dialect& dialect_;
    const ProjectSettings& settings_;
    Scratch& scratch_;
    Walk walk_;
    ImportedModels models_;
    Schema target_;  // as the models say it
    Schema chain_;   // as replay has it
    Diagnostics refused_;
    ImportedChain made_;
};

}  // namespace

ImportedChain import_chain(const std::vector<ReadyMigration>& chain, const ChainWishes& wishes, const Dialect& dialect,
                           const ProjectSettings& settings, Scratch& scratch) {
    Making making(wishes, dialect, settings, scratch);
    for (const ReadyMigration& each : chain) making.add(each);
    const Look head = making.now();
    ImportedChain made = making.finish();
    require_sound_chain(made, chain, head, dialect, settings, scratch);
    return made;
}

}  // namespace migrations
