#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "dialects/connection.h"
#include "schema/schema.h"
#include "scratch/row_search.h"

namespace migrations {

// Rows that a table must get because rows of other tables refer to them already: by table, the columns referred to.
using Promises = std::map<std::string, std::vector<RowTexts>>;

// Puts rows into one table, found by RowSearch and tried on the database itself.
class TableFiller {
public:
    // `pending`: tables that get their rows later. A deferrable key to one of them is given the value that the row is
    // going to have, which is noted in `promises`; the caller has begun a transaction then.
    TableFiller(Connection& database, const Schema& schema, const Table& table, unsigned seed,
                const std::set<std::string>& pending, Promises& promises);

    // Whether rows can only be made by promises, and so in a transaction.
    bool needs_promises() const { return needs_promises_; }
    // A key that must have a value and can have none, since the table that it refers to is empty; or null.
    const ForeignKey* blocked_by() const { return blocked_by_; }

    // Adds the row of this number (1-based), with these values given. "" or why there is none.
    // Precondition: !blocked_by().
    std::string add_row(int number, const RowTexts& given);

private:
    const ForeignKey* key_of(const std::string& column) const;
    bool can_promise(const ForeignKey& key) const;
    std::size_t rows_of(const std::string& table);

    std::vector<Choice> choices(int number, const RowTexts& given);
    std::vector<std::string> values(const Column& column, int number) const;
    Choice reference(const ForeignKey& key, const std::vector<std::string>& columns, int number);
    Choice reference_to_itself(const ForeignKey& key, const std::vector<std::string>& columns, int number,
                               const RowTexts& given);
    std::vector<std::string> row_referred_to(const ForeignKey& key, const std::vector<std::string>& columns,
                                             std::size_t offset) const;

    // "" or what the database says.
    std::string insert(const RowTexts& row);
    void note(const RowTexts& row);

    Connection& database_;
    const Dialect& dialect_;
    const Schema& schema_;
    const Table& table_;
    const std::set<std::string>& pending_;
    Promises& promises_;
    RowSearch search_;
    std::map<std::string, std::size_t> counts_;               // rows of the tables referred to
    std::map<std::string, std::set<std::string>> used_;       // column -> what earlier rows have
    bool needs_promises_ = false;
    const ForeignKey* blocked_by_ = nullptr;
};

}  // namespace migrations
