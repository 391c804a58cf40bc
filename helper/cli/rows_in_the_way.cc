#include "cli/rows_in_the_way.h"

#include <set>
#include <string>
#include <utility>
#include <variant>

#include "base/error.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "codegen/compiled.h"
#include "operations/replay.h"

namespace migrations {
namespace {

// The condition under which a value of a column is none of the new type; "" when nothing is known.
class Unfit {
public:
    Unfit(const Dialect& dialect, const Schema& schema, const Column& column)
        : dialect_(dialect), schema_(schema), column_(column), name_(quote_identifier(column.name)) {}

    std::string condition(const Type& to) const {
        if (!to.verbatim.empty()) return "";
        return dialect_.language() == dialect::sqlite ? on_sqlite(to) : on_postgresql(to.portable);
    }

private:
    bool was_text() const {
        return std::holds_alternative<Text>(column_.type.portable) || std::holds_alternative<String>(column_.type.portable);
    }
    bool was_number() const {
        return std::holds_alternative<Integer>(column_.type.portable) ||
               std::holds_alternative<Float>(column_.type.portable) ||
               std::holds_alternative<Decimal>(column_.type.portable);
    }

    // What the type promises is a CHECK there.
    std::string on_sqlite(const Type& to) const {
        Schema one;
        one.enums = schema_.enums;
        Table& table = one.tables.emplace_back();
        table.name = "t";
        Column column;
        column.name = column_.name;
        column.type = to;
        column.null = true;
        table.columns = {column};
        const std::vector<Check> checks = dialect_.normalize(one).tables.at(0).checks;
        if (!checks.empty()) return "NOT (" + checks[0].expression.text + ")";
        if (std::holds_alternative<Integer>(to.portable) && was_text()) {
            return "CAST(CAST(" + name_ + " AS INTEGER) AS TEXT) <> " + name_;
        }
        return "";
    }

    std::string on_postgresql(const PortableType& to) const {
        if (const auto* string = std::get_if<String>(&to)) {
            return was_text() ? "length(" + name_ + ") > " + std::to_string(string->length) : "";
        }
        if (const auto* integer = std::get_if<Integer>(&to)) {
            if (was_text()) return name_ + " !~ '^\\s*[-+]?[0-9]+\\s*$'";
            if (!was_number()) return "";
            const std::string most = integer->bits == 16   ? "32767"
                                     : integer->bits == 32 ? "2147483647"
                                                           : "9223372036854775807";
            return name_ + " NOT BETWEEN -" + most + " - 1 AND " + most + " OR " + name_ + " <> round(" + name_ + "::numeric)";
        }
        if (const auto* decimal = std::get_if<Decimal>(&to)) {
            if (was_text()) return name_ + " !~ '^\\s*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)\\s*$'";
            if (!was_number()) return "";
            const std::string rounded = "round(" + name_ + "::numeric, " + std::to_string(decimal->scale) + ")";
            return "abs(" + rounded + ") >= 1e" + std::to_string(decimal->precision - decimal->scale) + " OR " + rounded +
                   " <> " + name_ + "::numeric";
        }
        if (std::holds_alternative<Bool>(to)) return was_number() ? name_ + " NOT IN (0, 1)" : "";
        if (std::holds_alternative<Date>(to) && std::holds_alternative<Timestamp>(column_.type.portable)) {
            return name_ + "::text !~ ' 00:00:00([+]00)?$'";
        }
        if (const auto* named = std::get_if<Enum>(&to)) {
            const EnumType* type = schema_.enum_type(named->name);
            if (type == nullptr || !was_text()) return "";
            std::vector<std::string> values;
            for (const std::string& value : type->values) values.push_back(quote_literal(value));
            return name_ + " NOT IN (" + join(values, ", ") + ")";
        }
        return "";
    }

    const Dialect& dialect_;
    const Schema& schema_;
    const Column& column_;
    const std::string name_;
};

// "2 of 5 rows", and some of what they hold.
struct Count {
    std::string words;
    std::string examples;
    bool any = false;
};

Count count_rows(Connection& database, const std::string& table, const std::string& condition, const std::string& shown) {
    const std::string from = " FROM " + quote_identifier(table);
    const auto total = database.query("SELECT count(*)" + from);
    const auto some = database.query("SELECT count(*)" + from + " WHERE " + condition);
    Count count;
    count.any = *some.at(0).at(0) != "0";
    count.words = *some[0][0] + " of " + *total.at(0).at(0) + (*total[0][0] == "1" ? " row" : " rows");
    if (!count.any || shown.empty()) return count;
    std::vector<std::string> values;
    for (const Cells& row : database.query("SELECT " + shown + from + " WHERE " + condition + " ORDER BY 1 LIMIT 3")) {
        const std::string value = row[0].value_or("NULL");
        values.push_back("'" + (value.size() > 60 ? value.substr(0, 57) + "..." : value) + "'");
    }
    count.examples = join(values, ", ");
    return count;
}

class Inspection {
public:
    Inspection(Connection& database, Schema schema) : database_(database), schema_(std::move(schema)) {}

    Diagnostics take() { return std::move(findings_); }

    void follow(const Operation& operation) {
        if (const auto* alter = std::get_if<AlterColumn>(&operation.change)) inspect(*alter, operation);
        if (std::holds_alternative<Execute>(operation.change) || std::holds_alternative<CallFunction>(operation.change)) {
            blind_ = true;
        }
        std::visit([this](const auto& change) { forget(change); }, operation.change);
        moved_.insert(subject(operation));
        static_cast<void>(replay(operation, schema_));
    }

private:
    // What is on the database under these names is not what they will mean by then.
    template <class Change>
    void forget(const Change&) {}
    void forget(const CreateTable& change) { moved_.insert(change.table.name); }
    void forget(const DropTable& change) { moved_.insert(change.table); }
    void forget(const RenameTable& change) { moved_.insert({change.from, change.to}); }
    void forget(const RenameColumn& change) {
        moved_.insert({change.table + "." + change.from, change.table + "." + change.to});
    }
    void forget(const InsertRows& change) { moved_.insert(change.table); }
    void forget(const UpdateRows& change) { moved_.insert(change.table); }
    void forget(const DeleteRows& change) { moved_.insert(change.table); }

    void inspect(const AlterColumn& alter, const Operation& operation) {
        const Table* table = schema_.table(alter.table);
        const Column* column = table == nullptr ? nullptr : table->column(alter.column);
        const std::string subject_name = alter.table + "." + alter.column;
        if (column == nullptr || column->generated || blind_ || moved_.contains(alter.table) || moved_.contains(subject_name)) {
            return;
        }
        const std::string name = quote_identifier(alter.column);
        if (alter.null == std::optional<bool>(false) && column->null && !alter.fill && !alter.fill_expr) {
            inspect_nulls(alter, *table, operation, name, subject_name);
        }
        if (!alter.type || keeps_all_values(column->type, *alter.type)) return;
        const std::string condition = Unfit(database_.language(), schema_, *column).condition(*alter.type);
        if (condition.empty()) return;
        const bool sqlite = database_.language().language() == dialect::sqlite;
        const Count count = count_rows(database_, alter.table, condition, sqlite ? name : name + "::text");
        if (!count.any) return;
        findings_.push_back(warning_at(operation.origin, "data-loss",
                                       count.words + " of '" + alter.table + "' hold a value in '" + alter.column +
                                           "' that does not fit " + to_string(alter.type->portable) + ": " + count.examples,
                                       alter.using_expr ? "" : "the upgrade fails on them unless 'using' says what becomes of them"));
    }

    void inspect_nulls(const AlterColumn& alter, const Table& table, const Operation& operation, const std::string& name,
                       const std::string& subject_name) {
        const bool has_key = table.primary_key && table.primary_key->columns.size() == 1;
        const std::string key = has_key ? table.primary_key->columns[0] : "";
        const Count count = count_rows(database_, alter.table, name + " IS NULL", has_key ? quote_identifier(key) : "");
        if (!count.any) return;
        findings_.push_back(error_at(
            operation.origin, "null-values",
            count.words + " of '" + alter.table + "' hold NULL in '" + alter.column + "', which becomes NOT NULL" +
                (has_key ? ": those with " + key + " " + count.examples : ""),
            "give them a value first, or write fill or fill_expr into this operation: migrations revision --amend --fill " +
                subject_name + "=VALUE"));
    }

    Connection& database_;
    Schema schema_;
    Diagnostics findings_;
    std::set<std::string> moved_;  // tables and columns that are not on the database what they are in the schema
    bool blind_ = false;           // raw SQL may have changed anything
};

}  // namespace

Diagnostics rows_in_the_way(Connection& database, const Graph& graph, const std::vector<const Revision*>& heads,
                            const std::vector<PlannedStep>& plan) {
    Diagnostics findings;
    Inspection inspection(database, schema_at(graph, heads, findings));
    try {
        for (const PlannedStep& step : plan) {
            if (step.way == direction::down) return {};
            for (const Operation& each : step.revision->upgrade) inspection.follow(each);
        }
    } catch (const Error&) {
        // A database that is not what its record says, or that lets this user read nothing: the run says it better.
    }
    return inspection.take();
}

}  // namespace migrations
