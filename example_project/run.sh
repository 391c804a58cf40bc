#!/bin/sh
# Shows the everyday loop on a copy of this project, on SQLite, with nothing to configure. Installs what is missing.
# Usage: sh example_project/run.sh
set -eu
cd "$(dirname "$0")/.."
repository=$PWD
work="$repository/build/example"
mkdir -p "$work"

step() { printf '\n== %s\n' "$*"; }
# Runs a command that must fail, and shows what it says.
fails() {
    if "$@"; then
        echo "This should have failed: $*" >&2
        exit 1
    fi
    echo "(It failed, as it should.)"
}

sh .ci/install-packages.sh \
    cmake g++ ninja-build libsqlite3-dev libssl-dev \
    libcli11-dev libkainjow-mustache-dev libtomlplusplus-dev nlohmann-json3-dev

step "Building the package and installing it into $work/prefix"
cmake -S . -B "$work/package" -G Ninja -DCMAKE_BUILD_TYPE=Release -DMigrations_BUILD_TESTS=OFF \
    -DCMAKE_INSTALL_PREFIX="$work/prefix" -Wno-dev >"$work/configure.log" 2>&1 || { cat "$work/configure.log"; exit 1; }
cmake --build "$work/package"
cmake --install "$work/package" >/dev/null

step "Copying the example to $work/blog"
rm -rf "$work/blog" "$work/blog-build"
cp -R example_project "$work/blog"
cd "$work/blog"
migrations="$work/prefix/bin/migrations"

step "The application builds: its models and migrations agree, and every revision is reviewed"
cmake -S . -B ../blog-build -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix"
cmake --build ../blog-build

step "It starts, and makes its database"
../blog-build/blog blog.db

step "A model is changed: users get a birthday"
sed 's/^status  .*/birthday     = { type = "date", null = true }\n&/' models/users.toml >users.toml.new
mv users.toml.new models/users.toml
grep birthday models/users.toml

step "The build fails, and names the change and the command that helps"
fails cmake --build ../blog-build

step "The revision is generated"
MIGRATIONS_MESSAGE="add birthday" cmake --build ../blog-build --target blog_db_revision
cat migrations/revisions/*_add_birthday.toml

step "The build fails still: nobody has reviewed it"
fails cmake --build ../blog-build

step "It is read and accepted"
"$migrations" review --yes

step "The build passes"
cmake --build ../blog-build

step "Every revision is tested up and down, with rows (PostgreSQL too, where it is installed)"
ctest --test-dir ../blog-build -R migrations -j 2

step "The application starts again, and upgrades its own database"
../blog-build/blog blog.db
"$migrations" current --database sqlite:///blog.db

step "Done. The repository is as it was; the example is in $work/blog"
