#include "dialects/dialects.h"

namespace migrations {

const std::vector<const Dialect*>& dialects() {
    static const std::vector<const Dialect*> all = {&sqlite_dialect(), &postgresql_dialect()};
    return all;
}

DialectNames names_of(const std::vector<const Dialect*>& dialects) {
    DialectNames names;
    for (const Dialect* each : dialects) names.emplace_back(each->name());
    return names;
}

const Dialect* find_dialect(std::string_view name) {
    for (const Dialect* each : dialects()) {
        if (each->name() == name) return each;
    }
    return nullptr;
}

}  // namespace migrations
