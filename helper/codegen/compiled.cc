#include "codegen/compiled.h"

#include <optional>
#include <unordered_map>
#include <utility>

#include "codegen/branches.h"
#include "operations/kept_parts.h"
#include "revisions/lost.h"

namespace migrations {
namespace {

// One revision's texts and the views into them. Kept in a deque, so that nothing moves.
struct Rendered {
    Script up;
    Script down;
    std::vector<std::string_view> parents;
    std::vector<std::string> depends_on;  // ids, also where the file says labels
    std::vector<std::string_view> dependencies;
    std::vector<step> up_steps;
    std::vector<step> down_steps;
    std::vector<std::vector<column_source>> sources;
    std::vector<replaced_revision> replaces;
};

slice<step> view_of(const Script& script, std::vector<step>& steps, std::vector<std::vector<column_source>>& sources) {
    for (const Step& from : script.steps) {
        step to{from.sql, from.table, from.expected, from.wanted, {}, from.shared, from.probe, from.function};
        if (!from.sources.empty()) {
            std::vector<column_source>& views = sources.emplace_back();
            for (const ColumnSource& each : from.sources) views.push_back({each.column, each.expression});
            to.sources = {views.data(), views.size()};
        }
        steps.push_back(to);
    }
    return {steps.data(), steps.size()};
}

// Those that the dialect knows; an execute may have one of its author's.
void add_probes(Script& script, const Dialect& dialect) {
    for (Step& step : script.steps) {
        if (step.probe.empty() && !step.is_call()) step.probe = dialect.probe_of(step.sql);
    }
}

}  // namespace

struct CompiledChain::Storage {
    std::string project;
    std::string version_table;
    std::deque<Revision> revisions;  // copies: the chain outlives the graph that it was made from
    std::deque<std::string> chain_hashes;
    std::deque<Rendered> rendered;
    std::vector<migration> migrations;
    std::unordered_map<std::string_view, std::size_t> index;
    migrations::set chain;
};

CompiledChain::CompiledChain(const Graph& graph, const Dialect& dialect, const RenderOptions& options,
                             std::string project, std::string version_table, Diagnostics& diagnostics)
    : storage_(std::make_unique<Storage>()) {
    Storage& storage = *storage_;
    storage.project = std::move(project);
    storage.version_table = std::move(version_table);

    Foundations foundations(graph, diagnostics);
    const std::optional<OtherBranches> branches = has_branches(graph) ? std::make_optional<OtherBranches>(graph) : std::nullopt;
    for (const Revision* revision : graph.order()) {
        Schema schema = foundations.below(*revision);
        const Revision& kept = storage.revisions.emplace_back(*revision);
        Rendered& rendered = storage.rendered.emplace_back();

        rendered.up = dialect.render_on(schema, kept.upgrade, options, diagnostics);
        KeptParts after(schema, kept.downgrade);
        rendered.down = dialect.render_on(schema, kept.downgrade, options, diagnostics);
        std::move(after).put_back(schema);
        foundations.leaves(*revision, std::move(schema));
        if (branches) {
            branches->mark(rendered.up, kept);
            branches->mark(rendered.down, kept);
        }
        if (!kept.transactional) {
            add_probes(rendered.up, dialect);
            add_probes(rendered.down, dialect);
        }
        rendered.up.transactional = rendered.down.transactional = kept.transactional;

        rendered.parents.assign(kept.parents.begin(), kept.parents.end());
        for (const Revision* needed : graph.dependencies(*revision)) rendered.depends_on.push_back(needed->id);
        rendered.dependencies.assign(rendered.depends_on.begin(), rendered.depends_on.end());
        migration entry;
        entry.id = kept.id;
        entry.parents = {rendered.parents.data(), rendered.parents.size()};
        entry.message = kept.message;
        entry.file_hash = kept.file_hash;
        entry.ops_hash = kept.ops_hash;
        entry.chain_hash = storage.chain_hashes.emplace_back(graph.chain_hash(*revision));
        entry.depends_on = {rendered.dependencies.data(), rendered.dependencies.size()};
        entry.irreversible = kept.irreversible;
        for (const ReplacedRevision& each : kept.replaces) rendered.replaces.push_back({each.id, each.ops_hash});
        entry.compatible = kept.compatible;
        entry.replaces = {rendered.replaces.data(), rendered.replaces.size()};
        // A vector of vectors may move its elements, but not what they point to.
        entry.up = {view_of(rendered.up, rendered.up_steps, rendered.sources), kept.transactional};
        entry.down = {view_of(rendered.down, rendered.down_steps, rendered.sources), kept.transactional};
        storage.index.emplace(entry.id, storage.migrations.size());
        storage.migrations.push_back(entry);
    }
    storage.chain.sqlite_minimum = options.sqlite_minimum;
    storage.chain.project = storage.project;
    storage.chain.language = dialect.language();
    storage.chain.version_table = storage.version_table;
    storage.chain.migrations = {storage.migrations.data(), storage.migrations.size()};
}

CompiledChain::~CompiledChain() = default;
CompiledChain::CompiledChain(CompiledChain&&) noexcept = default;
CompiledChain& CompiledChain::operator=(CompiledChain&&) noexcept = default;

const set& CompiledChain::chain() const { return storage_->chain; }

const Script& CompiledChain::up(std::string_view id) const { return storage_->rendered[storage_->index.at(id)].up; }

const Script& CompiledChain::down(std::string_view id) const {
    return storage_->rendered[storage_->index.at(id)].down;
}

std::vector<move> CompiledChain::moves(const std::vector<PlannedStep>& plan) const {
    std::vector<move> moves;
    for (const PlannedStep& each : plan) {
        moves.push_back({&storage_->migrations[storage_->index.at(each.revision->id)], each.way});
    }
    return moves;
}

namespace {

// At most. A vector that grows has at times room for three times as much.
std::size_t tables_made_by(const Graph& graph) {
    std::size_t count = 0;
    for (const Revision* revision : graph.order()) {
        for (const Operation& each : revision->upgrade) count += std::holds_alternative<CreateTable>(each.change) ? 1 : 0;
    }
    return count;
}

}  // namespace

Schema schema_at(const Graph& graph, const std::vector<const Revision*>& heads, Diagnostics& diagnostics) {
    Schema schema;
    schema.tables.reserve(tables_made_by(graph));
    RelationNames names;
    for (const Revision* revision : graph.ancestors(heads)) {
        schema = upgraded(*revision, std::move(schema), diagnostics, names);
    }
    return schema;
}

}  // namespace migrations
