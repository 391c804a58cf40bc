#include "dialects/postgresql/conninfo.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace migrations::postgresql {

namespace {

// libpq takes less than 2 seconds for 2 (postgresql.org/docs/15/libpq-connect.html).
std::string seconds(std::chrono::milliseconds time) {
    return std::to_string(std::max<std::chrono::milliseconds::rep>(2, (time.count() + 999) / 1000));
}

// `secret` and what can stand for it in a URL never leave here.
std::string without(std::string text, const std::string& secret) {
    if (secret.empty()) return text;
    for (std::size_t at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + 3)) {
        text.replace(at, secret.size(), "***");
    }
    return text;
}

}  // namespace

std::string complete_conninfo(const DatabaseUrl& url, std::chrono::milliseconds connect_timeout) {
    const std::vector<std::pair<std::string, std::string>> parameters = {
        {"connect_timeout", seconds(connect_timeout)},
        {"client_encoding", "UTF8"},
        {"keepalives_idle", "30"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "60000"},
        {"fallback_application_name", "migrations"},
    };
    std::string text = url.conninfo;
    const bool uri = text.find("://") != std::string::npos;
    for (const auto& [name, value] : parameters) {
        if (url.conninfo.find(name + "=") != std::string::npos) continue;
        if (!uri)
            text += " ";
        else
            text += text.find('?') == std::string::npos ? "?" : "&";
        text += name + "=" + value;
    }
    return text;
}

std::string connect_failure(const DatabaseUrl& url, std::string_view message) {
    constexpr std::string_view fatal = "FATAL:  ";
    if (const std::size_t at = message.find(fatal); at != std::string_view::npos) {
        const std::string_view words = message.substr(at + fatal.size());
        return without(std::string(words.substr(0, words.find('\n'))), url.password);
    }
    constexpr std::pair<std::string_view, const char*> known[] = {
        {"Connection refused", "the connection was refused"},
        {"No such file or directory", "there is no such socket: is the server running there?"},
        {"timeout expired", "there was no answer in time"},
        {"timed out", "there was no answer in time"},
        {"could not translate host name", "the host's name is not known"},
        {"No route to host", "there is no route to the host"},
        {"Network is unreachable", "the network cannot be reached"},
        {"Permission denied", "the socket may not be used by this user"},
        {"no password supplied", "the server asks for a password, and none was given"},
        {"SSL", "no encrypted connection could be made as the URL or the server demands"},
        {"certificate", "no encrypted connection could be made as the URL or the server demands"},
        {"closed the connection unexpectedly", "the server closed the connection"},
    };
    for (const auto& [words, meaning] : known) {
        if (message.find(words) != std::string_view::npos) return meaning;
    }
    return "libpq cannot use the URL, or cannot reach the server";
}

}  // namespace migrations::postgresql
