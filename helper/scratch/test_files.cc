#include "scratch/test_files.h"

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/line_index.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "scratch/row_difference.h"

namespace migrations {
namespace {

constexpr std::string_view rows_end = ".rows.toml";
constexpr std::string_view verify_word = ".verify.";

// What a file is called, taken apart: "3f2a9c0d1b7e_add_email.verify.sqlite.sql".
struct FileName {
    std::string id;
    std::string dialect;  // empty: every one
    bool rows = false;
};

// The revision that a file is called after: the longest id, since ids may have "_" in them. Where there is none, what looks like one.
std::string id_in(const std::string& name, const Graph& graph) {
    for (std::size_t end = name.find_last_of("_."); end != std::string::npos && end > 0; end = name.find_last_of("_.", end - 1)) {
        if (graph.find(name.substr(0, end)) != nullptr) return name.substr(0, end);
    }
    return name.substr(0, name.find_first_of("_."));
}

// Nothing for other files, of which a folder may have any number.
std::optional<FileName> parse_name(const std::string& name, const Graph& graph) {
    const std::string id = id_in(name, graph);
    if (name.ends_with(rows_end)) return FileName{id, "", true};
    const std::size_t at = name.rfind(verify_word);
    if (at == std::string::npos || !name.ends_with(".sql")) return std::nullopt;
    const std::string rest = name.substr(at + verify_word.size());  // "sql" or "sqlite.sql"
    return FileName{id, rest == "sql" ? "" : rest.substr(0, rest.size() - 4), false};
}

}  // namespace

std::map<std::string, TestFiles> read_test_files(const std::string& folder, const Graph& graph, const Dialect& dialect,
                                                 Diagnostics& findings) {
    std::map<std::string, TestFiles> files;
    if (folder.empty() || !std::filesystem::is_directory(folder)) return files;
    for (const std::filesystem::path& path : files_in(folder, "")) {
        const std::optional<FileName> name = parse_name(path.filename().string(), graph);
        const Location place{path.string(), 0, 0};
        if (!name) {
            const std::string id = id_in(path.filename().string(), graph);
            if (graph.find(id) == nullptr || (path.extension() != ".sql" && path.extension() != ".toml")) continue;
            findings.push_back(error_at(place, "test-files", "this is no name of a file for the test of revision '" + id + "'",
                                        "call it " + id + ".verify.sql or " + id + ".rows.toml"));
            continue;
        }
        if (graph.find(name->id) == nullptr) {
            findings.push_back(error_at(place, "test-files", "there is no revision '" + name->id + "', for whose test this file is",
                                        did_you_mean(name->id, ids_in(graph.order()))));
            continue;
        }
        if (!name->dialect.empty() && find_dialect(name->dialect) == nullptr) {
            findings.push_back(error_at(place, "test-files", "there is no dialect '" + name->dialect + "'",
                                        "call it " + name->id + ".verify.sql, or .verify.sqlite.sql or .verify.postgresql.sql"));
            continue;
        }
        TestFiles& those = files[name->id];
        if (name->rows) {
            if (!those.rows.empty()) {
                findings.push_back(error_at(place, "test-files", "the rows for the test of revision '" + name->id +
                                                                     "' are in " + those.rows + " already"));
            }
            those.rows = path.string();
        } else if (name->dialect.empty() || name->dialect == dialect.name()) {
            if (auto file = read_source(path, findings)) those.queries.push_back(std::move(*file));
        }
    }
    return files;
}

void verify(Connection& database, const Dialect& dialect, const std::vector<SourceFile>& queries, const std::string& when,
            Diagnostics& findings) {
    for (const SourceFile& file : queries) {
        const LineIndex lines(file.text);
        const auto find = [&](std::size_t offset, const std::string& message) {
            findings.push_back(error_at(lines.at(file.path, offset), "verify", std::string(dialect.name()) + ": " + message));
        };
        const Dialect::RawSql sql = dialect.classify(file.text);
        if (!sql.problem.empty()) {
            find(sql.problem_offset, sql.problem);
            continue;
        }
        if (sql.controls_transaction) {
            find(0, "a file of queries cannot begin or end a transaction: it runs in one, which is rolled back");
            continue;
        }
        database.execute("BEGIN");
        for (std::size_t at = 0; at < sql.statements.size(); ++at) {
            try {
                const std::vector<Cells> rows = database.query(sql.statements[at]);
                if (rows.empty()) continue;
                find(sql.offsets[at], when + " this query returns " + count_of(rows.size(), "row") + ", first " + row_text(rows.front()));
            } catch (const Error& error) {
                find(sql.offsets[at], when + " this query fails: " + error.what());
                break;  // PostgreSQL runs no other one in this transaction
            }
        }
        database.execute("ROLLBACK");
    }
}

}  // namespace migrations
