#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrations {

// C++ source of text that may hold anything.
class CppTexts {
public:
    // An expression of type std::string_view for the text. One that no compiler takes as a literal (MSVC: 65535
    // bytes in all, 16380 in one piece) becomes an array, whose definition is added to `declarations`.
    std::string expression(std::string_view text);

    std::vector<std::string> declarations;
};

// "text" as adjacent string literals of at most 4 KiB, escaped so that no compiler reads anything into it.
std::string cpp_literal(std::string_view text);

// The text as an identifier: other characters become '_', a digit in front gets one, a keyword or a macro that
// many headers have gets one behind.
std::string cpp_identifier(std::string_view text);

// The inline namespace for the constants of a target's schema: several targets may be in one namespace.
std::string schema_namespace(std::string_view target);

}  // namespace migrations
