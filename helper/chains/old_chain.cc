#include "chains/old_chain.h"

#include <numeric>

#include "base/line_index.h"
#include "base/names.h"

namespace migrations {

OldScript script_of(const ChainFile& file) {
    OldScript script;
    script.file = {file.path, file.text.value_or("")};
    script.lines.resize(split(script.file.text, '\n').size());
    std::iota(script.lines.begin(), script.lines.end(), 1);
    return script;
}

Location OldScript::place(std::size_t offset) const { return place_in(file, lines, offset); }

bool is_readable(const ChainFile& file, Diagnostics& findings) {
    if (!file.text) findings.insert(findings.end(), file.trouble.begin(), file.trouble.end());
    return file.text.has_value();
}

void leave_out(OldChain& chain, const ChainFile& file, const std::string& why, const std::string& sign,
               Diagnostics& findings) {
    if (sign.empty()) {
        chain.left_out.push_back(file.name + ": " + why);
        return;
    }
    findings.push_back(warning_at({file.path, 0, 0}, "left-out", "this file is not imported: " + why + ", though " + sign,
                                  "if it belongs to the chain, give it such a name"));
}

}  // namespace migrations
