#include "dialects/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include <migrations/sqlite3.hpp>

#include "base/error.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "dialects/sqlite/left_out.h"
#include "dialects/sqlite/reflect.h"

namespace migrations::sqlite {

namespace {

// The runtime waits by itself; this is for single statements and queries.
constexpr int busy_milliseconds = 5000;

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// The runtime sorts result codes for its own outcomes; the numbers of both are the exit codes.
[[noreturn]] void fail(sqlite3* database, const std::string& doing, std::string_view sql,
                       std::size_t position = 0) {
    const int code = sqlite3_extended_errcode(database);
    Error error(static_cast<Exit>(kind_of(code)), doing + sqlite3_errmsg(database), help_of(code));
    error.code = std::to_string(code);
    error.sql = sql;
    error.position = position;
    throw error;
}

// The byte of the text at which the last preparation failed, from 1; 0 where SQLite cannot tell.
std::size_t position_of_failure(sqlite3* database) {
#if SQLITE_VERSION_NUMBER >= 3038000
    return static_cast<std::size_t>(sqlite3_error_offset(database) + 1);
#else
    static_cast<void>(database);
    return 0;
#endif
}

std::string real_text(double value) {
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
    return text;
}

// Reals with all their digits: sqlite3_column_text() gives fifteen.
std::optional<std::string> cell(sqlite3_stmt* row, int column) {
    switch (sqlite3_column_type(row, column)) {
        case SQLITE_NULL:
            return std::nullopt;
        case SQLITE_FLOAT:
            return real_text(sqlite3_column_double(row, column));
        default: {
            // Text is stored in the encoding of the database, and wanted as UTF-8.
            const bool text = sqlite3_column_type(row, column) == SQLITE_TEXT;
            const auto* bytes = text ? reinterpret_cast<const char*>(sqlite3_column_text(row, column))
                                     : static_cast<const char*>(sqlite3_column_blob(row, column));
            const int size = sqlite3_column_bytes(row, column);
            return bytes == nullptr ? std::string()
                                    : std::string(bytes, static_cast<std::size_t>(size));
        }
    }
}

// Without SQLite's own tables, virtual ones, and the tables in which those keep their content.
// Before 3.37 the latter can only be told by their names (sqlite.org/vtab.html, section 2.1.4).
std::string user_tables() {
    const std::string all =
        "SELECT m.name, m.sql FROM main.sqlite_schema AS m WHERE m.type = 'table' AND "
        "substr(m.name, 1, 7) <> 'sqlite_' "
        "AND m.sql NOT LIKE 'CREATE VIRTUAL %' AND ";
    if (sqlite3_libversion_number() >= 3037000) {
        // Asked once: pragma_table_list goes through all tables each time.
        return all +
               "m.name NOT IN (SELECT t.name FROM pragma_table_list AS t WHERE t.schema = 'main' AND t.type = 'shadow')";
    }
    return all +
           "NOT EXISTS (SELECT 1 FROM main.sqlite_schema AS v WHERE v.sql LIKE 'CREATE VIRTUAL %' AND "
           "substr(m.name, 1, "
           "length(v.name) + 1) = v.name || '_')";
}

// A scratch database stays by itself: SQL that comes from elsewhere must not make or change files. (VACUUM attaches
// an unnamed one.)
int deny_files(void*, int action, const char* file, const char*, const char*, const char*) {
    const bool attaches_file = action == SQLITE_ATTACH && (file == nullptr || *file != '\0');
    return attaches_file ? SQLITE_DENY : SQLITE_OK;
}

class SqliteConnection final : public Connection {
public:
    SqliteConnection(Database database, std::string label, bool scratch)
        : database_(std::move(database)), label_(std::move(label)), scratch_(scratch) {}

    sqlite3* handle() const { return database_.get(); }

    const Dialect& language() const override { return sqlite_dialect(); }
    std::string label() const override { return label_; }

    void execute(std::string_view sql) override {
        const std::string_view all = sql;
        while (!sql.empty()) {
            std::string_view tail;
            const Statement statement = prepare(sql, tail, all.size() - sql.size());
            if (statement != nullptr) {
                int code = SQLITE_ROW;
                while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
                if (code != SQLITE_DONE) fail(database_.get(), "", sqlite3_sql(statement.get()));
            }
            sql = tail;
        }
    }

    std::vector<Cells> query(std::string_view sql) override {
        std::string_view tail;
        const Statement statement = prepare(sql, tail);
        std::vector<Cells> rows;
        if (statement == nullptr) return rows;
        const int columns = sqlite3_column_count(statement.get());
        int code = sqlite3_step(statement.get());
        for (; code == SQLITE_ROW; code = sqlite3_step(statement.get())) {
            Cells& row = rows.emplace_back();
            for (int column = 0; column < columns; ++column)
                row.push_back(cell(statement.get(), column));
        }
        if (code != SQLITE_DONE) fail(database_.get(), "", sqlite3_sql(statement.get()));
        return rows;
    }

    Schema reflect(const std::vector<std::string>& ignored) override {
        std::map<std::string, std::vector<std::string>> indexes;
        for (const Cells& row :
             query("SELECT tbl_name, sql FROM main.sqlite_schema WHERE type = 'index' AND sql IS "
                   "NOT NULL ORDER BY name")) {
            indexes[lower(*row[0])].push_back(*row[1]);
        }
        std::vector<StoredTable> tables;
        for (const Cells& row : query(user_tables())) {
            const std::string& name = *row[0];
            const bool left_out = std::any_of(
                ignored.begin(), ignored.end(),
                [&](const std::string& each) { return equals_ignoring_case(each, name); });
            if (!left_out) tables.push_back({name, *row[1], indexes[lower(name)]});
        }
        Schema schema = sqlite::reflect(tables);
        schema.objects = objects(ignored);
        return schema;
    }

    std::vector<LeftOut> left_out(const std::vector<std::string>& ignored) override {
        return sqlite::left_out([&](std::string_view sql) { return query(sql); }, ignored);
    }

    outcome upgrade(const set& chain, const options& options) override {
        return still_by_itself(migrations::upgrade(database_.get(), chain, options));
    }
    outcome check(const set& chain, const options& options) override {
        return still_by_itself(migrations::check(database_.get(), chain, options));
    }
    outcome run(const set& chain, slice<move> way, const options& options) override {
        return still_by_itself(migrations::run(database_.get(), chain, way, options));
    }
    outcome stamp(const set& chain, slice<std::string_view> heads, bool force,
                  const options& options) override {
        return still_by_itself(migrations::stamp(database_.get(), chain, heads, options,
                                                 force ? stamping::forced : stamping::checked));
    }
    outcome read_recorded(const set& chain, recorded& result) override {
        return migrations::read_recorded(database_.get(), chain.version_table, result);
    }

private:
    // Views, virtual tables and triggers; but not those on tables that are left out.
    std::vector<Object> objects(const std::vector<std::string>& ignored) {
        std::vector<Object> found;
        for (const Cells& row : query("SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE type IN ('view', "
                                      "'trigger') OR type = 'table' AND sql LIKE 'CREATE VIRTUAL %'")) {
            const bool left_out = std::any_of(ignored.begin(), ignored.end(), [&](const std::string& each) {
                return equals_ignoring_case(each, *row[2]);
            });
            if (left_out) continue;
            Object object;
            object.kind = *row[0] == "view"      ? ObjectKind::view
                          : *row[0] == "trigger" ? ObjectKind::trigger
                                                 : ObjectKind::virtual_table;
            object.name = *row[1];
            if (object.kind == ObjectKind::trigger) object.table = *row[2];
            object.sql = Sql(*row[3]);
            found.push_back(std::move(object));
        }
        std::sort(found.begin(), found.end(),
                  [](const Object& a, const Object& b) { return key_of(a) < key_of(b); });
        return found;
    }

    // The runtime has an authorizer of its own, and none is left when it ends.
    outcome still_by_itself(outcome result) {
        if (scratch_) sqlite3_set_authorizer(database_.get(), deny_files, nullptr);
        return result;
    }

    // The first statement of the text, null when only white space and comments are left; `tail` is
    // what follows it. `before`: the bytes in front of it in the text that was given.
    Statement prepare(std::string_view sql, std::string_view& tail, std::size_t before = 0) {
        sqlite3_stmt* raw = nullptr;
        const char* end = nullptr;
        const int code = sqlite3_prepare_v2(database_.get(), sql.data(),
                                            static_cast<int>(sql.size()), &raw, &end);
        Statement statement(raw);
        if (code != SQLITE_OK) {
            const std::size_t position = position_of_failure(database_.get());
            fail(database_.get(), "", trim(sql), position == 0 ? 0 : before + position);
        }
        tail = sql.substr(static_cast<std::size_t>(end - sql.data()));
        return statement;
    }

    Database database_;
    std::string label_;
    bool scratch_;
};

[[noreturn]] void cannot_open(const std::string& path, const std::string& why,
                              const std::string& help) {
    throw Error(Exit::environment, "the database '" + path + "' cannot be opened: " + why, help);
}

// SQLite's own word for all of these is "unable to open database file".
void check_file(const std::string& path, const OpenOptions& options) {
    namespace fs = std::filesystem;
    if (path.empty()) cannot_open(path, "the path is empty", "name a file: sqlite:///blog.db");
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) cannot_open(path, "it is a directory", "name a file in it");
    if (fs::exists(status)) {
        if (!fs::is_regular_file(status))
            cannot_open(path, "it is no regular file", "name a database file");
        return;
    }
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::is_directory(folder, error)) {
        cannot_open(path, "there is no folder '" + folder.string() + "'",
                    "make the folder, or correct the path");
    }
    if (!options.create)
        cannot_open(path, "there is no such file",
                    "check the path; relative ones start at " + fs::current_path(error).string());
}

void configure(sqlite3* database, const OpenOptions& options) {
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, busy_milliseconds);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // TRUSTED_SCHEMA stays on: 3.40 refuses its own json_valid() in a CHECK without it, and no
    // function of ours is there to be misused.
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    if (!options.scratch) return;
    sqlite3_set_authorizer(database, deny_files, nullptr);
    const char* const careless = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY";
    sqlite3_exec(database, options.may_be_killed ? "PRAGMA synchronous = OFF" : careless, nullptr,
                 nullptr, nullptr);
}

}  // namespace

std::string file_name(const std::string& path) { return path.starts_with("file:") || path.starts_with(":") ? "./" + path : path; }

std::unique_ptr<Connection> open(const std::string& path, const OpenOptions& options) {
    const bool memory = path == ":memory:";
    if (!memory) check_file(path, options);
    int flags = SQLITE_OPEN_NOMUTEX;
    flags |= options.read_only && !memory ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if ((options.create && !options.read_only) || memory) flags |= SQLITE_OPEN_CREATE;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(memory ? path.c_str() : file_name(path).c_str(), &raw, flags, nullptr);
    Database database(raw);
    if (raw == nullptr) throw Error(Exit::environment, "out of memory");
    if (code != SQLITE_OK) fail(raw, "the database '" + path + "' cannot be opened: ", "");
    configure(raw, options);
    // Opening reads nothing; this tells whether the file is a database.
    if (sqlite3_exec(raw, "PRAGMA schema_version", nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(raw, "the database '" + path + "' cannot be read: ", "");
    }
    return std::make_unique<SqliteConnection>(std::move(database),
                                              (memory ? "sqlite://" : "sqlite:///") + path, options.scratch);
}

sqlite3* handle_of(Connection& database) {
    const auto* own = dynamic_cast<SqliteConnection*>(&database);
    return own == nullptr ? nullptr : own->handle();
}

void copy_pages(Connection& from, Connection& to) {
    sqlite3* target = handle_of(to);
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", handle_of(from), "main");
    constexpr int all_pages = -1;
    if (backup != nullptr) {
        sqlite3_backup_step(backup, all_pages);
        sqlite3_backup_finish(backup);
    }
    if (sqlite3_errcode(target) != SQLITE_OK) fail(target, "the database cannot be copied: ", "");
}

}  // namespace migrations::sqlite
