// What add_migrations(blog_db ...) generates, for the listings of the documents.
#pragma once

#include <migrations/function.hpp>
#include <migrations/script.hpp>
#include <vector>

namespace blog_db {

const migrations::set& sqlite() noexcept;
const migrations::set& postgresql() noexcept;
std::vector<migrations::function> functions();

}  // namespace blog_db
