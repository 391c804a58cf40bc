#include <blog/people/users.hpp>
#include <blog_db/migrations.hpp>

int main() { return blog::db::sqlite().migrations.size == 1 ? 0 : 1; }
