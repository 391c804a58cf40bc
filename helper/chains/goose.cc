#include <algorithm>

#include "base/names.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/order.h"
#include "chains/sections.h"

// github.com/pressly/goose: NNN_title.sql with "-- +goose Up" and "-- +goose Down", "-- +goose NO TRANSACTION" for a file
// without one, and StatementBegin and StatementEnd around what it must not take apart at semicolons. The table has a row for
// each run, of which the last for a version counts.

namespace migrations {
namespace {

constexpr std::string_view prefix = "+goose";

std::optional<NumberedName> name_of(const ChainFile& file, std::string_view suffix) {
    if (file.name.find('/') != std::string::npos || !file.name.ends_with(suffix)) return std::nullopt;
    auto name = numbered_name(std::string_view(file.name).substr(0, file.name.size() - suffix.size()));
    if (!name || name->title.empty()) return std::nullopt;
    return name;
}

std::string word_of(const Mark& mark) { return lower(join(mark.words, " ")); }

std::string evidence(const ChainFiles& files) {
    for (const ChainFile& each : files) {
        if (!each.text || !name_of(each, ".sql")) continue;
        const std::vector<Part> parts = parts_of(each, prefix);
        if (std::any_of(parts.begin(), parts.end(), [](const Part& part) { return word_of(part.mark) == "up"; }))
            return each.name;
    }
    return "";
}

// One file, mark by mark.
class Reader {
public:
    Reader(const ChainFile& file, Diagnostics& findings) : file_(file), findings_(findings) {}

    void read(OldMigration& migration) {
        OldScript* script = nullptr;
        bool has_up = false;
        bool alone = false;
        for (const Part& part : parts_of(file_, prefix)) {
            const std::string word = word_of(part.mark);
            if (word == "up" || word == "down") {
                const bool up = word == "up";
                if (up ? has_up : migration.down.has_value())
                    complain(part, "duplicate-mark", "the file has a second '+goose " + word + "'", "");
                script = up ? &migration.up : &migration.down.emplace();
                has_up = has_up || up;
            } else if (word == "no transaction") {
                alone = true;
            } else if (word == "envsub on") {
                complain(part, "envsub",
                         "goose puts variables of the environment into this file, which import does not know",
                         "write the values into the SQL and take the line out");
            } else if (!is_one_of(word, {"", "statementbegin", "statementend", "envsub off"})) {
                complain(part, "unknown-mark",
                         "'+goose " + join(part.mark.words, " ") + "' is no mark of goose that import knows",
                         did_you_mean(word, {"up", "down", "no transaction", "statementbegin", "statementend"}));
            }
            if (script != nullptr) {
                append(*script, part.script);
            } else if (has_statements(part.script)) {
                complain(part, "before-up", "there is SQL before '-- +goose Up', which goose does not run",
                         "move it below");
            }
        }
        migration.up.file.path = file_.path;
        migration.up.marked_alone = alone;
        if (migration.down) migration.down->marked_alone = alone;
        if (has_up) return;
        findings_.push_back(error_at({file_.path, 0, 0}, "no-up", "there is no '-- +goose Up' in this file",
                                     "goose needs it; are these files of another tool? --layout names it"));
    }

private:
    static bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    }
    void complain(const Part& part, const char* rule, const std::string& message, const std::string& help) {
        const Location place =
            part.mark.line == 0 ? Location{file_.path, 0, 0} : Location{file_.path, part.mark.line, 1};
        findings_.push_back(error_at(place, rule, message, help));
    }

    const ChainFile& file_;
    Diagnostics& findings_;
};

OldChain read(const ChainFiles& files, Diagnostics& findings) {
    OldChain chain;
    for (const ChainFile& file : files) {
        if (name_of(file, ".go") && !file.name.ends_with("_test.go")) {
            findings.push_back(error_at({file.path, 0, 0}, "not-sql", "this migration is written in Go",
                                        "write what it does as SQL; it would be missing from the chain"));
            continue;
        }
        const std::optional<NumberedName> name = file.text ? name_of(file, ".sql") : std::nullopt;
        if (!name) {
            chain.left_out.push_back(file.name + ": no NNN_title.sql");
            continue;
        }
        OldMigration migration;
        migration.version = plain_number(name->number);
        migration.shown = name->number;
        migration.id = id_of(name->number);
        migration.message = words_of(name->title);
        migration.created = time_of(name->number);
        const std::size_t before = findings.size();
        Reader(file, findings).read(migration);
        if (findings.size() == before) chain.migrations.push_back(std::move(migration));
    }
    sort_by_number(chain);
    check_chain(chain, findings);
    warn_of_gaps(chain, findings);
    return chain;
}

AppliedVersions applied(const std::vector<Cells>& rows) {
    AppliedVersions found;
    for (const Cells& row : rows) {
        const std::string version = plain_number(row[0].value_or(""));
        const std::string is_applied = row[1].value_or("");
        if (version == "0") continue;  // the row that every such table begins with
        std::erase(found.versions, version);
        if (is_applied == "t" || is_applied == "true" || is_applied == "1") found.versions.push_back(version);
    }
    return found;
}

}  // namespace

Layout goose() {
    return {"goose",
            "NNN_title.sql with '-- +goose Up' in it",
            evidence,
            read,
            {"goose_db_version",
             "",
             "",
             {"id", "version_id", "is_applied"},
             "SELECT version_id, is_applied FROM {table} ORDER BY id",
             "",
             applied}};
}

}  // namespace migrations
