#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli_support.h"

namespace migrations {

// A project without models and revisions, as `migrations init` leaves it.
class Importing : public CommandLine {
protected:
    void start_project(const std::string& dialects, const std::string& more = "") const {
        write("migrations/migrations.toml", "name = \"blog_db\"\ndialects = [" + dialects +
                                                "]\nmodels = [\"../models\"]\nsqlite_minimum = \"3.37\"\n" + more);
        std::filesystem::create_directories(path("migrations/revisions"));
    }

    // The name of the one revision file.
    std::string revision_name() const {
        const std::vector<std::string> names = revision_files();
        return names.size() == 1 ? names[0] : "not one revision";
    }

    // What holds after every import: models and migrations agree and nobody has reviewed the revision; neither the
    // models nor the revision differ from the source; what the models make is to the server what the revision makes.
    void expect_the_same_as(const std::string& source, const std::string& dialect) const {
        const Ran unreviewed = run({"check"});
        EXPECT_EQ(unreviewed.exit, 3);
        EXPECT_NE(unreviewed.err.find("has not been reviewed [unreviewed-revision]"), std::string::npos);
        EXPECT_EQ(unreviewed.err.find("migrations-drift"), std::string::npos) << unreviewed.err;
        for (const char* side : {"models", "head"}) {
            const Ran compared = run({"diff", side, source, "--dialect", dialect});
            EXPECT_EQ(compared.exit, 0) << side << "\n" << compared.out << compared.err;
        }
        EXPECT_EQ(run({"review", "--yes"}).exit, 0);
        const Ran checked = run({"check"});
        EXPECT_EQ(checked.exit, 0) << checked.err;
        const Ran models = run({"test", "models", "--dialect", dialect});
        EXPECT_EQ(models.exit, 0) << models.out << models.err;
    }
};

}  // namespace migrations
