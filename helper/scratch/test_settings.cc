#include "scratch/test_settings.h"

namespace migrations {

const std::vector<std::string>& test_kinds() {
    static const std::vector<std::string> kinds = {"revisions", "chain", "models", "released", "runners", "killed"};
    return kinds;
}

}  // namespace migrations
