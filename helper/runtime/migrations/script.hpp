// What the runtime executes: scripts of SQL, grouped into migrations, as constant data.
//
// Everything here is a view. A compiled-in chain (`#include <blog_db/migrations.hpp>`) points into static
// arrays; the command line points into strings that it keeps alive for the length of the call. Nothing is
// copied and nothing needs a constructor to run before main().
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <string_view>

namespace migrations {

// A view of consecutive values, as C++20's std::span<const T>.
template <class T>
struct slice {
    const T* data = nullptr;
    std::size_t size = 0;

    constexpr slice() = default;
    constexpr slice(const T* first, std::size_t count) : data(first), size(count) {}
    template <std::size_t N>
    constexpr slice(const T (&array)[N]) : data(array), size(N) {}

    constexpr const T* begin() const { return data; }
    constexpr const T* end() const { return data + size; }
    constexpr const T& operator[](std::size_t index) const { return data[index]; }
    constexpr bool empty() const { return size == 0; }
};

// `column` of the rebuilt table is filled from the SQL `expression`, evaluated on the rows of the old one.
struct column_source {
    std::string_view column;
    std::string_view expression;
};

// One step of a script.
//
// A plain statement has `table` empty and its text in `sql`.
//
// A rebuild (SQLite only) changes `table` in a way that ALTER TABLE cannot: the stored CREATE TABLE text is
// compared with `expected` and edited into `wanted` (table_merge.hpp says how), a new table is made from it,
// the rows are copied, and the indexes and triggers of the old table are made again
// (sqlite.org/lang_altertable.html, section 7). `sql` is empty.
struct step {
    std::string_view sql;
    std::string_view table;
    std::string_view expected;
    std::string_view wanted;
    slice<column_source> sources;  // columns whose values are not simply those of the same-named old column
    bool shared = false;           // of a rebuild: other branches of the chain change the table too
    // Outside a transaction: a query whose first value says whether the step has had its effect; empty where nobody can tell.
    // Asked when the step was started and its end is not known.
    std::string_view probe = {};

    constexpr bool is_rebuild() const { return !table.empty(); }
};

// The statements of one revision in one direction. A transactional script runs in one transaction together
// with its row in the version table; the steps of another run one by one, and each stays when a later one fails.
struct script {
    slice<step> steps;
    bool transactional = true;
};

// A revision that was squashed into another one, as databases have it on record.
struct replaced_revision {
    std::string_view id;
    std::string_view ops_hash;  // as migration::ops_hash
};

// One revision as the runtime knows it. Hashes are SHA-256, 64 lower-case hexadecimal digits.
struct migration {
    std::string_view id;
    slice<std::string_view> parents;  // ids; empty for a base
    std::string_view message;
    std::string_view file_hash;   // of the revision file: no byte order mark, LF line ends
    std::string_view ops_hash;    // of its operations alone: equal when only comments or parents differ
    std::string_view chain_hash;  // of file_hash and the parents' chain hashes
    script up;
    script down;
    std::string_view irreversible;  // why there is no way down; empty when there is one
    // What this one stands for since a squash: a database that has applied all of these is as if it had applied this
    // one. Its own id is the last of them; an id may be there in several forms.
    slice<replaced_revision> replaces = {};
    slice<std::string_view> depends_on = {};  // ids of others that must be applied before, and are no parents
};

enum class dialect { sqlite, postgresql };

// A chain of migrations for one dialect, parents before children.
struct set {
    std::string_view project;  // two projects may share one database; their version tables differ
    dialect language = dialect::sqlite;
    std::string_view version_table = "migrations_version";
    slice<migration> migrations;
    // SQLite: the oldest library that the scripts were written for, as sqlite3_libversion_number(): 3.35.5.
    int sqlite_minimum = 3035005;
    // SHA-256 of the schema that the migrations make, as the models have it that they were compared with; empty where there
    // are none. options::schema_hash asks for it.
    std::string_view schema_hash = {};

    // The migration with this id, or null.
    constexpr const migration* find(std::string_view id) const {
        for (const migration& each : migrations) {
            if (each.id == id) return &each;
        }
        return nullptr;
    }
};

enum class direction { up, down };

// One step of a way through the chain.
struct move {
    const migration* what = nullptr;
    direction way = direction::up;
};

}  // namespace migrations
