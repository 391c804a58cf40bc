#pragma once

#include <string>

#include "cli/command.h"
#include "revisions/graph.h"

namespace migrations {

// The graph of the project; with the operations of its revisions only where they are printed, since reading them takes
// most of the time on a long chain. Throws Error graph with everything that is wrong with files and graph.
Graph chain_only(const Context& context, const ProjectSettings& settings);

// What a list marks: the revisions that a database is at, those on which a branch stands.
struct ListMarks {
    RevisionList current;
    bool indicates_current = false;
    bool effective = false;  // heads that no other revision depends on
};

// "b2 -> c3 (left) (head), add users.email": parents, what it depends on in parentheses, labels, and what it is.
std::string line_of(const Revision& revision, const Graph& graph, const ListMarks& marks = {});

// That line, and all that is known of the revision on lines below it.
std::string block_of(const Revision& revision, const Graph& graph, const ListMarks& marks = {});

// One line each, with --verbose all that is known of them, or {"revisions": [...]}.
void print_list(const Context& context, const Graph& graph, const RevisionList& revisions, const ListMarks& marks = {});

}  // namespace migrations
