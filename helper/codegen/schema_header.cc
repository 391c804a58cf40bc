#include "codegen/schema_header.h"

#include <kainjow/mustache.hpp>
#include <migrations/version.hpp>
#include <set>

#include "base/templates.h"
#include "codegen/cpp_text.h"
#include "schema/schema_hash.h"

namespace migrations {
namespace {

// The names of the types that the headers of the models have.
std::set<std::string> type_names(const Model& model) {
    std::set<std::string> names;
    for (const CppModel& each : model.structs) {
        names.insert(each.name);
        for (const auto& used : each.enum_names) names.insert(used.second);
    }
    return names;
}

std::string free_name(std::string name, const std::set<std::string>& taken) {
    while (taken.contains(name)) name += '_';
    return name;
}

}  // namespace

std::string schema_header(const Model& model, const std::string& name, const std::string& name_space) {
    const std::set<std::string> taken = type_names(model);
    kainjow::mustache::data all;
    all.set("version", MIGRATIONS_VERSION);
    all.set("name", name);
    all.set("namespace", name_space);
    all.set("target", free_name(schema_namespace(name), taken));
    all.set("constant", free_name("schema_hash", taken));
    all.set("hash", cpp_literal(schema_hash(model.schema)));
    kainjow::mustache::mustache page(template_schema_hash_hpp);
    page.set_custom_escape([](const std::string& plain) { return plain; });
    return page.render(all);
}

}  // namespace migrations
