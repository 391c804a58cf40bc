#include "codegen/models.h"

#include <algorithm>
#include <filesystem>
#include <kainjow/mustache.hpp>
#include <migrations/version.hpp>
#include <set>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"
#include "base/templates.h"
#include "codegen/cpp_text.h"

namespace migrations {
namespace {

using kainjow::mustache::data;

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

// A C++ type and the standard headers that it needs.
struct CppType {
    std::string name;
    std::vector<std::string> includes;
    bool scalar = false;  // needs an initial value to be defined
};

CppType cpp_type(const Type& type, const std::map<std::string, std::string>& enum_names) {
    const CppType text{"std::string", {"string"}, false};
    return std::visit(
        Overloaded{
            [&](const Verbatim&) { return text; },
            [](const Bool&) { return CppType{"bool", {}, true}; },
            [](const Integer& integer) {
                return CppType{"std::int" + std::to_string(integer.bits) + "_t", {"cstdint"}, true};
            },
            [](const Float& real) { return CppType{real.bits == 32 ? "float" : "double", {}, true}; },
            [&](const Decimal&) { return text; },  // exact, as the database has it; no C++ type is
            [&](const String&) { return text; },
            [&](const Text&) { return text; },
            [](const Blob&) { return CppType{"std::vector<std::byte>", {"cstddef", "vector"}, false}; },
            [](const Date&) {
                return CppType{"std::chrono::time_point<std::chrono::system_clock, "
                               "std::chrono::duration<int, std::ratio<86400>>>",
                               {"chrono", "ratio"},
                               false};
            },
            [](const Time&) { return CppType{"std::chrono::microseconds", {"chrono"}, true}; },
            [](const Timestamp&) {
                return CppType{"std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>",
                               {"chrono"},
                               false};
            },
            [](const Uuid&) { return CppType{"std::array<std::byte, 16>", {"array", "cstddef"}, true}; },
            [&](const Json&) { return text; },
            [&](const Enum& named) {
                const auto found = enum_names.find(named.name);
                return CppType{found == enum_names.end() ? cpp_identifier(named.name) : found->second, {}, true};
            },
        },
        type.portable);
}

// The server makes its values.
bool is_made_by_server(const Column& column) { return column.generated.has_value() || column.identity.given; }

// An identifier for each, none twice, and none of `taken`.
std::vector<std::string> identifiers(const std::vector<std::string>& names, std::set<std::string> taken) {
    std::vector<std::string> found;
    for (const std::string& name : names) {
        std::string identifier = cpp_identifier(name);
        while (!taken.insert(identifier).second) identifier += '_';
        found.push_back(std::move(identifier));
    }
    return found;
}

std::vector<std::string> member_names(const CppModel& model) {
    std::vector<std::string> names;
    for (const Column& each : model.columns) names.push_back(each.name);
    // Its own name, those that it has beside its columns, and those of the types of its members, which a member must not hide.
    std::set<std::string> taken = {model.name, "table", "column", "select", "insert_sqlite", "insert_postgresql",
                                   "visit", "visit_inserted", "std"};
    for (const auto& used : model.enum_names) taken.insert(used.second);
    return identifiers(names, std::move(taken));
}

std::string select_text(const CppModel& model) {
    std::vector<std::string> names;
    for (const Column& each : model.columns) names.push_back(quote_identifier(each.name));
    return "SELECT " + join(names, ", ") + " FROM " + quote_identifier(model.table);
}

// `mark`: what stands before the number of a parameter.
std::string insert_text(const CppModel& model, char mark) {
    std::vector<std::string> names;
    std::vector<std::string> parameters;
    for (const Column& each : model.columns) {
        if (is_made_by_server(each)) continue;
        names.push_back(quote_identifier(each.name));
        parameters.push_back(mark + std::to_string(names.size()));
    }
    const std::string table = "INSERT INTO " + quote_identifier(model.table);
    if (names.empty()) return table + " DEFAULT VALUES";
    return table + " (" + join(names, ", ") + ") VALUES (" + join(parameters, ", ") + ")";
}

// Text for a comment of one line, which a backslash at its end would prolong.
std::string comment_text(std::string text) {
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\\'; }, ' ');
    return text;
}

data column_data(const Column& column, const std::string& identifier, const CppModel& model, std::set<std::string>& includes) {
    const CppType type = cpp_type(column.type, model.enum_names);
    includes.insert(type.includes.begin(), type.includes.end());
    if (column.null) includes.insert("optional");
    data out;
    out.set("identifier", identifier);
    out.set("literal", cpp_literal(column.name));
    out.set("sql_type", cpp_literal(to_string(column.type.portable)));
    out.set("inserted", data(!is_made_by_server(column)));
    out.set("type", column.null ? "std::optional<" + type.name + ">" : type.name);
    out.set("initial", column.null || !type.scalar ? std::string() : std::string("{}"));
    out.set("comment", column.comment.empty() ? std::string() : "  // " + comment_text(column.comment));
    return out;
}

data enum_data(const EnumType& type, const std::string& name, const std::string& function) {
    data values(data::type::list);
    const std::vector<std::string> names = identifiers(type.values, {});
    for (std::size_t i = 0; i < names.size(); ++i) {
        data entry;
        entry.set("identifier", names[i]);
        entry.set("literal", cpp_literal(type.values[i]));
        values << entry;
    }
    data out;
    out.set("name", name);
    out.set("function", function);
    out.set("values", values);
    return out;
}

}  // namespace

std::string model_header(const Model& model, const std::string& path, const std::string& name_space) {
    std::set<std::string> includes = {"optional", "string_view"};
    data enums(data::type::list);
    data structs(data::type::list);
    data headers(data::type::list);

    // An enum is defined in the header of the file that declares it; the others include that one.
    std::map<std::string, std::string> names;
    for (const CppModel& each : model.structs) names.insert(each.enum_names.begin(), each.enum_names.end());
    std::vector<std::string> enum_names;
    for (const EnumType& type : model.enums) enum_names.push_back(type.name);
    const std::vector<std::string> functions = identifiers(enum_names, {});
    for (std::size_t i = 0; i < functions.size(); ++i) {
        const EnumType& type = model.enums[i];
        const auto name = names.find(type.name);
        if (type.origin.path == path && name != names.end()) enums << enum_data(type, name->second, functions[i]);
    }
    std::set<std::string> others;
    for (const CppModel& each : model.structs) {
        if (each.path != path) continue;
        for (const auto& used : each.enum_names) {
            const EnumType* type = find_named(model.enums, used.first);
            if (type != nullptr && type->origin.path != path) {
                others.insert(std::filesystem::path(type->origin.path.string()).stem().string());
            }
        }
        data columns(data::type::list);
        const std::vector<std::string> members = member_names(each);
        for (std::size_t i = 0; i < members.size(); ++i) columns << column_data(each.columns[i], members[i], each, includes);
        data comment(data::type::list);
        if (!each.comment.empty()) {
            for (const std::string& line : split(each.comment, '\n')) comment << data("text", comment_text(line));
        }
        data out;
        out.set("name", each.name);
        out.set("comment_lines", comment);
        out.set("has_table", data(!each.table.empty()));
        out.set("table", cpp_literal(each.table));
        out.set("select", cpp_literal(select_text(each)));
        out.set("insert_sqlite", cpp_literal(insert_text(each, '?')));
        out.set("insert_postgresql", cpp_literal(insert_text(each, '$')));
        out.set("columns", columns);
        structs << out;
    }

    for (const std::string& other : others) headers << data("text", other + ".hpp");
    data include_list(data::type::list);
    for (const std::string& include : includes) include_list << data("text", include);
    data all;
    all.set("version", MIGRATIONS_VERSION);
    // The file name alone: the same model gives the same bytes in every checkout.
    all.set("source", std::filesystem::path(path).filename().string());
    all.set("includes", include_list);
    all.set("headers", headers);
    all.set("namespace", name_space);
    all.set("enums", enums);
    all.set("structs", structs);
    kainjow::mustache::mustache page(template_models_hpp);
    page.set_custom_escape([](const std::string& plain) { return plain; });
    return page.render(all);
}

}  // namespace migrations
