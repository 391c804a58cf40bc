#include "sql/script.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {

namespace {

// The elements of a canonical CREATE TABLE text: its lines, without the comma that separates them.
// An element of the user's own may have several lines; they are compared one by one all the same.
std::vector<std::string> elements_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::string line : split(text, '\n')) {
        line = trim(line);
        if (!line.empty() && line.back() == ',') line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

bool holds(const std::vector<std::string>& lines, const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

std::string print_rebuild(const Step& step) {
    const std::vector<std::string> before = elements_of(step.expected);
    const std::vector<std::string> after = elements_of(step.wanted);
    std::string text = "-- rebuild of table " + quote_identifier(step.table) + "\n";
    for (const std::string& line : before) {
        if (!holds(after, line)) text += "--   without  " + line + "\n";
    }
    for (const std::string& line : after) {
        if (!holds(before, line)) text += "--   with     " + line + "\n";
    }
    for (const ColumnSource& source : step.sources) {
        text += "--   rows     " + quote_identifier(source.column) + " = " +
                one_line(source.expression) + "\n";
    }
    return text;
}

// A trigger's text ends in a semicolon of its own only behind END, so one is always due.
std::string print_statement(const std::string& sql) {
    // A line comment at the end would swallow the semicolon.
    const std::size_t line = sql.rfind('\n');
    const bool comment = sql.find("--", line == std::string::npos ? 0 : line) != std::string::npos;
    return sql + (comment ? "\n;\n" : ";\n");
}

}  // namespace

std::string print(const Script& script) {
    std::string text;
    for (const Step& step : script.steps) {
        text += step.is_rebuild() ? print_rebuild(step)
                : step.is_call()  ? "-- function " + step.function + "\n"
                                  : print_statement(step.sql);
    }
    return text;
}

}  // namespace migrations
