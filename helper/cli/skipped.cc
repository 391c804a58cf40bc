#include "cli/skipped.h"

#include <nlohmann/json.hpp>

#include "cli/json.h"

namespace migrations {

Exit say_skipped(const Context& context, const std::string& why) {
    if (context.output.json) {
        print_json({{"skipped", why}});
    } else {
        print_out("skipped: " + why + "\n");
    }
    return skipped;
}

}  // namespace migrations
