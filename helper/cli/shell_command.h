#pragma once

#include <string>
#include <string_view>

namespace migrations {

// What messages need to name a command that works when it is pasted into a terminal.

// The text as one word of a POSIX shell: in single quotes where it needs them.
//   "build" -> build, "my build" -> 'my build', "it's" -> 'it'\''s'
std::string shell_word(std::string_view text);

// How this program is called: "migrations" where PATH leads to it, else its own path, as a shell word. After
// FetchContent or an install into a prefix it is on no PATH.
std::string own_program();

}  // namespace migrations
