#include "base/source.h"

namespace migrations {

std::string to_string(const Location& location) {
    if (location.path.empty()) return {};
    std::string text = location.path;
    if (location.line > 0) text += ":" + std::to_string(location.line);
    if (location.line > 0 && location.column > 0) text += ":" + std::to_string(location.column);
    return text;
}

std::string normalized_text(std::string_view bytes) {
    static constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (bytes.substr(0, byte_order_mark.size()) == byte_order_mark)
        bytes.remove_prefix(byte_order_mark.size());
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
        text += bytes[i];
    }
    return text;
}

}  // namespace migrations
