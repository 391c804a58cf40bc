#include "dialects/postgresql/probe.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <migrations/postgresql_leftovers.hpp>
#include <migrations/statement_words.hpp>

#include "base/sql_text.h"

namespace migrations::postgresql {

namespace {

const char* const runs_again = "SELECT false";

// DROP INDEX [CONCURRENTLY] [IF EXISTS] name [CASCADE | RESTRICT]
std::string of_drop_index(statement_words words) {
    if (!words.take_all({"drop", "index"})) return "";
    words.take("concurrently");
    words.skip_condition();
    const std::string name = words.name();
    if (!words.take("cascade")) words.take("restrict");
    if (name.empty() || !words.at_end()) return "";
    return "SELECT pg_catalog.to_regclass(" + quote_literal(name) + ") IS NULL";
}

// ALTER TYPE name ADD VALUE [IF NOT EXISTS] 'label' ...
std::string of_add_value(statement_words words) {
    if (!words.take_all({"alter", "type"})) return "";
    const std::string name = words.name();
    if (name.empty() || !words.take_all({"add", "value"})) return "";
    words.skip_condition();
    const std::string label = words.string();
    if (label.empty()) return "";
    return "SELECT EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype(" + quote_literal(name) +
           ") AND enumlabel = " + label + ")";
}

// ALTER TABLE [IF EXISTS] [ONLY] name VALIDATE CONSTRAINT ...: does nothing where the constraint is valid.
bool is_validation(statement_words words) {
    if (!words.take_all({"alter", "table"})) return false;
    words.skip_condition();
    words.take("only");
    return !words.name().empty() && words.take_all({"validate", "constraint"});
}

std::string of_detach(std::string_view sql) {
    const concurrent_detach detach = concurrent_detach_of(sql);
    if (detach.table.empty()) return "";
    return "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = pg_catalog.to_regclass(" +
           quote_literal(detach.partition) + ") AND inhparent = pg_catalog.to_regclass(" + quote_literal(detach.table) + "))";
}

bool does_no_harm(const statement_words& words) {
    constexpr std::array statements = {"vacuum", "analyze", "refresh", "set", "reset", "checkpoint", "cluster", "reindex"};
    return std::any_of(statements.begin(), statements.end(), [&](const char* word) { return statement_words(words).take(word); });
}

}  // namespace

std::string probe_of(std::string_view sql) {
    const statement_words words(sql);
    if (does_no_harm(words) || is_validation(words)) return runs_again;
    for (const std::string& probe : {of_drop_index(words), of_add_value(words), of_detach(sql)}) {
        if (!probe.empty()) return probe;
    }
    return "";
}

}  // namespace migrations::postgresql
