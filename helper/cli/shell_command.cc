#include "cli/shell_command.h"

#include <cstdlib>
#include <filesystem>

#include "base/names.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view plain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-=:,@%";

// What a shell finds when it looks for `name`; empty: nothing.
fs::path in_path(const std::string& name) {
    const char* variable = std::getenv("PATH");
    if (variable == nullptr) return {};
    std::error_code failed;
    for (const std::string& folder : split(variable, ':')) {
        const fs::path candidate = fs::path(folder) / name;
        if (fs::is_regular_file(candidate, failed)) return candidate;
    }
    return {};
}

}  // namespace

std::string shell_word(std::string_view text) {
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
    std::string word = "'";
    for (const char each : text) word += each == '\'' ? std::string("'\\''") : std::string(1, each);
    return word + "'";
}

std::string own_program() {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed);
    if (failed) return "migrations";
    const fs::path found = in_path("migrations");
    if (!found.empty() && fs::equivalent(found, self, failed)) return "migrations";
    return shell_word(self.string());
}

}  // namespace migrations
