#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/data.h"
#include "schema/schema.h"

namespace migrations {

// Pieces of SQL that SQLite and PostgreSQL write alike, so that both dialects spell them in one
// way. All names are quoted. `dialect` chooses among the texts of an Sql value ("sqlite",
// "postgresql").

// ("a", "b")
std::string column_list(const std::vector<std::string>& columns);

// CONSTRAINT "name" with a space behind it, or "" for an empty name.
std::string constraint_prefix(std::string_view name);

// CONSTRAINT "pk_users" PRIMARY KEY ("id")
std::string constraint_clause(const PrimaryKey& key);
// CONSTRAINT "uq_users_email" UNIQUE ("email"), NULLS NOT DISTINCT and DEFERRABLE where it is so
std::string constraint_clause(const Unique& unique);
// CONSTRAINT "fk_posts_author_id" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE
// CASCADE
std::string constraint_clause(const ForeignKey& key);
// CONSTRAINT "ck_users_age" CHECK (age >= 0)
std::string constraint_clause(const Check& check, std::string_view dialect);

// The words behind REFERENCES and its columns, each with a space before it: " ON DELETE CASCADE";
// "" for no action.
std::string action_clauses(const ForeignKey& key);
// " DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE INITIALLY IMMEDIATE", or ""
std::string deferrable_clause(Deferrable deferrable);

// A value as a literal for the column of this name.
using LiteralFor = std::function<std::string(const Value& value, std::string_view column)>;

// INSERT statements for the rows, in order: neighbours that name the same columns share one, at
// most a hundred rows each. A row that names no column is INSERT INTO "t" DEFAULT VALUES. What
// `overriding` says of the columns of a statement stands before its VALUES.
using Overriding = std::function<std::string(const std::vector<std::string>& columns)>;
std::vector<std::string> insert_statements(const InsertRows& insert, std::string_view dialect,
                                           const LiteralFor& literal,
                                           const Overriding& overriding = {});
// UPDATE "t" SET "a" = 1 WHERE id > 5
std::string update_statement(const UpdateRows& update, std::string_view dialect,
                             const LiteralFor& literal);
// DELETE FROM "t" WHERE id > 5
std::string delete_statement(const DeleteRows& removal, std::string_view dialect);

}  // namespace migrations
