// How long the parts take of which every comparison consists, on a large schema: 1,000 tables of 10 columns, each with 2
// indexes and a foreign key. Figures are medians, in milliseconds; build with optimisation.
//
// Usage: benchmark_thousand_tables [TABLES] [ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "schema/names.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

Column column(const std::string& name, PortableType type, bool null = false) {
    Column column;
    column.name = name;
    column.type = Type(std::move(type));
    column.null = null;
    return column;
}

Table table_of_number(int number) {
    Table table;
    table.name = "table" + std::to_string(number);
    table.columns = {column("id", Integer{64}),      column("parent", Integer{64}, true), column("amount", Integer{32}),
                     column("title", String{80}),    column("body", Text{}, true),        column("price", Decimal{12, 2}),
                     column("active", Bool{}),       column("day", Date{}, true),         column("created", Timestamp{true}),
                     column("token", Uuid{}, true)};
    table.columns[0].identity = true;
    table.columns[2].default_value = std::int64_t{0};
    table.columns[8].default_expr = Sql("now");
    table.primary_key = PrimaryKey{"", {"id"}, {}, {}};
    ForeignKey key;
    key.columns = {"parent"};
    key.table = "table" + std::to_string(number / 2);
    key.references = {"id"};
    table.foreign_keys.push_back(std::move(key));
    table.indexes.resize(2);
    table.indexes[0].keys.resize(1);
    table.indexes[0].keys[0].column = "parent";
    table.indexes[1].keys.resize(2);
    table.indexes[1].keys[0].column = "title";
    table.indexes[1].keys[1].column = "created";
    table.indexes[1].keys[1].descending = true;
    complete_names(table);
    return table;
}

Schema schema_of(int tables) {
    Schema schema;
    for (int i = 0; i < tables; ++i) schema.tables.push_back(table_of_number(i));
    return schema;
}

double milliseconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

// Also the time on the processor, which other programs on a busy machine do not lengthen so much; a server's is not in it.
void measure(const std::string& what, int rounds, const std::function<void()>& work) {
    std::vector<double> times;
    const std::clock_t begin = std::clock();
    for (int i = 0; i < rounds; ++i) times.push_back(milliseconds(work));
    const double processor = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rounds;
    std::sort(times.begin(), times.end());
    std::printf("%-44s %10.1f ms   processor %10.1f ms\n", what.c_str(), times[times.size() / 2], processor);
    std::fflush(stdout);
}

void need(bool fact, const char* what) {
    if (fact) return;
    std::fprintf(stderr, "the benchmark measures nothing: %s\n", what);
    std::exit(1);
}

void without_database(const Schema& models, int rounds) {
    const Operations chain = creation(models);
    measure("replay and compare, no database", rounds, [&] {
        Diagnostics problems;
        const Schema head = replay(chain, {}, problems);
        need(problems.empty() && diff(head, adopt_names(models, head)).empty(), "the chain does not make the models");
    });
    for (const Dialect* each : dialects()) {
        const std::string name(each->name());
        measure(name + ": script of the whole schema", rounds, [&] {
            Diagnostics problems;
            need(!each->render({}, chain, {}, problems).steps.empty() && problems.empty(), "no script");
        });
        measure(name + ": normalize", rounds, [&] { each->normalize(models); });
    }
}

void with_database(Scratch& scratch, const Dialect& dialect, const Schema& models, int rounds) {
    Diagnostics problems;
    const Script script = dialect.render({}, creation(models), {}, problems);
    const std::unique_ptr<Connection> database = scratch.database(dialect);
    run_script(*database, script);
    const std::string name(dialect.name());
    Schema first;
    measure(name + ": reflect", rounds, [&] { first = database->reflect({}); });
    measure(name + ": compare", rounds, [&] { need(diff(first, first).empty(), "a schema differs from itself"); });
    measure(name + ": reflect and compare", rounds, [&] {
        need(diff(first, canonical(database->reflect({}))).empty(), "a schema differs from itself");
    });
    need(first.tables.size() == models.tables.size(), "tables are missing");
}

}  // namespace
}  // namespace migrations

int main(int argc, char** argv) {
    using namespace migrations;
    const int tables = argc > 1 ? std::atoi(argv[1]) : 1000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    const Schema models = schema_of(tables);
    without_database(models, rounds);
    Scratch scratch;
    for (const Dialect* each : dialects()) {
        try {
            with_database(scratch, *each, models, rounds);
        } catch (const Error& error) {
            std::printf("%s: not measured: %s\n", std::string(each->name()).c_str(), error.what());
        }
    }
}
