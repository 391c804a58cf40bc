#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli_import_support.h"
#include "long_chains.h"

namespace migrations {

// A project without models and revisions, and a folder "db" of another tool's migrations.
class ChainImport : public Importing {
protected:
    void put(const std::vector<std::pair<std::string, std::string>>& files) const {
        for (const auto& [name, text] : files) write("db/" + name, text);
    }
    void put_golang_migrate(const std::vector<OldStep>& steps) const {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const std::string start = number_of(i) + "_" + steps[i].title;
            put({{start + ".up.sql", steps[i].up}});
            if (!steps[i].down.empty()) put({{start + ".down.sql", steps[i].down}});
        }
    }

    // What holds after every import: nobody has reviewed it, models and chain agree, and the tests of the build pass.
    void expect_sound(const std::string& dialect, const std::vector<std::string>& round_trips) const {
        const Ran unreviewed = run({"check"});
        EXPECT_EQ(unreviewed.exit, 3) << unreviewed.err;
        EXPECT_EQ(unreviewed.err.find("migrations-drift"), std::string::npos) << unreviewed.err;
        EXPECT_EQ(run({"review", "--yes"}).exit, 0);
        const Ran checked = run({"check"});
        EXPECT_EQ(checked.exit, 0) << checked.err;
        for (const char* test : {"chain", "models"}) {
            const Ran tested = run({"test", test, "--dialect", dialect});
            EXPECT_EQ(tested.exit, 0) << tested.out << tested.err;
        }
        for (const std::string& each : round_trips) {
            const Ran trip = run({"test", "round-trip", "--revision", each, "--dialect", dialect});
            EXPECT_EQ(trip.exit, 0) << each << "\n" << trip.out << trip.err;
        }
    }

    // Up, down as far as it goes, and up; the database then is what the models say.
    void expect_runs(const std::string& database, const std::string& lowest) const {
        const Ran up = run({"upgrade", "head", "--database", database});
        EXPECT_EQ(up.exit, 0) << up.err;
        EXPECT_EQ(run({"diff", "models", database}).exit, 0) << run({"diff", "models", database}).out;
        const Ran down = run({"downgrade", lowest, "--yes", "--database", database});
        EXPECT_EQ(down.exit, 0) << down.err;
        const Ran again = run({"upgrade", "head", "--database", database});
        EXPECT_EQ(again.exit, 0) << again.err;
        EXPECT_EQ(run({"diff", "models", database}).exit, 0);
    }
};

}  // namespace migrations
