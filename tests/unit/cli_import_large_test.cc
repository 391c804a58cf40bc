// Schemas of the size and the oddity of real ones (tests/schemas) go through import and back.
#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "cli_import_support.h"
#include "dialects/dialects.h"
#include "dialects/url.h"
#include "postgresql_suite.h"
#include "scratch/rows.h"

namespace migrations {
namespace {

std::string schema_text(const std::string& name) { return read_bytes(std::string(MIGRATIONS_TEST_SCHEMAS) + "/" + name + ".sql"); }

// A stored text as it is compared: without white space and letter case, and the table's name in the quotes that SQLite gives it in
// ALTER TABLE ... RENAME TO, with which a rebuild ends.
std::string bare(const std::string& text, const std::string& table) {
    std::string all = "CREATE TABLE " + quote_identifier(table) + text.substr(text.find_first_of("(\n\t", text.find(table) + table.size()));
    all = lower(all);
    std::erase_if(all, [](char each) { return each == ' ' || each == '\n' || each == '\t' || each == '\r'; });
    return all;
}

// Whether `with` is `without` and once, somewhere, this part.
bool has_more(const std::string& with, const std::string& part, const std::string& without) {
    for (std::size_t at = with.find(part); at != std::string::npos; at = with.find(part, at + 1)) {
        std::string rest = with;
        rest.erase(at, part.size());
        if (rest == without) return true;
    }
    return false;
}

std::string toml_string(const std::string& text) {
    std::string quoted = "\"";
    for (const char each : text) {
        if (each == '"' || each == '\\') quoted += '\\';
        quoted += each;
    }
    return quoted + "\"";
}

class ImportOfLarge : public Importing {
protected:
    std::unique_ptr<Connection> open(const std::string& url) const {
        std::string problem;
        const std::optional<DatabaseUrl> parsed = parse_database_url(url, problem);
        EXPECT_TRUE(parsed) << problem;
        return open_connection(*parsed);
    }

    std::string lines(Connection& database, const std::string& sql) const {
        std::string text;
        for (const Cells& row : database.query(sql)) {
            for (const auto& cell : row) text += cell.value_or("NULL") + "|";
            text += "\n";
        }
        return text;
    }

    // Into the source, and by its revision into an empty database; models and migrations agree.
    void go_through_import(const std::string& source, const std::string& fresh, const std::string& left_out) const {
        const Ran imported = run({"import", source, "--stamp"});
        ASSERT_EQ(imported.exit, 0) << imported.out << imported.err;
        EXPECT_EQ(plain(imported.err), left_out + "note: read the models, then run: migrations review\n");
        ASSERT_EQ(run({"review", "--yes"}).exit, 0);
        const Ran upgraded = run({"upgrade", "--database", fresh});
        ASSERT_EQ(upgraded.exit, 0) << upgraded.out << upgraded.err;
        const Ran again = run({"revision", "--autogenerate", "-m", "nothing"});
        EXPECT_EQ(again.exit, 0) << again.err;
        EXPECT_EQ(again.out, "models and migrations agree: nothing to write\n") << again.err;
        EXPECT_EQ(revision_files().size(), 1U);
    }
};

// ---- SQLite ----

class LargeOfSqlite : public ImportOfLarge {
protected:
    static constexpr const char* source = "sqlite:///source.db";
    static constexpr const char* fresh = "sqlite:///fresh.db";

    std::unique_ptr<Connection> database(const std::string& name) const { return open("sqlite:///" + path(name)); }

    // What SQLite itself says of a database, but for the texts of its tables and indexes, which are spelled in our way, and
    // for what has no effect there: letter case and blanks in types, NOT NULL at a column that is the rowid. A foreign key
    // without columns means the primary key.
    std::string catalogue(const std::string& name) const {
        const std::unique_ptr<Connection> found = database(name);
        const std::string tables =
            "(SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'migrations_%')";
        std::string text;
        for (const char* query :
             {"SELECT t.name, t.type, t.wr, t.strict, t.ncol FROM pragma_table_list t WHERE t.name IN TABLES ORDER BY 1",
              "SELECT m.name, c.cid, c.name, upper(replace(c.type, ' ', '')), c.\"notnull\" OR "
              "(c.pk = 1 AND upper(c.type) = 'INTEGER'), c.pk, c.hidden FROM TABLES m, pragma_table_xinfo(m.name) c ORDER BY 1, 2",
              "SELECT m.name, k.seq, k.\"table\", k.\"from\", coalesce(k.\"to\", (SELECT p.name FROM pragma_table_xinfo(k.\"table\") p "
              "WHERE p.pk = k.seq + 1)), k.on_update, k.on_delete FROM TABLES m, pragma_foreign_key_list(m.name) k ORDER BY 1, 2, 3, 4",
              "SELECT m.name, i.origin, i.\"unique\", i.partial, (SELECT group_concat(x.seqno || coalesce(x.name, '?') || x.desc || x.coll || x.key) "
              "FROM pragma_index_xinfo(i.name) x), CASE i.origin WHEN 'c' THEN i.name END FROM TABLES m, pragma_index_list(m.name) i ORDER BY 1, 2, 3, 4, 5, 6",
              "SELECT type, name, tbl_name FROM sqlite_schema WHERE tbl_name NOT LIKE 'migrations_%' AND name NOT LIKE 'sqlite_autoindex_%' ORDER BY 1, 2, 3"}) {
            std::string sql = query;
            while (sql.find("TABLES") != std::string::npos) sql.replace(sql.find("TABLES"), 6, tables);
            text += lines(*found, sql);
        }
        for (const Cells& row : found->query(
                 "SELECT name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%' ORDER BY name")) {
            text += *row[0] + ": " + canonical_sql(*row[1]) + "\n";
        }
        return text;
    }

    // The stored texts of everything, by name.
    std::map<std::string, std::string> texts() const {
        std::map<std::string, std::string> all;
        for (const Cells& row : database("source.db")->query(
                 "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'migrations_%'")) {
            all[*row[0]] = *row[1];
        }
        return all;
    }

    // Real tables, and a column of each that is NOT NULL and no key; "" where there is none.
    std::map<std::string, std::string> tables_to_rebuild() const {
        std::map<std::string, std::string> tables;
        for (const Cells& row : database("source.db")->query(
                 "SELECT t.name, (SELECT c.name FROM pragma_table_xinfo(t.name) c WHERE c.\"notnull\" AND c.pk = 0 AND c.hidden = 0 LIMIT 1) "
                 "FROM pragma_table_list t WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' "
                 "AND t.name NOT LIKE 'migrations_%'")) {
            tables[*row[0]] = row[1].value_or("");
        }
        return tables;
    }

    std::string rows() const {
        const std::unique_ptr<Connection> found = database("source.db");
        std::string text;
        for (const auto& [table, column] : tables_to_rebuild()) {
            std::vector<std::string> rows = split(lines(*found, "SELECT * FROM " + quote_identifier(table)), '\n');
            std::sort(rows.begin(), rows.end());
            text += table + ":" + join(rows, "\n") + "\n";
        }
        return text + lines(*found, "SELECT * FROM sqlite_sequence ORDER BY name");
    }

    // A change of every table that SQLite has no ALTER TABLE for, and back.
    std::string change_of_all(const std::map<std::string, std::string>& tables) const {
        const std::string first = revision_text("initial_schema");
        const std::string id = first.substr(first.find('"') + 1, 12);
        std::string up;
        std::string down;
        for (const auto& [table, column] : tables) {
            const std::string of_table = "\ntable = " + toml_string(table) + "\n";
            if (column.empty()) {
                up += "[[upgrade]]\nop = \"add_check\"" + of_table + "check = { name = \"always\", expression = \"1 = 1\" }\n\n";
                down += "[[downgrade]]\nop = \"drop_check\"" + of_table + "check = \"always\"\n\n";
            } else {
                const std::string of_column = of_table + "column = " + toml_string(column) + "\nnull = ";
                up += "[[upgrade]]\nop = \"alter_column\"" + of_column + "true\n\n";
                down += "[[downgrade]]\nop = \"alter_column\"" + of_column + "false\n\n";
            }
        }
        return "revision = \"every1\"\ndown_revision = \"" + id +
               "\"\nmessage = \"a change of every table\"\ncreated = 2030-01-01T00:00:00Z\n\n" + up + down;
    }

    void fill() const {
        const std::unique_ptr<Connection> found = database("source.db");
        const Schema schema = sqlite_dialect().lift(found->reflect({"migrations_version", "migrations_history", "migrations_journal"}));
        const RowReport report = fill_tables(*found, schema, {});
        EXPECT_TRUE(report.failed.empty()) << join(report.failed, "\n");
        EXPECT_GT(report.filled.size(), 40U);
    }

    void survives_rebuilds() const {
        fill();
        const std::map<std::string, std::string> tables = tables_to_rebuild();
        const std::map<std::string, std::string> texts_before = texts();
        const std::string rows_before = rows();
        write("migrations/revisions/every1.toml", change_of_all(tables));
        const Ran reviewed = run({"review", "--yes"});
        ASSERT_EQ(reviewed.exit, 0) << reviewed.err;
        const Ran up = run({"upgrade", "--database", source});
        ASSERT_EQ(up.exit, 0) << up.out << up.err;
        const std::map<std::string, std::string> texts_between = texts();
        EXPECT_EQ(rows(), rows_before);
        const Ran down = run({"downgrade", "-1", "--database", source});
        ASSERT_EQ(down.exit, 0) << down.out << down.err;
        const std::map<std::string, std::string> texts_after = texts();
        EXPECT_EQ(rows(), rows_before);
        ASSERT_EQ(texts_between.size(), texts_before.size());
        ASSERT_EQ(texts_after.size(), texts_before.size());

        for (const auto& [name, before] : texts_before) {
            const std::string& between = texts_between.at(name);
            const std::string& after = texts_after.at(name);
            const auto table = name.rfind("table ", 0) == 0 ? tables.find(name.substr(6)) : tables.end();
            if (table == tables.end()) {
                EXPECT_EQ(between, before);
                EXPECT_EQ(after, before);
                continue;
            }
            const auto bare_text = [&](const std::string& text) { return bare(text, table->first); };
            if (table->second.empty()) {
                EXPECT_TRUE(has_more(bare_text(between), ",constraint\"always\"check(1=1)", bare_text(before))) << between;
                EXPECT_EQ(bare_text(after), bare_text(before));
            } else {
                EXPECT_TRUE(has_more(bare_text(before), "notnull", bare_text(between))) << before << "\n" << between;
                EXPECT_TRUE(has_more(bare_text(after), "notnull", bare_text(between))) << between << "\n" << after;
            }
        }
    }

    void go_all_the_way(const std::string& schema) {
        start_project("\"sqlite\"");
        make_database("source.db", schema_text(schema));
        write("fresh.db", "");  // an empty database is an empty file
        const std::string before = catalogue("source.db");
        go_through_import(source, fresh, "");
        if (HasFatalFailure()) return;
        EXPECT_EQ(catalogue("fresh.db"), before);
        const Ran same = run({"diff", source, fresh});
        EXPECT_EQ(same.exit, 0) << same.out;
        survives_rebuilds();
    }
};

TEST_F(LargeOfSqlite, record_shop) { go_all_the_way("record_shop.sqlite"); }
TEST_F(LargeOfSqlite, issue_tracker) { go_all_the_way("issue_tracker.sqlite"); }

// ---- PostgreSQL ----

#if MIGRATIONS_POSTGRESQL
class LargeOfPostgresql : public WithPostgresql<ImportOfLarge> {
protected:
    void prepare() override {
        start_project("\"postgresql\"");
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url();
    }

    // Of everything but the bookkeeping and the tables of that pattern.
    std::string dump(const std::string& url, const std::string& without) const {
        const Ran dumped = shell("pg_dump --schema-only --no-owner --no-privileges -T 'migrations_*' -T '" + without + "' '" + url + "'");
        EXPECT_EQ(dumped.exit, 0) << dumped.err;
        std::string text;
        for (const std::string& line : split(dumped.out, '\n')) {
            // A key that every dump has anew.
            if (line.rfind("\\restrict", 0) != 0 && line.rfind("\\unrestrict", 0) != 0) text += line + "\n";
        }
        return text;
    }

    // `partitioned`: tables that are not imported as what they are, and what is said of that.
    void go_all_the_way(const std::string& name, const std::string& partitioned = "none", const std::string& left_out = "") {
        const std::string source = server().create_database(name);
        const std::string fresh = server().create_database("fresh_" + name);
        write("schema.sql", schema_text(name + ".postgresql"));
        const Ran made = shell("psql -Xq -v ON_ERROR_STOP=1 '" + source + "' -f schema.sql");
        ASSERT_EQ(made.exit, 0) << made.err;
        go_through_import(source, fresh, left_out);
        if (HasFatalFailure()) return;
        EXPECT_EQ(dump(fresh, partitioned), dump(source, partitioned));
    }
};

TEST_F(LargeOfPostgresql, clinic) { go_all_the_way("clinic"); }
TEST_F(LargeOfPostgresql, wholesale) {
    go_all_the_way("wholesale", "movements_archive*",
                   "warning: 3 things of the source cannot be said in models and are not imported:\n"
                   "    partition movements_archive_2024\n"
                   "    partition movements_archive_rest\n"
                   "    partitions of table movements_archive\n"
                   "note: 'migrations check --database' reports what was not imported, until a revision makes it (migrations "
                   "revision --sql) or ~/migrations/migrations.toml names it:\n    [ignore]\n    others = [\"partition "
                   "movements_archive_2024\", \"partition movements_archive_rest\", \"partitions of table movements_archive\"]\n");
}
#endif

}  // namespace
}  // namespace migrations
