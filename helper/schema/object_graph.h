#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Functions and procedures.
bool is_routine(ObjectKind kind);

// The objects of a schema and which of them name one another. The schema must outlive it. Objects go by labels, which
// sort as their kinds do.
class ObjectGraph {
public:
    explicit ObjectGraph(const Schema& schema);

    static std::string label(const Object& object);

    const std::map<std::string, const Object*>& all() const { return by_label_; }
    // Null when there is none.
    const Object* find(const std::string& label) const;

    // Whether the text of the object has this name.
    bool names(const std::string& label, std::string_view what) const;

    // Whether it has to stand before the tables are made: they may need it, and it needs none of them; or they do need it,
    // and it names them only in a body that is a string.
    bool is_early(const std::string& label) const;

    // Whether the database keeps it from being dropped as long as the object is there. The body of a function that is a
    // string names what it likes: it is read when it is called. Nothing holds on to a trigger.
    bool holds(const std::string& label, std::string_view what) const;

    // `labels` and all that holds on to one of them, directly or not; but those `altered` domains stay whose checks or
    // default call a function that goes.
    std::set<std::string> with_dependents(std::set<std::string> labels, const std::set<std::string>& altered) const;

    // Needed ones first.
    std::vector<std::string> ordered(const std::set<std::string>& labels) const;

private:
    const Schema& schema_;
    std::map<std::string, const Object*> by_label_;
    std::map<std::string, std::vector<std::string>> names_;
    std::map<std::string, std::vector<std::string>> held_;
    std::set<std::string> called_;  // names of functions, in lower case, that tables and domains need
    std::map<std::string, std::set<std::string>> needs_;
};

}  // namespace migrations
