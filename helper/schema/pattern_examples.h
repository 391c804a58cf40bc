#pragma once

#include <string>
#include <string_view>

namespace migrations {

// Texts that patterns of SQL match. `mark` stands where any text may, `filler` where one character may; of a set of characters the
// one at `row`, moved on by each place, is taken, so that different rows get different texts. What
// a pattern demands beyond that (back references, look-ahead) is not seen: an example is a guess.
struct ExampleStyle {
    std::string mark = "x";
    char filler = 'x';  // for one character of any kind
    int row = 1;
};

std::string like_example(std::string_view pattern, const ExampleStyle& style);
std::string glob_example(std::string_view pattern, const ExampleStyle& style);
// POSIX and the short classes: ^ $ . [a-f] [^a] \d \w \s ( | ) * + ? {2} {2,5}
std::string regex_example(std::string_view pattern, const ExampleStyle& style);

// The characters that "0-9a-f" between brackets means, in that order; "[:alpha:]" and its kin too.
std::string class_members(std::string_view inside);

// So many characters of an alphabet, of which the last ones count up with `row`.
std::string text_over(std::string_view alphabet, std::size_t length, int row);

}  // namespace migrations
