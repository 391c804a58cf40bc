#include "scratch/survivors.h"

#include <algorithm>
#include <variant>

namespace migrations {
namespace {

// A table on its way: its name now, and the columns that still hold what they held, by their name before.
struct Traced {
    std::string before;
    std::string now;
    std::map<std::string, std::string> columns;  // name now -> name before
    bool may_grow = false;
};

class Tracer {
public:
    Tracer(const Schema& before, Route route) : route_(route) {
        for (const Table& table : before.tables) {
            Traced traced{table.name, table.name, {}, false};
            for (const Column& column : table.columns) {
                // The server computes them anew, which tests nothing.
                if (!column.generated) traced.columns[column.name] = column.name;
                if (std::holds_alternative<Enum>(column.type.portable)) {
                    enum_columns_.push_back(table.name + "." + column.name);
                }
            }
            tables_.push_back(std::move(traced));
        }
    }

    // "table" or "table.column"; names may have dots themselves.
    void lose(const std::string& name) {
        for (Traced& each : tables_) {
            if (name == each.before) {
                each.now.clear();
            } else if (name.rfind(each.before + ".", 0) == 0) {
                std::erase_if(each.columns, [&](const auto& column) { return column.second == name.substr(each.before.size() + 1); });
            }
        }
    }

    void follow(const Operations& operations) {
        for (const Operation& operation : operations) {
            std::visit([this](const auto& change) { follow(change); }, operation.change);
        }
    }

    std::map<std::string, SurvivingTable> result() const {
        std::map<std::string, SurvivingTable> all;
        for (const Traced& each : tables_) {
            if (each.now.empty()) continue;
            SurvivingTable table{each.now, {}, each.may_grow};
            for (const auto& [now, before] : each.columns) table.columns.emplace_back(before, now);
            std::sort(table.columns.begin(), table.columns.end());
            all[each.before] = std::move(table);
        }
        return all;
    }

private:
    Traced* find(const std::string& now) {
        for (Traced& each : tables_) {
            if (each.now == now) return &each;
        }
        return nullptr;
    }
    void forget_column(const std::string& table, const std::string& column) {
        if (Traced* traced = find(table)) traced->columns.erase(column);
    }
    void forget_table(const std::string& table) {
        if (Traced* traced = find(table)) traced->now.clear();
    }

    void follow(const DropTable& drop) { forget_table(drop.table); }
    void follow(const RenameTable& rename) {
        if (Traced* traced = find(rename.from)) traced->now = rename.to;
    }
    void follow(const DropColumn& drop) { forget_column(drop.table, drop.column); }
    void follow(const RenameColumn& rename) {
        Traced* traced = find(rename.table);
        if (traced == nullptr) return;
        const auto found = traced->columns.find(rename.from);
        if (found == traced->columns.end()) return;
        const std::string before = found->second;
        traced->columns.erase(found);
        traced->columns[rename.to] = before;
    }
    void follow(const AlterColumn& alter) {
        // A fill replaces NULLs only, but which rows had one is not known here.
        if (alter.type || alter.generated || alter.fill || alter.fill_expr || alter.using_expr) {
            forget_column(alter.table, alter.column);
        }
    }
    void follow(const InsertRows& insert) {
        if (Traced* traced = find(insert.table)) traced->may_grow = true;
    }
    void follow(const UpdateRows& update) {
        if (route_ == Route::there_and_back) return;
        for (const auto& [column, cell] : update.values) forget_column(update.table, column);
    }
    void follow(const DeleteRows& drop) {
        if (route_ == Route::up) forget_table(drop.table);
    }
    void follow(const Execute& execute) {
        if (execute.effects) follow(*execute.effects);
        for (Traced& each : tables_) each.may_grow = true;
    }
    void follow(const CallFunction&) {
        for (Traced& each : tables_) each.may_grow = true;
    }
    // Renamed and replaced values change what rows hold.
    void follow(const AlterEnum& alter) {
        if (alter.renamed_values.empty() && alter.replaced_values.empty()) return;
        for (const std::string& name : enum_columns_) lose(name);
    }
    void follow(const CreateTable&) {}
    void follow(const AlterTable&) {}
    void follow(const AddColumn&) {}
    void follow(const AddPrimaryKey&) {}
    void follow(const DropPrimaryKey&) {}
    void follow(const AddUnique&) {}
    void follow(const DropUnique&) {}
    void follow(const AddForeignKey&) {}
    void follow(const DropForeignKey&) {}
    void follow(const AddCheck&) {}
    void follow(const DropCheck&) {}
    void follow(const ValidateConstraint&) {}
    void follow(const AddExclude&) {}
    void follow(const DropExclude&) {}
    void follow(const CreateIndex&) {}
    void follow(const DropIndex&) {}
    void follow(const CreateEnum&) {}
    void follow(const DropEnum&) {}
    void follow(const RenameEnum&) {}
    void follow(const CreateObject&) {}
    void follow(const DropObject&) {}
    void follow(const ReplaceObject&) {}

    Route route_;
    std::vector<Traced> tables_;
    std::vector<std::string> enum_columns_;  // "table.column" of every column of an enum type, by names before
};

}  // namespace

std::map<std::string, SurvivingTable> survivors(const Schema& before, const Operations& operations,
                                                const std::vector<std::string>& lost, Route route) {
    Tracer tracer(before, route);
    for (const std::string& name : lost) tracer.lose(name);
    tracer.follow(operations);
    return tracer.result();
}

}  // namespace migrations
