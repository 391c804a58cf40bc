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
build("a second build runs nothing" NOTHING_RUNS)
test("the tests pass" "^migrations\\." OUTPUT "migrations.shop_db.sqlite.chain .* Passed" "100% tests passed")
run("the program makes its database" COMMAND "${program_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 1: up to date")
run("and finds it up to date" COMMAND "${program_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 0: up to date")

edit(models/items.toml "name = { type" "price = { type = \"decimal(8,2)\", default = \"0\" }\nname = { type")
build("a new column fails the build" FAIL
    OUTPUT "models/items.toml:6:1: error: column 'items.price' is not in any migration \\[migrations-drift\\]")
build("the next revision is written" TARGET shop_db_revision OUTPUT "wrote ")
tool("and reviewed" ARGUMENTS review --yes OUTPUT "1 revision accepted")
build("the build passes again" NOT_OUTPUT "Configuring done")
test("with the new revision's tests" "^migrations\\." OUTPUT "100% tests passed")
run("the program upgrades its database" COMMAND "${program_dir}/shop" "${WORK}/shop.db" OUTPUT "applied 1: up to date")

# Files come and go without a run of CMake, and what went leaves nothing behind that is done again and again.
touch(models/items.toml)
build("a touched model is checked, and nothing is linked" OUTPUT "Checking the migrations"
    NOT_OUTPUT "Linking" "Building CXX" "Configuring done")
build("once" NOTHING_RUNS)
revision_file(second add_items_price)
pause()
file(RENAME "${second}" "${source_dir}/migrations/revisions/20300101_0000_price.toml")
build("a renamed revision is looked at" OUTPUT "Checking the migrations" "Compiling in" "Listing the tests")
build("once, too" NOTHING_RUNS)
tool("a third revision is written" ARGUMENTS revision -m "later" OUTPUT "wrote ")
tool("and accepted" ARGUMENTS review --yes OUTPUT "1 revision accepted")
build("the build takes it in")
revision_file(third later)
pause()
file(REMOVE "${third}")
build("a removed revision is gone" OUTPUT "Compiling in" "Listing the tests" NOT_OUTPUT "No rule to make target")
build("and forgotten" NOTHING_RUNS)

revision_file(second price)
file(APPEND "${second}" "\n# a late thought\n")
touch(migrations/revisions/20300101_0000_price.toml)
build("an edited revision fails the build" FAIL OUTPUT "was edited after its review" "edited-revision")
