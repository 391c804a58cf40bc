#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/routine_text.h"
#include "schema/schema.h"

namespace migrations {

// Functions and procedures.
bool is_routine(ObjectKind kind);

// The objects of a schema and which of them name one another. The schema must outlive it. Objects go by labels, which
// sort as their kinds do. `former_names` are those that tables had when the texts of the objects were written.
class ObjectGraph {
public:
    explicit ObjectGraph(const Schema& schema, std::set<std::string> former_names = {});

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

    // What the statement of a function or procedure says; null for another object, or one that PostgreSQL does not have.
    const RoutineText* routine(const std::string& label) const;

    // Whether PostgreSQL has read all of it when it was made: a view, or a function whose body is no string.
    bool is_read_at_creation(const std::string& label) const;

    // Whether it is, and the columns of the table are written into it then though its text names none: SELECT * FROM table,
    // or FROM a function that returns rows of the table.
    bool copies_columns(const std::string& label, std::string_view table) const;
    // Of those the ones that do not name the table: they call a function that returns its rows.
    bool reads_rows_through_function(const std::string& label, std::string_view table) const;

    // `labels` and all that holds on to one of them, directly or not; but those `altered` domains stay whose checks or
    // default call a function or name a sequence that goes.
    std::set<std::string> with_dependents(std::set<std::string> labels, const std::set<std::string>& altered) const;

    // Needed ones first.
    std::vector<std::string> ordered(const std::set<std::string>& labels) const;

private:
    void find_called();
    void find_early();
    bool may_be_early(const std::string& label) const;

    const Schema& schema_;
    std::set<std::string> tables_;
    std::map<std::string, const Object*> by_label_;
    std::map<std::string, std::vector<std::string>> names_;
    std::map<std::string, std::vector<std::string>> held_;
    std::map<std::string, RoutineText> routines_;
    std::map<std::string, std::set<std::string>> returned_;  // the tables, in lower case, whose rows a function returns
    std::set<std::string> spreading_;
    std::set<std::string> called_;  // names of functions, in lower case, that tables and domains need, directly or not
    std::set<std::string> early_;
    std::map<std::string, std::set<std::string>> needs_;
};

}  // namespace migrations
