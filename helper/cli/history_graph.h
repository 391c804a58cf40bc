#pragma once

#include <functional>
#include <string>

#include "revisions/graph.h"

namespace migrations {

/* The revisions, newest first, as a drawing: one line for each with a '*' in its lane, and lines between them where lanes
   part and meet. Lanes lead to those parents that are in the list.

       *   e5 (head)
       |\
       | * d4
       * | c3
       |/
       * b2
*/
std::string drawn(const Graph& graph, const RevisionList& newest_first,
                  const std::function<std::string(const Revision&)>& text);

}  // namespace migrations
