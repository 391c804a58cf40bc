# The everyday loop, from an empty project to a program that upgrades its database, and again after a change.

tool("a project is started" ARGUMENTS init migrations --name shop_db --model models OUTPUT "wrote .*migrations.toml")
configure("configure" OUTPUT "will fail|Configuring done")
build("a model without a migration fails the build" FAIL
    OUTPUT "models/items.toml:1:[0-9]+: error: table 'items' is not in any migration \\[migrations-drift\\]"
           "--target shop_db_revision")
build("the revision is written" TARGET shop_db_revision OUTPUT "wrote .*revisions/[0-9_]+_[0-9a-f]+_.*\\.toml")
build("nobody has read it" FAIL OUTPUT "has not been reviewed \\[unreviewed-revision\\]" "shop_db_review")
tool("it is reviewed" ARGUMENTS review --yes OUTPUT "1 revision accepted")
build("the build passes")
build("a second build runs nothing" NOT_OUTPUT "Checking the migrations" "Generating the headers" "Compiling in")
test("the tests pass" "^migrations\\." OUTPUT "migrations.shop_db.sqlite.chain .* Passed" "100% tests passed")
run("the program makes its database" COMMAND "${build_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 1: up to date")
run("and finds it up to date" COMMAND "${build_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 0: up to date")

edit(models/items.toml "name = { type" "price = { type = \"decimal(8,2)\", default = \"0\" }\nname = { type")
build("a new column fails the build" FAIL
    OUTPUT "models/items.toml:6:1: error: column 'items.price' is not in any migration \\[migrations-drift\\]")
build("the next revision is written" TARGET shop_db_revision OUTPUT "wrote ")
tool("and reviewed" ARGUMENTS review --yes OUTPUT "1 revision accepted")
build("the build passes again" NOT_OUTPUT "Configuring done")
test("with the new revision's tests" "^migrations\\." OUTPUT "100% tests passed")
run("the program upgrades its database" COMMAND "${build_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 1: up to date")

file(GLOB revisions "${source_dir}/migrations/revisions/*.toml")
list(GET revisions 0 first)
file(APPEND "${first}" "\n# a late thought\n")
execute_process(COMMAND "${CMAKE_COMMAND}" -E sleep 1.1)
file(TOUCH "${first}")
build("an edited revision fails the build" FAIL OUTPUT "was edited after its review" "edited-revision")
