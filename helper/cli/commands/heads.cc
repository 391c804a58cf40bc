#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/revision_list.h"

namespace migrations {
namespace {

Exit run(const Context& context, bool resolve_dependencies) {
    const Graph graph = chain_only(context, read_project(context.location));
    ListMarks marks;
    marks.effective = resolve_dependencies;
    print_list(context, graph, resolve_dependencies ? graph.effective_heads() : graph.heads(), marks);
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_heads(CLI::App& app, Context& context) {
    auto resolve = std::make_shared<bool>(false);
    app.add_flag("--resolve-dependencies", *resolve, "leave out heads that another revision depends on");
    return [&context, resolve] { return run(context, *resolve); };
}

}  // namespace migrations
