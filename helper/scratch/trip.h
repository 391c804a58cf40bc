#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "codegen/compiled.h"
#include "scratch/roundtrip.h"
#include "scratch/rows.h"
#include "scratch/scratch.h"
#include "scratch/survivors.h"

namespace migrations {

// One test on one scratch database: goes steps, fills tables, compares, and writes into the report what it finds.
class Trip {
public:
    Trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
         const RowSettings& rows, TestReport& report);

    // The next three return false, with a finding, when the test must end.

    // The settings of the rows fit the chain.
    bool check_settings();
    // One step.
    bool go(const Revision& revision, direction way);
    // Every table that has no rows gets some. Tables that stay empty by the settings are logged, once.
    bool fill(const Revision& revision, const Schema& schema);

    Schema read();
    // What the operations up to here say, and what the server shows.
    struct State {
        const Schema& stated;
        const Schema& shown;
    };
    // Finds effects of `execute` operations that are not what the SQL does: what differs after the way and did not before.
    void check_effects(const Revision& revision, const Operations& way, const State& before, const State& after);

    // Rows of the columns that a comparison looks at; the names are those on the asked side.
    Contents rows(const std::map<std::string, SurvivingTable>& surviving, bool after);

    void compare_schema(const Revision& revision, const Schema& expected, const Schema& found, const std::string& when);
    // `after`: the names in `now` are those after, and tables may have grown where the operations insert rows. On the
    // way back they always may: what was filled in meanwhile is there too.
    void compare_rows(const Revision& revision, const std::map<std::string, SurvivingTable>& surviving,
                      const Contents& before, const Contents& now, bool after, const std::string& when);

    void fail(const Revision& revision, const std::string& message, const std::string& help = {});
    void log(const std::string& line);

private:
    // What leads from what is stated to what is shown.
    Operations untold(const State& state);

    Scratch& scratch_;
    const Graph& graph_;
    const CompiledChain& chain_;
    const Dialect& dialect_;
    const RowSettings& rows_;
    TestReport& report_;
    std::unique_ptr<Connection> database_;
    std::set<std::string> left_empty_;
};

}  // namespace migrations
