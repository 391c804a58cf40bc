#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/error.h"
#include "scratch/postgresql_server.h"

namespace migrations {

// A kind of test, with one PostgreSQL server for all of a suite. Where none can be started the
// tests are skipped, and say why.
template <class Test>
class WithPostgresql : public Test {
protected:
    static void SetUpTestSuite() {
        try {
            server_ = std::make_unique<PostgresqlServer>(PostgresqlServer::start());
        } catch (const Error& error) {
            missing_ = error.what();
        }
    }
    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override {
        if (!server_) GTEST_SKIP() << missing_;
        prepare();
    }
    // What comes before each test.
    virtual void prepare() = 0;

    static PostgresqlServer& server() { return *server_; }

private:
    static inline std::unique_ptr<PostgresqlServer> server_;
    static inline std::string missing_;
};

}  // namespace migrations
