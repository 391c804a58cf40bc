#include "readers/written_cpp_names.h"

#include <set>

#include "readers/cpp_names.h"

namespace migrations {

WrittenCppNames written_cpp_names(const Schema& schema) {
    WrittenCppNames names;
    std::set<std::string> taken;
    const auto settle = [&](const std::string& name, const char* kind,
                            std::map<std::string, std::string>& written) {
        const std::string standard = camel_case(name);
        std::string start = is_cpp_name(standard) ? standard : standard + kind;
        if (!is_cpp_name(start)) start = kind;
        std::string chosen = start;
        for (int number = 2; !taken.insert(chosen).second; ++number) {
            chosen = start + std::to_string(number);
        }
        if (chosen != standard) written[name] = chosen;
    };
    // Who can have the standard name gets it, tables before enums.
    for (const bool standard : {true, false}) {
        for (const Table& each : schema.tables) {
            if (is_cpp_name(camel_case(each.name)) == standard) settle(each.name, "Table", names.tables);
        }
        for (const EnumType& each : schema.enums) {
            if (is_cpp_name(camel_case(each.name)) == standard) settle(each.name, "Enum", names.enums);
        }
    }
    return names;
}

}  // namespace migrations
