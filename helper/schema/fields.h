#pragma once

#include <tuple>

namespace migrations {

// A named member of a struct. The tuple `fields` of a struct is how it is printed, parsed and documented: text.h
// walks it, so a new member needs one line here and nothing elsewhere.
template <class Struct, class Member>
struct Field {
    const char* name;  // its key in TOML; "" for a member whose fields are written as if they were the struct's own
    Member Struct::*member;
    bool required;
};

template <class Struct, class Member>
constexpr Field<Struct, Member> required(const char* name, Member Struct::*member) {
    return {name, member, true};
}

// A member that is left out of the text while it has its default value.
template <class Struct, class Member>
constexpr Field<Struct, Member> optional(const char* name, Member Struct::*member) {
    return {name, member, false};
}

template <class Struct, class Member>
constexpr Field<Struct, Member> inlined(Member Struct::*member) {
    return {"", member, true};
}

}  // namespace migrations
