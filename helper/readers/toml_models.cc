#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "base/names.h"
#include "base/toml.h"
#include "readers/model.h"
#include "readers/toml_assembly.h"
#include "readers/toml_cpp.h"
#include "readers/toml_draft.h"
#include "readers/toml_enums.h"
#include "readers/toml_extends.h"
#include "readers/toml_hints.h"
#include "readers/toml_objects.h"
#include "readers/toml_tables.h"
#include "readers/toml_validation.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

// What a header declares comes again from each source that includes it.
bool is_same_place(const Location& a, const Location& b) { return a == b; }

void add_enum(EnumDraft draft, Drafts& drafts, Diagnostics& diagnostics) {
    EnumDraft* first = drafts.enum_type(draft.type.name);
    if (!first) {
        drafts.enums.push_back(std::move(draft));
        return;
    }
    if (draft.in_header && is_same_place(draft.type.origin, first->type.origin)) return;
    first->broken = true;  // which of the two is meant is not known
    diagnostics.push_back(error_at(draft.type.origin, "duplicate-name",
                                   "enum " + quoted(draft.type.name) +
                                       " is declared twice; the other one is in " +
                                       to_string(first->type.origin)));
}

void add_model(ModelDraft draft, Drafts& drafts, Diagnostics& diagnostics) {
    const ModelDraft* first = drafts.model(draft.table.name);
    if (!first) {
        drafts.models.push_back(std::move(draft));
        return;
    }
    if (draft.in_header && is_same_place(draft.table.origin, first->table.origin)) return;
    diagnostics.push_back(error_at(draft.table.origin, "duplicate-name",
                                   "table " + quoted(draft.table.name) +
                                       " is declared twice; the other one is in " +
                                       to_string(first->table.origin)));
}

// The table under one of the two keys of a file, or null.
const Node* section(const Node& root, const char* key, Diagnostics& diagnostics) {
    const Entry* entry = entry_of(root, key);
    if (!entry || entry->value.is_table()) return entry ? &entry->value : nullptr;
    diagnostics.push_back(
        error_at(entry->location, "wrong-kind",
                 quoted(key) + " must be a table, not " + kind_of(entry->value),
                 "write [" + std::string(key) + ".NAME]"));
    return nullptr;
}

// `in_header`: the document is of C++ headers.
void read_document(const Node& root, bool in_header, Drafts& drafts, Diagnostics& diagnostics) {
    const std::vector<std::string> sections = model_sections();
    unknown_keys(root, sections, "a file of models", diagnostics);
    for (const Entry& entry : root.table()) {
        const bool known = std::find(sections.begin(), sections.end(), entry.key) != sections.end();
        if (known || !entry.value.is_table()) continue;
        for (const Entry& name : entry.value.table()) drafts.misplaced.insert(name.key);
    }
    const std::size_t before = diagnostics.size();
    const Node* enums = section(root, "enums", diagnostics);
    const Node* tables = section(root, "tables", diagnostics);
    if (diagnostics.size() > before) drafts.complete = false;
    read_objects(root, drafts.objects, diagnostics);
    if (enums) {
        for (const Entry& entry : enums->table()) {
            EnumDraft draft = read_enum(entry, diagnostics);
            draft.in_header = in_header;
            add_enum(std::move(draft), drafts, diagnostics);
        }
    }
    if (tables) {
        for (const Entry& entry : tables->table()) {
            std::vector<EnumDraft> defined;
            ModelDraft model = read_table(entry, defined, diagnostics);
            model.in_header = in_header;
            const bool is_new = drafts.model(model.table.name) == nullptr;
            add_model(std::move(model), drafts, diagnostics);
            if (!is_new) continue;
            for (EnumDraft& each : defined) add_enum(std::move(each), drafts, diagnostics);
        }
    }
}

void read_file(const SourceFile& file, Drafts& drafts, Diagnostics& diagnostics) {
    const std::optional<Node> root = parse_toml(file, diagnostics);
    if (root) {
        read_document(*root, false, drafts, diagnostics);
    } else {
        drafts.complete = false;
    }
}

Drafts read_files(const std::vector<SourceFile>& files, Diagnostics& diagnostics) {
    Drafts drafts;
    std::set<std::string> paths;
    for (const SourceFile& file : files) {
        if (paths.insert(file.path).second) {
            read_file(file, drafts, diagnostics);
        } else {
            diagnostics.push_back(
                error_at({file.path, 0, 0}, "duplicate-name", "this file is listed twice"));
        }
    }
    return drafts;
}

CppModel cpp_model(const ModelDraft& draft, const Drafts& drafts) {
    CppModel model;
    if (!draft.data_only) model.table = draft.table.name;
    model.name = draft.cpp.name;
    model.comment = draft.table.comment;
    model.path = draft.table.origin.path;
    model.columns = draft.table.columns;
    for (const Column& column : model.columns) {
        const Enum* type = std::get_if<Enum>(&column.type.portable);
        const EnumDraft* used = type ? drafts.enum_type(type->name) : nullptr;
        if (used) model.enum_names[type->name] = used->cpp->name;
    }
    return model;
}

// An enum that only data-only models use is no matter of the database; one that nothing uses yet
// is.
bool is_of_database(const EnumType& type, const std::vector<CppModel>& structs) {
    bool used = false;
    for (const CppModel& each : structs) {
        if (!each.enum_names.contains(type.name)) continue;
        if (!each.table.empty()) return true;
        used = true;
    }
    return !used;
}

// By file, in the order of the list with headers at its end, then by place.
void sort_by_place(const std::vector<SourceFile>& files, Diagnostics& diagnostics) {
    std::map<std::string, std::size_t> order;
    for (std::size_t i = 0; i < files.size(); ++i) order.emplace(files[i].path, i);
    for (const Diagnostic& each : diagnostics) order.emplace(each.location.path, order.size());
    std::stable_sort(
        diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& a, const Diagnostic& b) {
            return std::tuple(order[a.location.path], a.location.line, a.location.column) <
                   std::tuple(order[b.location.path], b.location.line, b.location.column);
        });
}

}  // namespace

Model read_models(const std::vector<SourceFile>& files, Diagnostics& diagnostics, const NamingConvention& naming,
                  const std::vector<Node>& headers) {
    Diagnostics found;
    Drafts drafts = read_files(files, found);
    for (const Node& each : headers) read_document(each, true, drafts, found);
    inherit_columns(drafts, found);
    assemble_tables(drafts, found);
    resolve_foreign_keys(drafts, naming, found);
    choose_cpp_names(drafts, found);

    Model model;
    model.hints = rename_hints(drafts, found);
    for (const ModelDraft& each : drafts.models) {
        model.structs.push_back(cpp_model(each, drafts));
        if (!each.data_only) model.schema.tables.push_back(each.table);
    }
    for (const EnumDraft& each : drafts.enums) {
        model.enums.push_back(each.type);
        if (is_of_database(each.type, model.structs)) model.schema.enums.push_back(each.type);
    }
    model.schema.objects = drafts.objects;
    for (Diagnostic& each : validate_drafts(drafts)) found.push_back(std::move(each));
    sort_by_place(files, found);
    diagnostics.insert(diagnostics.end(), std::make_move_iterator(found.begin()),
                       std::make_move_iterator(found.end()));
    return model;
}

}  // namespace migrations
