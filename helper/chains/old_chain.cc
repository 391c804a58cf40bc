#include "chains/old_chain.h"

#include <numeric>

#include "base/names.h"

namespace migrations {

OldScript script_of(const ChainFile& file) {
    OldScript script;
    script.file = {file.path, file.text.value_or("")};
    script.lines.resize(split(script.file.text, '\n').size());
    std::iota(script.lines.begin(), script.lines.end(), 1);
    return script;
}

}  // namespace migrations
