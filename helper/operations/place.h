#pragma once

#include "schema/schema.h"

namespace migrations {

// Elements take the operation's origin where they have none, so that messages about a replayed
// schema point into a revision.
inline void place(Origin& own, const Origin& origin) {
    if (own.path.empty() && own.line == 0) own = origin;
}

template <class Element>
Element placed(Element element, const Origin& origin) {
    place(element.origin, origin);
    return element;
}

}  // namespace migrations
