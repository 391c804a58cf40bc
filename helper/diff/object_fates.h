#pragma once

#include <set>
#include <string>

#include "diff/disturbed.h"
#include "diff/effective.h"
#include "schema/object_graph.h"
#include "schema/schema.h"

namespace migrations {

// What becomes of the objects of the old schema, by their labels in the graphs.
class ObjectFates {
public:
    // `before` as in object_changes.h. `replaceable` are objects of it that can become the new ones where they stand.
    ObjectFates(const Schema& before, const Schema& after, const EffectiveRenames& renames, const Disturbed& disturbed,
                const std::set<std::string>& replaceable);

    const ObjectGraph old;
    const ObjectGraph now;
    std::set<std::string> going;     // for good, or to be made anew
    std::set<std::string> replaced;  // those that change and stay

    // Whether it has to be gone before what comes is made: it comes again, or another takes its name; or before names
    // change, since it is made of one of them.
    bool makes_way(const std::string& label) const;

    // A domain that is dropped, and comes again as another, when no column has it any more.
    bool goes_after_columns(const std::string& label) const;

    // Domains that use a function which goes and comes again, or a type that goes or gets another name.
    std::set<std::string> loosened() const;

private:
    bool gives_its_name(const Object& object) const;
    bool uses_withdrawn_type(const std::string& label) const;
    bool moves_with_names(const std::string& label) const;
    bool is_in_the_way(const std::string& label) const;
    std::set<std::string> readers_of_rows() const;

    const Schema& before_;
    const Schema& after_;
    const EffectiveRenames& renames_;
    const Disturbed& disturbed_;
    std::set<std::string> domains_;  // that stay or are altered
};

}  // namespace migrations
