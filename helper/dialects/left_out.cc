#include "dialects/left_out.h"

#include <map>
#include <utility>

namespace migrations {

bool is_of_the_server(const LeftOut& thing) {
    return thing.kind == "grant" || thing.kind == "schema" || thing.kind == "publication" || thing.kind == "event trigger" ||
           thing.kind == "foreign server" || thing.kind == "extension" || thing.kind.starts_with("tablespace ") ||
           thing.kind.starts_with("table of schema ") || thing.kind == "table of publication";
}

std::vector<std::string> differences(const std::vector<LeftOut>& before, const std::vector<LeftOut>& after) {
    using Side = const LeftOut*;
    std::map<std::pair<std::string, std::string>, std::pair<Side, Side>> sides;
    for (const LeftOut& each : before) sides[{each.kind, each.name}].first = &each;
    for (const LeftOut& each : after) sides[{each.kind, each.name}].second = &each;
    std::vector<std::string> lines;
    for (const auto& [thing, side] : sides) {
        if (side.first && side.second && *side.first == *side.second) continue;
        const char* const what = !side.first ? " is new" : !side.second ? " is gone" : " has changed";
        lines.push_back(thing.first + " '" + thing.second + "'" + what);
    }
    return lines;
}

}  // namespace migrations
