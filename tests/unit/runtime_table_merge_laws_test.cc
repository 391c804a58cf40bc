// Merges of random tables that somebody wrote in other words than the chain, and with more.
#include <gtest/gtest.h>

#include <algorithm>
#include <migrations/create_table.hpp>
#include <migrations/table_merge.hpp>
#include <random>
#include <string>
#include <vector>

#include "runtime_support.h"

namespace migrations {
namespace {

// What begins with `extra` is known to the stored text alone.
struct RandomTable {
    struct Column {
        std::string name;
        std::string type;
        std::string value;  // behind DEFAULT, or empty
        bool not_null = false;
        std::string extra_collation;
    };
    struct Constraint {
        std::string kind;  // PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY
        std::vector<std::string> columns;
        std::string extra_name;
        std::string extra_modifier;
        bool extra = false;  // all of it
        bool has_extras() const { return extra || !(extra_name + extra_modifier).empty(); }
        bool names(const std::string& column) const {
            return std::find(columns.begin(), columns.end(), column) != columns.end();
        }
    };
    std::vector<Column> columns;
    std::vector<Constraint> constraints;
    bool without_rowid = false;
};

// Makes tables, changes and texts, the same ones for the same seed.
class RandomTexts {
public:
    explicit RandomTexts(unsigned seed) : random_(seed) {}

    bool chance(unsigned percent) { return random_() % 100 < percent; }
    std::string one_of(const std::vector<std::string>& choices) {
        return choices[random_() % choices.size()];
    }

    RandomTable table(bool extras) {
        RandomTable made;
        for (const char* name : {"a", "b", "c", "d"}) {
            if (made.columns.size() < 2 || chance(60)) made.columns.push_back(column(name));
            if (extras && chance(25)) made.columns.back().extra_collation = "nocase";
        }
        if (chance(70)) {
            RandomTable::Constraint key{"PRIMARY KEY", {"a"}, "", "", false};
            made.without_rowid = chance(40);
            if (!made.without_rowid && chance(50)) {
                made.columns[0].type = "INTEGER";
                made.columns[0].not_null = false;
                made.columns[0].extra_collation = "";
                if (extras && chance(30)) key.extra_modifier = "AUTOINCREMENT";
            } else if (chance(50)) {
                key.columns.emplace_back("b");
            }
            for (RandomTable::Column& each : made.columns)
                if (made.without_rowid && key.names(each.name)) each.not_null = true;
            made.constraints.push_back(key);
        }
        for (int count = 0; count < 5; ++count) {
            const bool added = chance(60) && add_constraint(made, extras && chance(30));
            if (!added || !extras) continue;
            RandomTable::Constraint& last = made.constraints.back();
            if (chance(25)) last.extra_name = "k" + std::to_string(count);
            if (chance(25) && last.kind == "UNIQUE") last.extra_modifier = "ON CONFLICT IGNORE";
            if (chance(25) && last.kind == "FOREIGN KEY")
                last.extra_modifier = "DEFERRABLE INITIALLY DEFERRED";
        }
        return made;
    }

    // False when there is such a constraint already.
    bool add_constraint(RandomTable& table, bool extra) {
        RandomTable::Constraint made{one_of({"UNIQUE", "CHECK", "FOREIGN KEY"}), {}, "", "", extra};
        made.columns.push_back(table.columns[random_() % table.columns.size()].name);
        const std::string second = table.columns[random_() % table.columns.size()].name;
        if (made.kind != "FOREIGN KEY" && chance(50) && !made.names(second))
            made.columns.push_back(second);
        for (const RandomTable::Constraint& other : table.constraints)
            if (other.kind == made.kind && other.columns == made.columns) return false;
        table.constraints.push_back(made);
        return true;
    }

    // Changes the table. True when the change may be refused, for it touches what only the stored
    // text knows.
    bool change(RandomTable& table, std::vector<renamed_column>& renames) {
        bool touches = false;
        // Kinds of constraints: that went with what they had beyond, were taken away, are new.
        std::vector<std::string> lost;
        std::vector<std::string> removed;
        std::vector<std::string> added;
        const auto has = [](const std::vector<std::string>& kinds, const std::string& kind) {
            return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
        };
        const auto free_column = [&]() -> RandomTable::Column* {
            RandomTable::Column& some = table.columns[random_() % table.columns.size()];
            for (const RandomTable::Constraint& each : table.constraints)
                if (each.kind == "PRIMARY KEY" && each.names(some.name)) return nullptr;
            return &some;
        };
        for (int count = 0; count < 3; ++count) {
            const std::string what =
                one_of({"drop", "rename", "type", "null", "default", "add", "remove", "column"});
            RandomTable::Column* some = free_column();
            if (what == "add" && add_constraint(table, false)) {
                added.push_back(table.constraints.back().kind);
                // It may be the one that was taken away, and then nothing has changed.
                if (has(removed, added.back())) table.constraints.pop_back();
            } else if (what == "remove" && !table.constraints.empty()) {
                const auto gone = table.constraints.begin() +
                                  static_cast<long>(random_() % table.constraints.size());
                if (gone->extra || gone->kind == "PRIMARY KEY") continue;
                if (gone->has_extras()) lost.push_back(gone->kind);
                removed.push_back(gone->kind);
                table.constraints.erase(gone);
            } else if (what == "column") {
                table.columns.push_back(column("n" + std::to_string(count)));
            } else if (some == nullptr) {
                continue;
            } else if (what == "type") {
                some->type = one_of({"", "TEXT", "VARCHAR(20)", "REAL"});
            } else if (what == "null") {
                some->not_null = !some->not_null;
            } else if (what == "default") {
                some->value = value();
            } else if (what == "rename" && some->name.size() == 1) {
                const std::string old = some->name;
                some->name = old + old;
                renames.push_back({old, some->name});
                for (RandomTable::Constraint& each : table.constraints) {
                    touches = touches || (each.extra && each.names(old));
                    std::replace(each.columns.begin(), each.columns.end(), old, some->name);
                }
            } else if (what == "drop" && some->name.size() == 1 && table.columns.size() > 1) {
                for (std::size_t at = table.constraints.size(); at-- > 0;) {
                    const RandomTable::Constraint& each = table.constraints[at];
                    if (!each.names(some->name)) continue;
                    touches = touches || each.extra;
                    if (each.has_extras()) lost.push_back(each.kind);
                    table.constraints.erase(table.constraints.begin() + static_cast<long>(at));
                }
                table.columns.erase(table.columns.begin() + (some - table.columns.data()));
            }
        }
        for (const std::string& kind : lost) touches = touches || has(added, kind);
        return touches;
    }

    // As the chain writes it, or with what is stored beyond.
    static std::string plain(const RandomTable& table, bool with_extras) {
        std::string text;
        for (const RandomTable::Column& each : table.columns) {
            text += (text.empty() ? "(\"" : ", \"") + each.name + "\" " + each.type;
            if (each.not_null) text += " NOT NULL";
            if (!each.value.empty()) text += " DEFAULT (" + each.value + ")";
            if (with_extras && !each.extra_collation.empty())
                text += " COLLATE " + each.extra_collation;
        }
        for (const RandomTable::Constraint& each : table.constraints) {
            if (each.extra && !with_extras) continue;
            text += ", ";
            if (with_extras && !each.extra_name.empty())
                text += "CONSTRAINT " + each.extra_name + " ";
            const bool counts = each.extra_modifier == "AUTOINCREMENT";
            const std::string first = "\"" + each.columns.front() + "\"";
            const std::string second =
                each.columns.size() > 1 ? "\"" + each.columns.back() + "\"" : "";
            text += each.kind + " (" + first;
            if (each.kind == "CHECK") {
                text += second.empty() ? " <> 'X'" : " < " + second;
            } else if (!second.empty()) {
                text += ", " + second;
            }
            text += with_extras && counts ? " AUTOINCREMENT)" : ")";
            if (each.kind == "FOREIGN KEY") text += " REFERENCES \"p\" (\"id\") ON DELETE CASCADE";
            if (with_extras && !counts) text += " " + each.extra_modifier;
        }
        return text + (table.without_rowid ? ") WITHOUT ROWID" : ")");
    }

    // As somebody may have written it, with what is stored beyond.
    std::string written(const RandomTable& table) {
        std::vector<bool> done(table.constraints.size());
        std::string text;
        for (const RandomTable::Column& each : table.columns) {
            std::vector<std::string> clauses;
            bool in_key = false;
            for (std::size_t at = 0; at < table.constraints.size(); ++at) {
                const RandomTable::Constraint& constraint = table.constraints[at];
                in_key =
                    in_key || (constraint.kind == "PRIMARY KEY" && constraint.names(each.name));
                if (done[at] || constraint.columns.front() != each.name || chance(50)) continue;
                if (constraint.kind != "CHECK" && constraint.columns.size() > 1) continue;
                done[at] = true;
                clauses.push_back(constraint_text(constraint, true));
            }
            if (each.not_null && !(table.without_rowid && in_key && chance(60)))
                clauses.push_back(word("NOT NULL"));
            if (!each.not_null && chance(15)) clauses.push_back(word("NULL"));
            if (!each.value.empty()) {
                clauses.push_back(word("DEFAULT ") + one_of({each.value, "(" + each.value + ")",
                                                             "( " + each.value + ")"}));
            } else if (chance(15)) {
                clauses.push_back(word("DEFAULT NULL"));
            }
            if (!each.extra_collation.empty())
                clauses.push_back(word("COLLATE ") + name(each.extra_collation));
            std::shuffle(clauses.begin(), clauses.end(), random_);
            text +=
                (text.empty() ? "(" : ",") + space() + name(each.name) + space() + word(each.type);
            for (const std::string& clause : clauses) text += space() + clause;
            text += one_of({"", " ", "\n", " -- end\n"});
        }
        std::vector<std::string> elements;
        for (std::size_t at = 0; at < table.constraints.size(); ++at)
            if (!done[at]) elements.push_back(constraint_text(table.constraints[at], false));
        std::shuffle(elements.begin(), elements.end(), random_);
        for (const std::string& each : elements) text += "," + space() + each;
        return text + one_of({")", "\n)", "/* end */)"}) +
               (table.without_rowid ? word(" WITHOUT ROWID") : "");
    }

private:
    std::string value() {
        return one_of({"", "3", "-1", "'x'", "'it''s, so'", "CURRENT_TIMESTAMP"});
    }
    RandomTable::Column column(const std::string& name) {
        return {name, one_of({"", "TEXT", "INTEGER", "VARCHAR(10)"}), value(), chance(50), ""};
    }
    std::string space() { return one_of({" ", "  ", "\n  ", " /* , */ ", " -- it's (\n "}); }
    std::string word(std::string text) {
        if (chance(30)) std::transform(text.begin(), text.end(), text.begin(), lower_letter);
        return text;
    }
    std::string name(const std::string& text) {
        return one_of({text, "\"" + text + "\"", "[" + text + "]", "`" + text + "`"});
    }
    std::string constraint_text(const RandomTable::Constraint& constraint, bool at_column) {
        std::string text;
        if (!constraint.extra_name.empty())
            text = word("CONSTRAINT ") + constraint.extra_name + " ";
        std::string columns = name(constraint.columns.front());
        if (constraint.columns.size() > 1) {
            columns += (constraint.kind == "CHECK" ? "<" : ",") + name(constraint.columns.back());
        } else if (constraint.kind == "CHECK") {
            columns += one_of({"<>'X'", " != 'X'"});
        }
        const bool counts = constraint.extra_modifier == "AUTOINCREMENT";
        if (counts && !at_column) columns += " AUTOINCREMENT";
        if (constraint.kind == "CHECK") {
            text += word("CHECK") + one_of({"(" + columns + ")", " ( (" + columns + "))"});
        } else if (!at_column) {
            text += word(constraint.kind) + space() + "(" + columns + ")";
        } else if (constraint.kind != "FOREIGN KEY") {
            text += word(constraint.kind);
        }
        if (constraint.kind == "FOREIGN KEY") {
            text += word(" REFERENCES ") + name("p") + one_of({"", "(id)"}) +
                    one_of({" ON DELETE CASCADE", " ON UPDATE NO ACTION ON DELETE CASCADE"});
        }
        if (!counts || at_column) text += " " + constraint.extra_modifier;
        return text;
    }

    std::mt19937 random_;
};

// What a text says, in lines that compare.
std::string facts_text(const std::string& sql) {
    const table_text table = parse_create_table(sql);
    std::vector<std::string> lines;
    for (const table_fact& fact : facts_of(table)) {
        if (fact.says_nothing()) continue;
        std::string line = std::to_string(static_cast<int>(fact.kind)) + " " + fact.column + ":";
        for (const std::string& each : fact.says) line += " " + each;
        for (const std::string& each : fact.modifiers) line += " " + each;
        lines.push_back(line + " " + fact.name);
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

// What SQLite makes of a text that creates the table n.
std::string sqlite_view(TestConnection& db, const std::string& sql) {
    db.run("DROP TABLE IF EXISTS n");
    db.run(sql);
    return db.text(
        "SELECT lower(name), replace(lower(type), ' ', ''), \"notnull\", "
        "upper(coalesce(trim(dflt_value, '( )'), 'NULL')), pk FROM pragma_table_xinfo('n') UNION "
        "ALL "
        "SELECT * FROM (SELECT lower(\"from\"), lower(\"table\"), coalesce(lower(\"to\"), 'id'), "
        "on_update, on_delete FROM pragma_foreign_key_list('n') ORDER BY 1) UNION ALL "
        "SELECT * FROM (SELECT (SELECT group_concat(lower(name)) FROM pragma_index_info(l.name)) "
        "AS columns, origin, \"unique\", '', '' FROM pragma_index_list('n') l ORDER BY 1, 2)");
}

TEST(RuntimeTableMerge, MakesWhatIsWantedAndKeepsTheRestOfAnyTable) {
    TestConnection db(":memory:");
    int refused = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        RandomTexts random(seed);
        const RandomTable before = random.table(seed % 2 == 1);
        RandomTable after = before;
        std::vector<renamed_column> renames;
        const bool may_refuse = random.change(after, renames);
        const std::string stored = "CREATE TABLE t " + random.written(before);
        const std::string expected = "CREATE TABLE t " + RandomTexts::plain(before, false);
        const std::string wanted = "CREATE TABLE t " + RandomTexts::plain(after, false);
        SCOPED_TRACE(std::to_string(seed) + "\n" + stored + "\n" + expected + "\n" + wanted);
        const merged_table result = merge_create_table(stored, expected, wanted, "n", renames);
        if (may_refuse && !result.refusal.empty()) {
            ++refused;
            continue;
        }
        ASSERT_EQ(result.refusal, "");
        const std::string ideal = "CREATE TABLE n " + RandomTexts::plain(after, true);
        ASSERT_EQ(facts_text(result.text), facts_text(ideal)) << result.text;
        ASSERT_EQ(sqlite_view(db, result.text), sqlite_view(db, ideal)) << result.text;
        if (expected != wanted) continue;
        for (const table_element& element : parse_create_table(stored).elements) {
            const std::size_t first = element.tokens.front().offset;
            const std::string bytes = stored.substr(first, element.tokens.back().end() - first);
            ASSERT_NE(result.text.find(bytes), std::string::npos) << result.text;
        }
    }
    EXPECT_LT(refused, 100);
}

}  // namespace
}  // namespace migrations
