#include "dialects/dialect.h"

#include "dialects/dialects.h"
#include "dialects/sqlite/lift.h"
#include "dialects/sqlite/reflect.h"
#include "dialects/sqlite/render.h"
#include "dialects/sqlite/statements.h"
#include "dialects/sqlite/types.h"

namespace migrations {

namespace {

class SqliteDialect final : public Dialect {
public:
    std::string_view name() const override { return "sqlite"; }
    dialect language() const override { return dialect::sqlite; }

    Script render_on(Schema& schema, const Operations& operations, const RenderOptions& options,
                     Diagnostics& diagnostics) const override {
        return sqlite::render_on(schema, operations, options, diagnostics);
    }
    Schema normalize(const Schema& schema) const override { return sqlite::normalize(schema); }
    Schema lift(const Schema& reflected) const override { return sqlite::lift(reflected); }
    std::string type_name(const Type& type, const Schema&) const override {
        return sqlite::type_name(type);
    }
    std::string literal(const Value& value, const Type& type) const override {
        return sqlite::literal(value, type);
    }
    RawSql classify(std::string_view sql) const override { return sqlite::classify(sql); }
};

}  // namespace

const Dialect& sqlite_dialect() {
    static const SqliteDialect instance;
    return instance;
}

}  // namespace migrations
