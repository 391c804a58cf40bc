#include "readers/toml_cpp.h"

#include <map>
#include <utility>
#include <variant>

#include "base/names.h"
#include "readers/cpp_names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

class CppNames {
public:
    CppNames(Drafts& drafts, Diagnostics& diagnostics)
        : drafts_(drafts), diagnostics_(diagnostics) {}

    void run() {
        for (ModelDraft& model : drafts_.models) {
            if (model.in_header) continue;
            const std::string what =
                (model.data_only ? "model " : "table ") + quoted(model.table.name);
            take(model.cpp, model.table.name, what);
        }
        for (const ModelDraft& model : drafts_.models) take_from_columns(model);
        for (EnumDraft& draft : drafts_.enums) {
            if (draft.in_header) continue;
            if (!draft.cpp) draft.cpp = PlacedName{"", draft.type.origin};
            take(*draft.cpp, draft.type.name, "enum " + quoted(draft.type.name));
        }
    }

private:
    void report(const Location& location, std::string message, std::string help = {}) {
        diagnostics_.push_back(error_at(location, "cpp-name", std::move(message), std::move(help)));
    }

    void take(PlacedName& cpp, const std::string& name, const std::string& what) {
        const std::string standard = camel_case(name);
        if (cpp.name.empty()) cpp.name = standard;
        if (cpp.name.empty()) {
            return report(cpp.location, "the name of " + what + " makes no name in C++",
                          "give it one: cpp = \"...\"");
        }
        if (!is_cpp_name(cpp.name)) {
            const bool is_useful = is_cpp_name(camel_case(cpp.name));
            return report(cpp.location,
                          quoted(cpp.name) + " is no name for a type in C++" +
                              (is_useful ? "; did you mean '" + camel_case(cpp.name) + "'?" : ""));
        }
        const auto [first, is_new] = taken_.emplace(cpp.name, std::pair{what, cpp.location});
        if (is_new) return;
        report(cpp.location,
               quoted(cpp.name) + " is the C++ name of both " + first->second.first + " (" +
                   to_string(first->second.second) + ") and " + what,
               "give one of them another: cpp = \"...\"");
    }

    // `cpp` of a column whose enum is declared elsewhere.
    void take_from_columns(const ModelDraft& model) {
        for (const ColumnDraft& each : model.columns) {
            const Enum* type = std::get_if<Enum>(&each.column.type.portable);
            if (!each.cpp || !type || each.model != model.table.name) continue;
            EnumDraft* draft = drafts_.enum_type(type->name);
            if (!draft) continue;
            if (!draft->cpp) draft->cpp = each.cpp;
            if (draft->cpp->name == each.cpp->name) continue;
            report(each.cpp->location, "enum " + quoted(type->name) + " has the C++ name " +
                                           quoted(draft->cpp->name) + " already (" +
                                           to_string(draft->cpp->location) + ")");
        }
    }

    Drafts& drafts_;
    Diagnostics& diagnostics_;
    std::map<std::string, std::pair<std::string, Location>> taken_;
};

}  // namespace

void choose_cpp_names(Drafts& drafts, Diagnostics& diagnostics) {
    CppNames(drafts, diagnostics).run();
}

}  // namespace migrations
