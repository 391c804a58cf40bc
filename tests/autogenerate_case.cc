#include "autogenerate_case.h"

#include <filesystem>
#include <memory>
#include <optional>

#include "autogenerate_database.h"
#include "base/names.h"
#include "unit/cli_support.h"

namespace migrations {
namespace {

const std::string nothing_to_write = "models and migrations agree: nothing to write\n";

// The section `options`, line by line:
//   --rename t.a=b      and other options of `revision --autogenerate`
//   lost t.a            values that the downgrade cannot bring back; `lost t` for all of a table
//   moved t             the downgrade puts a column of the table back in another place
//   names               constraints of the database made by hand have other names than the chain gives them
struct CaseOptions {
    std::vector<std::string> arguments;
    std::vector<std::string> lost;
    bool moved = false;
    bool other_names = false;
};

class AutogenerateTest : public CommandLine {
public:
    AutogenerateTest(const CaseFile& file, std::string dialect, const std::string& server)
        : file_(file), dialect_(std::move(dialect)) {
        if (dialect_ == "sqlite") {
            make_database("x.db", "VACUUM");  // a file that is a database
            database_.emplace(path("x.db"));
        } else {
            environment_["MIGRATIONS_POSTGRESQL_URL"] = server;
            database_.emplace(new_postgresql_database(server));
        }
    }
    void TestBody() override {}

    AutogenerateResult run() {
        read_options();
        write("migrations/migrations.toml",
              "name = \"blog_db\"\ndialects = [\"" + dialect_ + "\"]\nmodels = [\"../models\"]\n" + section("settings"));
        std::filesystem::create_directories(path("migrations/revisions"));
        if (ok() && start() && file_.find("after.toml") != nullptr) change();
        database_->drop();
        return result_;
    }

private:
    // ---- the two halves ----

    // The project and its database before the change.
    bool start() {
        write("models/models.toml", section("before.toml"));
        if (!section("before.toml").empty()) {
            must({"revision", "--autogenerate", "--rev-id", "a1", "-m", "start"});
            must({"review", "--yes"});
        }
        const std::string by_hand = section("database." + dialect_);
        if (!by_hand.empty()) {
            execute(by_hand);
            must({"stamp", "head", "--database", database_->url()});
            compare_with_models();
        } else if (!section("before.toml").empty()) {
            must({"upgrade", "--database", database_->url()});
        }
        execute(section("rows") + section("rows." + dialect_));
        return ok();
    }

    // What a database that was made by hand differs in: from the models (`diff`, in the section `difference`) and from the
    // chain (`check`, in the section `check`); by default in nothing.
    void compare_with_models() {
        if (!ok()) return;
        const Ran there = run_tool({"diff", "models", database_->url()});
        result_.difference = there.out;
        expect("difference", there.out, there.err);
        if (there.exit != (there.out.empty() ? 0 : 3)) problem("exit " + std::to_string(there.exit) + " of diff\n" + there.err);
        const Ran back = run_tool({"diff", database_->url(), "models"});
        if (back.exit != there.exit) problem("exit " + std::to_string(back.exit) + " of diff the other way round\n" + back.err);
        if (options_.other_names || !there.out.empty()) return;
        const Ran check = run_tool({"check", "--database", database_->url()});
        result_.check = errors_in(check.err);
        expect("check", result_.check, check.err);
        if (check.exit != (result_.check.empty() ? 0 : 3)) problem("exit " + std::to_string(check.exit) + " of check\n" + check.err);
    }

    // What stands behind "leaves: " in the findings of `check --database`, a finding a line.
    static std::string errors_in(const std::string& text) {
        std::string errors;
        for (const std::string& line : split(text, '\n')) {
            const std::size_t at = line.find(" leaves: ");
            const std::size_t rule = line.rfind(" [");
            if (at != std::string::npos) errors += line.substr(at + 9, rule - at - 9) + "\n";
        }
        return errors;
    }

    void expect(const std::string& name, const std::string& found, const std::string& more) {
        if (section(name) == found) return;
        problem("section '" + name + "' differs\n--- expected\n" + section(name) + "--- found\n" + found + more);
    }

    void change() {
        const std::string catalogue = database_->catalogue(options_.moved);
        const std::string rows = database_->rows(options_.lost);
        write("models/models.toml", section("after.toml"));
        std::vector<std::string> generate = {"revision", "--autogenerate", "--rev-id", "b2", "-m", "next"};
        generate.insert(generate.end(), options_.arguments.begin(), options_.arguments.end());
        const Ran made = must(generate);
        if (made.out == nothing_to_write) return expect_operations("nothing\n");
        const Ran shown = must({"show", "b2"});
        if (!ok()) return;
        expect_operations(operations_in(shown.out));
        must({"review", "--yes"});
        must({"upgrade", "--database", database_->url()});
        must_be_in_order();
        must_be_done();
        if (!ok()) return;
        ask("expect");
        if (section("rows").empty() && section("rows." + dialect_).empty()) {
            must({"test", "round-trip", "--revision", "b2", "--dialect", dialect_});
        }
        if (shown.out.find("\n  irreversible: ") != std::string::npos) return;
        must({"downgrade", "-1", "--yes", "--database", database_->url()});
        if (!ok()) return;
        must_be_equal("catalogue", catalogue, database_->catalogue(options_.moved));
        must_be_equal("rows", rows, database_->rows(options_.lost));
        ask("expect down");
        must({"upgrade", "--database", database_->url()});
        must({"check", "--database", database_->url()});
    }

    // ---- what must hold ----

    // Database, chain and models agree.
    void must_be_in_order() {
        must({"check", "--database", database_->url()});
        const Ran equal = must({"diff", "models", database_->url()});
        if (ok() && !equal.out.empty()) problem("'diff models' says " + equal.out);
    }

    // A second autogenerate writes nothing.
    void must_be_done() {
        const auto before = everything();
        const Ran again = must({"revision", "--autogenerate", "-m", "again"});
        if (!ok()) return;
        if (again.out != nothing_to_write) problem("a second autogenerate says: " + again.out + revision_text("again"));
        if (everything() != before) problem("a second autogenerate writes files");
    }

    void expect_operations(const std::string& found) {
        result_.operations = found;
        if (section("operations") == without_blank_end(found)) return;
        problem("section 'operations' differs\n--- expected\n" + section("operations") + "--- found\n" + found +
                (found == "nothing\n" ? "" : revision_text("b2")));
    }

    void must_be_equal(const std::string& what, const std::string& before, const std::string& after) {
        if (before != after) problem("the downgrade does not restore the " + what + "\n--- before\n" + before + "--- after\n" + after);
    }

    // "expect: SELECT ..." and "expect.<dialect>: SELECT ...", after the upgrade; "expect down: ...", after the downgrade.
    void ask(const std::string& when) {
        for (const CaseSection& each : file_.sections) {
            for (const std::string& start : {when + ": ", when + "." + dialect_ + ": "}) {
                if (each.name.rfind(start, 0) != 0) continue;
                const std::string found = database_->answer(each.name.substr(start.size()));
                if (found != without_blank_end(each.text)) {
                    problem("section '" + each.name + "' differs\n--- expected\n" + each.text + "--- found\n" + found);
                }
            }
        }
    }

    // The operations in what `show` prints, up and down.
    static std::string operations_in(const std::string& page) {
        const std::size_t start = page.find("\n\nup\n");
        if (start == std::string::npos) return page;
        const std::size_t end = page.find("\n\n", start + 2);
        return page.substr(start + 2, end - start - 1);
    }

    // ---- plumbing ----

    void read_options() {
        for (const std::string& each : split(section("options"), '\n')) {
            const std::string line = trim(each);
            const std::size_t blank = std::min(line.find(' '), line.size());
            const std::string word = line.substr(0, blank);
            const std::string rest = trim(line.substr(blank));
            if (word.rfind("--", 0) == 0) {
                options_.arguments.push_back(word);
                if (!rest.empty()) options_.arguments.push_back(rest);
            } else if (word == "lost") {
                options_.lost.push_back(rest);
            } else if (word == "moved") {
                options_.moved = true;
            } else if (word == "names") {
                options_.other_names = true;
            } else if (!word.empty()) {
                problem("there is no option '" + word + "'");
            }
        }
    }

    std::string section(const std::string& name) const {
        const std::string* text = file_.find(name);
        return text == nullptr ? "" : without_blank_end(*text);
    }

    bool ok() const { return result_.problems.empty(); }
    void problem(const std::string& text) { result_.problems.push_back(plain(text)); }

    Ran run_tool(const std::vector<std::string>& arguments) const { return CommandLine::run(arguments); }

    // Runs it, unless something failed before.
    Ran must(const std::vector<std::string>& arguments) {
        if (!ok()) return {};
        Ran ran = run_tool(arguments);
        if (ran.exit != 0) {
            problem("exit " + std::to_string(ran.exit) + " of migrations " + join(arguments, " ") + "\n" + ran.out + ran.err +
                    (arguments[0] == "upgrade" ? revision_text("b2") : ""));
        }
        return ran;
    }

    void execute(const std::string& sql) {
        if (!ok() || sql.empty()) return;
        const std::string wrong = database_->execute(sql);
        if (!wrong.empty()) problem(wrong + "\nin: " + sql);
    }

    const CaseFile& file_;
    std::string dialect_;
    std::optional<AutogenerateDatabase> database_;
    CaseOptions options_;
    AutogenerateResult result_;
};

}  // namespace

AutogenerateResult run_autogenerate(const CaseFile& file, const std::string& dialect, const std::string& server) {
    return AutogenerateTest(file, dialect, server).run();
}

}  // namespace migrations
