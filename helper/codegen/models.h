#pragma once

#include <string>
#include <vector>

#include "readers/model.h"

namespace migrations {

// A C++17 header with the row structs and enums of the models of one file (`path`), std only: types as in the
// manual's table (int64 -> std::int64_t, nullable -> std::optional, decimal -> std::string, timestamps -> time
// points, uuid -> std::array<std::byte, 16>, enums -> enum class with to_string and <enum>_from_string), and the
// names of table and columns as constants. Warning-clean with -Wall -Wextra -Wconversion, deterministic.
std::string model_header(const Model& model, const std::string& path, const std::string& name_space);

}  // namespace migrations
