// The three-way merge of CREATE TABLE texts: the text that a database stores, edited as a revision
// changes it.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "create_table.hpp"
#include "table_clause.hpp"
#include "table_differences.hpp"
#include "table_facts.hpp"
#include "table_pieces.hpp"

namespace migrations {

// The result of merge_create_table(): one of the two is not empty.
struct merged_table {
    std::string text;
    std::string refusal;  // one line, no full stop
};

// Edits the text of a stored table; `differences` has been found without refusal.
class table_editor {
public:
    explicit table_editor(const table_differences& differences)
        : of_(differences),
          stored_(differences.stored),
          wanted_(differences.wanted),
          stored_facts_(differences.stored_facts),
          wanted_facts_(differences.wanted_facts) {}

    std::string text(std::string_view new_name) const {
        std::string text(stored_.sql.substr(0, stored_.name_start));
        text += '"';
        for (const char each : new_name) {
            if (each == '"') text += '"';
            text += each;
        }
        text += '"';
        text += stored_.sql.substr(stored_.name_end, stored_.open + 1 - stored_.name_end);
        std::vector<merged_piece> pieces;
        add_columns(pieces);
        add_constraints(pieces);
        text += joined_pieces(pieces, cut_piece(stored_, stored_.elements.size() - 1).tail);
        text += of_.keeps_options ? stored_.sql.substr(stored_.close)
                                  : wanted_.sql.substr(wanted_.close);
        while (!text.empty() && (text.back() == ';' || is_space_byte(text.back()))) text.pop_back();
        return text;
    }

private:
    static constexpr std::size_t none = table_differences::none;

    static merged_piece new_piece(const table_text& wanted, std::size_t number) {
        merged_piece piece = cut_piece(wanted, number);
        piece.after.clear();
        return piece;
    }

    void add_columns(std::vector<merged_piece>& pieces) const {
        for (const column_place& place : column_order()) {
            if (place.stored == none)
                pieces.push_back(new_piece(wanted_, place.wanted));
            else if (place.wanted == none)
                pieces.push_back(cut_piece(stored_, place.stored));
            else
                pieces.push_back(cut_piece(stored_, place.stored, column_edits(place.stored, place.wanted)));
        }
    }

    // The numbers of a column in the two texts, or none.
    struct column_place {
        std::size_t stored;
        std::size_t wanted;
    };

    // The wanted columns and those of other branches in the order of the stored text, where a column that was taken
    // back stands last; new ones behind the one that they follow in the wanted text, or last.
    std::vector<column_place> column_order() const {
        std::vector<column_place> order;
        std::vector<std::size_t> fresh;
        std::size_t last = 0;
        for (std::size_t number = 0; number < stored_.elements.size(); ++number) {
            if (of_.is_foreign(stored_.elements[number].name) && stored_.elements[number].is_column)
                order.push_back({number, none});
        }
        for (std::size_t number = 0; number < wanted_.elements.size(); ++number) {
            const table_element& column = wanted_.elements[number];
            if (!column.is_column || of_.is_gone_elsewhere(column.name)) continue;
            const std::size_t old = of_.stored_number(column.name);
            if (old == none) {
                fresh.push_back(number);
            } else {
                order.push_back({old, number});
                last = number;
            }
        }
        std::sort(order.begin(), order.end(), [](const column_place& left, const column_place& right) {
            return left.stored < right.stored;
        });
        for (const std::size_t number : fresh) {
            auto place = order.end();
            if (number == 0) place = order.begin();
            if (number != 0 && number < last) {
                place = std::find_if(order.begin(), order.end(),
                                     [&](const column_place& each) { return each.wanted == number - 1; });
                if (place != order.end()) ++place;
            }
            order.insert(place, {none, number});
        }
        return order;
    }

    // Those of the stored text stay where they are; a new one stands behind the one that it follows in the wanted text.
    void add_constraints(std::vector<merged_piece>& pieces) const {
        std::vector<numbered_piece> all;
        for (std::size_t at = 0; at < stored_facts_.size(); ++at) {
            const table_fact& fact = stored_facts_[at];
            const std::size_t wanted = of_.matches[at].wanted;
            if (stored_.elements[fact.element].is_column) continue;
            if (wanted != none) {
                all.push_back({wanted, cut_piece(stored_, fact.element, renaming_edits(fact, wanted_facts_[wanted]))});
            } else if (of_.matches[at].is_extra()) {
                all.push_back({none, cut_piece(stored_, fact.element)});
            }
        }
        for (std::size_t wanted = 0; wanted < wanted_facts_.size(); ++wanted) {
            const table_fact& fact = wanted_facts_[wanted];
            for (std::size_t at = 0; at < stored_facts_.size(); ++at) {
                const table_fact& old = stored_facts_[at];
                if (of_.matches[at].wanted == wanted && of_.is_dropped(old.element)) insert(all, {wanted, without_column(old, fact)});
            }
            if (of_.is_written(wanted) && !wanted_.elements[fact.element].is_column)
                insert(all, {wanted, new_piece(wanted_, fact.element)});
        }
        for (numbered_piece& each : all) pieces.push_back(std::move(each.piece));
    }

    struct numbered_piece {
        std::size_t wanted;  // the number of the fact, or none
        merged_piece piece;
    };

    static void insert(std::vector<numbered_piece>& all, numbered_piece piece) {
        std::size_t place = 0;
        std::size_t before = none;
        for (std::size_t at = 0; at < all.size(); ++at) {
            const std::size_t other = all[at].wanted;
            if (other == none || other > piece.wanted || (before != none && other < before)) continue;
            before = other;
            place = at + 1;
        }
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(place), std::move(piece));
    }

    // A constraint at a column that goes away, which stays alone.
    merged_piece without_column(const table_fact& fact, const table_fact& wanted) const {
        merged_piece piece;
        piece.body = " " + edited_text(stored_.sql, fact.tokens.front().offset, fact.tokens.back().end(),
                                       renaming_edits(fact, wanted));
        return piece;
    }

    // What makes the stored column what the wanted one is. Clauses that stay are not touched; a new
    // one takes the place of the one of its kind that goes away, or stands behind the one it
    // follows in the wanted text.
    std::vector<text_edit> column_edits(std::size_t number, std::size_t wanted_number) const {
        const table_element& column = stored_.elements[number];
        const token& name = column.tokens.front();
        std::vector<text_edit> edits;
        if (!same_letters(column.name, wanted_.elements[wanted_number].name))
            edits.push_back(renaming_edit(name, wanted_.elements[wanted_number].tokens.front()));
        std::vector<const table_fact*> leaving;
        for (std::size_t at = 0; at < stored_facts_.size(); ++at) {
            const table_fact& fact = stored_facts_[at];
            if (fact.element != number || fact.tokens.empty()) continue;
            if (of_.is_removed(at)) leaving.push_back(&fact);
            if (of_.matches[at].wanted == none) continue;
            const std::vector<text_edit> renaming =
                renaming_edits(fact, wanted_facts_[of_.matches[at].wanted]);
            edits.insert(edits.end(), renaming.begin(), renaming.end());
        }
        std::size_t place = name.end();
        for (std::size_t wanted = 0; wanted < wanted_facts_.size(); ++wanted) {
            const table_fact& fact = wanted_facts_[wanted];
            if (fact.element != wanted_number || fact.tokens.empty()) continue;
            for (std::size_t at = 0; at < stored_facts_.size(); ++at) {
                const table_fact& same = stored_facts_[at];
                if (of_.matches[at].wanted == wanted && same.element == number &&
                    !same.tokens.empty())
                    place = same.tokens.back().end();
            }
            if (!of_.is_written(wanted)) continue;
            const std::string clause = clause_text(wanted_, fact);
            const auto replaced =
                std::find_if(leaving.begin(), leaving.end(),
                             [&](const table_fact* other) { return other->kind == fact.kind; });
            if (replaced == leaving.end()) {
                edits.push_back({place, place, " " + clause});
                continue;
            }
            place = (*replaced)->tokens.back().end();
            edits.push_back({(*replaced)->tokens.front().offset, place, clause});
            leaving.erase(replaced);
        }
        for (const table_fact* fact : leaving)
            edits.push_back(clause_cut(stored_, column, fact->tokens));
        return edits;
    }

    // The new names of columns in a clause that stays, as the wanted clause spells them.
    std::vector<text_edit> renaming_edits(const table_fact& fact, const table_fact& wanted) const {
        const std::vector<token> old = column_tokens(fact, stored_.name);
        const std::vector<token> now = column_tokens(wanted, wanted_.name);
        std::vector<text_edit> edits;
        for (std::size_t at = 0; at < old.size(); ++at) {
            const table_element* column = of_.renamed(identifier_text(old[at]));
            if (column == nullptr) continue;
            // A constraint at its column need not name it.
            const bool named =
                at < now.size() && same_letters(identifier_text(now[at]), column->name);
            edits.push_back(renaming_edit(old[at], named ? now[at] : column->tokens.front()));
        }
        return edits;
    }

    // A bare name gets quotes where there were some: [a]AND needs no space.
    static text_edit renaming_edit(const token& old, const token& name) {
        std::string text(name.text);
        if (old.kind != token_kind::word && name.kind == token_kind::word) text = '"' + text + '"';
        return {old.offset, old.end(), std::move(text)};
    }

    const table_differences& of_;
    const table_text& stored_;
    const table_text& wanted_;
    const std::vector<table_fact>& stored_facts_;
    const std::vector<table_fact>& wanted_facts_;
};

// Merges: `stored` is what the database has, `expected` what the chain says it has, `wanted` what
// it shall have; all three CREATE TABLE texts. The result creates `new_name` (given unquoted).
//
// What counts is what the texts say (table_facts.hpp), not how:
// - the columns of `stored` must be those of `expected`, in any order;
// - what `expected` says must be in `stored`. What `stored` has beyond it (comments, COLLATE,
//   unnamed CHECKs, names, ON CONFLICT, AUTOINCREMENT, DEFERRABLE, ...) is kept byte for byte;
// - what `wanted` lacks of `expected` is cut out of `stored` wherever it stands, what it has beyond
//   is written as `wanted` has it; all else stays as it is;
// - columns and constraints keep their order, new ones stand where `wanted` has them.
// With `shared`, other branches of the chain may have changed the table too: columns that only `stored` has are kept,
// what it lacks of `expected` stays away, and only what both change is refused.
// Refused is what would lose something that only `stored` says. Something that goes away, such as a
// column or a UNIQUE, takes along what is said of it alone, such as its COLLATE or ON CONFLICT;
// something that changes does not.
inline merged_table merge_create_table(std::string_view stored_sql, std::string_view expected_sql,
                                       std::string_view wanted_sql, std::string_view new_name,
                                       const std::vector<renamed_column>& renames = {},
                                       bool shared = false) {
    const table_text stored = parse_create_table(stored_sql);
    const table_text expected = parse_create_table(expected_sql);
    const table_text wanted = parse_create_table(wanted_sql);
    if (!stored.error.empty())
        return {{}, "the stored text of a table cannot be read: " + stored.error};
    const std::string table = "the table '" + stored.name + "' ";
    if (!expected.error.empty())
        return {{}, table + "has an unreadable expected text: " + expected.error};
    if (!wanted.error.empty()) return {{}, table + "has an unreadable new text: " + wanted.error};

    table_differences differences(stored, expected, wanted, shared);
    if (const std::string why = differences.find(renames); !why.empty()) return {{}, table + why};
    const std::string text = table_editor(differences).text(new_name);
    if (differences.keeps_autoincrement() && rowid_alias(parse_create_table(text)).empty()) {
        return {{},
                table +
                    "has AUTOINCREMENT, which the chain does not know, and which a changed primary "
                    "key cannot have"};
    }
    return {text, {}};
}

}  // namespace migrations
