// Models that a C++ compiler has read: the same as the ones in TOML, with their places, and what only C++ gets wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <migrations/model/encode_table.hpp>
#include <random>
#include <regex>
#include <string>
#include <string_view>

#include "header_models.h"
#include "readers/header_models.h"
#include "readers_support.h"

namespace app {
struct Stranger {
    std::int64_t id;
};
struct Entity {
    std::int64_t id;
    std::int64_t org;
};
struct Owner : Entity {};
struct Pet : Entity {
    std::int64_t owner;
    std::int64_t owner_org;
    float weight;
    std::int32_t legs;
};
enum { four_legs = 4 };
struct Odd {
    std::int64_t id;
    std::int64_t again;
    std::int32_t age;
    std::int64_t stranger;
    std::string text;
    Role color;
};
struct Wordy {
    std::int64_t id;
};
struct Options {
    bool on;
    float share;
    std::int16_t rank;
    std::chrono::microseconds at;
    std::vector<std::byte> image;
    std::int64_t number;
    long counted;
    std::string code;
};
}  // namespace app

template <>
struct migrations::table<app::Odd> {
    static constexpr auto definition =
        define("odd",
               column<&app::Odd::id>().primary_key(),
               column<&app::Odd::again>().name("id"),
               column<&app::Odd::age>().type("text"),
               column<&app::Odd::stranger>().references<&app::Stranger::id>().on_delete(referential_action::cascade),
               column<&app::Note::user_id>(),
               unique<&app::Note::team_id>(),
               foreign_key<&app::Odd::age>().references<&app::Stranger::id>(),
               primary_key<&app::Odd::id>(),
               primary_key<&app::Odd::age>(),
               check(""),
               column<&app::Odd::text>().default_value("a\0b").default_expr(""),
               column<&app::Odd::color>().type("text"));
};

template <>
struct migrations::table<app::Entity> {
    static constexpr auto definition = share(column<&app::Entity::id>().name("entity_id"), column<&app::Entity::org>(),
                                             primary_key<&app::Entity::id, &app::Entity::org>(), check("org > 0").name("org_is_positive"),
                                             index<&app::Entity::org>());
};
template <>
struct migrations::table<app::Owner> {
    static constexpr auto definition = define("owners", extends<app::Entity>());
};
template <>
struct migrations::table<app::Pet> {
    static constexpr auto definition =
        define("pets",
               extends<app::Entity>(),
               column<&app::Pet::owner>(),
               column<&app::Pet::owner_org>(),
               column<&app::Pet::weight>().default_value(0.1F),
               column<&app::Pet::legs>().default_value(app::four_legs),
               foreign_key<&app::Pet::owner, &app::Pet::owner_org>()
                   .references<app::Owner, &app::Owner::id, &app::Owner::org>(),
               check("legs < 5"));
};

#define TEN_TIMES(text) text text text text text text text text text text
template <>
struct migrations::table<app::Wordy> {
    static constexpr auto definition = define("wordy", column<&app::Wordy::id>().primary_key()).comment(TEN_TIMES(TEN_TIMES(TEN_TIMES("many words "))));
};

template <>
struct migrations::table<app::Options> {
    static constexpr auto definition =
        define("options",
               column<&app::Options::number>().identity(identity_options().generated_always().start_with(5).increment_by(10)),
               column<&app::Options::counted>().default_value(-9223372036854775807 - 1),
               column<&app::Options::on>().default_value(false),
               column<&app::Options::share>().default_value(0.25),
               column<&app::Options::rank>().default_value(3).collation("x"),
               column<&app::Options::at>(),
               column<&app::Options::image>(),
               column<&app::Options::code>().collation(sql().sqlite("NOCASE").postgresql("C")),
               foreign_key<&app::Options::number>().references("teams", "id").match_full().not_valid(),
               exclude(sql().postgresql("USING gist (code WITH =)")).name("no_overlap"),
               check("number > 0").not_valid().no_inherit(),
               unique<&app::Options::rank>().nulls_not_distinct().name("ranks"),
               index<&app::Options::code>().method("hash").with("fillfactor", 70),
               index_on(key<&app::Options::at>().nulls_last(), key<&app::Options::code>().opclass("text_pattern_ops").collation("C"))
                   .nulls_not_distinct()
                   .unique()
                   .include<&app::Options::rank, &app::Options::on>())
            .unlogged()
            .with("fillfactor", 50);
};

namespace migrations {
namespace {

template <class... Classes>
std::string object_of() {
    std::string bytes = "\x7f" "ELF and whatever else there is";
    const auto add = [&](const auto& piece) { bytes += std::string_view(piece.bytes.data(), piece.bytes.size()); };
    (..., add(model_detail::encoded<Classes>::text()));
    return bytes;
}

Model read_object(const std::string& object, Diagnostics& diagnostics, const std::vector<SourceFile>& files = {}) {
    const Node headers = read_header_models(object, "models.o", diagnostics);
    return read_models(files, diagnostics, default_naming(), {headers});
}

// What the messages say; "test.cc" stands for this file, and lines of headers are counted from that of a definition.
std::string said(const Diagnostics& diagnostics, int first_line) {
    std::string text = to_string(diagnostics);
    text = std::regex_replace(text, std::regex("[^ \n]*readers_header_models_"), "");
    text = std::regex_replace(text, std::regex("[^ \n]*/header_models"), "header_models");
    std::string relative;
    std::smatch found;
    static const std::regex place("(test\\.cc|header_models\\.h):([0-9]+)");
    while (std::regex_search(text, found, place)) {
        relative += found.prefix().str() + found[1].str() + ":" + std::to_string(std::stoi(found[2]) - first_line);
        text = found.suffix();
    }
    return relative + text;
}

std::vector<EnumType> by_name(std::vector<EnumType> enums) {
    std::sort(enums.begin(), enums.end(), [](const EnumType& a, const EnumType& b) { return a.name < b.name; });
    return enums;
}

TEST(HeaderModels, SayTheSameAsTheOnesInToml) {
    const Model toml = read_well(good);
    Diagnostics diagnostics;
    const Model headers =
        read_object(object_of<app::User, app::Team, app::Member, app::Note>(), diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    ASSERT_EQ(headers.schema.tables.size(), toml.schema.tables.size());
    for (const Table& table : toml.schema.tables) {
        const Table* same = headers.schema.table(table.name);
        ASSERT_NE(same, nullptr) << table.name;
        EXPECT_EQ(*same, table) << table.name;
        ASSERT_EQ(same->columns.size(), table.columns.size());
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            EXPECT_EQ(same->columns[i], table.columns[i]) << table.name << "." << table.columns[i].name;
        }
    }
    EXPECT_EQ(by_name(headers.schema.enums), by_name(toml.schema.enums));
    EXPECT_EQ(headers.hints.tables, toml.hints.tables);
    EXPECT_EQ(headers.hints.columns, toml.hints.columns);
    // The enum of a column of a model file is called after its table, and was so before the table got another name.
    EXPECT_EQ(headers.hints.enums, (std::map<std::string, std::string>{{"kind", "role"}}));
    EXPECT_EQ(headers.hints.enum_values, toml.hints.enum_values);
}

TEST(HeaderModels, HavePlacesInTheHeader) {
    Diagnostics diagnostics;
    const Model model = read_object(object_of<app::User, app::Team>(), diagnostics);
    const Table& users = *model.schema.table("users");
    const auto place = [](const Origin& origin) {
        const std::string& path = origin.path;
        return path.substr(path.rfind('/') + 1) + ":" + std::to_string(origin.line);
    };
    const int first = migrations::table<app::User>::definition.facts.at.line;
    EXPECT_EQ(place(users.origin), "header_models.h:" + std::to_string(first));
    EXPECT_EQ(users.columns[3].name, "id");
    EXPECT_EQ(place(users.columns[3].origin), "header_models.h:" + std::to_string(first + 2));
}

TEST(HeaderModels, HaveEverythingThatTheGrammarHas) {
    const Model toml = read_well(
        "[tables.teams.columns]\n"
        "id = { type = 'int64', primary_key = true }\n"
        "[tables.options]\n"
        "unlogged = true\n"
        "with = { fillfactor = 50 }\n"
        "[tables.options.columns]\n"
        "number = { type = 'int64', identity = { always = true, start = 5, increment = 10 } }\n"
        "counted = { type = 'int64', default = -9223372036854775808 }\n"
        "on = { type = 'bool', default = false }\n"
        "share = { type = 'float32', default = 0.25 }\n"
        "rank = { type = 'int16', default = 3, collation = 'x' }\n"
        "at = { type = 'time' }\n"
        "image = { type = 'blob' }\n"
        "code = { type = 'text', collation = { sqlite = 'NOCASE', postgresql = 'C' } }\n"
        "[[tables.options.foreign_keys]]\n"
        "columns = ['number']\ntable = 'teams'\nreferences = ['id']\nmatch = 'full'\nnot_valid = true\n"
        "[[tables.options.excludes]]\n"
        "name = 'no_overlap'\nexpression = { postgresql = 'USING gist (code WITH =)' }\n"
        "[[tables.options.checks]]\n"
        "expression = 'number > 0'\nnot_valid = true\nno_inherit = true\n"
        "[[tables.options.uniques]]\n"
        "columns = ['rank']\nnulls_not_distinct = true\nname = 'ranks'\n"
        "[[tables.options.indexes]]\n"
        "columns = ['code']\nmethod = 'hash'\nwith = { fillfactor = 70 }\n"
        "[[tables.options.indexes]]\n"
        "columns = [{ column = 'at', nulls = 'last' }, { column = 'code', opclass = 'text_pattern_ops', collation = 'C' }]\n"
        "nulls_not_distinct = true\nunique = true\ninclude = ['rank', 'on']\n");
    Diagnostics diagnostics;
    const Model headers = read_object(object_of<app::Options>(), diagnostics,
                                      {{"m.toml", "[tables.teams.columns]\nid = { type = 'int64', primary_key = true }\n"}});
    EXPECT_EQ(said(diagnostics, 0), "");
    EXPECT_EQ(*headers.schema.table("options"), *toml.schema.table("options"));
}

// Inherited members are columns of the class that inherits them, under the names that they have there.
TEST(HeaderModels, InheritKeysAndConstraints) {
    const std::string entity =
        "entity_id = { type = 'int64' }\norg = { type = 'int64' }\n";
    const std::string keys =
        "primary_key = ['entity_id', 'org']\nindexes = [{ columns = ['org'] }]\n";
    const Model toml = read_well(
        "[tables.owners]\n" + keys + "checks = [{ name = 'org_is_positive', expression = 'org > 0' }]\n[tables.owners.columns]\n" + entity +
        "[tables.pets]\n" + keys + "checks = [{ name = 'org_is_positive', expression = 'org > 0' }, { expression = 'legs < 5' }]\n"
        "foreign_keys = [{ columns = ['owner', 'owner_org'], table = 'owners', references = ['entity_id', 'org'] }]\n"
        "[tables.pets.columns]\n" + entity +
        "owner = { type = 'int64' }\nowner_org = { type = 'int64' }\nweight = { type = 'float32', default = 0.1 }\n"
        "legs = { type = 'int32', default = 4 }\n");
    Diagnostics diagnostics;
    const Model headers = read_object(object_of<app::Owner, app::Pet>(), diagnostics);
    EXPECT_EQ(said(diagnostics, 0), "");
    EXPECT_EQ(*headers.schema.table("owners"), *toml.schema.table("owners"));
    EXPECT_EQ(*headers.schema.table("pets"), *toml.schema.table("pets"));
}

TEST(HeaderModels, MayBeReadTwice) {
    Diagnostics diagnostics;
    const std::string object = object_of<app::User, app::Team>();
    const std::vector<Node> twice = {read_header_models(object, "a.o", diagnostics), read_header_models(object, "b.o", diagnostics)};
    const Model model = read_models({}, diagnostics, default_naming(), twice);
    EXPECT_EQ(said(diagnostics, 0), "");
    EXPECT_EQ(model.schema.tables.size(), 2U);
}

TEST(HeaderModels, HaveTheirPlacesWhereTheCompilerWritesOthers) {
    std::string object = object_of<app::Team>();
    const std::string path = __FILE__;
    const std::string folder = path.substr(0, path.rfind("/readers_"));
    const std::size_t begin = object.find("/header_models.h") - folder.size();
    for (std::size_t i = begin; i < begin + folder.size(); ++i) object[i] = object[i] == '/' ? '/' : 'x';
    Diagnostics diagnostics;
    const Node found = read_header_models(object, "a.o", diagnostics, {"/none/other.h", folder + "/header_models.h"});
    EXPECT_EQ(files_of(found), (std::vector<std::string>{folder + "/header_models.h"}));
}

TEST(HeaderModels, MayBeLong) {
    Diagnostics diagnostics;
    const Model model = read_object(object_of<app::Wordy>(), diagnostics);
    EXPECT_EQ(said(diagnostics, 0), "");
    EXPECT_EQ(model.schema.table("wordy")->comment.size(), 11000U);
}

TEST(HeaderModels, SayWhatOnlyCppGetsWrong) {
    Diagnostics diagnostics;
    read_object(object_of<app::Odd>(), diagnostics);
    const int first = migrations::table<app::Odd>::definition.facts.at.line;
    EXPECT_EQ(said(diagnostics, first),
              "test.cc:11: error: there is a NUL in a text [control-character]\n"
              "test.cc:2: error: column 'odd.id' is declared twice; the other one is in test.cc:1 [duplicate-name]\n"
              "test.cc:3: error: the member of column 'odd.age' is 'int32' and cannot hold 'text' [cpp-type]\n"
              "note: give the member another type, or specialise migrations::sql_type for the one it has\n"
              "test.cc:4: error: column 'odd.stranger' refers to app::Stranger, which is no table [cpp-reference]\n"
              "note: specialise migrations::table<app::Stranger>, in a header that the one with the foreign key includes; or, where the member is inherited, say whose it is: references<Class, &Class::member>()\n"
              "test.cc:5: error: column 'odd.user_id' is a member of app::Note, not of app::Odd [cpp-member]\n"
              "test.cc:12: error: the member of column 'odd.color' is an enum and cannot hold 'text' [cpp-type]\n"
              "note: leave .type() out: its values are those of migrations::enumeration\n"
              "test.cc:9: error: table 'odd' has two primary keys; the other one is in test.cc:8 [duplicate-name]\n"
              "test.cc:7: error: a foreign key of 'odd' refers to app::Stranger, which is no table [cpp-reference]\n"
              "note: specialise migrations::table<app::Stranger>, in a header that the one with the foreign key includes; or, where the member is inherited, say whose it is: references<Class, &Class::member>()\n"
              "test.cc:6: error: table 'odd': unique 'uq_odd_app::Note::team_id': there is no column 'app::Note::team_id' "
              "[missing-column]\n"
              "test.cc:10: error: 'expression' is empty [bad-value]\n"
              "test.cc:11: error: 'default_expr' is empty [bad-value]\n");
}

TEST(HeaderModels, OneTableHasOneSource) {
    Diagnostics diagnostics;
    read_object(object_of<app::Team>(), diagnostics, {{"m.toml", "[tables.teams.columns]\nid = { type = 'int64', primary_key = true }\n"}});
    EXPECT_EQ(said(diagnostics, migrations::table<app::Team>::definition.facts.at.line),
              "header_models.h:0: error: table 'teams' is declared twice; the other one is in m.toml:1:9 [duplicate-name]\n");
}

TEST(HeaderModels, AFileWithoutModels) {
    for (const std::string& bytes : {std::string(), std::string("\x7f" "ELF"), std::string(model_detail::encoding_mark), std::string(model_detail::encoding_mark) + "0000000100"}) {
        Diagnostics diagnostics;
        read_object(bytes, diagnostics);
        EXPECT_EQ(to_string(diagnostics),
                  "models.o: error: there are no models in this file [no-models]\n"
                  "note: it must be an object file that add_schema_models(HEADERS) compiles, without link-time optimisation\n");
    }
    Diagnostics diagnostics;
    read_object(std::string(model_detail::encoding_mark) + "0000000200000002{}", diagnostics);
    EXPECT_EQ(to_string(diagnostics),
              "models.o: error: the models in this file are of encoding 2, and this program reads 1 [no-models]\n"
              "note: the headers in <migrations/model> and the program 'migrations' must be of one version\n");
}

TEST(HeaderModels, SurviveMutations) {
    std::mt19937 random(20261126);
    const std::string object = object_of<app::User, app::Options, app::Odd>();
    for (int i = 0; i < 500; ++i) {
        std::string mutated = object;
        for (std::size_t count = 1 + random() % 4; count > 0; --count) {
            const std::size_t at = random() % mutated.size();
            switch (random() % 3) {
                case 0: mutated.erase(at, 1 + random() % 12); break;
                case 1: mutated[at] = static_cast<char>(random() % 256); break;
                default: mutated.insert(at, mutated.substr(random() % mutated.size(), random() % 60)); break;
            }
        }
        Diagnostics diagnostics;
        read_object(mutated, diagnostics);
    }
}

}  // namespace
}  // namespace migrations
