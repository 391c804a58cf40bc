#include "cli/commands/build_step.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/depfile.h"
#include "cli/json.h"

namespace migrations {

// The dependency file goes first: a stamp without one would never be looked at again.
void finish_step(const Context& context, const StepFiles& files, const std::vector<std::string>& inputs,
                 const std::string& content) {
    if (!files.dependencies.empty()) {
        write_file(files.dependencies, depfile(files.stamp, inputs));
        write_if_different(files.stamp, content + "\n");
    } else if (!files.stamp.empty()) {
        write_file(files.stamp, content + "\n");
    }
    if (context.output.json) print_json({{"done", content}, {"inputs", inputs}});
}

}  // namespace migrations
