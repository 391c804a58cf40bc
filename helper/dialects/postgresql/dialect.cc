#include <string>
#include <string_view>

#include "dialects/dialects.h"
#include "dialects/postgresql/lift.h"
#include "dialects/postgresql/normalize.h"
#include "dialects/postgresql/probe.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/render.h"
#include "dialects/postgresql/types.h"

namespace migrations {

namespace {

class PostgresqlDialect final : public Dialect {
public:
    std::string_view name() const override { return postgresql::dialect_name; }
    dialect language() const override { return dialect::postgresql; }

    Script render_on(Schema& schema, const Operations& operations, const RenderOptions&,
                     Diagnostics& diagnostics) const override {
        return postgresql::render_on(schema, operations, diagnostics);
    }
    Schema normalize(const Schema& schema) const override { return postgresql::normalize(schema); }
    Schema lift(const Schema& reflected) const override { return postgresql::lift(reflected); }
    std::string type_name(const Type& type, const Schema& schema) const override {
        return postgresql::type_name(type, schema);
    }
    std::string literal(const Value& value, const Type& type) const override {
        return postgresql::literal(value, type);
    }
    RawSql classify(std::string_view sql) const override { return postgresql::classify(sql); }
    std::string probe_of(std::string_view sql) const override { return postgresql::probe_of(sql); }
};

}  // namespace

const Dialect& postgresql_dialect() {
    static const PostgresqlDialect instance;
    return instance;
}

}  // namespace migrations
