#pragma once

#include <string>
#include <string_view>

namespace migrations {

// "blog_posts" -> "BlogPosts": the ASCII letters and digits of a name, the first of each word in
// upper case, with
// '_' before a digit in front. "" when there are none.
std::string camel_case(std::string_view name);

// Whether C++ takes the word as the name of a type: ASCII letters, digits and '_', no keyword, and
// no name that is kept for the implementation (two '_' in a row, or '_' and an upper case letter;
// [lex.name]).
bool is_cpp_name(std::string_view word);

}  // namespace migrations
