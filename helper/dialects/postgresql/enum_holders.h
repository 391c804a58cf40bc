#pragma once

#include <set>
#include <string>
#include <vector>

#include "dialects/postgresql/dependents.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/writer.h"
#include "schema/object_graph.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// What holds on to the columns of an enum, and to its type where it is one: parts of tables (dependents.h); views,
// materialized views and triggers on the tables; functions declared with the type, domains over it, and what calls or has
// them; the checks and defaults of other domains that name it. It must not be there while the columns change; its texts stay as they are.
class EnumHolders {
public:
    EnumHolders(const EnumType& before, const EnumType& after, const Around& around, Writer& writer);

    // The columns, by table; tables that only name the type in expressions have none.
    const std::vector<Touched>& columns() const { return tables_; }

    // Drops all of it, and makes it again.
    void detach() const;
    void attach() const;

private:
    bool holds_type(const std::string& label) const;
    bool lasts(const std::string& label) const;  // a domain over another type, which only loses its checks meanwhile
    std::set<std::string> lasting_domains() const;
    std::set<std::string> with_readers(std::set<std::string> going) const;
    void touch_users(std::vector<Touched>& tables, const Schema& schema) const;
    void drop(const std::vector<const Object*>& objects) const;
    void create(const std::vector<const Object*>& objects) const;

    const Around& around_;
    Writer& writer_;
    const ObjectGraph graph_;
    std::set<std::string> types_;     // the enum's, if it is one that goes
    std::set<std::string> routines_;  // in lower case: that tables may call
    std::vector<Touched> tables_;
    std::vector<Touched> tables_after_;
    std::vector<const Object*> early_;    // what tables may need, in the order in which it is made
    std::vector<const Object*> readers_;  // the others that go
    std::vector<const Object*> domains_;
};

}  // namespace migrations::postgresql
