# A build for another machine runs the helper of this one.

set(toolchain "-DCMAKE_TOOLCHAIN_FILE=${source_dir}/toolchain.cmake")
start_project(migrations shop_db --model models)
configure("the helper of the target's package is not run" FAIL OPTIONS ${toolchain}
    OUTPUT "There is no helper for this build.*Migrations_EXECUTABLE")

# Found in PATH, and asked for its version.
file(WRITE "${WORK}/bin/migrations" "#!/bin/sh\necho migrations 9.9\n")
file(CHMOD "${WORK}/bin/migrations" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
set(ENV{PATH} "${WORK}/bin:$ENV{PATH}")
configure("a helper of another version" FAIL
    OUTPUT "Migrations_HOST_EXECUTABLE: '[^']*/bin/migrations' says 'migrations 9.9', and this package is 0.1.0")
file(REMOVE "${WORK}/bin/migrations")
file(CREATE_LINK "${TOOL}" "${WORK}/bin/migrations" SYMBOLIC)
configure("the helper of this machine" OUTPUT "Migrations shop_db: 1 revision, head")
build("build")
test("the tests run here" "^migrations\\." OUTPUT "100% tests passed")
