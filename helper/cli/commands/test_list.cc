#include "cli/commands/test_list.h"

namespace migrations {
namespace {

// A CMake bracket argument: nothing in it is interpreted.
std::string bracket(const std::string& text) {
    std::string equals;
    while (text.find("]" + equals + "]") != std::string::npos) equals += '=';
    return "[" + equals + "[" + text + "]" + equals + "]";
}

class ListWriter {
public:
    ListWriter(const Project& project, const std::string& tool, const std::string& project_file,
               const std::vector<std::string>& properties)
        : project_(project), tool_(tool), project_file_(project_file), properties_(properties) {}

    void add(const Dialect& dialect, const std::string& last, const std::vector<std::string>& arguments,
             const std::string& source_line) {
        const std::string dialect_name(dialect.name());
        const std::string name = "migrations." + project_.settings.name + "." + dialect_name + "." + last;
        text_ += "add_test(" + bracket(name) + " " + bracket(tool_) + " test";
        for (const std::string& each : arguments) text_ += " " + bracket(each);
        text_ += " --dialect " + dialect_name + " --project " + bracket(project_file_) + ")\n";
        text_ += "set_tests_properties(" + bracket(name) + " PROPERTIES LABELS " +
                 bracket("migrations;" + project_.settings.name + ";" + dialect_name) +
                 " TIMEOUT 300 SKIP_RETURN_CODE 77";
        if (!source_line.empty()) text_ += " DEF_SOURCE_LINE " + bracket(source_line);
        if (dialect.language() == dialect::postgresql) text_ += " FIXTURES_REQUIRED migrations_postgresql";
        for (const std::string& each : properties_) {
            if (!each.empty()) text_ += " " + bracket(each);
        }
        text_ += ")\n";
    }

    std::string text() const { return text_; }

private:
    const Project& project_;
    const std::string& tool_;
    const std::string& project_file_;
    const std::vector<std::string>& properties_;
    std::string text_ = "# Generated. The tests of the migrations, for CTest.\n";
};

}  // namespace

std::string test_list(const Project& project, const std::string& tool, const std::string& project_file,
                      const std::vector<std::string>& properties) {
    ListWriter list(project, tool, project_file, properties);
    for (const Dialect* dialect : project.settings.dialects) {
        for (const Revision* revision : project.graph.order()) {
            list.add(*dialect, revision->id, {"round-trip", "--revision", revision->id},
                     revision->path + ":" + std::to_string(revision->origin.line));
        }
        list.add(*dialect, "chain", {"chain"}, "");
        if (project.settings.has_models()) list.add(*dialect, "models", {"models"}, "");
    }
    return list.text();
}

}  // namespace migrations
