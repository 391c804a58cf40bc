#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

using Check = CommandLine;

const std::string review_help = "note: to read and accept it, run:\n\n    migrations review\n";

TEST_F(Check, clean) {
    make_chain();
    const Ran clean = run({"check"});
    EXPECT_EQ(clean.exit, 0);
    EXPECT_EQ(clean.out, "blog_db: 3 revisions, all reviewed; models and migrations agree\n");
    EXPECT_EQ(clean.err, "");
    EXPECT_EQ(run({"check", "-q"}).out, "");
    EXPECT_EQ(json({"check"}, "/clean"), "true");
    EXPECT_EQ(json({"check"}, "/revisions"), "3");
    EXPECT_EQ(json({"check"}, "/findings"), "[]");
}

TEST_F(Check, drift) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int64\", null = true }\ncity = { type = \"text\" }\n");
    const Ran drift = run({"check"});
    EXPECT_EQ(drift.exit, 3);
    EXPECT_EQ(drift.out, "");
    EXPECT_EQ(plain(drift.err),
              "~/models/users.toml:5:1: error: models and migrations differ: alter column users.age: type int64 "
              "[migrations-drift]\n~/models/users.toml:6:1: error: column 'users.city' is not in any migration "
              "[migrations-drift]\nnote: the latest revision is c3 (~/migrations/revisions/c3.toml)\nto write the missing "
              "revision, run:\n\n    migrations revision --autogenerate\n");
    EXPECT_EQ(json({"check"}, "/exit", 3), "3");
    EXPECT_EQ(json({"check"}, "/findings/1/rule", 3), "migrations-drift");
    EXPECT_EQ(json({"check"}, "/findings/1/line", 3), "6");
}

TEST_F(Check, a_job_of_github_shows_findings_at_their_lines) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\ncity = { type = \"text\" }\n");
    const Ran before = run({"check"});
    environment_["GITHUB_ACTIONS"] = "true";
    environment_["GITHUB_WORKSPACE"] = folder_;
    const Ran there = run({"check"});
    EXPECT_EQ(there.exit, before.exit);
    EXPECT_EQ(plain(there.err),
              plain(before.err) +
                  "::error file=models/users.toml,line=6,col=1,title=migrations-drift::column 'users.city' is not in any migration%0Athe latest "
                  "revision is c3 (~/migrations/revisions/c3.toml)%0Ato write the missing revision, run:%0A%0A    migrations revision "
                  "--autogenerate\n");
    environment_["GITHUB_WORKSPACE"] = "/elsewhere";
    EXPECT_NE(run({"check"}).err.find("::error file=" + folder_ + "/models/users.toml,line=6"), std::string::npos);
}

// What a database of the project cannot hold is said where the model says it, before there is a revision.
TEST_F(Check, what_a_dialect_cannot_hold) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true, collation = \"de_DE\" }\n"
              "[[tables.users.excludes]]\nexpression = \"USING btree (age WITH =)\"\n");
    const std::string limits =
        "~/models/users.toml:1:9: error: column 'age' of table 'users' has the collation 'de_DE', which SQLite does not have "
        "[sqlite]\nnote: SQLite has BINARY, NOCASE and RTRIM; write collation = { sqlite = \"...\", postgresql = \"...\" }\n"
        "~/models/users.toml:1:9: error: exclude 'ex_users_age' of table 'users' is an exclusion constraint, which SQLite does "
        "not have [sqlite]\nnote: say that it is for PostgreSQL only: expression = { postgresql = \"...\" }\n";
    const Ran checked = run({"check"});
    EXPECT_EQ(checked.exit, 4);
    EXPECT_EQ(plain(checked.err).substr(0, limits.size()), limits) << checked.err;
    const auto before = everything();
    const Ran refused = run({"revision", "--autogenerate", "-m", "more"});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_EQ(plain(refused.err), limits);
    EXPECT_EQ(everything(), before);
}

// Nothing differs, and yet one of the databases cannot be made: a dialect was added later.
TEST_F(Check, what_another_dialect_cannot_hold) {
    make_chain();
    set_model("email = { type = \"text\", null = true, default_expr = { sqlite = \"hex(1)\" } }\nage = { type = \"int32\", null = true }\n");
    ASSERT_EQ(run({"revision", "--autogenerate", "-m", "default"}).exit, 0);
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    ASSERT_EQ(run({"check"}).exit, 0);
    const std::string config = read("migrations/migrations.toml");
    write("migrations/migrations.toml", "dialects = [\"sqlite\", \"postgresql\"]\n" + config.substr(config.find('\n', config.find("dialects = ")) + 1));
    const Ran checked = run({"check"});
    EXPECT_EQ(checked.exit, 4);
    EXPECT_NE(plain(checked.err).find("~/models/users.toml:1:9: error: the default of column 'users.email' has no text for postgresql "
                                      "[postgresql]\nnote: give it a text of its own: { sqlite = \"...\", postgresql = \"...\" }\n"),
              std::string::npos) << plain(checked.err);
}

TEST_F(Check, drift_of_objects) {
    make_chain();
    const std::string view = "\n[views.nicks]\nsql = \"CREATE VIEW nicks AS SELECT nick FROM users\"\n";
    const std::string columns = "email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n";
    set_model(columns + view);
    const Ran fresh = run({"check"});
    EXPECT_NE(fresh.err.find("users.toml:7:8: error: view 'nicks' is not in any migration [migrations-drift]\nnote: "),
              std::string::npos) << fresh.err;
    ASSERT_EQ(run({"revision", "--autogenerate", "-m", "nicks"}).exit, 0);
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    ASSERT_EQ(run({"check"}).exit, 0);

    // Made anew for the column alone: the column is the difference.
    set_model("email = { type = \"text\", null = true }\n" + view);
    const Ran column = run({"check"});
    EXPECT_NE(column.err.find("column 'users.age' is in the migrations but not in the models"), std::string::npos) << column.err;
    EXPECT_EQ(column.err.find("view"), std::string::npos) << column.err;

    set_model(columns + "\n[views.nicks]\nsql = \"CREATE VIEW nicks AS SELECT id, nick FROM users\"\n");
    const Ran changed = run({"check"});
    EXPECT_EQ(changed.err.find("view 'nicks' is another one in the migrations"), changed.err.rfind("view 'nicks'"));
    set_model(columns);
    EXPECT_NE(run({"check"}).err.find("view 'nicks' is in the migrations but not in the models"), std::string::npos);
}

// What a revision calls lost is not compared by its tests: a typo there must not pass unseen.
TEST_F(Check, lost_values_of_nothing) {
    make_chain();
    std::string text = read("migrations/revisions/c3.toml");
    text.insert(text.find("created"), "lost = [\"users\", \"users.nick\", \"users.age\", \"users.emial\", \"posts\"]\n");
    write("migrations/revisions/c3.toml", text);
    const Ran refused = run({"check"});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_EQ(plain(refused.err),
              "~/migrations/revisions/c3.toml:4:8: error: `lost` names 'users.emial', which is no table and no column "
              "[unknown-name]\nnote: did you mean 'users.email'?\n~/migrations/revisions/c3.toml:4:8: error: `lost` names "
              "'posts', which is no table and no column [unknown-name]\n");
}

TEST_F(Check, drift_the_other_way) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\n");
    const Ran drift = run({"check"});
    EXPECT_EQ(drift.exit, 3);
    EXPECT_NE(drift.err.find("column 'users.age' is in the migrations but not in the models [migrations-drift]"),
              std::string::npos) << drift.err;
}

TEST_F(Check, unreviewed) {
    make_chain();
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\nmessage = \"nothing\"\n");
    const Ran unreviewed = run({"check"});
    EXPECT_EQ(unreviewed.exit, 3);
    EXPECT_EQ(plain(unreviewed.err), "~/migrations/revisions/d4.toml:1:12: error: revision d4 'nothing' has not been reviewed "
                                     "[unreviewed-revision]\n" + review_help);
    EXPECT_EQ(json({"check"}, "/findings/0/rule", 3), "unreviewed-revision");
}

TEST_F(Check, edited_after_its_review) {
    make_chain();
    std::string text = read("migrations/revisions/b2.toml");
    replace(text, "\"text\"", "\"string(50)\"");
    write("migrations/revisions/b2.toml", text);
    set_model("email = { type = \"string(50)\", null = true }\nage = { type = \"int32\", null = true }\n");
    const Ran edited = run({"check"});
    EXPECT_EQ(edited.exit, 5);
    EXPECT_EQ(plain(edited.err), "~/migrations/revisions/b2.toml:1:12: error: revision b2 'add email' was edited after its review "
                                 "[edited-revision]\n" + review_help);
    // Nothing runs a revision that nobody has read as it is.
    const Ran upgrade = run({"upgrade", "--database", "x.db", "--create"});
    EXPECT_EQ(upgrade.exit, 5);
    EXPECT_FALSE(exists("x.db"));
}

TEST_F(Check, edited_harmlessly) {
    make_chain();
    write("migrations/revisions/b2.toml", "# a remark\n" + read("migrations/revisions/b2.toml"));
    const Ran edited = run({"check"});
    EXPECT_EQ(edited.exit, 5);
    EXPECT_EQ(plain(edited.err),
              "~/migrations/revisions/b2.toml:2:12: error: revision b2 'add email' was edited after its review: only comments, layout "
              "or the parent changed, the operations are the same [edited-revision]\n" + review_help);
}

TEST_F(Check, several_heads) {
    make_chain();
    write("migrations/revisions/c4.toml", add_column("c4", "b2", "city", "text", "city", "2026-01-04"));
    refused({"check"}, 4,
            "~/migrations/revisions/c4.toml:1:12: error: the chain has 2 heads: c3, c4 [multiple-heads]\n"
            "note: to join them, run: migrations merge; to put what was added last on top of the other: migrations rebase\n"
            "'c3' is in ~/migrations/revisions/c3.toml\n'c4' (city) is in ~/migrations/revisions/c4.toml\n"
            "~/migrations/revisions/c4.toml:1:12: error: revision c4 'city' has not been reviewed [unreviewed-revision]\n" + review_help);
}

TEST_F(Check, models_that_are_wrong) {
    make_chain();
    set_model("email = { type = \"txt\", null = true }\nage = { typ = \"int32\", null = true }\n");
    const Ran wrong = run({"check"});
    EXPECT_EQ(wrong.exit, 4);
    EXPECT_NE(wrong.err.find("users.toml:4:18: error: "), std::string::npos) << wrong.err;
    EXPECT_NE(wrong.err.find("did you mean 'text'?"), std::string::npos) << wrong.err;
    EXPECT_NE(wrong.err.find("users.toml:5:9: error: "), std::string::npos) << wrong.err;
    EXPECT_NE(wrong.err.find("did you mean 'type'?"), std::string::npos) << wrong.err;
    EXPECT_EQ(wrong.err.find("drift"), std::string::npos) << wrong.err;
}

TEST_F(Check, projects_without_models) {
    make_chain();
    write("migrations/migrations.toml", "name = \"blog_db\"\nmodels = []\n");
    EXPECT_EQ(run({"check"}).out, "blog_db: 3 revisions, all reviewed; no models to compare with (the build may have them: -B)\n");
    const Ran generate = run({"revision", "--autogenerate"});
    EXPECT_EQ(generate.exit, 2);
    EXPECT_EQ(plain(generate.err), "error: there are no models to write a revision from\nnote: name them in "
                                   "~/migrations/migrations.toml; or name the build folder with -B, where CMakeLists.txt names them; or leave --autogenerate out\n");

    write("migrations/migrations.toml", "name = \"blog_db\"\n");
    const Ran unsaid = run({"check"});
    EXPECT_EQ(unsaid.exit, 4);
    EXPECT_EQ(plain(unsaid.err), "~/migrations/migrations.toml: error: no models are named [no-models]\nnote: write models = "
                                 "[\"../models\"] into it, or models = [] when there are none, or name the build folder with -B\n");
}

// ---- raw SQL ----

class RawSql : public CommandLine {
protected:
    // Checks a chain whose one revision runs this SQL; without the time stamps and hashes of reviews.
    Ran check_sql(const std::string& execute, const std::string& dialects = "\"sqlite\"") {
        write("migrations/migrations.toml", "name = \"blog_db\"\nmodels = []\ndialects = [" + dialects + "]\n");
        write("migrations/revisions/a1.toml",
              "revision = \"a1\"\ndowngrade = []\n\n[[upgrade]]\nop = \"execute\"\n" + execute);
        return run({"check"});
    }
};

const std::string place = "~/migrations/revisions/a1.toml:4:1: error: ";
const std::string transaction_help =
    "note: take BEGIN, COMMIT, SAVEPOINT and the like out; 'transactional = false' at the head of the file runs the revision "
    "without a transaction\n";
const std::string effects_help =
    "note: give 'effects': the operations that do the same, or [] when no table, index or enum changes\n";

TEST_F(RawSql, schema_changes_state_their_effects) {
    const std::string missing = place + "the SQL may change the schema (sqlite) and does not say how [effects-missing]\n" + effects_help;
    for (const char* sql : {"CREATE VIEW v AS SELECT 1", "DROP TABLE IF EXISTS x", "ALTER TABLE a ADD b", "UPDATE a SET b = 1; CREATE TABLE c (d)"}) {
        const Ran wrong = check_sql("sql = \"" + std::string(sql) + "\"\n");
        EXPECT_EQ(wrong.exit, 4) << sql;
        EXPECT_EQ(plain(wrong.err), missing) << sql;
        EXPECT_EQ(check_sql("sql = \"" + std::string(sql) + "\"\neffects = []\n").exit, 3) << sql;  // unreviewed, no more
    }
    EXPECT_EQ(check_sql("sql = \"UPDATE a SET b = 'CREATE TABLE'\"\n").exit, 3);
}

TEST_F(RawSql, transactions_belong_to_the_runner) {
    for (const char* sql : {"BEGIN", "COMMIT", "UPDATE a SET b = 1; ROLLBACK", "SAVEPOINT s"}) {
        const Ran wrong = check_sql("sql = \"" + std::string(sql) + "\"\neffects = []\n");
        EXPECT_EQ(wrong.exit, 4) << sql;
        EXPECT_EQ(plain(wrong.err), place + "the SQL begins or ends a transaction (sqlite), which only the runner may do "
                                            "[transaction-control]\n" + transaction_help) << sql;
    }
}

TEST_F(RawSql, each_dialect_of_the_project_is_asked) {
    const std::string both = "\"sqlite\", \"postgresql\"";
    Ran wrong = check_sql("sql = \"CREATE VIEW v AS SELECT 1\"\n", both);
    EXPECT_EQ(plain(wrong.err), place + "the SQL may change the schema (sqlite, postgresql) and does not say how [effects-missing]\n" + effects_help);
    wrong = check_sql("sql = { sqlite = \"UPDATE a SET b = 1\", postgresql = \"DO $$ BEGIN END $$\" }\n", both);
    EXPECT_EQ(wrong.exit, 4);
    EXPECT_EQ(plain(wrong.err), place + "the SQL may change the schema (postgresql) and does not say how [effects-missing]\n" + effects_help);
    EXPECT_EQ(check_sql("sql = { sqlite = \"UPDATE a SET b = 1\", postgresql = \"CALL p()\" }\n", both).exit, 4);
    EXPECT_EQ(check_sql("sql = { sqlite = \"UPDATE a SET b = 1\", postgresql = \"CALL p()\" }\n").exit, 3);
    wrong = check_sql("sql = { sqlite = \"UPDATE a SET b = 1\", postgresql = \"UPDTE a SET b = 1\" }\n", both);
    EXPECT_EQ(wrong.exit, 4);
    EXPECT_EQ(plain(wrong.err), place + "the SQL cannot be read by postgresql: syntax error at or near \"UPDTE\" [sql-syntax]\n");
}

TEST_F(RawSql, the_way_down_counts_too_and_review_refuses_as_well) {
    write("migrations/migrations.toml", "name = \"blog_db\"\nmodels = []\n");
    write("migrations/revisions/a1.toml", "revision = \"a1\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"DROP VIEW v\"\n");
    const Ran wrong = run({"check"});
    EXPECT_EQ(wrong.exit, 4);
    EXPECT_EQ(plain(wrong.err).find("~/migrations/revisions/a1.toml:3:1: error: the SQL may change the schema (sqlite)"), 0U) << wrong.err;
    const Ran review = run({"review", "--yes"});
    EXPECT_EQ(review.exit, 3);
    EXPECT_NE(review.err.find("[effects-missing]"), std::string::npos);
    EXPECT_FALSE(exists("migrations/migrations.lock"));
}

}  // namespace
}  // namespace migrations
