#include "dialects/postgresql/watched_client.h"

#include <algorithm>
#include <migrations/postgresql_sql.hpp>
#include <utility>

namespace migrations::postgresql {
namespace {

bool is_word(std::string_view statement, std::string_view word) { return statement.substr(0, word.size()) == word; }

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char each) { return (static_cast<unsigned char>(each) & 0xC0U) != 0x80U; }));
}

}  // namespace

// Within a transaction.
reply WatchedClient::one(const std::string& statement) {
    watch_.begins(statement);
    const bool ends = statement == "COMMIT" || statement == "ROLLBACK";
    reply answer = client_->exec(statement);
    if (ends || answer.broken) in_transaction_ = false;
    if (!answer.ok) return answer;
    StatementWatch::End end;
    end.rows = answer.affected;
    end.in_transaction = in_transaction_;
    reply locks;
    if (in_transaction_ && (locks = client_->exec(watch_.question())).ok) end.answer = &locks.rows;
    watch_.ended(statement, end);
    return answer;
}

// By itself: with settings in front of it, it is in a transaction that ends with the message, and the question too.
reply WatchedClient::step(const std::string& statement, std::string_view message) {
    watch_.begins(statement);
    const bool shares = message.size() > statement.size();
    reply answer = client_->exec(shares ? std::string(message) + "\n;\n" + watch_.question() : std::string(message));
    if (!answer.ok && shares) watch_.refused(statement);
    if (!answer.ok) return answer;
    StatementWatch::End end;
    end.rows = shares ? -1 : answer.affected;
    if (shares) end.answer = &answer.rows;
    watch_.ended(statement, end);
    return answer;
}

reply WatchedClient::exec(std::string_view sql) {
    const std::vector<std::string> statements = std::exchange(announced_, {});
    if (statements.empty()) return client_->exec(sql);
    const std::string together = message_of(std::vector<std::string_view>(statements.begin(), statements.end()));
    const bool whole = sql.substr(0, together.size()) == together;
    if (!in_transaction_ && is_word(statements.front(), "BEGIN")) {
        watch_.begins(statements.front());
        reply answer = client_->exec(sql);
        in_transaction_ = !answer.broken;
        return answer;
    }
    if (!whole && statements.size() == 1) return step(statements.front(), sql);
    if (!whole || !in_transaction_) return client_->exec(sql);

    reply answer;
    std::size_t before = 0;
    for (const std::string& each : statements) {
        answer = one(each);
        if (!answer.ok) {
            if (answer.position > 0) answer.position += before;
            return answer;
        }
        before += characters_in(each) + 3;
    }
    const std::string_view query = sql.substr(together.size());
    return query.empty() ? answer : client_->exec(query);
}

}  // namespace migrations::postgresql
