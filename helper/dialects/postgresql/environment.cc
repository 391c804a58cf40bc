#include "dialects/postgresql/environment.h"

#include <unistd.h>

#include <cstdlib>

namespace migrations {

WithoutPostgresqlVariables::WithoutPostgresqlVariables() {
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string variable = *each;
        const std::size_t equals = variable.find('=');
        if (variable.starts_with("PG") && equals != std::string::npos) {
            removed_.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
        }
    }
    for (const auto& [name, value] : removed_) unsetenv(name.c_str());
}

WithoutPostgresqlVariables::~WithoutPostgresqlVariables() {
    for (const auto& [name, value] : removed_) setenv(name.c_str(), value.c_str(), 1);
}

}  // namespace migrations
