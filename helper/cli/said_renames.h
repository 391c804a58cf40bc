#pragma once

#include <map>
#include <string>
#include <utility>

#include "diff/effective.h"
#include "diff/renames.h"
#include "schema/schema.h"

namespace migrations {

// What --rename says, checked against the chain's schema (`from`) and the models (`to`): a table,
// an enum, a column ("users.nick=alias", "users.nick=people.alias") or a value of an enum
// ("status.on=active"). Where a table and an enum have one name, the table is meant.
class SaidRenames {
public:
    SaidRenames(const Schema& from, const Schema& to) : from_(from), to_(to) {}

    // Throws Error usage for another form, and for names that are not there.
    void read(const std::string& text);

    const RenameHints& hints() const { return hints_; }

    // Throws Error usage for one that is not among the renames that hold: something keeps its new
    // name, or its table does not become the other one.
    void require_made(const EffectiveRenames& made) const;

private:
    struct Answer {
        std::string text;
        std::string left;
        std::string right;
    };

    [[noreturn]] static void refuse(const Answer& answer, const std::string& why,
                                    std::string help = {});
    [[noreturn]] static void refuse_taken(const Answer& answer);
    void read_whole(const Answer& answer);
    void read_column(const Answer& answer, const std::string& old_table, const std::string& old);
    void read_value(const Answer& answer, const EnumType& before);

    const Schema& from_;
    const Schema& to_;
    RenameHints hints_;
    std::map<std::string, Answer> tables_;  // by the old name, as in `hints_`
    std::map<std::string, Answer> enums_;
    std::map<std::pair<std::string, std::string>, Answer> columns_;
};

}  // namespace migrations
