# Read by the benchmarks: a chain of five revisions for each table, and its models.

# make_chain TABLES NAME: writes migrations/ and models/ below the current folder. Each table is created, gets three columns,
# one revision each, and an index; all tables come first, then all columns, then all indexes.
make_chain() {
    local tables=$1 t
    chain_parent=""
    chain_number=0
    mkdir -p migrations/revisions models
    cat >migrations/migrations.toml <<TOML
name = "$2"
dialects = ["sqlite", "postgresql"]
models = ["../models"]
TOML
    for t in $(seq "$tables"); do
        cat >>"models/all.toml" <<TOML
[tables.t$t]
[tables.t$t.columns]
id = { type = "int64", primary_key = true }
a = { type = "int32" }
b = { type = "string(50)", null = true }
c = { type = "text" }
d = { type = "timestamptz", null = true }
e1 = { type = "int32", null = true }
e2 = { type = "string(40)", null = true }
e3 = { type = "int32", default = 0 }
[[tables.t$t.indexes]]
columns = ["a"]
name = "ix_t$t"
TOML
        chain_revision "table $t" <<TOML
[[upgrade]]
op = "create_table"
table = "t$t"
columns = [
  { name = "id", type = "int64", identity = true },
  { name = "a", type = "int32" },
  { name = "b", type = "string(50)", null = true },
  { name = "c", type = "text" },
  { name = "d", type = "timestamptz", null = true },
]
primary_key = { name = "pk_t$t", columns = ["id"] }

[[downgrade]]
op = "drop_table"
table = "t$t"
TOML
    done
    for t in $(seq "$tables"); do
        chain_column "$t" 'type = "int32", null = true' e1
        chain_column "$t" 'type = "string(40)", null = true' e2
        chain_column "$t" 'type = "int32", default = 0' e3
    done
    for t in $(seq "$tables"); do
        chain_revision "index $t" <<TOML
[[upgrade]]
op = "create_index"
table = "t$t"
index = { name = "ix_t$t", columns = ["a"] }

[[downgrade]]
op = "drop_index"
table = "t$t"
index = "ix_t$t"
TOML
    done
}

chain_revision() { # message, upgrade and downgrade on stdin
    chain_number=$((chain_number + 1))
    local id file
    id=$(printf 'r%04d' "$chain_number")
    file="migrations/revisions/$id.toml"
    {
        echo "revision = \"$id\""
        [ -z "$chain_parent" ] || echo "down_revision = \"$chain_parent\""
        echo "message = \"$1\""
        printf 'created = 2026-01-01T%02d:%02d:%02dZ\n\n' $((chain_number / 3600)) $((chain_number / 60 % 60)) $((chain_number % 60))
        cat
    } >"$file"
    chain_parent=$id
}

chain_column() { # table, column text, name
    chain_revision "column $1.$3" <<TOML
[[upgrade]]
op = "add_column"
table = "t$1"
column = { name = "$3", $2 }

[[downgrade]]
op = "drop_column"
table = "t$1"
column = "$3"
TOML
}
