#include <string>
#include <string_view>

#include "dialects/postgresql/types.h"
#include "schema/spelling.h"

namespace migrations::postgresql {

std::string canonical_type_name(std::string_view name) {
    return canonical_postgresql_type(name);
}

std::string base_type_name(std::string_view type_name) {
    if (type_name.starts_with('"')) return std::string(type_name);
    const std::size_t open = type_name.find('(');
    const std::size_t close = type_name.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return std::string(type_name);
    }
    return std::string(type_name.substr(0, open)) + std::string(type_name.substr(close + 1));
}

}  // namespace migrations::postgresql
