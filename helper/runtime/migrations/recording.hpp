// An executor without a server, to print what upgrade() and the others would run on PostgreSQL:
//
//     void print_upgrade() {
//         const std::string_view heads[] = {"3f2a9c0d1b7e"};  // where the database is
//         migrations::options how;
//         how.on_statement = [](std::string_view sql) { std::cout << sql << ";\n"; };
//         migrations::postgresql::recorder database(blog_db::postgresql(), heads);
//         migrations::postgresql::upgrade(database, blog_db::postgresql(), how);
//     }
//
// The statements, in their order, can be replayed by psql with ON_ERROR_STOP: they stop at the
// first error, when another process holds the lock, and when the database is not where it was said
// to be. The bookkeeping tables are found through the search path of whoever replays them; a
// revision that sets another one is followed by statements that take it back.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgresql.hpp"

namespace migrations::postgresql {

// Answers as a database whose lock is free, which is at some heads, and where every statement
// succeeds.
class recorder {
public:
    // An empty database.
    recorder() = default;

    // A database at `heads` of the set; ids that the set lacks are left out. No heads: at base
    // after a downgrade, with its bookkeeping tables.
    recorder(const set& of, slice<std::string_view> heads) : tables_(true) {
        for (const std::string_view head : heads) {
            const migration* const found = of.find(head);
            if (found == nullptr) continue;
            head_row row;
            row.revision = found->id;
            row.chain_hash = found->chain_hash;
            row.seq = unknown_seq;
            row.project = of.project;
            heads_.push_back(std::move(row));
        }
    }

    reply exec(std::string_view sql) {
        reply answer;
        answer.ok = true;
        const auto asks = [&](std::string_view mark) {
            return sql.find(mark) != std::string_view::npos;
        };
        if (asks(guard_mark)) {
            answer.rows = {{"ok", "", ""}};
        } else if (asks(start_mark) || (asks(heads_mark) && heads_.empty() && tables_)) {
            answer.rows = {state_row(nullptr)};
        } else if (asks(heads_mark) && !tables_) {
            answer.ok = false;
            answer.sqlstate = "42P01";
        } else if (asks(heads_mark)) {
            for (const head_row& head : heads_) answer.rows.push_back(state_row(&head));
        }
        return answer;
    }

    // Called by the engine after each COMMIT.
    void remember(const std::vector<head_row>& heads) {
        heads_ = heads;
        tables_ = true;
    }

private:
    // In the order of state_columns().
    std::vector<std::optional<std::string>> state_row(const head_row* head) const {
        std::vector<std::optional<std::string>> row(5);
        if (head != nullptr) {
            row = {head->revision,
                   head->chain_hash,
                   std::to_string(head->seq),
                   head->project,
                   std::to_string(head->format)};
        }
        row.insert(row.end(), {"true", "off", "1", "", "", std::nullopt, "f", "", "", "f",
                               std::nullopt, std::nullopt});
        if (tables_) row[10] = "r";
        return row;
    }

    std::vector<head_row> heads_;
    bool tables_ = false;
};

}  // namespace migrations::postgresql
