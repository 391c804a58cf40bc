#include "scratch/table_filler.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "scratch/blamed_columns.h"
#include "scratch/fill_order.h"
#include "scratch/row_values.h"

namespace migrations {
namespace {

// How many rows are tried for one place before it is given up. Without a first row the test fails; later ones are
// worth less.
constexpr int most_attempts = 400;
constexpr int most_attempts_later = 100;

// How many rows of the table referred to, and promises of one, are options.
constexpr std::size_t most_references = 20;
constexpr int most_promises = 3;

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Which of the key's columns it is: the one referred to has the same place.
const std::string& referred(const ForeignKey& key, const std::string& column) {
    const auto at = std::find(key.columns.begin(), key.columns.end(), column) - key.columns.begin();
    return key.references[static_cast<std::size_t>(at)];
}

}  // namespace

TableFiller::TableFiller(Connection& database, const Schema& schema, const Table& table, unsigned seed,
                         const std::set<std::string>& pending, Promises& promises)
    : database_(database),
      dialect_(database.language()),
      schema_(schema),
      table_(table),
      pending_(pending),
      promises_(promises),
      search_(seed) {
    for (const ForeignKey& key : table.foreign_keys) {
        if (key.table == table.name || !is_required(key, table) || rows_of(key.table) > 0) continue;
        if (can_promise(key)) {
            needs_promises_ = true;
        } else {
            blocked_by_ = &key;
        }
    }
}

std::string TableFiller::add_row(int number, const RowTexts& given) {
    search_.start(choices(number, given));
    const bool first = rows_of(table_.name) == 0;
    std::string problem;
    for (int attempt = 0; attempt < (first ? most_attempts : most_attempts_later); ++attempt) {
        const std::optional<RowTexts> row = search_.next();
        if (!row) break;
        const std::string refusal = insert(*row);
        if (refusal.empty()) {
            note(*row);
            return "";
        }
        // The first is about the most natural row.
        if (problem.empty()) problem = refusal;
        search_.forbid(blamed_columns(refusal, table_, dialect_.name()));
    }
    return problem.empty() ? "all values that it could have are known to be refused" : problem;
}

// The key from which a column takes its value: of several the one with most columns, which the others then follow.
const ForeignKey* TableFiller::key_of(const std::string& column) const {
    const ForeignKey* found = nullptr;
    for (const ForeignKey& key : table_.foreign_keys) {
        if (!contains(key.columns, column)) continue;
        if (found == nullptr || key.columns.size() > found->columns.size()) found = &key;
    }
    return found;
}

bool TableFiller::can_promise(const ForeignKey& key) const {
    return key.deferrable != Deferrable::no && pending_.count(key.table) != 0;
}

std::size_t TableFiller::rows_of(const std::string& table) {
    const auto known = counts_.find(table);
    if (known != counts_.end()) return known->second;
    const std::vector<Cells> rows = database_.query("SELECT count(*) FROM " + quote_identifier(table));
    return counts_[table] = std::stoul(*rows.at(0).at(0));
}

std::vector<Choice> TableFiller::choices(int number, const RowTexts& given) {
    std::vector<Choice> all;
    std::set<std::string> settled;
    const auto settle = [&](Choice choice) {
        settled.insert(choice.columns.begin(), choice.columns.end());
        all.push_back(std::move(choice));
    };
    for (const auto& [column, text] : given) settle({{column}, {{text}}});
    // Keys first: one that refers to its own row settles the columns referred to.
    for (const Column& column : table_.columns) {
        const ForeignKey* key = settled.count(column.name) == 0 && !column.generated ? key_of(column.name) : nullptr;
        if (key == nullptr) continue;
        std::vector<std::string> columns;
        for (const std::string& name : key->columns) {
            if (settled.count(name) == 0 && key_of(name) == key) columns.push_back(name);
        }
        const bool itself = key->table == table_.name && rows_of(table_.name) == 0 && is_required(*key, table_);
        settle(itself ? reference_to_itself(*key, columns, number, given) : reference(*key, columns, number));
    }
    for (const Column& column : table_.columns) {
        if (settled.count(column.name) != 0 || column.generated) continue;
        Choice choice{{column.name}, {}};
        for (std::string& text : values(column, number)) choice.options.push_back({std::move(text)});
        settle(std::move(choice));
    }
    return all;
}

// What earlier rows do not have comes first: a revision may make the column unique.
std::vector<std::string> TableFiller::values(const Column& column, int number) const {
    const std::vector<std::string> natural = natural_values(column, schema_, dialect_, number);
    std::vector<std::string> all;
    const auto add = [&](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) {
            if (!contains(all, text)) all.push_back(text);
        }
    };
    if (!natural.empty()) add({natural.front()});
    add(suggested_literals(column, table_, dialect_, number));
    add(natural);
    add(other_values(column, dialect_, number));
    // Who chose the default knew what the column accepts.
    if (column.default_value) add({dialect_.literal(*column.default_value, column.type)});
    if (const auto used = used_.find(column.name); used != used_.end()) {
        std::stable_partition(all.begin(), all.end(), [&](const std::string& text) { return used->second.count(text) == 0; });
    }
    // The second row has NULL wherever it may, so that revisions meet both.
    if (column.null) all.insert(number == 2 ? all.begin() : all.end(), "NULL");
    if (all.empty()) all.emplace_back("NULL");
    return all;
}

// `columns`: those of the key that are not settled yet.
Choice TableFiller::reference(const ForeignKey& key, const std::vector<std::string>& columns, int number) {
    Choice choice{columns, {}};
    const std::size_t rows = rows_of(key.table);
    const auto start = static_cast<std::size_t>(number - 1);
    for (std::size_t i = 0; i < std::min(rows, most_references); ++i) {
        choice.options.push_back(row_referred_to(key, columns, (start + i) % rows));
    }
    if (rows == 0 && is_required(key, table_)) {
        const Table& other = *schema_.table(key.table);
        for (int i = 0; i < most_promises; ++i) {
            std::vector<std::string> texts;
            for (const std::string& column : columns) {
                const std::vector<std::string> natural =
                    natural_values(*other.column(referred(key, column)), schema_, dialect_, number + i);
                texts.push_back(natural.empty() ? "NULL" : natural.front());
            }
            choice.options.push_back(std::move(texts));
        }
    }
    if (is_required(key, table_)) return choice;
    // One NULL is enough for the key not to count.
    std::vector<std::string> none;
    for (const std::string& name : columns) {
        const Column& column = *table_.column(name);
        none.push_back(column.null ? "NULL" : values(column, number).front());
    }
    choice.options.insert(number == 2 ? choice.options.begin() : choice.options.end(), std::move(none));
    return choice;
}

// The first row of a table that refers to itself has only itself.
Choice TableFiller::reference_to_itself(const ForeignKey& key, const std::vector<std::string>& columns, int number,
                                        const RowTexts& given) {
    Choice choice{columns, {}};
    std::vector<std::vector<std::string>> options;  // of each column, those of the one referred to
    for (const std::string& column : columns) {
        const std::string& other = referred(key, column);
        const auto fixed = given.find(other);
        options.push_back(fixed == given.end() ? values(*table_.column(other), number) : std::vector{fixed->second});
        if (fixed == given.end()) choice.columns.push_back(other);
    }
    std::size_t most = 1;
    for (const auto& each : options) most = std::max(most, each.size());
    for (std::size_t i = 0; i < most; ++i) {
        std::vector<std::string> texts;
        for (const auto& each : options) texts.push_back(each[i % each.size()]);
        for (std::size_t k = 0; k < columns.size(); ++k) {
            if (given.count(referred(key, columns[k])) == 0) texts.push_back(texts[k]);
        }
        choice.options.push_back(std::move(texts));
    }
    return choice;
}

std::vector<std::string> TableFiller::row_referred_to(const ForeignKey& key, const std::vector<std::string>& columns,
                                                      std::size_t offset) const {
    std::vector<std::string> order;
    for (const std::string& name : key.references) order.push_back(quote_identifier(name));
    std::vector<std::string> texts;
    for (const std::string& column : columns) {
        texts.push_back("(SELECT " + quote_identifier(referred(key, column)) + " FROM " + quote_identifier(key.table) +
                        " ORDER BY " + join(order, ", ") + " LIMIT 1 OFFSET " + std::to_string(offset) + ")");
    }
    return texts;
}

std::string TableFiller::insert(const RowTexts& row) {
    std::vector<std::string> names;
    std::vector<std::string> texts;
    for (const auto& [column, text] : row) {
        names.push_back(quote_identifier(column));
        texts.push_back(text);
    }
    const bool takes_no_numbers = std::any_of(row.begin(), row.end(), [&](const auto& cell) {
        const Column* column = table_.column(cell.first);
        return column != nullptr && column->identity.always;
    });
    const bool overrides = takes_no_numbers && database_.language().language() == dialect::postgresql;
    const std::string sql = "INSERT INTO " + quote_identifier(table_.name) +
                            (names.empty() ? " DEFAULT VALUES"
                                           : " (" + join(names, ", ") + ")" +
                                                 (overrides ? " OVERRIDING SYSTEM VALUE" : "") + " VALUES (" +
                                                 join(texts, ", ") + ")");
    // In PostgreSQL a refused statement ends a transaction that has no savepoint.
    if (needs_promises_ || !promises_.empty()) database_.execute("SAVEPOINT row_of_test");
    std::string refusal;
    try {
        database_.execute(sql);
    } catch (const Error& error) {
        if (error.exit == Exit::connect || error.exit == Exit::internal) throw;
        refusal = error.what();
    }
    if (needs_promises_ || !promises_.empty()) {
        if (!refusal.empty()) database_.execute("ROLLBACK TO SAVEPOINT row_of_test");
        database_.execute("RELEASE SAVEPOINT row_of_test");
    }
    return refusal;
}

void TableFiller::note(const RowTexts& row) {
    ++counts_[table_.name];
    for (const auto& [column, text] : row) {
        if (text != "NULL") used_[column].insert(text);
    }
    for (const ForeignKey& key : table_.foreign_keys) {
        if (rows_of(key.table) > 0 || !is_required(key, table_)) continue;
        RowTexts promised;
        for (const std::string& column : key.columns) promised[referred(key, column)] = row.at(column);
        std::vector<RowTexts>& promises = promises_[key.table];
        if (std::find(promises.begin(), promises.end(), promised) == promises.end()) promises.push_back(std::move(promised));
    }
}

}  // namespace migrations
