#include "dialects/postgresql/enum_mapping.h"

#include <algorithm>

#include "base/sql_text.h"

namespace migrations::postgresql {

ValueMapping mapping_of(const AlterEnum& change) {
    ValueMapping mapping = change.replaced_values;
    for (const auto& [from, to] : change.renamed_values) mapping[from] = to;
    std::erase_if(mapping, [](const auto& each) { return each.first == each.second; });
    return mapping;
}

std::string mapped(const std::string& value, const ValueMapping& mapping) {
    if (mapping.empty()) return value;
    std::string text = "CASE " + value;
    for (const auto& [from, to] : mapping) {
        text += " WHEN " + quote_literal(from) + " THEN " + quote_literal(to);
    }
    return text + " ELSE " + value + " END";
}

std::string mapped_elements(std::string values, const ValueMapping& mapping) {
    const auto replace = [&](const std::string& from, const std::string& to) {
        values =
            "array_replace(" + values + ", " + quote_literal(from) + ", " + quote_literal(to) + ")";
    };
    const bool overlaps = std::any_of(mapping.begin(), mapping.end(), [&](const auto& each) {
        return mapping.count(each.second) != 0;
    });
    if (!overlaps) {
        for (const auto& [from, to] : mapping) replace(from, to);
        return values;
    }
    // One after the other they would be mapped twice where values change places. No label is as
    // long as what stands for the new one meanwhile (63 bytes).
    const auto stand_in = [](const std::string& to) { return std::string(64, '.') + to; };
    for (const auto& [from, to] : mapping) replace(from, stand_in(to));
    for (const auto& [from, to] : mapping) replace(stand_in(to), to);
    return values;
}

}  // namespace migrations::postgresql
