#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/names.h"
#include "dialects/dialect.h"
#include "operations/operation.h"
#include "sql/script.h"

namespace migrations::sqlite {

// Neighbouring operations on one table. They become statements of their own where ALTER TABLE can
// do all of them on a table that has rows (sqlite.org/lang_altertable.html), else one rebuild of
// the table.
class TableGroup {
public:
    // `schema` is what the database has now. `operation` is the index of the first operation.
    TableGroup(const Table& before, const Schema& schema, const RenderOptions& options,
               std::size_t operation);

    const std::string& table() const { return before_.name; }

    // Whether the change needs the values that this group has yet to make: it then goes into the
    // next group.
    bool must_end_before(const Change& change) const;

    // Takes in a change of the table from `before` to `after`, as replay() made it.
    void add(const Change& change, const Table& before, const Table& after, const Schema& schema,
             std::size_t operation);

    // The steps that lead to `after`, the table at the end of the group.
    std::vector<Step> steps(const Table& after, const Schema& schema) const;

private:
    void note_source(const AddColumn& change);
    void note_source(const AlterColumn& change, const Table& before, const Table& after);

    std::map<std::string, std::string> all_sources(const Table& after) const;

    Table before_;
    std::string before_text_;
    RenderOptions options_;
    std::size_t operation_;
    bool native_ = true;
    std::vector<Step> native_steps_;
    std::map<std::string, std::string> sources_;  // column -> expression on a row of the old table
    std::set<std::string> touched_;               // lower-case names of columns whose values change
};

// One statement as a step.
Step statement(std::string sql, std::size_t operation);

// The rebuild of a table from one text to another.
Step rebuild(const std::string& table, std::string expected, std::string wanted,
             const std::map<std::string, std::string>& sources, std::size_t operation);

// The statements that take away the indexes which `after` does not have in the same form, and those
// that make its new ones.
std::vector<Step> index_drops(const Table& before, const Table& after, std::size_t operation);
std::vector<Step> index_creations(const Table& before, const Table& after, std::size_t operation);

}  // namespace migrations::sqlite
