#include "case_test.h"

#include <optional>
#include <string_view>
#include <utility>

#include "base/names.h"
#include "base/toml.h"
#include "case_options.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "laws.h"
#include "operations/text.h"
#include "readers/model.h"
#include "sql/script.h"

namespace migrations {
namespace {

// One operation after the other as in a revision file, with a blank line between them.
std::string lines_of(const Operations& operations) {
    std::string text;
    for (const Operation& each : operations) {
        text += (text.empty() ? "" : "\n") + without_blank_end(print_lines(each));
    }
    return text;
}

class CaseTest {
public:
    CaseTest(const CaseFile& file, Scratch& scratch) : file_(file), scratch_(scratch) {
        result_.rewritten = file;
    }

    CaseResult run(bool postgresql) {
        if (!read()) return std::move(result_);
        for (std::string& each : laws_in_memory(change_)) problem(std::move(each));
        expect_reverse();
        for (const Dialect* each : dialects()) {
            const bool fits = expect_script(*each);
            const bool reachable = postgresql || each->language() != dialect::postgresql;
            if (fits && reachable) expect_on_database(*each);
        }
        return std::move(result_);
    }

private:
    // The schemas and the operations between them. False when the rest makes no sense.
    bool read() {
        const std::optional<Model> before = model("before.toml");
        const std::string* written = file_.find("operations.toml");
        if ((file_.find("after.toml") == nullptr) == (written == nullptr)) {
            problem("a case has either after.toml or operations.toml");
        }
        const std::optional<Model> after =
            written == nullptr ? model("after.toml") : std::optional<Model>(Model());
        if (!result_.problems.empty()) return false;
        change_.before = before->schema;
        if (written == nullptr) {
            change_.after = adopt_names(after->schema, before->schema, after->hints);
            change_.operations = diff(before->schema, after->schema, after->hints);
        } else {
            change_.operations = parsed(*written);
        }
        if (const std::string* options = file_.find("options")) {
            use_options(*options, change_, trial_, result_.problems);
        }
        if (written != nullptr) {
            Diagnostics found;
            change_.after = replay(change_.operations, change_.before, found);
            if (!found.empty()) problem("operations.toml: " + to_string(found));
        } else {
            expect("operations", lines_of(change_.operations));
        }
        return written == nullptr || result_.problems.empty();
    }

    std::optional<Model> model(const std::string& name) {
        const std::string* text = file_.find(name);
        if (text == nullptr) return Model();
        Diagnostics found;
        Model model = read_models({{name, *text}}, found);
        if (found.empty()) return model;
        problem(to_string(found));
        return std::nullopt;
    }

    Operations parsed(const std::string& text) {
        Operations operations;
        Diagnostics found;
        const std::optional<Node> document = parse_toml({"operations.toml", text}, found);
        const Node* list = document ? document->find("upgrade") : nullptr;
        if (list != nullptr && list->is_array()) {
            for (const Node& each : list->array()) {
                if (auto operation = parse_operation(each, found)) operations.push_back(*operation);
            }
        }
        if (!found.empty()) problem(to_string(found));
        if (operations.empty()) problem("operations.toml: there is no [[upgrade]]");
        return operations;
    }

    // What cannot come back is written behind the operations, as a generated revision has it.
    void expect_reverse() {
        if (file_.find("reverse") == nullptr) return;
        const Reverse back = reverse(change_.operations, change_.before);
        std::string text = lines_of(back.operations);
        for (const auto& [index, what] : back.lost) {
            text += "# " + std::to_string(index + 1) + ": lost: " + what + "\n";
        }
        for (const std::string& each : back.irreversible) text += "# irreversible: " + each + "\n";
        expect("reverse", text);
    }

    // True when there is a script, to be run.
    bool expect_script(const Dialect& dialect) {
        const std::string name(dialect.name());
        Diagnostics found;
        const Script script =
            dialect.render(change_.before, change_.operations, change_.options, found);
        const bool both = file_.find("error") != nullptr;
        const std::string error = both ? "error" : "error." + name;
        if (!has_errors(found)) {
            if (file_.find(error) != nullptr) problem(name + ": it can be rendered");
            if (!found.empty()) problem(name + ": " + to_string(found));
            expect(name + ".sql", print(script));
            return true;
        }
        if (file_.find(name + ".sql") != nullptr) problem(name + ": " + to_string(found));
        expect(error, to_string(found));
        return false;
    }

    void expect_on_database(const Dialect& dialect) {
        const std::string name(dialect.name());
        Trial trial = trial_;
        for (const std::string& section : {std::string("rows"), "rows." + name}) {
            if (const std::string* rows = file_.find(section)) trial.rows += *rows;
        }
        std::vector<std::string> sections;
        for (const std::string& start : {std::string("expect: "), "expect." + name + ": "}) {
            for (const CaseSection& each : file_.sections) {
                if (each.name.rfind(start, 0) != 0) continue;
                sections.push_back(each.name);
                trial.queries.push_back(each.name.substr(start.size()));
            }
        }
        const TrialResult found = try_change(scratch_, dialect, change_, trial);
        for (const std::string& each : found.problems) problem(each);
        for (const std::string& each : found.unfilled) problem(name + ": " + each);
        for (std::size_t i = 0; i < found.answers.size(); ++i)
            expect(sections[i], found.answers[i]);

        expect_refusal("refused." + name, "upgrade", found.refused);
        expect_refusal("refused_back." + name, "downgrade", found.refused_back);
    }

    // Where there is no section for it, nothing may be refused.
    void expect_refusal(const std::string& section, const std::string& way,
                        const std::string& why) {
        if (file_.find(section) != nullptr) {
            expect(section, why.empty() ? "" : why + "\n");
        } else if (!why.empty()) {
            problem(section + ": the " + way + " is refused: " + why);
        }
    }

    void expect(const std::string& section, const std::string& found) {
        const std::string* wanted = file_.find(section);
        result_.rewritten.put(section, found);
        if (wanted == nullptr || without_blank_end(*wanted) == without_blank_end(found)) return;
        problem("section '" + section + "' differs\n--- expected\n" + without_blank_end(*wanted) +
                "--- found\n" + without_blank_end(found));
    }

    void problem(std::string text) { result_.problems.push_back(std::move(text)); }

    const CaseFile& file_;
    Scratch& scratch_;
    SchemaChange change_;
    Trial trial_;
    CaseResult result_;
};

}  // namespace

CaseResult run_case(const CaseFile& file, Scratch& scratch, bool postgresql) {
    return CaseTest(file, scratch).run(postgresql);
}

}  // namespace migrations
