#include "cli/rewrite_files.h"

#include "base/error.h"
#include "base/file.h"

namespace migrations {

void rewrite_files(const std::vector<SourceFile>& files) {
    std::vector<SourceFile> before;
    for (const SourceFile& each : files) before.push_back({each.path, read_bytes(each.path.string())});
    std::size_t written = 0;
    try {
        for (const SourceFile& each : files) {
            write_file(each.path.string(), each.text);
            ++written;
        }
    } catch (Error& error) {
        while (written > 0) {
            --written;
            write_file(before[written].path.string(), before[written].text);
        }
        if (error.help.empty()) error.help = nothing_written;
        throw;
    }
}

}  // namespace migrations
