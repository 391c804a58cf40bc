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

namespace migrations {

// The result of merge_create_table(): one of the two is not empty.
struct merged_table {
    std::string text;
    std::string refusal;  // one line, no full stop
};

// A column that has another name in `wanted` than in `expected`.
struct renamed_column {
    std::string from;
    std::string to;
};

// `part` without the tokens of `whole` between; order counts.
inline bool is_subsequence(const std::vector<token>& part, const std::vector<token>& whole) {
    std::size_t at = 0;
    for (const token& each : whole) {
        if (at < part.size() && same_token(part[at], each)) ++at;
    }
    return at == part.size();
}

// Whether a stored column has all that is expected of it: the same name and type, and each expected
// constraint. A stored PRIMARY KEY, NOT NULL, UNIQUE or REFERENCES may say more (ON CONFLICT,
// AUTOINCREMENT, DEFERRABLE, a name), a DEFAULT, CHECK, COLLATE or generating expression may not;
// further constraints do not matter.
inline bool covers_column(const table_element& stored, const table_element& expected) {
    std::vector<column_part> have = column_parts(stored);
    const std::vector<column_part> need = column_parts(expected);
    if (!same_tokens(have.front().tokens, need.front().tokens)) return false;
    have.erase(have.begin());
    return std::all_of(need.begin() + 1, need.end(), [&](const column_part& part) {
        const bool may_say_more =
            same_letters(part.keyword, "primary") || same_letters(part.keyword, "not") ||
            same_letters(part.keyword, "unique") || same_letters(part.keyword, "references");
        const auto found = std::find_if(have.begin(), have.end(), [&](const column_part& other) {
            return same_letters(other.keyword, part.keyword) &&
                   (may_say_more ? is_subsequence(part.tokens, other.tokens)
                                 : same_tokens(part.tokens, other.tokens));
        });
        if (found == have.end()) return false;
        have.erase(found);
        return true;
    });
}

// How often a name occurs as an identifier.
inline std::size_t count_name(const std::vector<token>& tokens, std::string_view name) {
    return static_cast<std::size_t>(
        std::count_if(tokens.begin(), tokens.end(), [&](const token& each) {
            return (each.kind == token_kind::word || each.kind == token_kind::quoted) &&
                   same_letters(identifier_text(each), name);
        }));
}

// One element of the merged text. `after` is a comment that stands behind the comma, on the same
// line.
struct merged_piece {
    std::string body;
    std::string tail;  // white space before the separator
    std::string after;
    bool was_last = false;
};

// Cuts an element of `table` for use in another place.
inline merged_piece cut_piece(const table_text& table, std::size_t number) {
    const auto line_comment_end = [&](std::size_t from, std::size_t to) {
        std::size_t at = from;
        while (at < to && (table.sql[at] == ' ' || table.sql[at] == '\t')) ++at;
        if (table.sql.compare(at, 2, "--") != 0) return from;
        return std::min(table.sql.find('\n', at), to);
    };
    const table_element& element = table.elements[number];
    const std::size_t first =
        number == 0 ? element.start : line_comment_end(element.start, element.finish);
    const std::size_t last = element.tokens.back().end();
    std::size_t cut = element.finish;
    const std::string_view trailing = table.sql.substr(last, element.finish - last);
    if (trailing.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos) cut = last;
    merged_piece piece;
    piece.body = table.sql.substr(first, cut - first);
    piece.tail = table.sql.substr(cut, element.finish - cut);
    piece.was_last = number + 1 == table.elements.size();
    if (!piece.was_last) {
        const table_element& next = table.elements[number + 1];
        piece.after =
            table.sql.substr(next.start, line_comment_end(next.start, next.finish) - next.start);
    }
    return piece;
}

// A stored element with new tokens `with` in place of its first `replaced` ones; comments and white
// space around them are kept.
inline merged_piece replaced_piece(const table_text& stored, std::size_t number,
                                   const table_text& wanted, const std::vector<token>& with,
                                   std::size_t replaced) {
    merged_piece piece = cut_piece(stored, number);
    const table_element& element = stored.elements[number];
    const std::size_t lead = element.tokens.front().offset;
    const std::size_t body_start = element.finish - piece.tail.size() - piece.body.size();
    const std::size_t first = with.front().offset;
    const std::string behind = piece.body.substr(element.tokens[replaced - 1].end() - body_start);
    piece.body = piece.body.substr(0, lead - body_start) +
                 std::string(wanted.sql.substr(first, with.back().end() - first)) + behind;
    return piece;
}

// Merges: `stored` is what the database has, `expected` what the chain says it has, `wanted` what
// it shall have; all three CREATE TABLE texts. The result creates `new_name` (given unquoted).
// Works by tokens:
// - the columns of `stored` must be those of `expected`, in order;
// - what `expected` says must be in `stored`; what `stored` has beyond it (comments, COLLATE,
// unnamed CHECKs,
//   AUTOINCREMENT, ON CONFLICT, ...) is kept byte for byte;
// - a column that `wanted` changes must be in `stored` exactly as expected, since its extras would
// be lost otherwise;
// - the order is that of `wanted`, further constraints of `stored` come last.
inline merged_table merge_create_table(std::string_view stored_sql, std::string_view expected_sql,
                                       std::string_view wanted_sql, std::string_view new_name,
                                       const std::vector<renamed_column>& renames = {}) {
    const table_text stored = parse_create_table(stored_sql);
    const table_text expected = parse_create_table(expected_sql);
    const table_text wanted = parse_create_table(wanted_sql);
    const auto refuse = [](std::string why) { return merged_table{{}, std::move(why)}; };
    const std::string table = "the table '" + stored.name + "' ";
    if (!stored.error.empty())
        return refuse("the stored text of a table cannot be read: " + stored.error);
    if (!expected.error.empty())
        return refuse(table + "has an unreadable expected text: " + expected.error);
    if (!wanted.error.empty()) return refuse(table + "has an unreadable new text: " + wanted.error);

    const std::vector<std::string> have = column_list(stored);
    const std::vector<std::string> need = column_list(expected);
    for (const std::string& name : have) {
        if (expected.column(name) == nullptr) {
            return refuse(table + "has the column '" + name + "', which the chain does not know");
        }
    }
    for (std::size_t at = 0; at < need.size(); ++at) {
        if (stored.column(need[at]) == nullptr)
            return refuse(table + "lacks the column '" + need[at] + "'");
        if (at < have.size() && !same_letters(have[at], need[at])) {
            return refuse(table + "has its columns in another order than the chain: '" + have[at] +
                          "' stands where '" + need[at] + "' should");
        }
    }

    const auto stored_number = [&](const table_element* element) {
        return static_cast<std::size_t>(element - stored.elements.data());
    };
    const auto old_name = [&](const std::string& name) -> std::string {
        for (const renamed_column& rename : renames) {
            if (same_letters(rename.to, name)) return rename.from;
        }
        return name;
    };
    std::vector<std::string> gone;
    for (const std::string& name : need) {
        const bool stays = wanted.column(name) != nullptr && same_letters(old_name(name), name);
        if (!stays) gone.push_back(name);
        const bool renamed = std::any_of(
            renames.begin(), renames.end(),
            [&](const renamed_column& rename) { return same_letters(rename.from, name); });
        if (stays || renamed) continue;
        if (!covers_column(*stored.column(name), *expected.column(name))) {
            return refuse(table + "has the column '" + name + "' in another form than the chain");
        }
    }

    std::vector<merged_piece> pieces;
    for (const table_element& element : wanted.elements) {
        if (!element.is_column) continue;
        const std::string name = old_name(element.name);
        const table_element* before = expected.column(name);
        if (before == nullptr) {
            pieces.push_back(
                cut_piece(wanted, static_cast<std::size_t>(&element - wanted.elements.data())));
            pieces.back().after.clear();
            continue;
        }
        const table_element& now = *stored.column(name);
        if (!covers_column(now, *before)) {
            return refuse(table + "has the column '" + name + "' in another form than the chain");
        }
        const bool same_rest =
            std::equal(before->tokens.begin() + 1, before->tokens.end(), element.tokens.begin() + 1,
                       element.tokens.end(), same_token);
        if (same_rest) {
            for (const std::string& dropped : gone) {
                if (count_name(now.tokens, dropped) > count_name(before->tokens, dropped)) {
                    return refuse(table + "has a constraint of the column '" + name +
                                  "' that uses '" + dropped + "', which the chain does not know");
                }
            }
            const bool same_name = same_token(before->tokens.front(), element.tokens.front());
            pieces.push_back(same_name ? cut_piece(stored, stored_number(&now))
                                       : replaced_piece(stored, stored_number(&now), wanted,
                                                        {element.tokens.front()}, 1));
        } else if (same_tokens(now.tokens, before->tokens)) {
            pieces.push_back(replaced_piece(stored, stored_number(&now), wanted, element.tokens,
                                            now.tokens.size()));
        } else {
            return refuse(
                table + "has something at the column '" + name +
                "' that the chain does not know, and that changing the column would lose");
        }
    }

    std::vector<const table_element*> extras;
    for (const table_element& element : stored.elements) {
        if (!element.is_column) extras.push_back(&element);
    }
    std::vector<std::pair<const table_element*, const table_element*>>
        known;  // of expected, of stored
    for (const table_element& element : expected.elements) {
        if (element.is_column) continue;
        const auto found = std::find_if(
            extras.begin(), extras.end(),
            [&](const table_element* other) { return same_tokens(other->tokens, element.tokens); });
        if (found == extras.end()) {
            const std::size_t first = element.tokens.front().offset;
            return refuse(
                table + "lacks the constraint " +
                std::string(expected.sql.substr(first, element.tokens.back().end() - first)));
        }
        known.emplace_back(&element, *found);
        extras.erase(found);
    }
    for (const table_element& element : wanted.elements) {
        if (element.is_column) continue;
        const auto found = std::find_if(known.begin(), known.end(), [&](const auto& pair) {
            return same_tokens(pair.first->tokens, element.tokens);
        });
        if (found == known.end()) {
            pieces.push_back(
                cut_piece(wanted, static_cast<std::size_t>(&element - wanted.elements.data())));
            pieces.back().after.clear();
        } else {
            pieces.push_back(cut_piece(stored, stored_number(found->second)));
            known.erase(found);
        }
    }
    for (const table_element* extra : extras) {
        for (const std::string& dropped : gone) {
            if (count_name(extra->tokens, dropped) > 0) {
                return refuse(table + "has a constraint that uses the column '" + dropped +
                              "', which the chain does not know");
            }
        }
        pieces.push_back(cut_piece(stored, stored_number(extra)));
    }

    const auto same_options = [](const table_text& left, const table_text& right) {
        return left.options.size() == right.options.size() &&
               std::equal(left.options.begin(), left.options.end(), right.options.begin(),
                          same_tokens);
    };
    for (const std::vector<token>& option : expected.options) {
        const auto same = [&](const std::vector<token>& other) {
            return same_tokens(option, other);
        };
        if (std::none_of(stored.options.begin(), stored.options.end(), same)) {
            return refuse(table + "lacks the option " + std::string(option.front().text));
        }
    }
    const bool keeps_options = same_options(expected, wanted);
    if (!keeps_options && !same_options(stored, expected)) {
        return refuse(
            table + "has options that the chain does not know, and that changing them would lose");
    }

    std::string text = std::string(stored.sql.substr(0, stored.name_start)) + "\"";
    for (const char each : new_name) {
        if (each == '"') text += '"';
        text += each;
    }
    text += '"';
    text += stored.sql.substr(stored.name_end, stored.open + 1 - stored.name_end);
    bool in_comment = false;  // the text ends in a line comment
    const auto end_comment = [&](const std::string& next) {
        if (in_comment && (next.empty() || next.front() != '\n')) text += '\n';
        in_comment = false;
    };
    for (std::size_t at = 0; at < pieces.size(); ++at) {
        const bool last = at + 1 == pieces.size();
        end_comment(pieces[at].body);
        text += pieces[at].body;
        // The tail of a piece that moves to the end belongs to the comma it loses, and the other
        // way round.
        if (!last && !pieces[at].was_last) text += pieces[at].tail;
        if (!last) text += ',';
        text += pieces[at].after;
        in_comment = !pieces[at].after.empty();
    }
    const std::string tail = cut_piece(stored, stored.elements.size() - 1).tail;
    end_comment(tail);
    text += tail;
    text += keeps_options ? stored.sql.substr(stored.close) : wanted.sql.substr(wanted.close);
    while (!text.empty() && (text.back() == ';' || text.back() == ' ' || text.back() == '\n'))
        text.pop_back();
    return {std::move(text), {}};
}

}  // namespace migrations
