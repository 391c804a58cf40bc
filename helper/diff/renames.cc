#include "diff/renames.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/names.h"
#include "diff/effective.h"
#include "schema/spelling.h"

namespace migrations {
namespace {

constexpr double worth_asking = 0.6;
constexpr double similar_names = 0.4;

// What part of the longer name is a beginning or an end that both have.
double likeness_of_names(const std::string& one, const std::string& other) {
    const std::string a = lower(one);
    const std::string b = lower(other);
    const std::size_t shorter = std::min(a.size(), b.size());
    std::size_t same = 0;
    while (same < shorter && a[same] == b[same]) ++same;
    for (std::size_t i = 1; same < shorter && a[a.size() - i] == b[b.size() - i]; ++i) ++same;
    const std::size_t longer = std::max(a.size(), b.size());
    return longer == 0 ? 1 : static_cast<double>(same) / static_cast<double>(longer);
}

enum class TypeClass { other, number, text, time };

TypeClass class_of(const PortableType& type) {
    if (std::holds_alternative<Integer>(type) || std::holds_alternative<Float>(type) ||
        std::holds_alternative<Decimal>(type)) {
        return TypeClass::number;
    }
    if (std::holds_alternative<String>(type) || std::holds_alternative<Text>(type))
        return TypeClass::text;
    if (std::holds_alternative<Date>(type) || std::holds_alternative<Timestamp>(type))
        return TypeClass::time;
    return TypeClass::other;
}

std::size_t position(const Table& table, const std::string& column) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const Column& each) { return each.name == column; });
    return static_cast<std::size_t>(found - table.columns.begin());
}

bool in_primary_key(const Table& table, const std::string& column) {
    if (!table.primary_key) return false;
    const std::vector<std::string>& columns = table.primary_key->columns;
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

auto attributes(const Table& table, const Column& column) {
    return std::make_tuple(column.collation, column.null, column.default_value, column.default_expr, column.generated,
                           column.identity, in_primary_key(table, column.name));
}

bool same_key(const Table& before, const Table& after) {
    return before.primary_key.has_value() == after.primary_key.has_value() &&
           (!before.primary_key || before.primary_key->columns == after.primary_key->columns);
}

// How like each other things of two schemas are, and in what.
class Comparison {
public:
    Comparison(const Schema& before, const Schema& after) : before_(before), after_(after) {}

    PossibleRename columns(const Table& before, const Column& old, const Table& after, const Column& now) const {
        PossibleRename rename{after.name, old.name, now.name, 0, {}};
        if (!same_class(old.type, now.type) || old.generated.has_value() != now.generated.has_value()) return rename;
        const bool same = same_types(old.type, now.type);
        note(rename, same ? 0.4 : 0.2, same ? "same type" : "similar type");
        if (attributes(before, old) == attributes(after, now)) note(rename, 0.2, "same attributes");
        if (position(before, old.name) == position(after, now.name)) note(rename, 0.15, "same position");
        note_names(rename, 0.25);
        return rename;
    }

    PossibleRename tables(const Table& before, const Table& after) const {
        PossibleRename rename{{}, before.name, after.name, 0, {}};
        const std::size_t same = columns_in_both(before, after);
        if (same == 0) return rename;
        const std::size_t all = before.columns.size() + after.columns.size() - same;
        note(rename, 0.7 * static_cast<double>(same) / static_cast<double>(all),
             same == all ? "same columns"
                         : std::to_string(same) + " of " + count_of(before.columns.size(), "column") + " are the same");
        if (same_key(before, after)) note(rename, 0.1, before.primary_key ? "same primary key" : "");
        note_names(rename, 0.2);
        return rename;
    }

private:
    static void note(PossibleRename& rename, double likeness, const std::string& reason) {
        rename.likeness += likeness;
        if (!reason.empty()) rename.reasons += (rename.reasons.empty() ? "" : ", ") + reason;
    }

    static void note_names(PossibleRename& rename, double weight) {
        const double likeness = likeness_of_names(rename.from, rename.to);
        note(rename, weight * likeness, likeness >= similar_names ? "similar name" : "");
    }

    // An enum that is written into its column has a name that tells the column's.
    bool same_types(const Type& a, const Type& b) const {
        if (same_type(a, b)) return true;
        const auto* one = std::get_if<Enum>(&a.portable);
        const auto* other = std::get_if<Enum>(&b.portable);
        if (one == nullptr || other == nullptr) return false;
        const EnumType* old = before_.enum_type(one->name);
        const EnumType* now = after_.enum_type(other->name);
        return old != nullptr && now != nullptr && old->values == now->values;
    }

    bool same_class(const Type& a, const Type& b) const {
        if (same_types(a, b)) return true;
        if (std::holds_alternative<Verbatim>(a.portable) || std::holds_alternative<Verbatim>(b.portable)) return false;
        const TypeClass one = class_of(a.portable);
        if (one != class_of(b.portable)) return false;
        return one != TypeClass::other || a.portable.index() == b.portable.index();
    }

    std::size_t columns_in_both(const Table& before, const Table& after) const {
        return static_cast<std::size_t>(
            std::count_if(before.columns.begin(), before.columns.end(), [&](const Column& column) {
                const Column* other = after.column(column.name);
                return other != nullptr && same_class(column.type, other->type);
            }));
    }

    const Schema& before_;
    const Schema& after_;
};

void sort_best_first(std::vector<PossibleRename>& renames) {
    std::sort(renames.begin(), renames.end(), [](const PossibleRename& a, const PossibleRename& b) {
        return std::tie(b.likeness, a.table, a.from, a.to) <
               std::tie(a.likeness, b.table, b.from, b.to);
    });
}

}  // namespace

std::vector<PossibleRename> possible_renames(const Schema& from, const Schema& to,
                                             const RenameHints& hints) {
    const Schema before = with_new_names(from, effective_renames(from, to, hints), to);
    const Comparison compare(before, to);
    std::vector<PossibleRename> all;
    const auto consider = [&](PossibleRename rename) {
        if (rename.likeness >= worth_asking) all.push_back(std::move(rename));
    };
    for (const Table& after : to.tables) {
        if (const Table* same = before.table(after.name)) {
            for (const Column& now : after.columns) {
                if (same->column(now.name) != nullptr) continue;
                for (const Column& old : same->columns) {
                    if (after.column(old.name) == nullptr) consider(compare.columns(*same, old, after, now));
                }
            }
            continue;
        }
        for (const Table& old : before.tables) {
            if (to.table(old.name) == nullptr) consider(compare.tables(old, after));
        }
    }
    sort_best_first(all);

    std::vector<PossibleRename> best;
    std::set<std::pair<std::string, std::string>> taken_from;
    std::set<std::pair<std::string, std::string>> taken_to;
    for (PossibleRename& rename : all) {
        if (taken_from.contains({rename.table, rename.from}) ||
            taken_to.contains({rename.table, rename.to}))
            continue;
        taken_from.insert({rename.table, rename.from});
        taken_to.insert({rename.table, rename.to});
        best.push_back(std::move(rename));
    }
    return best;
}

}  // namespace migrations
