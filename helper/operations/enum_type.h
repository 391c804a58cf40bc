#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "schema/schema.h"

namespace migrations {

struct CreateEnum {
    EnumType type;
    bool operator==(const CreateEnum&) const = default;
    static constexpr const char* name = "create_enum";
    static constexpr auto fields = std::make_tuple(inlined(&CreateEnum::type));
};

struct DropEnum {
    std::string type;
    bool operator==(const DropEnum&) const = default;
    static constexpr const char* name = "drop_enum";
    static constexpr auto fields = std::make_tuple(required("enum", &DropEnum::type));
};

struct RenameEnum {
    std::string from;
    std::string to;
    bool operator==(const RenameEnum&) const = default;
    static constexpr const char* name = "rename_enum";
    static constexpr auto fields =
        std::make_tuple(required("from", &RenameEnum::from), required("to", &RenameEnum::to));
};

// Gives the enum a new list of values. `renamed_values` (old -> new) says which old value became which new one: rows
// follow. Any other old value that is not in `values` any more must not occur in a row, unless `replaced_values`
// (old -> one of `values`, or a question to the author: question.h) says what those rows get.
struct AlterEnum {
    std::string type;
    std::vector<std::string> values;
    std::map<std::string, std::string> renamed_values;
    std::map<std::string, std::string> replaced_values;
    std::optional<bool> native;
    bool operator==(const AlterEnum&) const = default;
    static constexpr const char* name = "alter_enum";
    static constexpr auto fields = std::make_tuple(
        required("enum", &AlterEnum::type), required("values", &AlterEnum::values),
        optional("renamed_values", &AlterEnum::renamed_values),
        optional("replaced_values", &AlterEnum::replaced_values), optional("native", &AlterEnum::native));
};

// The values of the enum that go without another name: what becomes of rows that hold one is for
// `replaced_values` to say.
std::vector<std::string> lost_values(const AlterEnum& change, const EnumType& before);

}  // namespace migrations
