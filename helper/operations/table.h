#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "schema/schema.h"

namespace migrations {

struct CreateTable {
    Table table;
    bool operator==(const CreateTable&) const = default;
    static constexpr const char* name = "create_table";
    static constexpr auto fields = std::make_tuple(inlined(&CreateTable::table));
};

struct DropTable {
    std::string table;
    bool operator==(const DropTable&) const = default;
    static constexpr const char* name = "drop_table";
    static constexpr auto fields = std::make_tuple(required("table", &DropTable::table));
};

struct RenameTable {
    std::string from;
    std::string to;
    bool operator==(const RenameTable&) const = default;
    static constexpr const char* name = "rename_table";
    static constexpr auto fields =
        std::make_tuple(required("from", &RenameTable::from), required("to", &RenameTable::to));
};

// What belongs to the table as a whole; what is not given stays.
struct AlterTable {
    std::string table;
    std::optional<std::string> comment;  // "" removes it
    std::optional<bool> strict;
    std::optional<bool> without_rowid;
    std::optional<bool> unlogged;
    std::optional<Parameters> with;  // all that the table is to have
    bool operator==(const AlterTable&) const = default;
    static constexpr const char* name = "alter_table";
    static constexpr auto fields = std::make_tuple(
        required("table", &AlterTable::table), optional("comment", &AlterTable::comment),
        optional("strict", &AlterTable::strict), optional("without_rowid", &AlterTable::without_rowid),
        optional("unlogged", &AlterTable::unlogged), optional("with", &AlterTable::with));
};

}  // namespace migrations
