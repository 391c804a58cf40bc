#include "dialects/dialects.h"

namespace migrations {

const std::vector<const Dialect*>& dialects() {
    static const std::vector<const Dialect*> all = {&sqlite_dialect(), &postgresql_dialect()};
    return all;
}

const Dialect* find_dialect(std::string_view name) {
    for (const Dialect* each : dialects()) {
        if (each->name() == name) return each;
    }
    return nullptr;
}

}  // namespace migrations
