// How long the parts take of which commands on a long chain consist: reading a folder of revision files, the graph, and
// ways through it. Figures are medians, in milliseconds; build with optimisation.
//
// Usage: benchmark_ten_thousand_revisions [REVISIONS] [ROUNDS]
//        benchmark_ten_thousand_revisions --write FOLDER [REVISIONS]    a folder for `migrations heads` and its like
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "revisions/file.h"
#include "revisions/graph.h"
#include "revisions/outline.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

std::string id_of(int number) {
    char text[16];
    std::snprintf(text, sizeof(text), "%012x", static_cast<unsigned>(number) * 2654435761U);
    return text;
}

// A line; every hundredth revision leaves it by a branch of one, which is merged again, and every five hundredth one
// says a label, or depends on a revision far below.
std::string file_text(int number) {
    const bool merges = number % 100 == 2 && number > 2;
    std::string text = "revision      = \"" + id_of(number) + "\"\n";
    if (merges) {
        text += "down_revision = [\"" + id_of(number - 2) + "\", \"" + id_of(number - 1) + "\"]\n";
    } else if (number > 0) {
        // The one before a merge stands beside the one before it.
        const bool beside = number % 100 == 1 && number > 1;
        text += "down_revision = \"" + id_of(beside ? number - 2 : number - 1) + "\"\n";
    }
    if (number % 500 == 50) text += "branch_labels = [\"part" + std::to_string(number) + "\"]\n";
    if (number % 500 == 450) text += "depends_on    = [\"" + id_of(number / 2) + "\"]\n";
    char created[32];
    std::snprintf(created, sizeof(created), "2026-01-%02dT%02d:%02d:00Z", 1 + number / 1440 % 28, number / 60 % 24, number % 60);
    const std::string table = "t" + std::to_string(number);
    return text + "message       = \"add table " + table + "\"\ncreated       = " + created +
           "\n\n[[upgrade]]\nop      = \"create_table\"\ntable   = \"" + table +
           "\"\ncolumns = [\n    { name = \"id\", type = \"int64\", identity = true },\n    { name = \"title\", type = "
           "\"string(80)\" },\n    { name = \"created_at\", type = \"timestamptz\", null = true },\n]\nprimary_key = { name = "
           "\"pk_" + table + "\", columns = [\"id\"] }\n\n[[downgrade]]\nop    = \"drop_table\"\ntable = \"" + table + "\"\n";
}

void write_folder(const fs::path& folder, int revisions) {
    fs::create_directories(folder);
    for (int i = 0; i < revisions; ++i) std::ofstream(folder / (id_of(i) + "_add_table.toml")) << file_text(i);
}

void measure(const std::string& what, int rounds, const std::function<void()>& work) {
    std::vector<double> times;
    const std::clock_t begin = std::clock();
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    const double processor = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rounds;
    std::sort(times.begin(), times.end());
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%-44s %10.1f ms   processor %10.1f ms   peak so far %6.1f MB\n", what.c_str(), times[times.size() / 2],
                processor, static_cast<double>(used.ru_maxrss) / 1024);
    std::fflush(stdout);
}

void need(bool fact, const char* what) {
    if (fact) return;
    std::fprintf(stderr, "the benchmark measures nothing: %s\n", what);
    std::exit(1);
}

Graph graph_of(std::vector<Revision> revisions) {
    Diagnostics problems;
    Graph graph(std::move(revisions), problems);
    need(problems.empty(), "the graph is not in order");
    return graph;
}

void run(const std::string& folder, int revisions, int rounds) {
    const auto outlines = [&] {
        auto read = read_outlines(folder);
        need(read.has_value() && static_cast<int>(read->size()) == revisions, "no outlines");
        return std::move(*read);
    };
    measure("read the heads of the files", rounds, [&] { outlines(); });
    measure("read them, and the graph", rounds, [&] { graph_of(outlines()); });
    const std::vector<Revision> read = outlines();
    measure("the graph alone", rounds, [&] { graph_of(read); });
    const Graph graph = graph_of(read);
    measure("heads, bases, branch points", rounds, [&] {
        need(graph.heads().size() == 1 && graph.bases().size() == 1 && !graph.branch_points().empty(), "no line");
        graph.effective_heads();
    });
    const RevisionList head = graph.heads();
    measure("upgrade head, from nothing", rounds, [&] {
        need(static_cast<int>(plan_upgrade(graph, {}, "head").size()) == revisions, "no way up");
    });
    measure("downgrade base", rounds, [&] {
        need(static_cast<int>(plan_downgrade(graph, head, "base").size()) == revisions, "no way down");
    });
    measure("head-90, part50@head, part50@base", rounds, [&] {
        for (const char* word : {"head-90", "part50@head", "part50@base"}) resolve(graph, word, head);
    });
    measure("downgrade -90", rounds, [&] { plan_downgrade(graph, head, "-90"); });
    measure("read the files as a whole, and the graph", std::min(rounds, 3), [&] {
        Diagnostics problems;
        graph_of(read_revisions(folder, problems));
        need(problems.empty(), "the files are not in order");
    });
}

}  // namespace
}  // namespace migrations

int main(int argc, char** argv) {
    using namespace migrations;
    if (argc > 2 && std::string_view(argv[1]) == "--write") {
        write_folder(argv[2], argc > 3 ? std::atoi(argv[3]) : 10000);
        return 0;
    }
    const int revisions = argc > 1 ? std::atoi(argv[1]) : 10000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("ten-thousand-revisions-" + std::to_string(getpid()));
    write_folder(folder, revisions);
    run(folder.string(), revisions, rounds);
    std::filesystem::remove_all(folder);
}
