#include "cli_support.h"

namespace migrations {
namespace {

// A chain whose newest revision, a1, makes what set_models() says first.
class Draft : public CommandLine {
protected:
    void start(const std::string& models, const std::string& dialects = "\"sqlite\"") {
        make_project(dialects);
        set_models(models);
        ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "a1", "-m", "start"}).exit, 0);
        ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    }
    void set_models(const std::string& models) const { write("models/users.toml", models); }
    Ran generate(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments = {"revision", "--autogenerate", "--rev-id", "b2", "-m", "next"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
    // What is to be done and undone: the summaries, one a line.
    std::string operations() const {
        const std::string page = run({"show", "b2"}).out;
        return page.substr(page.find("\n\n") + 2);
    }
    void migrate() const {
        ASSERT_EQ(run({"review", "--yes"}).exit, 0);
        const Ran upgraded = run({"upgrade", "--database", "x.db", "--create"});
        ASSERT_EQ(upgraded.exit, 0) << upgraded.err;
    }

    const std::string id_ = "[tables.t.columns]\nid = { type = 'int64', primary_key = true }\n";
};

// ---- swaps ----

TEST_F(Draft, columns_swap_when_both_renames_are_given) {
    const std::string models = id_ + "a = { type = 'text' }\nb = { type = 'text' }\n";
    start(models);
    migrate();
    ask("x.db", "INSERT INTO t VALUES (1, 'was a', 'was b')");
    EXPECT_EQ(generate().out, "models and migrations agree: nothing to write\n");
    const Ran made = generate({"--rename", "t.a=b", "--rename", "t.b=t.a"});
    EXPECT_EQ(made.exit, 0) << made.err;
    migrate();
    EXPECT_EQ(ask("x.db", "SELECT a, b FROM t"), "was b was a");
    EXPECT_EQ(run({"revision", "--autogenerate"}).out, "models and migrations agree: nothing to write\n");
    ASSERT_EQ(run({"downgrade", "-1", "--yes", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(ask("x.db", "SELECT a, b FROM t"), "was a was b");
}

TEST_F(Draft, tables_and_values_swap_too) {
    start("[enums.e]\nvalues = ['on', 'off']\n[tables.x.columns]\nid = { type = 'int64', primary_key = true }\nv = { type "
          "= 'text' }\n[tables.y.columns]\nid = { type = 'int64', primary_key = true }\ns = { type = 'enum(e)' }\n");
    migrate();
    ask("x.db", "INSERT INTO x VALUES (1, 'x'); INSERT INTO y VALUES (2, 'on')");
    ask("x.db", "INSERT INTO y VALUES (2, 'on')");
    set_models("[enums.e]\nvalues = ['on', 'off']\n[tables.y.columns]\nid = { type = 'int64', primary_key = true }\nv = { "
               "type = 'text' }\n[tables.x.columns]\nid = { type = 'int64', primary_key = true }\ns = { type = 'enum(e)' }\n");
    const Ran made = generate({"--rename", "x=y", "--rename", "y=x", "--rename", "e.on=off", "--rename", "e.off=on"});
    EXPECT_EQ(made.exit, 0) << made.err;
    migrate();
    EXPECT_EQ(ask("x.db", "SELECT v FROM y"), "x");
    EXPECT_EQ(ask("x.db", "SELECT s FROM x"), "off");
}

TEST_F(Draft, a_rename_that_cannot_be_made_is_refused) {
    start("[enums.e]\nvalues = ['on']\n" + id_ + "a = { type = 'text' }\nb = { type = 'text' }\ns = { type = 'enum(e)' }\n"
          "[tables.u.columns]\nid = { type = 'int64', primary_key = true }\na = { type = 'text' }\n");
    const struct {
        const char* rename;
        const char* error;
    } cases[] = {
        {"t.a=b", "error: --rename 't.a=b': the migrations have a 'b' already\nnote: to swap the two, give the other way round "
                  "as well\n"},
        {"t=u", "error: --rename 't=u': the migrations have a 'u' already\nnote: to swap the two, give the other way round as "
                "well\n"},
        {"t.a=u.a", "error: --rename 't.a=u.a': table 't' does not become 'u'\nnote: say so too: --rename t=u\n"},
        {"e.of=on", "error: --rename 'e.of=on': the migrations have no value 'e.of'\n"},
        {"e.on=off", "error: --rename 'e.on=off': the models have no value 'e.off'\n"},
    };
    for (const auto& each : cases) {
        const Ran refused = generate({"--rename", each.rename});
        EXPECT_EQ(refused.exit, 2) << each.rename;
        EXPECT_EQ(refused.err, each.error);
    }
}

// ---- values of enums that go ----

TEST_F(Draft, a_removed_value_asks_what_its_rows_get) {
    start("[enums.status]\nvalues = ['blue', 'green']\n" + id_ + "s = { type = 'enum(status)' }\n");
    set_models("[enums.status]\nvalues = ['green']\n" + id_ + "s = { type = 'enum(status)' }\n");
    const Ran made = generate();
    EXPECT_EQ(made.exit, 0);
    EXPECT_NE(plain(made.err).find(
                  "b2_next.toml:11:28: error: 'status.blue' goes: say what rows that hold it get, in replaced_values "
                  "[fill-missing]\nnote: edit the file, or run: migrations revision --amend --fill status.blue=VALUE\n"),
              std::string::npos) << plain(made.err) << revision_text("b2");
    EXPECT_NE(made.err.find("warning: enum 'status' loses 'blue' [enum-value-removed]\n"), std::string::npos) << made.err;
    const Ran checked = run({"check"});
    EXPECT_EQ(checked.exit, 4);
    EXPECT_EQ(checked.err.find("is replaced by"), std::string::npos) << checked.err;

    Ran wrong = run({"revision", "--amend", "--fill", "status.blue=gren"});
    EXPECT_EQ(wrong.exit, 2);
    EXPECT_EQ(wrong.err, "error: --fill: 'gren' is no value of enum 'status'; did you mean 'green'?\n");
    wrong = run({"revision", "--amend", "--fill-expr", "status.blue='green'"});
    EXPECT_EQ(wrong.err, "error: --fill-expr 'status.blue': another value of the enum replaces it\nnote: say which one: --fill "
                         "status.blue=VALUE\n");

    const Ran amended = run({"revision", "--amend", "--fill", "status.blue=green"});
    EXPECT_EQ(amended.exit, 0) << amended.err;
    EXPECT_NE(amended.err.find("warning: enum 'status' loses 'blue' (becomes 'green') [enum-value-removed]\n"),
              std::string::npos) << amended.err;
    const std::string text = revision_text("b2");
    EXPECT_NE(text.find("replaced_values = { blue = \"green\" }\n"), std::string::npos) << text;
    EXPECT_NE(text.find("# values lost: value 'blue' of enum status\n"), std::string::npos) << text;
    EXPECT_EQ(run({"revision", "--amend"}).exit, 0);
    EXPECT_EQ(revision_text("b2"), text);  // the answer is kept
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Draft, a_value_that_no_row_can_hold_goes_without_a_question) {
    start("[enums.status]\nvalues = ['blue', 'green']\n" + id_);
    set_models("[enums.status]\nvalues = ['green']\n" + id_);
    const Ran made = generate();
    EXPECT_EQ(made.exit, 0);
    EXPECT_EQ(revision_text("b2").find("replaced_values"), std::string::npos) << revision_text("b2");
}

// ---- answers on the terminal ----

TEST_F(Draft, a_terminal_asks_again_after_an_answer_that_does_not_fit) {
    start("[enums.status]\nvalues = ['blue', 'green']\n" + id_ + "s = { type = 'enum(status)' }\nn = { type = 'int32', null = "
          "true }\n");
    set_models("[enums.status]\nvalues = ['green']\n" + id_ +
               "s = { type = 'enum(status)' }\nn = { type = 'int32' }\nborn = { type = 'date' }\n");
    const Ran made = on_terminal({"revision", "--autogenerate", "--rev-id", "b2", "-m", "next"},
                                 "red\ngreen\n2024-02-30\n2024-02-29\nmany\n5\n");
    EXPECT_EQ(made.exit, 0) << made.out;
    for (const char* shown : {"'status.blue' goes. Value for rows that hold it: ", "'red' is no value of enum 'status'",
                              "'t.born' is NOT NULL and has no default. Value for rows that exist: ",
                              "'2024-02-30' is no date such as '2024-12-31'",
                              "'t.n' becomes NOT NULL. Value for rows that hold NULL: ", "'many' is not an integer"}) {
        EXPECT_NE(made.out.find(shown), std::string::npos) << shown << "\n" << made.out;
    }
    const std::string text = revision_text("b2");
    for (const char* answer : {"{ blue = \"green\" }", "fill   = \"2024-02-29\"", "fill   = 5"}) {
        EXPECT_NE(text.find(answer), std::string::npos) << text;
    }
}

TEST_F(Draft, an_empty_answer_leaves_it_open) {
    start(id_);
    set_models(id_ + "n = { type = 'int32' }\n");
    const Ran made = on_terminal({"revision", "--autogenerate", "--rev-id", "b2", "-m", "next"}, "x\n\n");
    EXPECT_EQ(made.exit, 0) << made.out;
    EXPECT_NE(revision_text("b2").find("fill   = \"?\""), std::string::npos) << revision_text("b2");
}

TEST_F(Draft, what_is_asked_about_a_column_that_becomes_not_null) {
    start(id_ + "age = { type = 'int32', null = true, default = 3 }\n");
    set_models(id_ + "age = { type = 'int32', default = 3 }\n");
    const Ran made = generate();
    EXPECT_NE(made.err.find("error: 't.age' becomes NOT NULL: say what rows that hold NULL get, in fill or fill_expr "
                            "[fill-missing]\nnote: edit the file, or run: migrations revision --amend --fill t.age=VALUE\n"),
              std::string::npos) << made.err;
}

// ---- findings ----

TEST_F(Draft, what_rows_may_break_is_pointed_out) {
    start(id_ + "a = { type = 'int64' }\nb = { type = 'int64' }\n[tables.u.columns]\nid = { type = 'int64', primary_key = true "
          "}\n");
    set_models(id_ +
               "a = { type = 'int64', unique = true, references = 'u.id' }\nb = { type = 'int64', check = 'b > 0' }\n"
               "c = { type = 'int64', null = true, unique = true, references = 'u.id' }\n"
               "[[tables.t.indexes]]\ncolumns = ['b']\nunique = true\n"
               "[tables.u.columns]\nid = { type = 'int64', primary_key = true }\n"
               "[tables.v.columns]\nid = { type = 'int64', primary_key = true, check = 'id > 0' }\n"
               "u = { type = 'int64', unique = true, references = 'u.id' }\n");
    std::string found;
    const std::string text = plain(generate().err);
    for (std::size_t at = text.find("warning: "); at != std::string::npos; at = text.find("warning: ", at + 1)) {
        found += text.substr(at, text.find('\n', at) - at) + "\n";
    }
    EXPECT_EQ(found,
              "warning: adds unique 'uq_t_a' to 't', which fails when rows repeat a value [add-unique]\n"
              "warning: adds check 'ck_t_b' to 't', which fails when rows break it [add-check]\n"
              "warning: adds unique index 'ix_t_b' to 't', which fails when rows repeat a value [add-unique]\n"
              "warning: adds foreign key 'fk_t_a' to 't', which fails when a row refers to one of 'u' that does not exist "
              "[add-foreign-key]\n") << text;
}

TEST_F(Draft, values_that_a_stricter_domain_may_not_have_are_pointed_out) {
    const auto models = [&](const std::string& rest, const std::string& others) {
        return id_ + "a = { type = { portable = 'int64', postgresql = 'd' }, null = true }\n[domains.d]\nsql.postgresql = 'CREATE DOMAIN d "
               "AS bigint" + rest + "'\n[domains.unused]\nsql.postgresql = 'CREATE DOMAIN unused AS bigint" + others + "'\n";
    };
    start(models(" CONSTRAINT c CHECK (VALUE > 0)", ""));
    set_models(models(" NOT NULL DEFAULT 2 CONSTRAINT c CHECK (VALUE > 0) CHECK (VALUE < 9)", " NOT NULL"));
    const std::string text = plain(generate().err);
    EXPECT_NE(text.find("warning: adds NOT NULL and a check to domain 'd', which fails when values of its columns break it [add-check]"),
              std::string::npos) << text;
    EXPECT_EQ(text.find("'unused'"), std::string::npos) << text;
}

TEST_F(Draft, a_way_back_that_a_database_does_not_have_makes_the_revision_irreversible) {
    const auto models = [&](const std::string& values) {
        return "[enums.mood]\nnative = true\nvalues = [" + values + "]\n[domains.feeling]\nsql.postgresql = 'CREATE DOMAIN feeling AS mood'\n" +
               id_ + "m = { type = { portable = 'text', postgresql = 'feeling' }, null = true }\n";
    };
    start(models("'sad'"), "\"sqlite\", \"postgresql\"");
    set_models(models("'sad', 'happy'"));
    EXPECT_EQ(generate().exit, 0);
    EXPECT_NE(revision_text("b2").find("irreversible  = \"cannot be undone: enum 'mood' cannot change in this way: it would become "
                                       "another type, and the domain 'feeling' is over this one\""),
              std::string::npos) << revision_text("b2");
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
}

TEST_F(Draft, the_number_of_a_sequence_that_moves_does_not_come_back) {
    const auto models = [&](const std::string& rest) {
        return id_ + "[sequences.s]\nsql.postgresql = 'CREATE SEQUENCE s" + rest + "'\n";
    };
    start(models(" MAXVALUE 10"));
    set_models(models(" INCREMENT -1 MINVALUE 1 MAXVALUE 5"));
    generate();
    const std::string text = revision_text("b2");
    EXPECT_NE(text.find("# the sequence counts the other way: numbers that it has given come again"), std::string::npos) << text;
    EXPECT_NE(text.find("# values lost: the number that sequence s was at"), std::string::npos) << text;
}

TEST_F(Draft, a_generated_column_that_is_made_anew_is_no_rename_and_no_loss) {
    start(id_ + "nick = { type = 'text' }\ninitials = { type = 'text', generated = { expression = 'substr(nick, 1, 1)', stored "
          "= false } }\n");
    set_models(id_ + "nick = { type = 'text' }\ninitials = { type = 'text', generated = { expression = 'substr(nick, 1, 2)', "
               "stored = false } }\n");
    const Ran made = generate();
    EXPECT_EQ(made.err, "note: read it, then run: migrations review\n");
    EXPECT_EQ(revision_text("b2").find("values lost"), std::string::npos) << revision_text("b2");
}

}  // namespace
}  // namespace migrations
