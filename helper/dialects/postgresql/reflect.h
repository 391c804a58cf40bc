#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// Runs one query and returns its rows.
using Query = std::function<std::vector<Cells>(std::string_view sql)>;

// Reads the tables and enums of one schema of the database from pg_catalog, with one query for each
// kind of thing. `name` empty: the current schema. All queries must see the same snapshot, and the
// search path must begin with the schema, or else the server prints the names of its types with the
// schema before them.
//
// Tables are sorted by name, columns are in their order. Types have the server's text, but an enum
// of the schema is one here too, so that what changes its values finds its columns. Expressions are
// as the server prints them (pg_get_expr). Settings that are the server's defaults are left out. An
// index that is not valid has one more key (traits.h). Left out: objects of extensions, the tables of `ignored`, views, sequences, triggers and
// functions.
Schema reflect(const Query& query, const std::vector<std::string>& ignored,
               std::string_view name = {});

}  // namespace migrations::postgresql
