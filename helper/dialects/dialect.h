#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <migrations/script.hpp>

#include "base/diagnostic.h"
#include "operations/operation.h"
#include "sql/script.h"

namespace migrations {

struct RenderOptions {
    // The oldest SQLite that scripts must run on, as sqlite3_libversion_number() (3035005). It decides which native
    // ALTER TABLE forms are used; the library at hand does not.
    int sqlite_minimum = 3035005;
};

// What differs between databases. A dialect is a constant without state; dialects.h has the table of them.
class Dialect {
public:
    virtual ~Dialect() = default;

    virtual std::string_view name() const = 0;  // "sqlite", "postgresql"
    virtual dialect language() const = 0;       // the runtime's word for it

    // The script that carries out the operations on a database that has the schema `before`, rows and all. What the
    // dialect cannot do (a deferrable unique on SQLite, a name of 64 bytes on PostgreSQL, fill = "?") is a
    // Diagnostic at the operation's origin; the script is then not to be used.
    Script render(const Schema& before, const Operations& operations, const RenderOptions& options,
                  Diagnostics& diagnostics) const {
        Schema schema = before;
        return render_on(schema, operations, options, diagnostics);
    }
    // The same, and replays the operations on the schema: a long chain needs no copy of it for each revision.
    virtual Script render_on(Schema& schema, const Operations& operations, const RenderOptions& options,
                             Diagnostics& diagnostics) const = 0;

    // The schema as the database will show it when it is read back: types as this server writes them (Verbatim with
    // its text, but for native enums), enums as text and type CHECKs spelled out, comments that it cannot store left
    // out, canonical order.
    // reflect(run(render({}, create(s)))) == normalize(s), but for expressions that PostgreSQL rewrites.
    virtual Schema normalize(const Schema& schema) const = 0;

    // What reflect() shows as a person would declare it: portable types where the catalogue proves them, the text of
    // this dialect beside them where it is another, defaults that are values as values, constraints that have no name
    // without one (names.h completes them). normalize(lift(s)) == canonical(s), but for those names, and for expressions
    // that PostgreSQL rewrites.
    virtual Schema lift(const Schema& reflected) const = 0;

    // The type's name in this dialect: "character varying(320)", "TEXT".
    virtual std::string type_name(const Type& type, const Schema& schema) const = 0;

    // A value as an SQL literal for a column of this type.
    virtual std::string literal(const Value& value, const Type& type) const = 0;

    // What raw SQL is, without a database: does it change the schema, control transactions, and where does each
    // statement start? A syntax error is reported as a problem text, else "".
    struct RawSql {
        // How a statement reaches beyond the database in which it runs.
        enum class Reach {
            once,     // makes or takes away what the server has once, such as a role: a second database cannot run it
            again,    // changes such a thing, and may be run again
            by_name,  // changes the database that it names, wherever it runs
        };
        std::vector<std::string> statements;
        std::vector<std::size_t> offsets;    // of each statement in the text, in bytes
        bool changes_schema = false;         // DDL, DO, CALL: effects must be stated
        bool controls_transaction = false;   // BEGIN, COMMIT, SAVEPOINT, ...
        bool refuses_transaction = false;    // CREATE INDEX CONCURRENTLY, VACUUM, ...: not in one
        std::vector<std::pair<std::size_t, Reach>> server_wide;  // statements, by their index, of which the database is not all
        std::string problem;
        std::size_t problem_offset = 0;
    };
    virtual RawSql classify(std::string_view sql) const = 0;

    // A query that is true when the statement has had its effect, for one whose end is not known (Step::probe): never true
    // for one that does no harm when it runs again. "" where there is none.
    virtual std::string probe_of(std::string_view) const { return ""; }
};

// The operations that make a schema from nothing, in an order that works; foreign key cycles are closed by
// add_foreign_key at the end.
Operations creation(const Schema& schema);

}  // namespace migrations
