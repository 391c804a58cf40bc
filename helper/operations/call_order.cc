#include "operations/call_order.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "base/names.h"
#include "operations/replay.h"
#include "schema/object_graph.h"
#include "schema/query_text.h"

namespace migrations {
namespace {

using Names = std::set<std::string>;

Names called_by(const Sql& sql) { return calls_in(sql.in("postgresql")); }
Names called_by(const Check& check) { return called_by(check.expression); }
Names called_by(const Exclude& exclude) { return called_by(exclude.expression); }
Names called_by(const Index& index) {
    Names names;
    if (index.where) names.merge(called_by(*index.where));
    for (const IndexKey& key : index.keys) names.merge(called_by(key.expression));
    return names;
}
Names called_by_default(const Column* column) {
    return column == nullptr || !column->default_expr ? Names{} : called_by(*column->default_expr);
}

template <class Thing>
Names called_by(const std::vector<Thing>& things, const std::string& name) {
    const Thing* thing = find_named(things, name);
    return thing == nullptr ? Names{} : called_by(*thing);
}

AlterColumn set_default(const std::string& table, const Column& column) {
    AlterColumn alter;
    alter.table = table;
    alter.column = column.name;
    alter.default_expr = column.default_expr;
    return alter;
}

AlterColumn drop_default(const std::string& table, const std::string& column) {
    AlterColumn alter;
    alter.table = table;
    alter.column = column;
    alter.drop = {"default"};
    return alter;
}

class CallOrder {
public:
    CallOrder(Operations operations, const Schema& before) : operations_(std::move(operations)), schema_(before) {
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            if (const auto* create = std::get_if<CreateObject>(&operations_[i].change)) {
                if (is_routine(create->object.kind)) made_[lower(bare_name(create->object))] = i;
            } else if (const auto* drop = std::get_if<DropObject>(&operations_[i].change)) {
                if (is_routine(drop->kind)) gone_.emplace(lower(drop->object.substr(0, drop->object.find('('))), i);
            }
        }
    }

    Operations make() {
        if (made_.empty() && gone_.empty()) return std::move(operations_);
        ahead_.resize(operations_.size());
        behind_.resize(operations_.size());
        std::vector<bool> stays(operations_.size(), true);
        for (at_ = 0; at_ < operations_.size(); ++at_) {
            Operation moved = operations_[at_];
            stays[at_] = std::visit([&](auto& change) { return place(change); }, operations_[at_].change);
            (void)replay(moved, schema_);  // it fits
        }
        Operations result;
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            for (Operation& each : ahead_[i]) result.push_back(std::move(each));
            if (stays[i]) result.push_back(std::move(operations_[i]));
            for (Operation& each : behind_[i]) result.push_back(std::move(each));
        }
        return result;
    }

private:
    // ---- where to: the operation itself where it may stay ----

    std::size_t behind(const Names& called) const {
        std::size_t index = at_;
        for (const std::string& name : called) {
            const auto found = made_.find(name);
            if (found != made_.end()) index = std::max(index, found->second);
        }
        return index;
    }
    std::size_t ahead(const Names& called) const {
        std::size_t index = at_;
        for (const std::string& name : called) {
            const auto found = gone_.find(name);
            if (found != gone_.end()) index = std::min(index, found->second);
        }
        return index;
    }

    template <class Change>
    bool move_behind(const Names& called, Change change) {
        const std::size_t index = behind(called);
        if (index == at_) return false;
        behind_[index].emplace_back(std::move(change), operations_[at_].origin);
        return true;
    }

    // With the names that table and column have there.
    template <class Change>
    bool move_ahead(const Names& called, Change change) {
        const std::size_t index = ahead(called);
        if (index == at_) return false;
        for (std::size_t i = at_; i-- > index;) {
            if (const auto* table = std::get_if<RenameTable>(&operations_[i].change)) {
                if (table->to == change.table) change.table = table->from;
            }
            if constexpr (std::is_same_v<Change, AlterColumn>) {
                const auto* column = std::get_if<RenameColumn>(&operations_[i].change);
                if (column != nullptr && column->table == change.table && column->to == change.column) change.column = column->from;
            }
        }
        ahead_[index].emplace_back(std::move(change), operations_[at_].origin);
        return true;
    }

    // ---- each kind: whether it stays, and what else becomes of it ----

    template <class Change>
    bool place(Change&) {
        return true;
    }
    bool place(CreateTable& change) {
        Table& table = change.table;
        std::erase_if(table.checks, [&](const Check& each) { return move_behind(called_by(each), AddCheck{table.name, each}); });
        std::erase_if(table.excludes, [&](const Exclude& each) { return move_behind(called_by(each), AddExclude{table.name, each}); });
        std::erase_if(table.indexes, [&](const Index& each) { return move_behind(called_by(each), CreateIndex{table.name, each}); });
        for (Column& column : table.columns) {
            if (move_behind(called_by_default(&column), set_default(table.name, column))) column.default_expr.reset();
        }
        return true;
    }
    bool place(AddCheck& change) { return !move_behind(called_by(change.check), change); }
    bool place(AddExclude& change) { return !move_behind(called_by(change.exclude), change); }
    bool place(CreateIndex& change) { return !move_behind(called_by(change.index), change); }

    bool place(DropCheck& change) {
        const Table* table = schema_.table(change.table);
        return table == nullptr || !move_ahead(called_by(table->checks, change.check), change);
    }
    bool place(DropExclude& change) {
        const Table* table = schema_.table(change.table);
        return table == nullptr || !move_ahead(called_by(table->excludes, change.exclude), change);
    }
    bool place(DropIndex& change) {
        const Table* table = schema_.table(change.table);
        return table == nullptr || !move_ahead(called_by(table->indexes, change.index), change);
    }
    bool place(DropColumn& change) {
        move_ahead(called_by_default(column(change.table, change.column)), drop_default(change.table, change.column));
        return true;
    }
    bool place(DropTable& change) {
        const Table* table = schema_.table(change.table);
        if (table == nullptr) return true;
        for (const Check& each : table->checks) move_ahead(called_by(each), DropCheck{change.table, each.name});
        for (const Exclude& each : table->excludes) move_ahead(called_by(each), DropExclude{change.table, each.name});
        for (const Index& each : table->indexes) move_ahead(called_by(each), DropIndex{change.table, each.name});
        for (const Column& each : table->columns) move_ahead(called_by_default(&each), drop_default(change.table, each.name));
        return true;
    }
    bool place(AlterColumn& change) {
        const bool drops = std::find(change.drop.begin(), change.drop.end(), "default") != change.drop.end();
        if (change.default_expr) {
            AlterColumn later;
            later.table = change.table;
            later.column = change.column;
            later.default_expr = change.default_expr;
            if (move_behind(called_by(*change.default_expr), later)) change.default_expr.reset();
        }
        if (drops || change.default_value || change.default_expr) {
            const bool gone = move_ahead(called_by_default(column(change.table, change.column)), drop_default(change.table, change.column));
            if (gone) std::erase(change.drop, "default");
        }
        AlterColumn nothing;
        nothing.table = change.table;
        nothing.column = change.column;
        return !(change == nothing);
    }

    const Column* column(const std::string& table, const std::string& name) const {
        const Table* found = schema_.table(table);
        return found == nullptr ? nullptr : found->column(name);
    }

    Operations operations_;
    Schema schema_;  // before the operation at_
    std::size_t at_ = 0;
    std::map<std::string, std::size_t> made_;  // functions: their last creation
    std::map<std::string, std::size_t> gone_;  // their first drop
    std::vector<Operations> ahead_;
    std::vector<Operations> behind_;
};

}  // namespace

Operations in_call_order(Operations operations, const Schema& before) {
    return CallOrder(std::move(operations), before).make();
}

}  // namespace migrations
