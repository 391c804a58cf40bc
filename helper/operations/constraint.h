#pragma once

#include <string>
#include <tuple>

#include "schema/schema.h"

namespace migrations {

struct AddPrimaryKey {
    std::string table;
    PrimaryKey primary_key;
    bool operator==(const AddPrimaryKey&) const = default;
    static constexpr const char* name = "add_primary_key";
    static constexpr auto fields = std::make_tuple(required("table", &AddPrimaryKey::table),
                                                   required("primary_key", &AddPrimaryKey::primary_key));
};

struct DropPrimaryKey {
    std::string table;
    bool operator==(const DropPrimaryKey&) const = default;
    static constexpr const char* name = "drop_primary_key";
    static constexpr auto fields = std::make_tuple(required("table", &DropPrimaryKey::table));
};

struct AddUnique {
    std::string table;
    Unique unique;
    bool operator==(const AddUnique&) const = default;
    static constexpr const char* name = "add_unique";
    static constexpr auto fields =
        std::make_tuple(required("table", &AddUnique::table), required("unique", &AddUnique::unique));
};

struct DropUnique {
    std::string table;
    std::string unique;
    bool operator==(const DropUnique&) const = default;
    static constexpr const char* name = "drop_unique";
    static constexpr auto fields =
        std::make_tuple(required("table", &DropUnique::table), required("unique", &DropUnique::unique));
};

struct AddForeignKey {
    std::string table;
    ForeignKey foreign_key;
    bool operator==(const AddForeignKey&) const = default;
    static constexpr const char* name = "add_foreign_key";
    static constexpr auto fields = std::make_tuple(required("table", &AddForeignKey::table),
                                                   required("foreign_key", &AddForeignKey::foreign_key));
};

struct DropForeignKey {
    std::string table;
    std::string foreign_key;
    bool operator==(const DropForeignKey&) const = default;
    static constexpr const char* name = "drop_foreign_key";
    static constexpr auto fields = std::make_tuple(required("table", &DropForeignKey::table),
                                                   required("foreign_key", &DropForeignKey::foreign_key));
};

struct AddCheck {
    std::string table;
    Check check;
    bool operator==(const AddCheck&) const = default;
    static constexpr const char* name = "add_check";
    static constexpr auto fields =
        std::make_tuple(required("table", &AddCheck::table), required("check", &AddCheck::check));
};

// What a constraint that was added with not_valid = true lacks: the rows that existed are looked at. PostgreSQL does so
// without keeping others from writing.
struct ValidateConstraint {
    std::string table;
    std::string constraint;  // a foreign key or a check
    bool operator==(const ValidateConstraint&) const = default;
    static constexpr const char* name = "validate_constraint";
    static constexpr auto fields = std::make_tuple(required("table", &ValidateConstraint::table),
                                                   required("constraint", &ValidateConstraint::constraint));
};

struct AddExclude {
    std::string table;
    Exclude exclude;
    bool operator==(const AddExclude&) const = default;
    static constexpr const char* name = "add_exclude";
    static constexpr auto fields =
        std::make_tuple(required("table", &AddExclude::table), required("exclude", &AddExclude::exclude));
};

struct DropExclude {
    std::string table;
    std::string exclude;
    bool operator==(const DropExclude&) const = default;
    static constexpr const char* name = "drop_exclude";
    static constexpr auto fields =
        std::make_tuple(required("table", &DropExclude::table), required("exclude", &DropExclude::exclude));
};

struct DropCheck {
    std::string table;
    std::string check;
    bool operator==(const DropCheck&) const = default;
    static constexpr const char* name = "drop_check";
    static constexpr auto fields =
        std::make_tuple(required("table", &DropCheck::table), required("check", &DropCheck::check));
};

}  // namespace migrations
