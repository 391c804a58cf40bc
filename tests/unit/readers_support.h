#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "readers/model.h"

namespace migrations {

// The models of files in which no mistake is found.
inline Model read_well(const std::vector<SourceFile>& files) {
    Diagnostics diagnostics;
    Model model = read_models(files, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    return model;
}

inline Model read_well(const std::string& text) {
    return read_well({{"m.toml", text}});
}

// One file, m.toml, with everything that the grammar has; the numbers are those of its lines.
inline const char* const good =
    "[enums.role]\n"                                 // 1
    "values = [\"admin\", \"member\", \"guest\"]\n"  // 2
    "native = true\n"                                // 3
    "cpp = \"UserRole\"\n"                           // 4
    "renamed_from = \"kind\"\n"                      // 5
    "renamed_values = { visitor = \"guest\" }\n"     // 6
    "[tables.Timestamps]\n"                          // 7
    "table = false\n"                                // 8
    "comment = \"when a row came and changed\"\n"    // 9
    "[tables.Timestamps.columns]\n"                  // 10
    "created_at = { type = \"timestamptz\", default_expr = \"now\", comment = \"set once\" }\n"
    "updated_at = { type = \"timestamptz\", null = true, index = true, renamed_from = \"changed\" "
    "}\n"
    "origin = { type = \"enum\", values = [\"web\", \"api\"], default = \"web\" }\n"
    "[tables.Draft]\n"                                               // 14
    "table = false\n"                                                // 15
    "columns.size = { type = \"enum\", values = [\"s\", \"l\"] }\n"  // 16
    "[tables.users]\n"                                               // 17
    "cpp = \"User\"\n"                                               // 18
    "comment = \"people who can sign in\"\n"                         // 19
    "extends = \"Timestamps\"\n"                                     // 20
    "renamed_from = \"accounts\"\n"                                  // 21
    "[tables.users.columns]\n"                                       // 22
    "id = { type = \"int64\", primary_key = true, autoincrement = true }\n"
    "email = { type = \"string(320)\", unique = true, check = \"email LIKE '%@%'\" }\n"
    "nick = { type = \"text\", null = true, renamed_from = \"alias\" }\n"
    "balance = { type = \"decimal(12, 2)\", default = \"0\" }\n"
    "status = { type = \"enum\", values = [\"on\", \"off\"], cpp = \"Status\", default = \"on\", "
    "renamed_values = { yes = \"on\" } }\n"                     // 27
    "role = { type = \"enum(role)\", default = \"member\" }\n"  // 28
    "team_id = { type = \"int64\", references = \"teams\", on_delete = \"cascade\", index = true "
    "}\n"
    "boss = { type = \"int64\", null = true, references = \"users.id\", on_delete = \"set null\", "
    "on_update = \"restrict\", deferrable = \"deferred\" }\n"  // 30
    "label = { type = { portable = \"string(50)\", sqlite = \"VARCHAR(50)\" }, default = \"\" }\n"
    "point = { type = { sqlite = \"BLOB\", postgresql = \"point\" }, null = true }\n"
    "born = { type = \"date\", default = 2000-01-01 }\n"
    "token = { type = \"uuid\", default_expr = { sqlite = \"new()\", postgresql = \"gen()\" } }\n"
    "full = { type = \"text\", generated = \"nick || email\" }\n"
    "short = { type = \"text\", generated = { expression = \"lower(nick)\", stored = false } }\n"
    "[[tables.users.uniques]]\n"                                   // 37
    "columns = [\"team_id\", \"nick\"]\n"                          // 38
    "deferrable = \"immediate\"\n"                                 // 39
    "[[tables.users.checks]]\n"                                    // 40
    "name = \"positive\"\n"                                        // 41
    "expression = \"\"\"\nbalance >= 0\n  AND nick <> ''\"\"\"\n"  // 42 to 44
    "[[tables.users.indexes]]\n"                                   // 45
    "columns = [\"team_id\", { column = \"created_at\", descending = true }, { expression = "
    "\"lower(email)\" }]\n"
    "unique = true\n"  // 47
    "where = { sqlite = \"nick IS NOT NULL\", postgresql = \"nick <> 'x'\" }\n"
    "name = \"by_team\"\n"                                      // 49
    "[tables.teams.columns]\n"                                  // 50
    "id = { type = \"int32\", primary_key = true }\n"           // 51
    "name = { type = \"string(80)\", unique = true }\n"         // 52
    "[tables.members]\n"                                        // 53
    "primary_key = [\"user_id\", \"team_id\"]\n"                // 54
    "strict = true\n"                                           // 55
    "without_rowid = true\n"                                    // 56
    "[tables.members.columns]\n"                                // 57
    "user_id = { type = \"int64\", references = \"users\" }\n"  // 58
    "team_id = { type = \"int32\" }\n"                          // 59
    "[[tables.members.foreign_keys]]\n"                         // 60
    "columns = [\"team_id\"]\n"                                 // 61
    "table = \"teams\"\n"                                       // 62
    "on_delete = \"restrict\"\n"                                // 63
    "[tables.notes.columns]\n"                                  // 64
    "user_id = { type = \"int64\" }\n"                          // 65
    "team_id = { type = \"int32\" }\n"                          // 66
    "[[tables.notes.foreign_keys]]\n"                           // 67
    "columns = [\"user_id\", \"team_id\"]\n"                    // 68
    "table = \"members\"\n"                                     // 69
    "references = [\"user_id\", \"team_id\"]\n"                 // 70
    "name = \"fk_member\"\n";                                   // 71

}  // namespace migrations
