#pragma once

#include <string>

#include "revisions/revision.h"

namespace migrations {

// How the files of revisions are called: `pattern` without ".toml", where {date} (20261122), {time} (1455), {year}, {month},
// {day}, {hour}, {minute}, {second} say when it was created, {id} which one it is, and {slug} is the message in at most 40
// letters and digits of ASCII. "/" makes folders.
struct FileNames {
    std::string pattern = "{date}_{time}_{id}_{slug}";
    std::string time_zone = "UTC";  // a name of the tz database, or "local"
};

// What is wrong with a pattern or with a time zone, as the end of a sentence; "" when nothing is.
std::string file_name_mistake(const std::string& pattern);
std::string time_zone_mistake(const std::string& zone);

// "20261122_1455_3f2a9c0d1b7e_add_email_to_user.toml". What is not known is left out, with what joins it to the rest.
std::string revision_file_name(const Revision& revision, const FileNames& names = {});

}  // namespace migrations
