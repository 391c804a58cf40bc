#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/sql_text.h"
#include "dialects/dialects.h"
#include "dialects/sqlite/copy.h"
#include "scratch/scratch.h"
#include "scratch/server_urls.h"
#include "scratch/servers.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "migrations_kept_";
constexpr std::string_view suffix = ".db";

bool is_sqlite(const Dialect& dialect) { return dialect.language() == dialect::sqlite; }

// Of the name "120_9f3c..." the place in the chain, with the line below it.
std::string_view place_in(std::string_view name) { return name.substr(0, name.find('_') + 1); }

void remove_quietly(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
}

}  // namespace

void Scratch::keep_in(std::string folder) { servers_->folder = std::move(folder); }

bool Scratch::keeps(const Dialect& dialect) const {
    if (servers_->folder.empty() || servers_->program) return false;
    return is_sqlite(dialect) || (!servers_->state_file.empty() && !is_on_named_server());
}

std::set<std::string> Scratch::kept(const Dialect& dialect) {
    std::set<std::string> names;
    if (is_sqlite(dialect)) {
        std::error_code failed;
        for (const fs::directory_entry& each : fs::directory_iterator(servers_->folder, failed)) {
            if (each.path().extension() == suffix) names.insert(each.path().stem().string());
        }
        return names;
    }
    const std::string all = "SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, " +
                            quote_literal(std::string(prefix)) + ")";
    for (const Cells& row : servers_->connect(servers_->server())->query(all)) names.insert(row.at(0).value_or("").substr(prefix.size()));
    return names;
}

std::unique_ptr<Connection> Scratch::copy_of_kept(const Dialect& dialect, const std::string& name) {
    OpenOptions options;
    options.scratch = true;
    if (!is_sqlite(dialect)) {
        const std::string made = servers_->make_database(std::string(prefix) + name);
        return servers_->connect(with_database(servers_->base_url, made), options);
    }
    const fs::path file = fs::path(servers_->folder) / (name + std::string(suffix));
    try {
        return copy_in_memory(*open_connection(require_url("sqlite:///" + file.string()), options));
    } catch (const Error&) {
        remove_quietly(file);  // whatever it is by now
        return nullptr;
    }
}

void Scratch::keep_copy(std::unique_ptr<Connection>& database, const std::string& name) {
    if (!is_sqlite(database->language())) {
        OpenOptions options;
        options.scratch = true;
        const std::string of = database->query("SELECT pg_catalog.current_database()").at(0).at(0).value_or("");
        database.reset();
        try {
            servers_->connect(servers_->base_url)
                ->execute("CREATE DATABASE " + quote_identifier(std::string(prefix) + name) + " TEMPLATE " + quote_identifier(of));
        } catch (const Error&) {
            // Another test has just kept the same, or there is no room for it: it saves time, no more.
        }
        database = servers_->connect(with_database(servers_->base_url, of), options);
        return;
    }
    const fs::path folder = servers_->folder;
    const fs::path half = folder / (name + ".new" + std::to_string(getpid()));
    std::error_code failed;
    fs::create_directories(folder, failed);
    // Of what the chain was before, nothing is needed.
    for (const fs::directory_entry& each : fs::directory_iterator(folder, failed)) {
        if (each.path().filename().string().starts_with(place_in(name))) remove_quietly(each.path());
    }
    try {
        sqlite::copy_to_file(*database, half.string(), {});
        fs::rename(half, folder / (name + std::string(suffix)));
    } catch (const std::exception&) {
        remove_quietly(half);
    }
}

}  // namespace migrations
