#include "dialects/url.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "base/names.h"
#include "dialects/url_words.h"

namespace migrations {

namespace {

// The parameters of libpq (postgresql.org/docs/current/libpq-connect.html, 34.1.2).
constexpr std::array parameters = {"host",
                                   "hostaddr",
                                   "port",
                                   "dbname",
                                   "user",
                                   "password",
                                   "passfile",
                                   "require_auth",
                                   "channel_binding",
                                   "connect_timeout",
                                   "client_encoding",
                                   "options",
                                   "application_name",
                                   "fallback_application_name",
                                   "keepalives",
                                   "keepalives_idle",
                                   "keepalives_interval",
                                   "keepalives_count",
                                   "tcp_user_timeout",
                                   "replication",
                                   "gssencmode",
                                   "sslmode",
                                   "requiressl",
                                   "sslnegotiation",
                                   "sslcompression",
                                   "sslcert",
                                   "sslkey",
                                   "sslpassword",
                                   "sslcertmode",
                                   "sslrootcert",
                                   "sslcrl",
                                   "sslcrldir",
                                   "sslsni",
                                   "requirepeer",
                                   "ssl_min_protocol_version",
                                   "ssl_max_protocol_version",
                                   "krbsrvname",
                                   "gsslib",
                                   "gssdelegation",
                                   "service",
                                   "target_session_attrs",
                                   "load_balance_hosts",
                                   "min_protocol_version",
                                   "max_protocol_version",
                                   "ssl"};

using Parameters = std::map<std::string, std::string, std::less<>>;

bool is_parameter(std::string_view name) {
    return std::find(parameters.begin(), parameters.end(), name) != parameters.end();
}

bool is_letter(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
}
bool is_digit(char each) {
    return each >= '0' && each <= '9';
}

bool only(std::string_view text, std::string_view also) {
    return std::all_of(text.begin(), text.end(), [&](char each) {
        return is_letter(each) || is_digit(each) || static_cast<unsigned char>(each) > 0x7f ||
               also.find(each) != std::string_view::npos;
    });
}

int hex_digit(char each) {
    if (is_digit(each)) return each - '0';
    if (each >= 'a' && each <= 'f') return each - 'a' + 10;
    if (each >= 'A' && each <= 'F') return each - 'A' + 10;
    return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        if (at + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[at + 1]);
        const int low = hex_digit(text[at + 2]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
        plain += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return plain;
}

bool is_port_list(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char each) { return is_digit(each) || each == ','; });
}

// A value as it may be shown: whole when it can hold no stray piece of a password, else only that
// there is one.
std::string shown_part(std::string_view text, std::string_view also) {
    return only(text, also) ? std::string(text) : "***";
}

std::string shown_url(const Parameters& values) {
    const auto value = [&](std::string_view name) {
        const auto found = values.find(name);
        return found == values.end() ? std::string() : found->second;
    };
    std::string text = "postgresql://";
    const bool with_password = values.count("password") != 0;
    if (!value("user").empty() || with_password) {
        text += shown_part(value("user"), "_.-") + (with_password ? ":***@" : "@");
    }
    const std::string host = value("host").empty() ? value("hostaddr") : value("host");
    const bool socket = !host.empty() && host.front() == '/';
    if (!socket) text += shown_part(host, "_.-:,[]");
    if (!value("port").empty()) text += ":" + shown_part(value("port"), ",");
    text += "/" + shown_part(value("dbname"), "_.- ");
    if (socket) text += "?host=" + shown_part(host, "_.-/ ");
    if (!value("service").empty())
        text += (socket ? "&service=" : "?service=") + shown_part(value("service"), "_.-");
    return text;
}

// "host:5432" or "[::1]:5432", or several of them with commas. False when it is none: then it may
// be a piece of a password with an unescaped '@' or '/'.
bool read_hosts(std::string_view text, Parameters& values) {
    std::string hosts;
    std::string ports;
    bool any_port = false;
    for (const std::string& part : split(text, ',')) {
        std::string_view host = part;
        std::string_view port;
        if (!host.empty() && host.front() == '[') {
            const std::size_t close = host.find(']');
            if (close == std::string_view::npos) return false;
            port = host.substr(close + 1);
            host = host.substr(1, close - 1);
            if (!only(host, ":.%")) return false;
        } else {
            const std::size_t colon = host.find(':');
            port = colon == std::string_view::npos ? "" : host.substr(colon);
            host = host.substr(0, colon);
            if (!only(host, "_.-%")) return false;
        }
        if (!port.empty() && (port.front() != ':' || !is_port_list(port.substr(1)))) return false;
        const auto plain = percent_decoded(host);
        if (!plain) return false;
        hosts += (hosts.empty() && ports.empty() && !any_port ? "" : ",") + *plain;
        ports += (any_port ? "," : "") + std::string(port.empty() ? "" : port.substr(1));
        any_port = true;
    }
    if (!hosts.empty()) values["host"] = hosts;
    if (!ports.empty()) values["port"] = ports;
    return true;
}

// The part of a PostgreSQL URI behind "://". libpq reads an unescaped '@', '/' or '?' in a password
// as the end of it and puts the rest into its messages; so whatever looks like that is refused
// here.
bool read_uri(std::string_view rest, Parameters& values) {
    const std::size_t at = rest.find_first_of("@/?");
    if (at != std::string_view::npos && rest[at] == '@') {
        const std::string_view who = rest.substr(0, at);
        const std::size_t colon = who.find(':');
        const auto user = percent_decoded(who.substr(0, colon));
        if (!user) return false;
        if (!user->empty()) values["user"] = *user;
        if (colon != std::string_view::npos) {
            const auto password = percent_decoded(who.substr(colon + 1));
            if (!password) return false;
            values["password"] = *password;
        }
        rest.remove_prefix(at + 1);
    }
    const std::size_t question = rest.find('?');
    std::string_view query = question == std::string_view::npos ? "" : rest.substr(question + 1);
    rest = rest.substr(0, question);
    const std::size_t slash = rest.find('/');
    if (!read_hosts(rest.substr(0, slash), values)) return false;
    if (slash != std::string_view::npos) {
        const std::string_view name = rest.substr(slash + 1);
        const auto plain = percent_decoded(name);
        if (!plain || name.find_first_of("/:@#") != std::string_view::npos) return false;
        if (!plain->empty()) values["dbname"] = *plain;
    }
    if (query.empty()) return true;
    for (const std::string& pair : split(query, '&')) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || pair.find('=', equals + 1) != std::string::npos)
            return false;
        const auto name = percent_decoded(std::string_view(pair).substr(0, equals));
        const auto value = percent_decoded(std::string_view(pair).substr(equals + 1));
        if (!name || !value || !is_parameter(*name)) return false;
        if (*name == "port" && !is_port_list(*value)) return false;
        values[*name] = *value;
    }
    return true;
}

// libpq's "host=localhost dbname='my db'" (34.1.1.1): a backslash escapes, quotes keep blanks.
bool read_keywords(std::string_view text, Parameters& values) {
    std::size_t at = 0;
    const auto skip_blanks = [&] {
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n')) ++at;
    };
    for (skip_blanks(); at < text.size(); skip_blanks()) {
        std::string name;
        while (at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || text[at] == '_'))
            name += text[at++];
        skip_blanks();
        if (at >= text.size() || text[at] != '=' || !is_parameter(name)) return false;
        ++at;
        skip_blanks();
        const bool quoted = at < text.size() && text[at] == '\'';
        if (quoted) ++at;
        std::string value;
        while (at < text.size() && text[at] != '\'' &&
               (quoted || (text[at] != ' ' && text[at] != '\t'))) {
            if (text[at] == '\\' && at + 1 < text.size()) ++at;
            value += text[at++];
        }
        const bool closed = at < text.size() && text[at] == '\'';
        if (quoted != closed) return false;
        if (quoted) ++at;
        if (name == "port" && !is_port_list(value)) return false;
        values[name] = std::move(value);
    }
    return !values.empty();
}

bool starts_with(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}
bool ends_with(std::string_view text, std::string_view with) {
    return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

DatabaseUrl sqlite_url(std::string_view path) {
    DatabaseUrl url;
    url.dialect = "sqlite";
    url.path = path.empty() ? ":memory:" : std::string(path);
    url.shown = (url.path == ":memory:" ? "sqlite://" : "sqlite:///") + url.path;
    return url;
}

// Backslash and quote are what libpq asks to be escaped.
std::string quoted_value(const std::string& value) {
    std::string text = "'";
    for (const char each : value) {
        if (each == '\\' || each == '\'') text += '\\';
        text += each;
    }
    return text + "'";
}

std::string keywords_of(const Parameters& values) {
    std::string text;
    for (const auto& [name, value] : values) {
        if (name == "password" || name == "sslpassword") continue;
        const bool jdbc = name == "ssl";  // a word of URIs alone
        text += (text.empty() ? "" : " ") + (jdbc ? "sslmode='require'" : name + "=" + quoted_value(value));
    }
    return text;
}

DatabaseUrl postgresql_url(std::string conninfo, const Parameters& values) {
    DatabaseUrl url;
    url.dialect = "postgresql";
    url.conninfo = std::move(conninfo);
    if (const auto password = values.find("password"); password != values.end()) url.password = password->second;
    url.shown = shown_url(values);
    return url;
}

// "postgresql", "postgres" or "postgresql+driver".
bool is_postgresql_scheme(std::string_view scheme) {
    const std::size_t plus = scheme.find('+');
    const std::string_view name = scheme.substr(0, plus);
    return (name == "postgresql" || name == "postgres") &&
           (plus == std::string_view::npos || only(scheme.substr(plus + 1), "_"));
}

}  // namespace

std::optional<DatabaseUrl> parse_database_url(std::string_view text, std::string& problem) {
    const auto refuse = [&](const std::string& why) {
        problem = why;
        return std::nullopt;
    };
    const std::string length = " (" + count_of(text.size(), "character") + ")";
    if (text.empty()) return refuse("the database URL is empty");
    if (text.find('\0') != std::string_view::npos)
        return refuse("the database URL holds a NUL byte" + length);

    const std::size_t colon = text.find("://");
    const std::string_view scheme = colon == std::string_view::npos ? "" : text.substr(0, colon);
    const std::string_view rest = colon == std::string_view::npos ? text : text.substr(colon + 3);
    if (scheme == "sqlite" || (starts_with(scheme, "sqlite+") && only(scheme.substr(7), "_"))) {
        if (rest.empty() || rest == ":memory:") return sqlite_url(":memory:");
        if (rest.front() != '/') {
            return refuse("an SQLite URL has three slashes before a path: sqlite:///file.db" +
                          length);
        }
        return sqlite_url(rest.substr(1));
    }
    if (is_postgresql_scheme(scheme)) {
        Parameters values;
        if (!read_uri(rest, values)) {
            return refuse("the PostgreSQL URL cannot be understood" + length +
                          "; write postgresql://user:password@host:5432/database, with '@', '/', "
                          "'?', '#' and '%' in "
                          "the password as %40, %2F, %3F, %23 and %25");
        }
        return postgresql_url("postgresql://" + std::string(rest), values);
    }
    if (scheme.empty() && text == ":memory:") return sqlite_url(text);
    if (scheme.empty() &&
        (ends_with(text, ".db") || ends_with(text, ".sqlite") || ends_with(text, ".sqlite3")) &&
        text.find('=') == std::string_view::npos) {
        return sqlite_url(text);
    }
    Parameters values;
    if (text.find('=') != std::string_view::npos && read_keywords(text, values)) {
        return postgresql_url(std::string(text), values);
    }
    return refuse("the database URL cannot be understood" + length +
                  "; write sqlite:///file.db or postgresql://user@host/database");
}

std::optional<std::string> expand_variables(std::string_view text, std::string& problem,
                                            const std::map<std::string, std::string>& values) {
    std::string result;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t start = text.find("${", at);
        result += text.substr(at, start == std::string_view::npos ? start : start - at);
        if (start == std::string_view::npos) break;
        const std::size_t close = text.find('}', start);
        std::string name(
            close == std::string_view::npos ? "" : text.substr(start + 2, close - start - 2));
        const bool given = name.starts_with("x:");
        if (given) name.erase(0, 2);
        if (name.empty() || is_digit(name.front()) || !only(name, "_")) {
            problem = "'${' is not followed by the name of an environment variable and '}'";
            return std::nullopt;
        }
        const auto found = values.find(name);
        if (given && found == values.end()) {
            problem = "the database is named with '${x:" + name + "}': give the value with -x " + name + "=VALUE";
            return std::nullopt;
        }
        const char* value = given ? found->second.c_str() : std::getenv(name.c_str());
        if (value == nullptr) {
            problem = "the environment variable '" + name + "' is not set";
            return std::nullopt;
        }
        result += value;
        at = close + 1;
    }
    return result;
}

UrlWords words_of(const DatabaseUrl& url) {
    Parameters values;
    const std::size_t scheme = url.conninfo.find("://");
    const bool known = scheme == std::string::npos ? read_keywords(url.conninfo, values)
                                                   : read_uri(std::string_view(url.conninfo).substr(scheme + 3), values);
    if (!known) return {};
    return {keywords_of(values), url.password};
}

}  // namespace migrations
