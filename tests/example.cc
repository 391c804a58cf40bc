#include "example.h"

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

#include "base/error.h"
#include "diff/diff.h"
#include "operations/fill.h"
#include "operations/text.h"
#include "random_objects.h"
#include "random_renames.h"
#include "random_schema.h"
#include "random_traits.h"
#include "schema/text.h"
#include "schema/validate.h"
#include "sql/script.h"

namespace migrations {
namespace {

void answer_fills(Operations& operations, const Schema& after) {
    for (Operation& operation : operations) {
        if (auto* add = std::get_if<AddColumn>(&operation.change)) {
            const Column& column = add->column;
            if (column.null || column.default_value || column.default_expr) continue;
            if (!column.generated && !column.identity) add->fill = neutral_value(column.type, after);
        } else if (auto* alter = std::get_if<AlterColumn>(&operation.change)) {
            const Table* table = after.table(alter->table);
            const Column* column = table == nullptr ? nullptr : table->column(alter->column);
            if (alter->null == false && column != nullptr) alter->fill = neutral_value(column->type, after);
        }
    }
}

void answer_values(Operations& operations, const Schema& before) {
    Schema schema = before;
    for (Operation& operation : operations) {
        if (auto* alter = std::get_if<AlterEnum>(&operation.change)) {
            const EnumType* type = schema.enum_type(alter->type);
            if (type != nullptr && !alter->values.empty()) {
                for (const std::string& each : lost_values(*alter, *type)) {
                    alter->replaced_values[each] = alter->values.front();
                }
            }
        }
        if (!replay(operation, schema).empty()) return;  // the laws in memory tell
    }
}

// sqlite.org/stricttables.html: older libraries have none.
bool has_strict(const Schema& schema) {
    return std::any_of(schema.tables.begin(), schema.tables.end(), [](const Table& each) { return each.strict; });
}

void add_all_objects(const Dialect* own, Schema& schema, std::mt19937& random) {
    for (Object& each : random_objects(schema, random)) schema.objects.push_back(std::move(each));
    if (own != nullptr) add_objects(own->language(), schema, random);
}

}  // namespace

Example random_example(unsigned seed, const Dialect* own) {
    std::mt19937 random(seed);
    Example example;
    example.options.sqlite_minimum = seed % 2 == 0 ? 3035005 : 3040000;
    for (;;) {
        example.before = random_schema(random);
        if (own != nullptr) add_traits(own->language(), example.before, random);
        example.after = mutated(example.before, random);
        if (own != nullptr && one_in(random, 2)) edit_traits(own->language(), example.after, random);
        if (own != nullptr && one_in(random, 3)) example.hints = rename_some(example.before, example.after, random);
        add_all_objects(own, example.before, random);
        add_all_objects(own, example.after, random);
        const bool taken = own == nullptr || (takes_traits(own->language(), example.before) &&
                                              takes_traits(own->language(), example.after));
        if (taken && validate(example.before).empty() && validate(example.after).empty()) {
            if (has_strict(example.before) || has_strict(example.after)) example.options.sqlite_minimum = 3040000;
            return example;
        }
        example.hints = {};
    }
}

SchemaChange change_of(const Example& example) {
    SchemaChange change;
    change.before = example.before;
    change.options = example.options;
    change.after = adopt_names(example.after, example.before, example.hints);
    change.operations = diff(example.before, example.after, example.hints);
    answer_fills(change.operations, change.after);
    answer_values(change.operations, change.before);
    return change;
}

Diagnostics not_rendered(const Dialect& dialect, const SchemaChange& change) {
    Diagnostics found;
    dialect.render({}, creation(change.before), change.options, found);
    dialect.render({}, creation(change.after), change.options, found);
    dialect.render(change.before, change.operations, change.options, found);
    Diagnostics ignored;
    const Reverse back = reverse(change.operations, change.before);
    if (has_open_fill(back.operations)) return found;  // nobody goes that way before an author has answered
    dialect.render(replay(change.operations, change.before, ignored), back.operations, change.options, found);
    return found;
}

TrialResult try_example(Scratch& scratch, const Dialect& dialect, const Example& example) {
    const SchemaChange change = change_of(example);
    TrialResult result;
    result.problems = laws_in_memory(change);
    Diagnostics ignored;
    const Operations again = diff(replay(change.operations, change.before, ignored), example.after, example.hints);
    if (!again.empty()) {
        std::string text = "autogenerate finds something again";
        for (const Operation& each : again) text += "\n" + summary(each);
        result.problems.push_back(std::move(text));
    }
    if (result.problems.empty()) result = try_change(scratch, dialect, change, {});
    return result;
}

std::string print(const Example& example, const Dialect& dialect) {
    const SchemaChange change = change_of(example);
    std::string text = "--- before\n" + print(example.before) + "--- after\n" + print(example.after) + "--- upgrade\n";
    for (const Operation& each : change.operations) text += print_lines(each);
    const Reverse back = reverse(change.operations, change.before);
    text += "--- downgrade\n";
    for (const Operation& each : back.operations) text += print_lines(each);
    Diagnostics ignored;
    text += "--- made with\n" + print(dialect.render({}, creation(change.before), change.options, ignored));
    text += "--- SQL of the upgrade\n" + print(dialect.render(change.before, change.operations, change.options, ignored));
    const Schema after = replay(change.operations, change.before, ignored);
    return text + "--- SQL of the downgrade\n" + print(dialect.render(after, back.operations, change.options, ignored));
}

}  // namespace migrations
