// What a revision changes in a stored CREATE TABLE text, fact by fact, and whether it can do so
// without losing what only the stored text says.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "create_table.hpp"
#include "table_clause.hpp"
#include "table_facts.hpp"

namespace migrations {

// The facts of three texts and how they belong together. The texts must outlive it.
class table_differences {
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    // The numbers of the expected and of the wanted fact that a stored fact states.
    struct match {
        std::size_t expected = none;
        std::size_t wanted = none;
        bool is_extra() const { return expected == none; }
    };

    // `shared`: the stored text may also hold what other branches of the chain did.
    table_differences(const table_text& stored_text, const table_text& expected_text,
                      const table_text& wanted_text, bool shared)
        : stored(stored_text), expected(expected_text), wanted(wanted_text), shared_(shared) {}

    // Why the change cannot be made, as what follows the name of the table in a sentence; "" when
    // it can. To be called once, before anything else.
    std::string find(const std::vector<renamed_column>& renames) {
        std::string why = check_columns();
        if (why.empty()) why = check_options();
        if (!why.empty()) return why;
        for (const renamed_column& rename : renames) {
            if (is_gone_elsewhere(rename.from)) return lacking_column(rename.from);
        }
        set_names(renames);
        why = match_expected();
        if (!why.empty()) return why;
        match_wanted();
        why = check_changes();
        return why.empty() ? check_gone_columns() : why;
    }

    // The number of the stored column that a wanted one was, or none for a new column.
    std::size_t stored_number(std::string_view wanted_name) const {
        for (std::size_t number = 0; number < stored.elements.size(); ++number) {
            const table_element& element = stored.elements[number];
            if (element.is_column && same_letters(name_after(names_, element.name), wanted_name))
                return number;
        }
        return none;
    }

    // The wanted column that an old one becomes under another name, or null.
    const table_element* renamed(std::string_view old_name) const {
        const std::string name = name_after(names_, old_name);
        return same_letters(name, old_name) ? nullptr : wanted.column(name);
    }

    // Whether a stored element is a column that goes away.
    bool is_dropped(std::size_t number) const {
        const table_element& element = stored.elements[number];
        return element.is_column && !is_foreign(element.name) &&
               wanted.column(name_after(names_, element.name)) == nullptr;
    }

    // Whether another branch has added the column, and whether one has dropped it.
    bool is_foreign(std::string_view name) const {
        return shared_ && stored.column(name) != nullptr && expected.column(name) == nullptr;
    }
    bool is_gone_elsewhere(std::string_view name) const {
        return shared_ && stored.column(name) == nullptr && expected.column(name) != nullptr;
    }

    // Whether a stored fact goes away: the revision says so, or it says nothing and another of its
    // kind is written.
    bool is_removed(std::size_t stored_fact) const {
        const table_fact& fact = stored_facts[stored_fact];
        if (!fact.says_nothing())
            return !matches[stored_fact].is_extra() && matches[stored_fact].wanted == none;
        for (std::size_t at = 0; at < wanted_facts.size(); ++at) {
            if (is_written(at) && is_same_part(wanted_facts[at], fact)) return true;
        }
        return false;
    }

    // Whether a wanted fact has to be written, since no stored clause states it.
    bool is_written(std::size_t wanted_fact) const {
        const table_fact& fact = wanted_facts[wanted_fact];
        if (fact.says_nothing() || fact.tokens.empty() || removed_elsewhere_[wanted_fact]) return false;
        for (std::size_t at = 0; at < stored_facts.size(); ++at) {
            if (matches[at].wanted != wanted_fact) continue;
            if (!stored_facts[at].tokens.empty() || is_implied(fact)) return false;
        }
        return true;
    }

    // Whether a stored AUTOINCREMENT stays.
    bool keeps_autoincrement() const {
        for (std::size_t at = 0; at < stored_facts.size(); ++at) {
            const std::vector<std::string>& modifiers = stored_facts[at].modifiers;
            if (matches[at].wanted != none &&
                std::find(modifiers.begin(), modifiers.end(), "autoincrement") != modifiers.end())
                return true;
        }
        return false;
    }

    const table_text& stored;
    const table_text& expected;
    const table_text& wanted;
    std::vector<table_fact> stored_facts;
    std::vector<table_fact> expected_facts;
    std::vector<table_fact> wanted_facts;
    std::vector<match> matches;  // of each stored fact
    bool keeps_options = false;  // WITHOUT ROWID and STRICT

private:
    std::string check_columns() {
        for (const std::string& name : column_list(stored)) {
            if (expected.column(name) == nullptr && (!shared_ || wanted.column(name) != nullptr))
                return "has the column '" + name + "', which the chain does not know";
        }
        for (const std::string& name : column_list(expected)) {
            if (stored.column(name) == nullptr && !shared_) return lacking_column(name);
        }
        return {};
    }

    std::string check_options() {
        // The first option of `asked` that `has` lacks, or null.
        const auto lacking = [](const table_text& has, const table_text& asked) {
            for (const std::vector<token>& option : asked.options) {
                const auto same = [&](const auto& other) { return same_tokens(option, other); };
                if (std::none_of(has.options.begin(), has.options.end(), same)) return &option;
            }
            return static_cast<const std::vector<token>*>(nullptr);
        };
        keeps_options =
            lacking(expected, wanted) == nullptr && lacking(wanted, expected) == nullptr;
        if (shared_ && keeps_options) return {};
        if (const auto* option = lacking(stored, expected))
            return "lacks the option " + std::string(option->front().text);
        if (!keeps_options && lacking(expected, stored) != nullptr)
            return "has options that the chain does not know, and that changing them would lose";
        return {};
    }

    void set_names(const std::vector<renamed_column>& renames) {
        for (const renamed_column& rename : renames) {
            const bool is_one = stored.column(rename.from) != nullptr &&
                                wanted.column(rename.to) != nullptr &&
                                !same_letters(rename.from, rename.to);
            if (is_one) names_.push_back(rename);
        }
        const std::size_t renamed_count = names_.size();
        for (const std::string& name : column_list(stored)) {
            if (is_foreign(name)) continue;
            bool stays = wanted.column(name) != nullptr;
            bool is_renamed = false;
            for (std::size_t at = 0; at < renamed_count; ++at) {
                is_renamed = is_renamed || same_letters(names_[at].from, name);
                stays = stays && !same_letters(names_[at].to, name);
            }
            if (stays && !is_renamed) continue;
            gone_.push_back(name);
            // What is said of a column that goes away is said of no other one, also when another
            // one takes over the name. No column can have a name with a NUL byte.
            if (!is_renamed) names_.push_back({name, std::string(1, '\0') + name});
        }
        stored_facts = facts_of(stored, names_);
        expected_facts = facts_of(expected, names_);
        wanted_facts = facts_of(wanted);
        matches.resize(stored_facts.size());
    }

    std::string match_expected() {
        found_.resize(expected_facts.size());
        std::vector<bool>& found = found_;
        // Exact matches first, so that an unnamed fact does not take the place of a named one.
        for (const auto fits : {is_same_fact, covers}) {
            for (std::size_t need = 0; need < expected_facts.size(); ++need) {
                for (std::size_t at = 0; at < stored_facts.size() && !found[need]; ++at) {
                    if (!matches[at].is_extra() || !fits(stored_facts[at], expected_facts[need]))
                        continue;
                    matches[at].expected = need;
                    found[need] = true;
                }
            }
        }
        for (std::size_t need = 0; need < expected_facts.size() && !shared_; ++need) {
            const table_fact& fact = expected_facts[need];
            if (fact.says_nothing()) continue;
            if (!found[need]) return missing(fact);
            for (std::size_t at = 0; at < stored_facts.size(); ++at) {
                const table_fact& other = stored_facts[at];
                if (!matches[at].is_extra() || other.says_nothing()) continue;
                // Said twice is no more than said once.
                if (is_same_fact(other, fact))
                    matches[at].expected = need;
                else if (is_same_part(other, fact))
                    return missing(fact);
            }
        }
        for (std::size_t at = 0; at < stored_facts.size(); ++at) {
            if (matches[at].is_extra() && stored_facts[at].kind == fact_kind::generation && !shared_)
                return another_form(stored_facts[at]);
        }
        return {};
    }

    void match_wanted() {
        std::vector<std::size_t> kept(expected_facts.size(), none);
        std::vector<bool> added(wanted_facts.size(), true);
        for (std::size_t old = 0; old < expected_facts.size(); ++old) {
            for (std::size_t now = 0; now < wanted_facts.size() && kept[old] == none; ++now) {
                if (!added[now] || !is_same_fact(expected_facts[old], wanted_facts[now])) continue;
                kept[old] = now;
                added[now] = false;
            }
        }
        removed_elsewhere_.resize(wanted_facts.size());
        for (std::size_t old = 0; old < expected_facts.size(); ++old) {
            if (!found_[old] && kept[old] != none && !expected_facts[old].says_nothing())
                removed_elsewhere_[kept[old]] = true;
        }
        for (std::size_t at = 0; at < stored_facts.size(); ++at) {
            if (!matches[at].is_extra()) {
                matches[at].wanted = kept[matches[at].expected];
                continue;
            }
            for (std::size_t now = 0; now < wanted_facts.size(); ++now) {
                if (added[now] && !is_dropped(stored_facts[at].element) &&
                    covers(stored_facts[at], wanted_facts[now]) &&
                    stored_facts[at].parent == wanted_facts[now].parent)
                    matches[at].wanted = now;
            }
        }
    }

    // What is written must not take the place of more than the chain knows.
    std::string check_changes() {
        for (std::size_t now = 0; now < wanted_facts.size(); ++now) {
            if (!is_written(now)) continue;
            const table_fact& fact = wanted_facts[now];
            if (is_gone_elsewhere(fact.column)) return lacking_column(fact.column);
            for (std::size_t at = 0; at < stored_facts.size(); ++at) {
                const table_fact& old = stored_facts[at];
                if (matches[at].wanted != none || old.kind != fact.kind || old.says_nothing() ||
                    is_dropped(old.element))
                    continue;
                const bool loses =
                    matches[at].is_extra()
                        ? is_same_part(old, fact) || fact.kind == fact_kind::primary_key
                        : old.column == fact.column &&
                              has_extras(old, expected_facts[matches[at].expected]);
                if (loses) return lost(old);
            }
        }
        return {};
    }

    // What only the stored text says must not be about columns that it can no longer name.
    std::string check_gone_columns() {
        for (std::size_t at = 0; at < stored_facts.size(); ++at) {
            const table_fact& fact = stored_facts[at];
            if (!matches[at].is_extra() || matches[at].wanted != none) continue;
            const table_element& element = stored.elements[fact.element];
            // What a dropped column says of itself alone goes with it.
            const std::vector<std::string> others =
                is_dropped(fact.element) ? column_list(stored) : gone_;
            for (const std::string& name : others) {
                if (!uses_column(fact, stored.name, name)) continue;
                if (!element.is_column) {
                    return "has a constraint that uses the column '" + name +
                           "', which the chain does not know";
                }
                if (is_dropped(fact.element) && same_letters(name, element.name)) continue;
                return "has a constraint of the column '" + element.name + "' that uses '" + name +
                       "', which the chain does not know";
            }
        }
        return {};
    }

    // Whether the wanted table has a fact of a column without saying so.
    bool is_implied(const table_fact& fact) const {
        return fact.kind == fact_kind::nullness && wanted.without_rowid() &&
               std::any_of(wanted_facts.begin(), wanted_facts.end(), [&](const table_fact& key) {
                   return key.kind == fact_kind::primary_key &&
                          std::find(key.says.begin(), key.says.end(), fact.column) !=
                              key.says.end();
               });
    }

    // Also for an expected fact: the columns of both texts are the same, and come first.
    std::string another_form(const table_fact& fact) const {
        return "has the column '" + stored.elements[fact.element].name +
               "' in another form than the chain";
    }

    static std::string lacking_column(const std::string& name) {
        return "lacks the column '" + name + "'";
    }

    std::string missing(const table_fact& fact) const {
        if (!fact.column.empty()) return another_form(fact);
        const table_element& element = expected.elements[fact.element];
        return "lacks the constraint " + clause_line(expected, fact) +
               (element.is_column ? " of the column '" + element.name + "'" : "");
    }

    std::string lost(const table_fact& fact) const {
        const table_element& element = stored.elements[fact.element];
        if (element.is_column) {
            return "has something at the column '" + element.name +
                   "' that the chain does not know, and that changing the column would lose";
        }
        return "has something in the constraint " + clause_line(stored, fact) +
               " that the chain does not know, and that changing the constraint would lose";
    }

    bool shared_;
    std::vector<bool> found_;              // of each expected fact: a stored one states it
    std::vector<bool> removed_elsewhere_;  // of each wanted fact: it stays, where it still is
    std::vector<renamed_column> names_;  // also of columns that go away: names that none can have
    std::vector<std::string> gone_;      // old names of columns that are dropped or renamed
};

}  // namespace migrations
