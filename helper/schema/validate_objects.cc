#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "schema/findings.h"
#include "schema/object_graph.h"
#include "schema/query_text.h"

namespace migrations {
namespace {

// Names behind a dot, in lower case: of another schema, or of columns.
std::set<std::string> qualified_in(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    std::set<std::string> names;
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        if (is_operator(tokens[i - 1], ".")) names.insert(lower(identifier_text(tokens[i])));
    }
    return names;
}

// What PostgreSQL wants to be there before it makes a thing, as far as the texts say so for certain: of names that could
// mean something else none is taken.
class Circles {
public:
    explicit Circles(const Schema& schema) {
        std::map<std::string, const Object*> relations;
        std::map<std::string, const Object*> routines;
        for (const Object& each : schema.objects) {
            if (!each.exists_in("postgresql")) continue;
            const bool is_view = each.kind == ObjectKind::view || each.kind == ObjectKind::materialized_view;
            if (!is_view && !is_routine(each.kind)) continue;
            objects_.push_back(&each);
            const auto [known, is_new] = (is_view ? relations : routines).emplace(lower(bare_name(each)), &each);
            if (!is_new) known->second = nullptr;  // which of the overloads is called?
        }
        for (const Object* each : objects_) {
            const std::string& sql = each->sql.in("postgresql");
            std::set<std::string> read;
            std::set<std::string> called;
            if (is_routine(each->kind)) {
                const RoutineText text = routine_text(sql);
                read = called = {text.needed_names.begin(), text.needed_names.end()};
            } else {
                read = relations_in(sql);
                called = calls_in(sql);
            }
            for (const std::string& name : qualified_in(sql)) {
                read.erase(name);
                called.erase(name);
            }
            collect(*each, read, relations);
            collect(*each, called, routines);
        }
    }

    // Each circle once, from the object that comes first in the schema.
    std::vector<std::vector<const Object*>> find() {
        for (const Object* each : objects_) {
            std::vector<const Object*> way = {each};
            if (known_.contains(each) || !comes_back(*each, way)) continue;
            known_.insert(way.begin(), way.end());
            circles_.push_back(std::move(way));
        }
        return std::move(circles_);
    }

private:
    void collect(const Object& own, const std::set<std::string>& names, const std::map<std::string, const Object*>& targets) {
        for (const std::string& name : names) {
            const auto found = targets.find(name);
            if (found != targets.end() && found->second != nullptr && found->second != &own) needs_[&own].insert(found->second);
        }
    }

    // The shortest way from the object back to itself, in `way`, which begins with it.
    bool comes_back(const Object& start, std::vector<const Object*>& way) const {
        std::map<const Object*, const Object*> from;
        std::vector<const Object*> open = {&start};
        for (std::size_t i = 0; i < open.size(); ++i) {
            const auto needs = needs_.find(open[i]);
            if (needs == needs_.end()) continue;
            for (const Object* next : needs->second) {
                if (next == &start) {
                    std::vector<const Object*> back;
                    for (const Object* each = open[i]; each != &start; each = from.at(each)) back.push_back(each);
                    way.insert(way.end(), back.rbegin(), back.rend());
                    return true;
                }
                if (from.emplace(next, open[i]).second) open.push_back(next);
            }
        }
        return false;
    }

    std::vector<const Object*> objects_;
    std::map<const Object*, std::set<const Object*>> needs_;
    std::set<const Object*> known_;
    std::vector<std::vector<const Object*>> circles_;
};

}  // namespace

void check_circles(Findings& to) {
    for (const std::vector<const Object*>& circle : Circles(to.schema).find()) {
        std::string message = words_of(key_of(*circle.front()));
        for (std::size_t i = 1; i < circle.size(); ++i) {
            message += (i == 1 ? " needs " : ", which needs ") + words_of(key_of(*circle[i]));
        }
        message += std::string(circle.size() == 1 ? " needs" : ", which needs") + " the first again: none of them can be made first";
        to.report(circle.front()->origin, "object", std::move(message));
    }
}

}  // namespace migrations
