#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "diff/effective.h"
#include "schema/object_graph.h"
#include "schema/schema.h"

namespace migrations {

// Objects of PostgreSQL whose text stays, and means something else after the tables have changed: it has written the columns
// of SELECT * down when the view was made, it goes on with the table that had the name, and with the type that t.c%TYPE was.
// Only when they are made anew do they say what they would say on a new database.
class StaleObjects {
public:
    // All three must outlive it.
    StaleObjects(const Schema& from, const Schema& after, const EffectiveRenames& renames);

    // `graph` has the objects of `from`; `disturbed` are tables, by new names, that PostgreSQL would not change as long as
    // something reads them.
    bool contains(const ObjectGraph& graph, const std::string& label, const std::set<std::string>& disturbed) const;

private:
    bool reads_other_table(const ObjectGraph& graph, const std::string& label) const;
    bool copied_type(const RoutineText& routine) const;

    const Schema& from_;
    const Schema& after_;
    const EffectiveRenames& renames_;
    // All by old names, which the texts have.
    std::set<std::string> reshaped_;      // tables: a column comes, goes, gets another name or type
    std::set<std::string> other_tables_;  // whose name something else has now
    std::map<std::string, std::set<std::string>> other_columns_;  // of a table, whose names others have now
};

}  // namespace migrations
