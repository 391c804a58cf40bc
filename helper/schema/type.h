#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace migrations {

// The portable column types. What each is in a dialect: dialects/<name>/types.cc.
struct Verbatim {  // no portable type, only text per dialect
    bool operator==(const Verbatim&) const = default;
};
struct Bool {
    bool operator==(const Bool&) const = default;
};
struct Integer {
    int bits = 64;  // 16, 32, 64
    bool operator==(const Integer&) const = default;
};
struct Float {
    int bits = 64;  // 32, 64
    bool operator==(const Float&) const = default;
};
struct Decimal {
    int precision = 0;  // digits in all, 1 to 1000
    int scale = 0;      // digits after the point, 0 to precision
    bool operator==(const Decimal&) const = default;
};
struct String {
    int length = 0;  // characters at most, 1 to 10485760
    bool operator==(const String&) const = default;
};
struct Text {
    bool operator==(const Text&) const = default;
};
struct Blob {
    bool operator==(const Blob&) const = default;
};
struct Date {
    bool operator==(const Date&) const = default;
};
struct Time {
    bool operator==(const Time&) const = default;
};
struct Timestamp {
    bool zone = false;  // timestamptz
    bool operator==(const Timestamp&) const = default;
};
struct Uuid {
    bool operator==(const Uuid&) const = default;
};
struct Json {
    bool operator==(const Json&) const = default;
};
struct Enum {
    std::string name;  // of an EnumType of the schema
    bool operator==(const Enum&) const = default;
};

using PortableType = std::variant<Verbatim, Bool, Integer, Float, Decimal, String, Text, Blob, Date, Time, Timestamp,
                                  Uuid, Json, Enum>;

// A portable type, and for single dialects the text to be used instead.
struct Type {
    PortableType portable;
    std::map<std::string, std::string> verbatim;  // dialect name -> type name, as the server writes it

    Type() = default;
    Type(PortableType portable) : portable(std::move(portable)) {}

    // The text for this dialect instead of the portable type, or null.
    const std::string* verbatim_for(std::string_view dialect) const;
    bool operator==(const Type&) const = default;
};

// "decimal(12,2)", "enum(status)", ...; "" for Verbatim.
std::string to_string(const PortableType& type);

// The type named so, or nothing. "decimal(12, 2)" with blanks is accepted; "varchar" is not: problem says why and
// what is near ("unknown type 'varchar(20)'; did you mean 'string(20)'?").
std::optional<PortableType> parse_type(std::string_view text, std::string& problem);

}  // namespace migrations
