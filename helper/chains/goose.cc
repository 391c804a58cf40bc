#include <algorithm>

#include "base/names.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/numbered_migration.h"
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

bool has_up_mark(const ChainFile& file) {
    const std::vector<Part> parts = parts_of(file, prefix);
    return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return word_of(part.mark) == "up"; });
}

std::string evidence(const ChainFiles& files) {
    for (const ChainFile& each : files) {
        if (!each.text || !name_of(each, ".sql")) continue;
        if (has_up_mark(each)) return each.name;
    }
    return "";
}

// One file, mark by mark.
class Reader {
public:
    Reader(const ChainFile& file, dialect language, Diagnostics& findings)
        : file_(file), language_(language), findings_(findings) {}

    void read(OldMigration& migration) {
        OldScript* script = nullptr;
        OldScript before_up;
        before_up.file.path = file_.path;
        bool has_up = false;
        bool alone = false;
        bool replaces = false;
        for (const Part& part : parts_of(file_, prefix)) {
            const std::string word = word_of(part.mark);
            if (word == "up" || word == "down") {
                const bool up = word == "up";
                if (up ? has_up : migration.down.has_value())
                    complain(part, "duplicate-mark", "the file has a second '+goose " + word + "'", "");
                check_cut(script != nullptr ? *script : before_up, part.mark, "goose", language_, findings_);
                script = up ? &migration.up : &migration.down.emplace();
                has_up = has_up || up;
            } else if (word == "no transaction") {
                alone = true;
            } else if (word == "envsub on" || word == "envsub off") {
                replaces = word == "envsub on";
            } else if (!is_one_of(word, {"", "statementbegin", "statementend"})) {
                complain(part, "unknown-mark",
                         "'+goose " + join(part.mark.words, " ") + "' is no mark of goose that import knows",
                         did_you_mean(word, {"up", "down", "no transaction", "statementbegin", "statementend"}));
            }
            if (replaces) check_variables(part.script);
            append(script != nullptr ? *script : before_up, part.script);
        }
        check_before_up(before_up);
        migration.up.file.path = file_.path;
        migration.up.marked_alone = alone;
        if (migration.down) migration.down->marked_alone = alone;
        if (has_up) return;
        findings_.push_back(error_at({file_.path, 0, 0}, "no-up", "there is no '-- +goose Up' in this file",
                                     "goose needs it; are these files of another tool? --layout names it"));
    }

private:
    void check_before_up(const OldScript& script) {
        const std::size_t word = first_word(script, language_);
        if (word == std::string::npos || open_quote(script, language_) != std::string::npos) return;
        findings_.push_back(error_at(script.place(word), "before-up",
                                     "there is SQL before '-- +goose Up', which goose does not run", "move it below"));
    }
    void check_variables(const OldScript& script) {
        const std::size_t at = script.file.text.find('$');
        if (at == std::string::npos) return;
        findings_.push_back(error_at(script.place(at), "envsub",
                                     "goose puts variables of the environment in here, which import does not know",
                                     "write the values into the SQL and take '+goose ENVSUB ON' out"));
    }
    static bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    }
    void complain(const Part& part, const char* rule, const std::string& message, const std::string& help) {
        findings_.push_back(error_at({file_.path, part.mark.line, 1}, rule, message, help));
    }

    const ChainFile& file_;
    const dialect language_;
    Diagnostics& findings_;
};

OldChain read(const ChainFiles& files, dialect language, Diagnostics& findings) {
    OldChain chain;
    for (const ChainFile& file : files) {
        if (name_of(file, ".go") && !file.name.ends_with("_test.go")) {
            findings.push_back(error_at({file.path, 0, 0}, "not-sql", "this migration is written in Go",
                                        "write what it does as SQL; it would be missing from the chain"));
            continue;
        }
        const std::optional<NumberedName> name = name_of(file, ".sql");
        if (!name) {
            leave_out(chain, file, "no NNN_title.sql", has_up_mark(file) ? "it has '-- +goose Up'" : "", findings);
            continue;
        }
        if (!is_readable(file, findings)) continue;
        OldMigration migration = numbered_migration(*name, plain_number(name->number));
        const std::size_t before = findings.size();
        if (migration.version == "0") {
            findings.push_back(error_at({file.path, 0, 0}, "version-zero",
                                        "goose has no version 0 but the one with which its table begins",
                                        "number the migrations from 1"));
        }
        Reader(file, language, findings).read(migration);
        if (findings.size() == before) chain.migrations.push_back(std::move(migration));
    }
    sort_and_check(chain, language, findings);
    return chain;
}

AppliedVersions applied(const std::vector<Cells>& rows) {
    AppliedVersions found;
    for (const Cells& row : rows) {
        const std::string version = plain_number(row[0].value_or(""));
        if (version == "0") continue;  // the row that every such table begins with
        std::erase(found.versions, version);
        if (is_true(row[1])) found.versions.push_back(version);
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
