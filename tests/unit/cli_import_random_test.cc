#include <random>

#include "cli_import_support.h"
#include "dialects/dialects.h"
#include "postgresql_suite.h"
#include "random_schema.h"

namespace migrations {
namespace {

// The statements that make a random schema, as a file of SQL.
std::string random_sql(const Dialect& dialect, std::mt19937& random) {
    RenderOptions options;
    options.sqlite_minimum = 3037000;
    while (true) {
        Diagnostics problems;
        const Script script = dialect.render({}, creation(random_schema(random)), options, problems);
        if (has_errors(problems)) continue;  // not each schema is one for both
        std::string sql;
        for (const Step& step : script.steps) sql += step.sql + ";\n";
        return sql;
    }
}

class ImportOfRandom : public Importing {
protected:
    // Import proves it all by itself; what it writes must be what it proved.
    void import_some(const Dialect& dialect, int rounds) const {
        const std::string name(dialect.name());
        const unsigned seed = std::random_device{}();
        std::mt19937 random(seed);
        for (int round = 0; round < rounds; ++round) {
            start_project("\"" + name + "\"");
            write("random.sql", random_sql(dialect, random));
            const Ran imported = run({"import", "random.sql"});
            ASSERT_EQ(imported.exit, 0) << "seed " << seed << ", round " << round << "\n"
                                        << imported.err << read("random.sql");
            const Ran compared = run({"diff", "models", "random.sql", "--dialect", name});
            ASSERT_EQ(compared.exit, 0) << "seed " << seed << ", round " << round << "\n"
                                        << compared.out << compared.err << read("random.sql");
            const Ran checked = run({"check"});
            ASSERT_EQ(checked.err.find("migrations-drift"), std::string::npos) << "seed " << seed << "\n" << checked.err;
            std::filesystem::remove_all(path("models"));
            std::filesystem::remove_all(path("migrations"));
        }
    }
};

TEST_F(ImportOfRandom, schemas_of_sqlite) {
    import_some(sqlite_dialect(), 30);
}

#if MIGRATIONS_POSTGRESQL
class ImportOfRandomPostgresql : public WithPostgresql<ImportOfRandom> {
protected:
    void prepare() override { environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url(); }
};

TEST_F(ImportOfRandomPostgresql, schemas) {
    import_some(postgresql_dialect(), 8);
}
#endif

}  // namespace
}  // namespace migrations
