#include "dialects/postgresql/alter_objects.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/sql_text.h"
#include "dialects/postgresql/dependents.h"
#include "dialects/postgresql/types.h"
#include "schema/domain_columns.h"
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

// Columns that have the domain inside of arrays, while they do without it.
class Unwrapping {
public:
    Unwrapping(const std::string& domain, const Schema& schema, Writer& writer)
        : columns_(columns_holding(schema, domain)), schema_(schema), writer_(writer) {
        for (const HoldingColumn& each : columns_) {
            if (touched_.empty() || touched_.back().table != each.table) touched_.push_back({each.table, {}, {}, {}, false});
            touched_.back().retyped.insert(each.column->name);
        }
    }

    // False when there is none, which the writer knows then.
    bool possible(const std::string& domain) const {
        for (const HoldingColumn& each : columns_) {
            if (!each.bare_type.empty()) continue;
            writer_.problem("postgresql",
                            "domain '" + domain + "' cannot get another CHECK or NOT NULL: the values of '" + each.table->name +
                                "." + each.column->name + "' have it inside, and PostgreSQL does not look into them",
                            "give the column another type first, in a revision of its own");
            return false;
        }
        return true;
    }
    void unwrap() const {
        if (columns_.empty()) return;
        detach(dependents_of(touched_, schema_, true), writer_);
        for (const HoldingColumn& each : columns_) {
            const bool has_default = !each.column->generated && default_text(*each.column);
            change(each, has_default ? "DROP DEFAULT" : "", each.bare_type, "");
        }
    }
    void wrap() const {
        if (columns_.empty()) return;
        for (const HoldingColumn& each : columns_) {
            const auto value = each.column->generated ? std::nullopt : default_text(*each.column);
            change(each, "", type_name(each.column->type, schema_), value ? "SET DEFAULT " + *value : "");
        }
        attach(dependents_of(touched_, schema_, true), schema_, writer_);
    }

private:
    void change(const HoldingColumn& each, const std::string& first, const std::string& type, const std::string& last) const {
        const std::string name = quote_identifier(each.column->name);
        const std::string alter = "ALTER COLUMN " + name + " ";
        std::string actions = first.empty() ? "" : alter + first + ", ";
        actions += alter + "TYPE " + type + (each.column->generated ? "" : " USING " + name + "::" + type);
        if (!last.empty()) actions += ", " + alter + last;
        writer_.alter_table(each.table->name, actions);
    }

    const std::vector<HoldingColumn> columns_;
    const Schema& schema_;
    Writer& writer_;
    std::vector<Touched> touched_;
};

}  // namespace

void alter_domain(const Object& before, const Object& after, const Schema& schema, Writer& writer) {
    const DomainText old = domain_text(before.sql.in(dialect_name));
    const DomainText now = domain_text(after.sql.in(dialect_name));
    if (old.type != now.type || old.collation != now.collation) {
        writer.problem("postgresql",
                       "domain '" + after.name + "' cannot get another type or collation: PostgreSQL has no ALTER DOMAIN for it",
                       "make a domain of another name, and give it to the columns");
        return;
    }
    const std::string alter = "ALTER DOMAIN " + quote_identifier(after.name) + " ";
    const Unwrapping holding(after.name, schema, writer);
    const bool demanding = demands_more(old, now);
    if (demanding && !holding.possible(after.name)) return;
    if (demanding) holding.unwrap();
    const bool other_checks = old.checks != now.checks;
    if (other_checks) drop_checks(after.name, old, alter, writer);
    if (!same_sql(old.default_value.value_or(""), now.default_value.value_or(""))) {
        writer.definition(alter + (now.default_value ? "SET DEFAULT " + *now.default_value : "DROP DEFAULT"));
    }
    if (old.not_null != now.not_null) writer.definition(alter + (now.not_null ? "SET NOT NULL" : "DROP NOT NULL"));
    if (other_checks) {
        for (const DomainCheck& each : now.checks) {
            writer.definition(alter + "ADD " + (each.name.empty() ? "" : "CONSTRAINT " + each.name + " ") + "CHECK " +
                              each.expression);
        }
    }
    if (demanding) holding.wrap();
}

}  // namespace migrations::postgresql
