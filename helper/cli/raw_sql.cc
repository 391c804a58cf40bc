#include "cli/raw_sql.h"

#include <string>
#include <variant>

#include "base/names.h"

namespace migrations {
namespace {

// One `execute` in all dialects: a text for all of them is not judged aloud twice.
class Judgement {
public:
    Judgement(const Operation& operation, bool transactional) : operation_(operation), transactional_(transactional) {}

    void add(const Execute& execute, const Dialect& dialect) {
        const std::string& text = execute.sql.in(dialect.name());
        const std::string name(dialect.name());
        if (text.empty()) {
            if (execute.effects && !execute.effects->empty()) missing_.push_back(name);
            return;
        }
        const Dialect::RawSql raw = dialect.classify(text);
        if (!raw.problem.empty()) {
            syntax_.push_back(name + ": " + raw.problem);
            return;
        }
        if (raw.controls_transaction) transactions_.push_back(name);
        if (raw.refuses_transaction && transactional_) alone_.push_back(name);
        if (raw.changes_schema && !execute.effects) effects_.push_back(name);
    }

    void report(Diagnostics& findings) const {
        for (const std::string& each : syntax_) say(findings, "sql-syntax", "the SQL cannot be read by " + each, "");
        if (!transactions_.empty()) {
            say(findings, "transaction-control",
                "the SQL begins or ends a transaction (" + join(transactions_, ", ") + "), which only the runner may do",
                "take BEGIN, COMMIT, SAVEPOINT and the like out; 'transactional = false' at the head of the file runs "
                "the revision without a transaction");
        }
        if (!alone_.empty()) {
            say(findings, "no-transaction", "the SQL cannot run in a transaction (" + join(alone_, ", ") + ")",
                "write transactional = false at the head of the file; each statement is then recorded by itself");
        }
        if (!missing_.empty()) {
            say(findings, "sql-missing", "the effects hold for every dialect, but there is no SQL for " + join(missing_, ", "),
                "write what does the same there into 'sql': " + missing_.front() + " = \"...\"");
        }
        if (!effects_.empty()) {
            say(findings, "effects-missing",
                "the SQL may change the schema (" + join(effects_, ", ") + ") and does not say how",
                "give 'effects': the operations that do the same, or [] when no table, index or enum changes");
        }
    }

private:
    void say(Diagnostics& findings, const char* rule, const std::string& message, const std::string& help) const {
        findings.push_back(error_at(operation_.origin, rule, message, help));
    }

    const Operation& operation_;
    const bool transactional_;
    std::vector<std::string> syntax_;
    std::vector<std::string> transactions_;
    std::vector<std::string> alone_;
    std::vector<std::string> missing_;
    std::vector<std::string> effects_;
};

}  // namespace

Diagnostics raw_sql_findings(const Revision& revision, const std::vector<const Dialect*>& dialects) {
    Diagnostics findings;
    for (const Operations* operations : {&revision.upgrade, &revision.downgrade}) {
        for (const Operation& operation : *operations) {
            const Execute* execute = std::get_if<Execute>(&operation.change);
            if (execute == nullptr) continue;
            Judgement judgement(operation, revision.transactional);
            for (const Dialect* dialect : dialects) judgement.add(*execute, *dialect);
            judgement.report(findings);
        }
    }
    return findings;
}

}  // namespace migrations
