#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/names.h"

namespace migrations {
namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view plain = "\x1b[0m";

struct Marked {
    std::string_view word;
    std::string_view colour;
};
constexpr std::array<Marked, 3> marked_words{{{"error: ", "\x1b[1;31m"}, {"warning: ", "\x1b[1;35m"}, {"note: ", "\x1b[1;36m"}}};

std::string coloured_line(const std::string& line) {
    for (const Marked& each : marked_words) {
        // At the beginning, or behind a place: "models/users.toml:3:1: error: ".
        std::size_t at = line.starts_with(each.word) ? 0 : line.find(": " + std::string(each.word));
        if (at == std::string::npos || (at > 0 && line.find(' ') < at)) continue;
        if (at > 0) at += 2;
        const std::string place = at == 0 ? "" : std::string(bold) + line.substr(0, at) + std::string(plain);
        return place + std::string(each.colour) + std::string(each.word) + std::string(plain) + line.substr(at + each.word.size());
    }
    return line;
}

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

}  // namespace

bool stderr_has_cursor() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

bool wants_colour() {
    static const bool wanted = stderr_has_cursor() && !is_set("NO_COLOR");
    return wanted;
}

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

std::string coloured(std::string_view text) {
    std::string result;
    const std::vector<std::string> lines = split(std::string(text), '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) result += '\n';
        result += coloured_line(lines[i]);
    }
    return result;
}

std::string fitted(std::string_view text, std::size_t width) {
    std::string line;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const bool continues = (byte & 0xC0U) == 0x80U;
        if (!continues && characters == width) {
            // The last character gives its place to the mark.
            while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0U) == 0x80U) line.pop_back();
            if (!line.empty()) line.pop_back();
            return width == 0 ? "" : line + "…";
        }
        if (!continues) ++characters;
        line += byte < 0x20 || byte == 0x7f ? ' ' : text[at];
    }
    return line;
}

}  // namespace migrations
