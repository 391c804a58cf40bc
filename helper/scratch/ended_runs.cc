#include "scratch/ended_runs.h"

#include <signal.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace migrations {

namespace fs = std::filesystem;

std::vector<fs::path> files_of_ended_runs(const std::string& beginning) {
    const fs::path whole = fs::absolute(beginning);
    const std::string prefix = whole.filename().string();
    std::vector<fs::path> ended;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(whole.parent_path(), failed)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(prefix)) continue;
        const pid_t run = static_cast<pid_t>(std::atol(name.c_str() + prefix.size()));
        if (run > 0 && kill(run, 0) != 0 && errno == ESRCH) ended.push_back(entry.path());
    }
    return ended;
}

}  // namespace migrations
