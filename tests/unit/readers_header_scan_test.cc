// Which classes are tables in a header, as its words say.
#include <gtest/gtest.h>

#include <string>

#include "readers/header_scan.h"

namespace migrations {
namespace {

std::string tables_in(const std::string& text) {
    std::string found;
    for (const HeaderTable& each : tables_in_header({"a.hpp", text})) {
        found += (found.empty() ? "" : ", ") + each.type + " " + to_string(each.location);
    }
    return found;
}

TEST(HeaderScan, FindsSpecialisations) {
    EXPECT_EQ(tables_in("template <> struct migrations::table<app::User> { };"), "app::User a.hpp:1:38");
    EXPECT_EQ(tables_in("template<>\nstruct ::migrations::table< ::app :: User > final {\n};"), "::app::User a.hpp:2:29");
    EXPECT_EQ(tables_in("namespace migrations {\ntemplate <> class table<User> : base {};\n}"), "User a.hpp:2:25");
    EXPECT_EQ(tables_in("template <> struct migrations::table<box<app::User, 3>> {};"), "box<app::User,3> a.hpp:1:38");
    EXPECT_EQ(tables_in("template <> struct alignas(8) [[deprecated]] EXPORT migrations::table<A> {};"), "A a.hpp:1:71");
    EXPECT_EQ(tables_in("#if 0\n#if 1\n#else\n#endif\ntemplate <> struct migrations::table<A> {};\n# else\ntemplate <> struct migrations::table<B> "
                        "{};\n#endif\n#if 1\ntemplate <> struct migrations::table<C> {};\n#endif\n// caf\xe9\n"),
              "B a.hpp:7:38, C a.hpp:10:38");
    EXPECT_EQ(tables_in("template <> struct migrations::table<unsigned long> {};"), "unsigned long a.hpp:1:38");
    EXPECT_EQ(tables_in("namespace a { namespace b { } }\nnamespace c = a;\nnamespace { }\ntemplate <> struct migrations::table<A> {};"
                        "template <> struct migrations::table<B> {};"),
              "A a.hpp:4:38, B a.hpp:4:81");
}

TEST(HeaderScan, LeavesOutWhatIsNone) {
    EXPECT_EQ(tables_in("// template <> struct migrations::table<A> {};\n"
                        "/* template <> struct migrations::table<A> {}; */\n"
                        "#define X template <> struct migrations::table<A> {};\\\n template <> struct migrations::table<A> {};\n"
                        "const char* a = \"template <> struct migrations::table<A> {};\\\"\";\n"
                        "const char* b = R\"x(template <> struct migrations::table<A> {};)\" )x\";\n"
                        "const int c = 1'000'000; const char d = '\\''; const char e = '\"';\n"
                        "template <> struct migrations::table<A>;\n"
                        "template <> struct migrations::enumeration<A> {};\n"
                        "template <> struct other::table<A> {};\n"
                        "template <> struct table<A> {};\n"
                        "namespace app { template <> struct table<A> {}; }\n"
                        "template <class T> struct migrations::table<box<T>> {};\n"),
              "");
}

TEST(HeaderScan, EndsWithAnyText) {
    const std::string text = "namespace migrations { template <> struct table<A> {}; } R\"(x\" 'a /* \"";
    for (std::size_t size = 0; size <= text.size(); ++size) tables_in(text.substr(0, size));
    EXPECT_EQ(tables_in("template <> struct migrations::table<A"), "");
    EXPECT_EQ(tables_in("R\"x"), "");
}

}  // namespace
}  // namespace migrations
