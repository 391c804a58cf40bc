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
    for (std::size_t end = bytes.find("\r\n"); end != std::string_view::npos; end = bytes.find("\r\n")) {
        text += bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
    }
    return text += bytes;
}

}  // namespace migrations
