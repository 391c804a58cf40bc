#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "codegen/compiled.h"
#include "scratch/rows.h"
#include "scratch/scratch.h"
#include "scratch/survivors.h"
#include "scratch/test_files.h"
#include "scratch/test_report.h"
#include "scratch/test_settings.h"

namespace migrations {

// One test on one scratch database: goes steps, fills tables, compares, and writes into the report what it finds.
class Trip {
public:
    Trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
         const TestSettings& settings, TestReport& report);

    // The next seven return false, with a finding, when the test must end.

    // The settings, and the files of single revisions, fit the chain.
    bool check_settings();
    // Makes the database, to which these revisions, parents before children, are then applied.
    bool start(const RevisionList& revisions = {});
    // One step, which is measured.
    bool go(const Revision& revision, direction way);
    // To where these revisions, parents before children, are applied.
    bool climb(const RevisionList& revisions);
    // As a program does when it starts: to the heads.
    bool upgrade();
    // Every table that has no rows gets some. Tables that stay empty by the settings are logged, once.
    bool fill(const Revision& revision, const Schema& schema);
    // From now on the tables get the rows that there are for this revision, if it has some of its own.
    void use_rows_of(const Revision& revision);
    // What the user's queries say after the upgrade to this revision.
    void verify(const Revision& revision, const std::string& when);

    Schema read();
    // Of each table the columns in their order, as of the last read().
    using ColumnOrders = std::map<std::string, std::vector<std::string>>;
    const ColumnOrders& column_orders() const { return orders_; }
    // What the operations up to here say, and what the server shows.
    struct State {
        const Schema& stated;
        const Schema& shown;
    };
    // Finds what differs after the way and did not before: effects of `execute` operations that are not what the SQL does,
    // and operations that do not do what they say.
    // Whether it found nothing.
    bool check_effects(const Revision& revision, const Operations& way, const State& before, const State& after);

    // Rows of the columns that a comparison looks at; the names are those on the asked side.
    Contents rows(const std::map<std::string, SurvivingTable>& surviving, bool after);

    // The ways of the revision that led here: an error stands at the operation of theirs that it is about. Whether it found
    // nothing.
    using Ways = std::vector<const Operations*>;
    bool compare_schema(const Revision& revision, const Ways& ways, const Schema& expected, const Schema& found,
                        const std::string& when);
    // A verdict of its own: neither database can move a column, and few programs mind.
    void compare_orders(const Revision& revision, const ColumnOrders& before, const std::string& when);
    struct Comparison {
        bool after = false;     // the names in `now` are those after, and tables may have grown where the operations insert rows
        bool may_grow = false;  // all of them may have: what was filled in meanwhile is there too
        const Operations* way = nullptr;  // an error stands at the operation of it that may have done it
    };
    void compare_rows(const Revision& revision, const std::map<std::string, SurvivingTable>& surviving,
                      const Contents& before, const Contents& now, const Comparison& how, const std::string& when);

    void fail(const Revision& revision, const std::string& message, const std::string& help = {});
    void log(const std::string& line) { report_.log.push_back(line); }

private:
    void fail_step(const outcome& result, direction way);
    // What leads from what is stated to what is shown.
    Operations untold(const State& state);
    // The same as it looks without a second database: text that the server rewrites counts as changed when it is new.
    Operations unforeseen(const State& before, const State& after) const;

    Scratch& scratch_;
    const Graph& graph_;
    const CompiledChain& chain_;
    const Dialect& dialect_;
    const TestSettings& settings_;
    RowSettings rows_;
    TestReport& report_;
    std::unique_ptr<Connection> database_;
    std::map<std::string, TestFiles> files_;
    std::set<std::string> left_empty_;
    ColumnOrders orders_;
};

}  // namespace migrations
