# How the package is found: moved, from two folders, by an old project, by versions and components.

file(COPY "${PREFIX}/" DESTINATION "${WORK}/moved pre fix")
set(PREFIX "${WORK}/moved pre fix")

foreach(file IN ITEMS share/man/man1/migrations.1 share/man/man1/migrations-squash.1
        share/bash-completion/completions/migrations share/zsh/site-functions/_migrations
        share/fish/vendor_completions.d/migrations.fish share/migrations/schemas/models.json
        share/migrations/schemas/settings.json share/migrations/schemas/revision.json)
    if(NOT EXISTS "${PREFIX}/${file}")
        message(FATAL_ERROR "${file} is not installed")
    endif()
endforeach()

start_project(one/migrations one_db --model one/models)
configure("configure" OUTPUT "Migrations one_db: 1 revision")
build("build")
run("the program of the other folder" COMMAND "${build_dir}/two/two")
test("the tests" "^migrations\\." OUTPUT "100% tests passed")

foreach(version IN ITEMS "0.1.0" "0" "0.1...1.0" "0.0.5...0.1.0" "0.1...<0.2")
    configure("version ${version}" OPTIONS "-DVERSION=${version}")
endforeach()
foreach(version IN ITEMS "0.2" "1.0" "0.0.9" "0.1.1" "0.2...1.0" "0.0.5...<0.1.0")
    configure("version ${version}" FAIL OPTIONS "-DVERSION=${version}" OUTPUT "version: 0.1.0")
endforeach()
set(good "-DVERSION=0.1")
configure("components" OPTIONS ${good} "-DCOMPONENTS=runtime;sqlite3")
configure("no such component" FAIL OPTIONS ${good} "-DCOMPONENTS=sqlight" OUTPUT "it has no component 'sqlight'")
configure("a component without its library" FAIL OPTIONS ${good} "-DCOMPONENTS=libpq" -DMigrations_libpq_LIBRARY=OFF
    OUTPUT "the library of its component 'libpq' is not installed")
