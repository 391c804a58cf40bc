#include "cli/commands/test_list.h"

#include "base/names.h"
#include "base/sha256.h"

namespace migrations {
namespace {

// A CMake bracket argument: nothing in it is interpreted.
std::string bracket(const std::string& text) {
    std::string equals;
    while (text.find("]" + equals + "]") != std::string::npos) equals += '=';
    return "[" + equals + "[" + text + "]" + equals + "]";
}

std::string properties(const std::string& test, const std::string& labels, int timeout) {
    return "set_tests_properties(" + bracket(test) + " PROPERTIES LABELS " + bracket(labels) + " TIMEOUT " +
           std::to_string(timeout) + " SKIP_RETURN_CODE 77";
}

// How a list for these revisions begins.
std::string first_line(const Project& project) {
    return "# Generated. The tests of the migrations, for CTest: " + sha256(join(ids_in(project.graph.order()), "\n")).substr(0, 16) + "\n";
}

class ListWriter {
public:
    ListWriter(const Project& project, const TestRun& run) : project_(project.settings.name), run_(run), text_(first_line(project)) {}

    void add(const Dialect& dialect, const std::string& last, const std::vector<std::string>& arguments,
             const std::string& source_line) {
        const std::string dialect_name(dialect.name());
        const std::string name = "migrations." + project_ + "." + dialect_name + "." + last;
        text_ += "add_test(" + bracket(name) + " " + bracket(run_.tool) + " test";
        for (const std::string& each : arguments) text_ += " " + bracket(each);
        text_ += " --dialect " + dialect_name + " --project " + bracket(run_.project_file) + ")\n";
        text_ += properties(name, "migrations;" + project_ + ";" + dialect_name, 300);
        if (!source_line.empty()) text_ += " DEF_SOURCE_LINE " + bracket(source_line);
        if (dialect.language() == dialect::postgresql) text_ += " FIXTURES_REQUIRED migrations_postgresql";
        text_ += " ${migrations_test_properties})\n";
    }

    // Several lists may ask for it, and a test run has one.
    void add_server() {
        const std::string state = " --state " + bracket(run_.postgresql_state);
        const std::string folder = run_.postgresql_bindir.empty() ? "" : " --bindir " + bracket(run_.postgresql_bindir);
        text_ += "get_property(made GLOBAL PROPERTY MIGRATIONS_POSTGRESQL_SERVER)\n"
                 "if(NOT made)\n"
                 "    set_property(GLOBAL PROPERTY MIGRATIONS_POSTGRESQL_SERVER TRUE)\n";
        const std::string program = bracket(run_.tool) + " postgresql ";
        text_ += "    add_test(migrations.postgresql.start " + program + "start" + state + folder + ")\n";
        text_ += "    add_test(migrations.postgresql.stop " + program + "stop" + state + ")\n";
        text_ += "    " + properties("migrations.postgresql.start", "migrations", 120) +
                 " FIXTURES_SETUP migrations_postgresql)\n";
        text_ += "    " + properties("migrations.postgresql.stop", "migrations", 60) +
                 " FIXTURES_CLEANUP migrations_postgresql)\n";
        text_ += "endif()\n";
    }

    std::string text() const { return text_; }

private:
    const std::string& project_;
    const TestRun& run_;
    std::string text_;
};

}  // namespace

std::string test_list(const Project& project, const std::vector<const Dialect*>& dialects, const TestRun& run) {
    ListWriter list(project, run);
    const TestSettings& tests = project.settings.tests;
    const auto wanted = [&](const char* kind) { return !tests.skip.contains(kind); };
    for (const Dialect* dialect : dialects) {
        for (const Revision* revision : project.graph.order()) {
            if (!wanted("revisions")) break;
            list.add(*dialect, revision->id, {"round-trip", "--revision", revision->id},
                     revision->path + ":" + std::to_string(revision->origin.line));
        }
        if (wanted("chain")) list.add(*dialect, "chain", {"chain"}, "");
        if (wanted("models") && project.settings.has_models()) list.add(*dialect, "models", {"models"}, "");
        for (const ReleasedRevision& each : tests.released) {
            if (!wanted("released")) break;
            list.add(*dialect, "released." + each.id, {"released", "--revision", each.id},
                     each.location.path + ":" + std::to_string(each.location.line));
        }
        if (wanted("runners")) list.add(*dialect, "runners", {"runners"}, "");
        if (wanted("killed")) list.add(*dialect, "killed", {"killed"}, "");
        if (dialect->language() == dialect::postgresql) list.add_server();
    }
    return list.text();
}

bool is_outdated(const std::string& list, const Project& project) { return !list.starts_with(first_line(project)); }

}  // namespace migrations
