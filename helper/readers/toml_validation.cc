#include "readers/toml_validation.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "schema/keys.h"
#include "schema/validate.h"

namespace migrations {
namespace {

// A column about which nothing is known but its name, and in which validate() finds nothing.
Column opaque(const Column& column) {
    Column result;
    result.name = column.name;
    result.origin = column.origin;
    result.type.verbatim = {{"sqlite", "ANY"}};
    return result;
}

bool has_known_type(const Column& column, const Drafts& drafts) {
    const Enum* type = std::get_if<Enum>(&column.type.portable);
    if (!type) return true;
    const EnumDraft* named = drafts.enum_type(type->name);
    return named ? !named->broken : drafts.is_unknown(type->name);
}

Table without_doubtful_parts(const ModelDraft& model, const Drafts& drafts) {
    Table table = model.table;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        Column& column = table.columns[i];
        if (model.columns[i].broken || !has_known_type(column, drafts)) column = opaque(column);
        if (!model.keys_known) column.autoincrement = false;
    }
    if (!model.keys_known) table.without_rowid = false;
    std::erase_if(table.foreign_keys, [&](const ForeignKey& key) {
        const ModelDraft* target = drafts.model(key.table);
        return !target || !target->columns_known;
    });
    if (model.columns_known) return table;
    table.primary_key.reset();
    table.uniques.clear();
    table.foreign_keys.clear();
    table.indexes.clear();
    if (table.columns.empty()) {
        Column unknown;
        unknown.name = "unknown";
        table.columns.push_back(opaque(unknown));
    }
    return table;
}

// What a foreign key refers to counts as a key where the keys of the table are not known.
void grant_keys(Schema& schema, const Drafts& drafts) {
    std::vector<std::pair<std::string, std::vector<std::string>>> granted;
    for (const Table& table : schema.tables) {
        for (const ForeignKey& key : table.foreign_keys) {
            if (!drafts.model(key.table)->keys_known)
                granted.emplace_back(key.table, key.references);
        }
    }
    for (const auto& [name, columns] : granted) {
        Table& table = *schema.table(name);
        const bool all_exist =
            std::all_of(columns.begin(), columns.end(),
                        [&](const std::string& column) { return table.column(column); });
        if (!all_exist || has_key(table, columns)) continue;
        Unique unique;
        unique.name = "granted key " + std::to_string(table.uniques.size());
        unique.columns = columns;
        table.uniques.push_back(std::move(unique));
    }
}

// "table 'users'" of "table 'users': column 'email' ...".
std::string subject_of(const Diagnostic& diagnostic) {
    return diagnostic.message.substr(0, diagnostic.message.find(':'));
}

// While they are validated, data-only models have names that no table has: those of tables do not
// concern them.
constexpr char data_only_mark = '*';

// "table 'Base*': ..." -> "model 'Base': ..."
void restore_names(const Drafts& drafts, Diagnostics& diagnostics) {
    for (const ModelDraft& model : drafts.models) {
        if (!model.data_only) continue;
        const std::string marked = "table '" + model.table.name + data_only_mark + "'";
        std::erase_if(diagnostics, [&](const Diagnostic& each) {
            return each.rule == "bad-name" && each.location == static_cast<const Location&>(model.table.origin);
        });
        for (Diagnostic& each : diagnostics) {
            if (!each.message.starts_with(marked)) continue;
            each.message.replace(0, marked.size(), "model '" + model.table.name + "'");
        }
    }
}

}  // namespace

Diagnostics validate_drafts(const Drafts& drafts) {
    Schema schema;
    for (const EnumDraft& each : drafts.enums) {
        if (!each.broken) schema.enums.push_back(each.type);
    }
    for (const ModelDraft& each : drafts.models) {
        schema.tables.push_back(without_doubtful_parts(each, drafts));
        if (each.data_only) schema.tables.back().name += data_only_mark;
    }
    grant_keys(schema, drafts);
    schema.objects = drafts.objects;
    // What a trigger is on may stand where it could not be read.
    std::erase_if(schema.objects, [&](const Object& each) {
        return !each.table.empty() && !schema.table(each.table) && !drafts.is_unknown(each.table);
    });
    Diagnostics all = validate(schema);
    restore_names(drafts, all);

    // An inherited column brings its place along: the same rule at the same place for another table
    // is no news.
    using Place = std::tuple<int, int, std::string, std::string>;
    std::map<Place, std::string> reported;
    Diagnostics result;
    for (Diagnostic& each : all) {
        const Place place = {each.location.line, each.location.column, each.location.path,
                             each.rule};
        const std::string subject = subject_of(each);
        if (reported.emplace(place, subject).first->second == subject)
            result.push_back(std::move(each));
    }
    return result;
}

}  // namespace migrations
