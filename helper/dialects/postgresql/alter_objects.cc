#include "dialects/postgresql/alter_objects.h"

#include <algorithm>
#include <string>

#include "base/sql_text.h"
#include "dialects/postgresql/types.h"
#include "schema/object_text.h"

namespace migrations::postgresql {

namespace {

bool same_sql(const std::string& one, const std::string& other) {
    return canonical_sql(one) == canonical_sql(other);
}

// The server has found names for those without one, out of what was free then: they are looked up.
void drop_checks(const std::string& domain, const DomainText& text, const std::string& alter, Writer& writer) {
    const bool named = std::none_of(text.checks.begin(), text.checks.end(),
                                    [](const DomainCheck& each) { return each.name.empty(); });
    if (named) {
        for (const DomainCheck& each : text.checks) writer.definition(alter + "DROP CONSTRAINT " + each.name);
        return;
    }
    const std::string name = quote_literal(quote_identifier(domain));
    const std::string loop = "DECLARE a_check name; BEGIN FOR a_check IN SELECT conname FROM pg_catalog.pg_constraint WHERE "
                             "contypid = " + name + "::pg_catalog.regtype AND contype = 'c' LOOP EXECUTE "
                             "pg_catalog.format('ALTER DOMAIN %s DROP CONSTRAINT %I', " + name + ", a_check); END LOOP; END";
    writer.definition("DO " + quote_literal(loop));
}

}  // namespace

void alter_domain(const Object& before, const Object& after, Writer& writer) {
    const DomainText old = domain_text(before.sql.in(dialect_name));
    const DomainText now = domain_text(after.sql.in(dialect_name));
    if (old.type != now.type || old.collation != now.collation) {
        writer.problem("postgresql",
                       "domain '" + after.name + "' cannot get another type or collation: PostgreSQL has no ALTER DOMAIN for it",
                       "make a domain of another name, and give it to the columns");
        return;
    }
    const std::string alter = "ALTER DOMAIN " + quote_identifier(after.name) + " ";
    const bool other_checks = old.checks != now.checks;
    if (other_checks) drop_checks(after.name, old, alter, writer);
    if (!same_sql(old.default_value.value_or(""), now.default_value.value_or(""))) {
        writer.definition(alter + (now.default_value ? "SET DEFAULT " + *now.default_value : "DROP DEFAULT"));
    }
    if (old.not_null != now.not_null) writer.definition(alter + (now.not_null ? "SET NOT NULL" : "DROP NOT NULL"));
    if (!other_checks) return;
    for (const DomainCheck& each : now.checks) {
        writer.definition(alter + "ADD " + (each.name.empty() ? "" : "CONSTRAINT " + each.name + " ") + "CHECK " +
                          each.expression);
    }
}

void alter_sequence(const Object& before, const Object& after, Writer& writer) {
    const SequenceText old = sequence_text(before.sql.in(dialect_name));
    const SequenceText now = sequence_text(after.sql.in(dialect_name));
    // Both limits as numbers: with another type the server would choose them anew, and for a sequence that counts up.
    std::string sql = "ALTER SEQUENCE " + quote_identifier(after.name) + " AS " + now.type + " INCREMENT BY " +
                      std::to_string(now.increment) + " MINVALUE " + std::to_string(now.min) + " MAXVALUE " +
                      std::to_string(now.max) + " START WITH " + std::to_string(now.start) + " CACHE " +
                      std::to_string(now.cache) + (now.cycle ? " CYCLE" : " NO CYCLE");
    if (!same_sql(old.owner, now.owner)) sql += " OWNED BY " + (now.owner.empty() ? "NONE" : now.owner);
    writer.definition(std::move(sql));
}

}  // namespace migrations::postgresql
