#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/postgresql/client.h"
#include "dialects/statement_watch.h"

namespace migrations::postgresql {

// Sends the statements of a transaction, which the runner gives in one message, one by one, and has each of them watched.
// A message outside a transaction is one itself, and stays whole.
class WatchedClient final : public Client {
public:
    WatchedClient(std::unique_ptr<Client> client, StatementWatch& watch) : client_(std::move(client)), watch_(watch) {}

    // A statement of the message that comes next (options::on_statement).
    void announce(std::string_view statement) { announced_.emplace_back(statement); }

    reply exec(std::string_view sql) override;
    void cancel() override { client_->cancel(); }

private:
    reply one(const std::string& statement);
    reply step(const std::string& statement, std::string_view message);

    std::unique_ptr<Client> client_;
    StatementWatch& watch_;
    std::vector<std::string> announced_;
    bool in_transaction_ = false;
};

}  // namespace migrations::postgresql
