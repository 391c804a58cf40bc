#include "random_values.h"

#include "base/sql_text.h"

namespace migrations {
namespace {

const std::vector<std::string> plain_names = {
    "users",  "posts", "teams", "tags",   "events", "email",      "title", "amount", "created_at",
    "status", "body",  "team",  "author", "price",  "sort_order", "n",     "note",   "user_id",
};
const std::vector<std::string> odd_names = {
    "order",
    "select",
    "Mixed Case",
    "quo\"te",
    "gr\xc3\xb6\xc3\x9f"
    "e",
    "with-dash",
    "dotted.name",
    "it's",
    "UPPER",
    "1st",
    "\xe8\xa1\xa8 \xf0\x9f\x98\x80",  // beyond Latin, and of four bytes
    "semi;colon",
    "--x",
    "back\\slash",
    "$1 %s {}",
    "a_name_that_is_almost_as_long_as_a_name_can_be_in_postgresql_",
};

}  // namespace

std::size_t random_below(std::mt19937& random, std::size_t limit) {
    return random() % limit;
}
bool one_in(std::mt19937& random, std::size_t count) {
    return random_below(random, count) == 0;
}

std::vector<std::string> some_of(std::vector<std::string> names, std::size_t most,
                                 std::mt19937& random) {
    std::shuffle(names.begin(), names.end(), random);
    names.resize(std::min(names.size(), 1 + random_below(random, most)));
    return names;
}

std::string random_name(std::mt19937& random) {
    return any_of(random, one_in(random, 4) ? odd_names : plain_names);
}

std::string spelled(const std::string& name, std::mt19937& random) {
    const bool plain = std::find(plain_names.begin(), plain_names.end(), name) != plain_names.end();
    return plain && one_in(random, 2) ? name : quote_identifier(name);
}

std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> texts = {
        "",
        "plain text",
        "it's \"quoted\"",
        "two\nlines",
        "tab\there",
        "back\\slash",
        "gr\xc3\xbc\xc3\x9f"
        "e",
        "\xe6\xbc\xa2\xe5\xad\x97",
        "# no comment",
        "'''\"\"\"",
        " blanks ",
        "$tag$ :name ?1 %s {}",
        "line end\n",
    };
    return any_of(random, texts);
}

Type random_type(const Schema& schema, std::mt19937& random) {
    const std::size_t kind = random_below(random, 18);
    switch (kind) {
        case 0:
            return Type(Bool{});
        case 1:
            return Type(Integer{16});
        case 2:
            return Type(Integer{32});
        case 3:
            return Type(Integer{64});
        case 4:
            return Type(Float{32});
        case 5:
            return Type(Float{64});
        case 6:
            return Type(Decimal{12, static_cast<int>(1 + random_below(random, 6))});
        case 7:
            return Type(String{static_cast<int>(10 + random_below(random, 300))});
        case 8:
            return Type(Blob{});
        case 9:
            return Type(Date{});
        case 10:
            return Type(Time{});
        case 11:
            return Type(Timestamp{false});
        case 12:
            return Type(Timestamp{true});
        case 13:
            return Type(Uuid{});
        case 14:
            return Type(Json{});
        case 15: {
            Type type;
            if (one_in(random, 2)) type.portable = String{50};
            type.verbatim = {{"sqlite", "VARCHAR(50)"}, {"postgresql", "character varying(50)"}};
            return type;
        }
        case 16:
            if (!schema.enums.empty()) return Type(Enum{any_of(random, schema.enums).name});
            return Type(Text{});
        default:
            return Type(Text{});
    }
}

Value random_value(const Type& type, const Schema& schema, std::mt19937& random) {
    const auto text = [](const char* value) { return Value(std::string(value)); };
    const PortableType& portable = type.portable;
    if (std::holds_alternative<Bool>(portable)) return Value(one_in(random, 2));
    if (std::holds_alternative<Integer>(portable)) {
        return Value(static_cast<std::int64_t>(random_below(random, 1000)));
    }
    if (std::holds_alternative<Float>(portable)) return Value(one_in(random, 2) ? 1.5 : -0.25);
    if (std::holds_alternative<Decimal>(portable)) return text(one_in(random, 2) ? "12.5" : "0");
    if (std::holds_alternative<Date>(portable)) return text("2020-02-29");
    if (std::holds_alternative<Time>(portable)) return text("12:34:56");
    if (std::holds_alternative<Uuid>(portable)) {
        return text("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
    }
    if (std::holds_alternative<Json>(portable)) return text(R"({"a": [1, "it's"]})");
    if (const auto* stamp = std::get_if<Timestamp>(&portable)) {
        return text(stamp->zone ? "2020-02-29 12:34:56+00" : "2020-02-29 12:34:56");
    }
    if (const auto* named = std::get_if<Enum>(&portable)) {
        return Value(any_of(random, schema.enum_type(named->name)->values));
    }
    return text(one_in(random, 2) ? "it's" : "");
}

EnumType random_enum(const Schema& schema, std::mt19937& random) {
    static const std::vector<std::string> values = {
        "active", "suspended", "it's", "two words", "gr\xc3\xbcn", "UPPER", "x",
    };
    EnumType type;
    type.name = free_name(schema.enums, random);
    for (int number = 2; taken(schema.tables, type.name); ++number) {
        type.name = "kind" + std::to_string(number);
        if (taken(schema.enums, type.name)) type.name += "_" + std::to_string(random());
    }
    type.values = some_of(values, 4, random);
    type.native = one_in(random, 2);
    return type;
}

}  // namespace migrations
