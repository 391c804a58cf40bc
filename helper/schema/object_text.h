#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace migrations {

// What the statements that make domains, sequences and functions of PostgreSQL say. They must be valid (Dialect::classify).

struct DomainCheck {
    std::string name;        // as written; "" when the server is to find one
    std::string expression;  // "(VALUE > 0)"
    bool operator==(const DomainCheck& other) const;
};

// CREATE DOMAIN name [AS] type [COLLATE c] [DEFAULT e] [[CONSTRAINT n] {NOT NULL | NULL | CHECK (e)}]...
struct DomainText {
    std::string type;       // in one form (canonical_postgresql_type)
    std::string collation;  // in one form (canonical_sql)
    std::optional<std::string> default_value;
    bool not_null = false;
    std::vector<DomainCheck> checks;
};
DomainText domain_text(const std::string& sql);

// Whether values that exist have to be looked at: there is a CHECK or NOT NULL that was not there.
bool demands_more(const DomainText& before, const DomainText& after);

// The statement without the domain's checks and default.
std::string without_checks(const std::string& sql);

// CREATE [TEMP | UNLOGGED] SEQUENCE name [options], with what the server takes for options that are not given
// (postgresql.org/docs/current/sql-createsequence.html).
struct SequenceText {
    std::string persistence;  // "", "UNLOGGED", "TEMP"
    std::string type = "bigint";
    std::int64_t increment = 1;
    std::int64_t min = 1;
    std::int64_t max = 0;
    std::int64_t start = 1;
    std::int64_t cache = 1;
    bool cycle = false;
    std::string owner;  // "users.id"; "" for none
};
SequenceText sequence_text(const std::string& sql);

// Why the server would not make it: "MINVALUE 5 is not less than MAXVALUE 3"; or "".
std::string sequence_mistake(const SequenceText& sequence);

// Whether it may give numbers again that it has given: it counts the other way.
bool turns_round(const SequenceText& before, const SequenceText& after);

// The column that the sequence belongs to: it goes with it.
struct SequenceOwner {
    std::string table;
    std::string column;  // "" when nothing owns it
};
SequenceOwner owner_of(const SequenceText& sequence);

// The statement without OWNED BY.
std::string without_owner(const std::string& sql);

// Whether a sequence may be at a number that its new limits do not allow.
bool limits_shrink(const SequenceText& before, const SequenceText& after);

// "(a integer, VARIADIC b text[])" of CREATE FUNCTION or PROCEDURE, without defaults, as DROP takes it.
std::string routine_parameters(const std::string& sql);

}  // namespace migrations
