#include "codegen/embed.h"

#include <kainjow/mustache.hpp>
#include <migrations/version.hpp>

#include "base/templates.h"
#include "codegen/cpp_text.h"

namespace migrations {
namespace {

using kainjow::mustache::data;

const char* name_of(dialect language) { return language == dialect::sqlite ? "sqlite" : "postgresql"; }

// One chain as C++ definitions: arrays first, then a line for each migration that points to them.
class ChainWriter {
public:
    ChainWriter(const set& chain, std::string_view schema_hash) : chain_(chain), schema_hash_(schema_hash) {
        for (const migration& each : chain.migrations) write(each);
    }

    data result() {
        data declarations(data::type::list);
        for (const std::string& text : texts_.declarations) declarations << data("text", text);
        for (const std::string& text : arrays_) declarations << data("text", text);
        data migrations(data::type::list);
        for (const std::string& text : migrations_) migrations << data("text", text);

        const std::string all = migrations_.empty() ? "{}" : "all";
        data chain;
        chain.set("dialect", name_of(chain_.language));
        chain.set("has_migrations", data(!migrations_.empty()));
        chain.set("declarations", declarations);
        chain.set("migrations", migrations);
        chain.set("set", "{" + text(chain_.project) + ", migrations::dialect::" + name_of(chain_.language) + ", " +
                             text(chain_.version_table) + ", " + all + ", " + std::to_string(chain_.sqlite_minimum) + ", " +
                             text(schema_hash_) + "}");
        return chain;
    }

private:
    std::string text(std::string_view value) { return texts_.expression(value); }

    // Defines an array of these elements and returns its name, or "{}" for none.
    std::string array(const std::string& type, const std::string& name, const std::vector<std::string>& elements) {
        if (elements.empty()) return "{}";
        std::string definition = "constexpr " + type + " " + name + "[] = {\n";
        for (const std::string& element : elements) definition += "    " + element + ",\n";
        arrays_.push_back(definition + "};");
        return name;
    }

    // The members behind the sources, as far as they are not what they are by default.
    std::string rest_of(const step& each) {
        const std::string shared = each.shared ? ", true" : ", false";
        if (each.is_call()) return shared + ", " + text(each.probe) + ", " + text(each.function);
        if (!each.probe.empty()) return shared + ", " + text(each.probe);
        return each.shared ? shared : "";
    }

    std::string script_of(const script& from, const std::string& name) {
        std::vector<std::string> steps;
        for (std::size_t i = 0; i < from.steps.size; ++i) {
            const step& each = from.steps[i];
            std::vector<std::string> sources;
            for (const column_source& source : each.sources) {
                sources.push_back("{" + text(source.column) + ", " + text(source.expression) + "}");
            }
            const std::string listed =
                array("migrations::column_source", name + "_sources_" + std::to_string(i), sources);
            steps.push_back("{" + text(each.sql) + ", " + text(each.table) + ", " + text(each.expected) + ", " +
                            text(each.wanted) + ", " + listed + rest_of(each) + "}");
        }
        const std::string listed = array("migrations::step", name, steps);
        return "{" + listed + ", " + (from.transactional ? "true" : "false") + "}";
    }

    // The members that few migrations have.
    std::string rest_of(const migration& from, const std::string& number) {
        if (from.replaces.empty() && from.depends_on.empty() && !from.compatible) return "";
        std::vector<std::string> needed;
        for (const std::string_view each : from.depends_on) needed.push_back(text(each));
        const std::string replaced = replaces_of(from, number);
        return ", " + replaced + ", " + array("std::string_view", "depends_on_" + number, needed) +
               (from.compatible ? ", true" : "");
    }

    std::string replaces_of(const migration& from, const std::string& number) {
        std::vector<std::string> elements;
        for (const replaced_revision& each : from.replaces) {
            elements.push_back("{" + text(each.id) + ", " + text(each.ops_hash) + "}");
        }
        return array("migrations::replaced_revision", "replaces_" + number, elements);
    }

    void write(const migration& from) {
        const std::string number = std::to_string(migrations_.size());
        std::vector<std::string> parents;
        for (const std::string_view parent : from.parents) parents.push_back(text(parent));
        const std::string listed = array("std::string_view", "parents_" + number, parents);
        const std::string up = script_of(from.up, "up_" + number);
        const std::string down = script_of(from.down, "down_" + number);
        const std::string rest = rest_of(from, number);
        migrations_.push_back("{" + text(from.id) + ", " + listed + ", " + text(from.message) + ", " +
                              text(from.file_hash) + ", " + text(from.ops_hash) + ", " + text(from.chain_hash) + ",\n     " +
                              up + ", " + down + ", " + text(from.irreversible) +
                              rest + "}");
    }

    const set& chain_;
    std::string_view schema_hash_;
    CppTexts texts_;
    std::vector<std::string> arrays_;
    std::vector<std::string> migrations_;
};

data common(const EmbeddedChain& what) {
    data all;
    all.set("version", MIGRATIONS_VERSION);
    all.set("name", what.name);
    all.set("namespace", what.name_space);
    return all;
}

std::string rendered(const char* text, const data& values) {
    kainjow::mustache::mustache page(text);
    page.set_custom_escape([](const std::string& plain) { return plain; });
    return page.render(values);
}

}  // namespace

std::string embedded_source(const EmbeddedChain& what) {
    data all = common(what);
    data list(data::type::list);
    for (const CompiledChain* each : what.chains) list << ChainWriter(each->chain(), what.schema_hash).result();
    all.set("chains", list);
    return rendered(template_embedded_cc, all);
}

namespace {

// A page about all dialects.
std::string page_of(const char* page, const EmbeddedChain& what) {
    data all = common(what);
    data list(data::type::list);
    for (const CompiledChain* each : what.chains) list << data("dialect", name_of(each->chain().language));
    all.set("chains", list);
    all.set("schema_namespace", schema_namespace(what.name));
    all.set("head", cpp_literal(what.head));
    all.set("schema_hash", cpp_literal(what.schema_hash));
    return rendered(page, all);
}

}  // namespace

std::string embedded_header(const EmbeddedChain& what) {
    return page_of(template_embedded_hpp, what);
}

std::string embedded_program(const EmbeddedChain& what) {
    return page_of(template_runner_cc, what);
}

}  // namespace migrations
