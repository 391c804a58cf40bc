#include "cli/draft_fills.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "base/names.h"
#include "cli/output.h"
#include "cli/parse_answer.h"
#include "operations/question.h"
#include "operations/replay.h"
#include "schema/default_value.h"

namespace migrations {
namespace {

// A place in the operations that says what rows get: the fill of a column or, with `replacement`,
// the new value of rows that hold a value which their enum loses. Points into the operations.
struct Question {
    std::string name;   // "users.email", "status.blue"
    std::string words;  // what a terminal is asked
    Type type;          // of the answer
    std::optional<Value>* fill = nullptr;
    std::optional<Sql>* fill_expr = nullptr;
    std::string* replacement = nullptr;

    bool is_open() const {
        return replacement != nullptr ? *replacement == open_question : is_question(*fill);
    }
    bool has_answer() const {
        return replacement != nullptr ? *replacement != open_question
                                      : *fill_expr || (*fill && !is_question(*fill));
    }
    void answer(const Value& value) const {
        if (replacement != nullptr) {
            *replacement = std::get<std::string>(value);
        } else {
            *fill = value;
        }
    }
};

using Questions = std::vector<Question>;

void append_replacements(AlterEnum& alter, Questions& questions) {
    for (auto& [old, replacement] : alter.replaced_values) {
        Question question;
        question.name = alter.type + "." + old;
        question.words = "'" + question.name + "' goes. Value for rows that hold it: ";
        question.type = Type(Enum{alter.type});
        question.replacement = &replacement;
        questions.push_back(std::move(question));
    }
}

// All of them, with or without an answer, needed or not. `to` has the columns' types; what it does
// not have is left out.
Questions questions_of(Operations& operations, const Schema& to) {
    Questions questions;
    const auto append = [&](const std::string& table, const std::string& column, auto& change,
                            const std::string& words) {
        const Table* after = to.table(table);
        if (after == nullptr || after->column(column) == nullptr) return;
        Question question;
        question.name = table + "." + column;
        question.words = "'" + question.name + "' " + words;
        question.type = after->column(column)->type;
        question.fill = &change.fill;
        question.fill_expr = &change.fill_expr;
        questions.push_back(std::move(question));
    };
    for (Operation& operation : operations) {
        if (auto* add = std::get_if<AddColumn>(&operation.change)) {
            append(add->table, add->column.name, *add,
                   "is NOT NULL and has no default. Value for rows that exist: ");
        } else if (auto* alter = std::get_if<AlterColumn>(&operation.change)) {
            append(alter->table, alter->column, *alter,
                   "becomes NOT NULL. Value for rows that hold NULL: ");
        } else if (auto* type = std::get_if<AlterEnum>(&operation.change)) {
            append_replacements(*type, questions);
        }
    }
    return questions;
}

bool needs_fill(const AddColumn& add) {
    const Column& column = add.column;
    return !column.null && !column.default_value && !column.default_expr && !column.generated &&
           !column.identity;
}
bool needs_fill(const AlterColumn& alter) {
    return alter.null == std::optional<bool>(false);
}

// True when a row of some table may hold a value of the enum.
bool is_used(const std::string& type, const Schema& schema) {
    return std::any_of(schema.tables.begin(), schema.tables.end(), [&](const Table& table) {
        return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
            return column.type.portable == PortableType(Enum{type});
        });
    });
}

// Writes a question wherever rows need something that only the author knows.
void write_questions(Operations& upgrade, Schema schema) {
    for (Operation& operation : upgrade) {
        if (auto* add = std::get_if<AddColumn>(&operation.change)) {
            if (needs_fill(*add)) add->fill = std::string(open_question);
        } else if (auto* alter = std::get_if<AlterColumn>(&operation.change)) {
            if (needs_fill(*alter)) alter->fill = std::string(open_question);
        } else if (auto* change = std::get_if<AlterEnum>(&operation.change)) {
            const EnumType* before = schema.enum_type(change->type);
            if (before != nullptr && is_used(change->type, schema)) {
                for (const std::string& value : lost_values(*change, *before))
                    change->replaced_values.emplace(value, open_question);
            }
        }
        // What diff() yields fits.
        (void)replay(operation, schema);
    }
}

// ---- where answers come from ----

class Answers {
public:
    Answers(Questions questions, const Schema& to) : questions_(std::move(questions)), to_(to) {}

    void take_fill(const std::string& text) {
        const auto [name, value] = split_answer(text, "--fill");
        const ParsedAnswer parsed = parse_answer(value, find(name, "--fill").type, to_);
        if (!parsed.value) throw Error(Exit::usage, "--fill: " + parsed.mistake);
        find(name, "--fill").answer(*parsed.value);
    }

    void take_expression(const std::string& text) {
        const auto [name, expression] = split_answer(text, "--fill-expr");
        const Question& question = find(name, "--fill-expr");
        if (question.replacement != nullptr) {
            throw Error(Exit::usage,
                        "--fill-expr '" + name + "': another value of the enum replaces it",
                        "say which one: --fill " + name + "=VALUE");
        }
        if (!question.is_open()) {
            throw Error(Exit::usage, "both --fill and --fill-expr are given for '" + name + "'");
        }
        question.fill->reset();
        *question.fill_expr = Sql(expression);
    }

    void take_earlier(const Questions& earlier) {
        for (const Question& question : questions_) {
            for (const Question& before : earlier) {
                const bool same =
                    before.name == question.name && !before.replacement == !question.replacement;
                if (same && before.has_answer() && question.is_open()) keep(before, question);
            }
        }
    }

    void ask_for_the_rest() {
        for (const Question& question : questions_) {
            while (question.is_open()) {
                const std::string text = ask(question.words);
                if (text.empty()) break;
                const ParsedAnswer parsed = parse_answer(text, question.type, to_);
                if (!parsed.value) {
                    print_error(parsed.mistake + "\n");
                    continue;
                }
                question.answer(*parsed.value);
            }
        }
    }

private:
    const Question& find(const std::string& name, const char* option) const {
        std::vector<std::string> names;
        for (const Question& each : questions_) {
            if (each.name == name) return each;
            names.push_back(each.name);
        }
        const std::string near = did_you_mean(name, names);
        throw Error(Exit::usage,
                    std::string(option) + " '" + name +
                        "': no column of this revision needs a fill by this name",
                    names.empty()  ? "nothing needs to be filled"
                    : near.empty() ? "open are: " + join(names, ", ")
                                   : near);
    }

    // Unless the model has changed so that the value does not fit any more.
    void keep(const Question& before, const Question& question) const {
        if (before.replacement != nullptr) {
            if (value_mistake(*before.replacement, question.type, to_).empty())
                *question.replacement = *before.replacement;
        } else if (*before.fill_expr) {
            question.fill->reset();
            *question.fill_expr = *before.fill_expr;
        } else if (value_mistake(**before.fill, question.type, to_).empty()) {
            *question.fill = *before.fill;
        }
    }

    Questions questions_;
    const Schema& to_;
};

}  // namespace

void settle_fills(Operations& upgrade, const Schema& from, const Schema& to,
                  const DraftAnswers& answers, Operations earlier) {
    write_questions(upgrade, from);
    Questions open = questions_of(upgrade, to);
    std::erase_if(open, [](const Question& each) { return !each.is_open(); });

    Answers settled(std::move(open), to);
    for (const std::string& text : answers.fills) settled.take_fill(text);
    for (const std::string& text : answers.fill_exprs) settled.take_expression(text);
    settled.take_earlier(questions_of(earlier, to));
    if (answers.ask) settled.ask_for_the_rest();
}

Operations with_replacements(Operations operations, const Schema& from) {
    Schema schema = from;
    for (Operation& operation : operations) {
        if (auto* change = std::get_if<AlterEnum>(&operation.change)) {
            const EnumType* before = schema.enum_type(change->type);
            // A value that stays leaves the way back without a word about it.
            const auto stays = std::find_if(
                change->values.begin(), change->values.end(), [&](const std::string& value) {
                    return before != nullptr &&
                           std::find(before->values.begin(), before->values.end(), value) !=
                               before->values.end();
                });
            for (auto& [old, replacement] : change->replaced_values) {
                if (replacement != open_question) continue;
                replacement = stays == change->values.end() ? change->values.front() : *stays;
            }
        }
        (void)replay(operation, schema);
    }
    return operations;
}

}  // namespace migrations
