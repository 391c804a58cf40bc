// Pieces of CREATE TABLE texts, cut out with their comments and put together to a new text.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "create_table.hpp"

namespace migrations {

// A change of a text: `with` instead of the bytes from `start` up to `finish`, which are equal for
// an insertion.
struct text_edit {
    std::size_t start = 0;
    std::size_t finish = 0;
    std::string with;
};

// The bytes of `sql` from `start` up to `finish`, edited. Insertions at the same place come in the
// order given.
inline std::string edited_text(std::string_view sql, std::size_t start, std::size_t finish,
                               std::vector<text_edit> edits) {
    std::stable_sort(edits.begin(), edits.end(), [](const text_edit& left, const text_edit& right) {
        return left.start < right.start;
    });
    std::string text;
    std::size_t at = start;
    for (const text_edit& edit : edits) {
        // An insertion may stand where a cut began.
        if (edit.start > at) text += sql.substr(at, edit.start - at);
        text += edit.with;
        at = std::max(at, edit.finish);
    }
    if (finish > at) text += sql.substr(at, finish - at);
    return text;
}

inline bool is_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_space_byte);
}

// The edit that cuts the tokens of a clause out of an element, with the white space that is then
// too much. Comments around it stay, and the line break that ends one.
inline text_edit clause_cut(const table_text& table, const table_element& element,
                            const std::vector<token>& clause) {
    const std::size_t first = clause.front().offset;
    const std::size_t last = clause.back().end();
    std::size_t before = first;
    std::size_t after = last;
    for (const token& each : element.tokens) {
        if (each.end() <= first) before = each.end();
        if (each.offset >= last && after == last) after = each.offset;
    }
    if (is_blank(table.sql.substr(before, first - before))) return {before, last, {}};
    if (is_blank(table.sql.substr(last, after - last))) return {first, after, {}};
    return {first, last, {}};
}

// One element of a new text. `after` is a comment that stands behind the comma, on the same line.
struct merged_piece {
    std::string body;
    std::string tail;  // white space before the separator
    std::string after;
    bool was_last = false;
};

// Cuts an element of `table` for use in another place, edited.
inline merged_piece cut_piece(const table_text& table, std::size_t number,
                              std::vector<text_edit> edits = {}) {
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
    const bool ends_blank = is_blank(table.sql.substr(last, element.finish - last));
    const std::size_t cut = ends_blank ? last : element.finish;
    merged_piece piece;
    piece.body = edited_text(table.sql, first, cut, std::move(edits));
    piece.tail = table.sql.substr(cut, element.finish - cut);
    piece.was_last = number + 1 == table.elements.size();
    if (!piece.was_last) {
        const table_element& next = table.elements[number + 1];
        piece.after =
            table.sql.substr(next.start, line_comment_end(next.start, next.finish) - next.start);
    }
    return piece;
}

// The pieces with commas between them. `tail` stands before the parenthesis that closes.
inline std::string joined_pieces(const std::vector<merged_piece>& pieces, const std::string& tail) {
    std::string text;
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
    end_comment(tail);
    return text + tail;
}

}  // namespace migrations
