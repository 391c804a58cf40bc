"""Changes of TOML files, as typing makes them."""
import re
import tomllib

# Of these the helper and the schemas have to agree; the other rules look at more than the shape of a file.
OF_BOTH = {"unknown-key", "unknown-operation", "missing-key", "wrong-kind"}

KEYS = ["op", "table", "column", "columns", "type", "null", "default", "name", "unique", "index", "where", "sql", "references", "on_delete",
        "values", "enum", "fill", "expression", "primary_key", "comment", "native", "identity", "generated", "collation", "rows", "set",
        "models", "dialects", "name", "revisions", "lint", "message", "down_revision", "effects", "with", "nulls", "strict"]
VALUES = ["1", "true", "false", "'text'", "'CASCADE'", "'Set_Null'", "'set null'", "[]", "['a']", "{}", "{ sqlite = 'x' }", "{ null = true }",
          "{ expression = 'a' }", "{ expr = 'a' }", "'string(20)'", "'decimal( 5 , 2 )'", "'int33'", "''", "1.5", "2026-01-01T00:00:00Z", "[1]",
          "{ portable = 'text', postgresql = 'citext' }", "[{ name = 'a', type = 'text' }]", "'always'", "'FULL'", "'first'", "'Materialized View'"]

# What nearly fits a key, or does so in a form that is rare.
ACTIONS = ["'CASCADE'", "'cascade'", "'Set_Null'", "'SET DEFAULT'", "'no_action'", "'restrict '", "'nullify'"]
SQL = ["'a > 1'", "' '", "{ sqlite = 'a' }", "{ portable = 'a', postgresql = 'b' }", "{ mysql = 'a' }", "{}"]
FITTING = {
    "on_delete": ACTIONS, "on_update": ACTIONS, "where": SQL, "default_expr": SQL, "expression": SQL, "sql": SQL, "fill_expr": SQL, "check": SQL,
    "type": ["'decimal( 5 , 2 )'", "'decimal(5)'", "' int64'", "'Int64'", "'string(20)'", "'string(x)'", "'enum( a )'", "'enum()'",
             "{ sqlite = 'X' }", "{ portable = 'text' }", "{ portable = 'txt' }"],
    "identity": ["true", "'always'", "'Always'", "{ start = 2 }", "{ start = '2' }", "{}", "1"],
    "generated": ["'a'", "{ expression = 'a' }", "{ sqlite = 'a' }", "{ sqlite = 'a', stored = true }", "{ stored = true }", "{ portable = 'a' }"],
    "columns": ["'a'", "['a']", "[{ column = 'a', nulls = 'FIRST' }]", "[{ expression = 'a' }]", "{ column = 'a', nulls = 'x' }"],
    "primary_key": ["true", "['a']", "{ columns = ['a'] }", "{ name = 'a' }", "'a'"],
    "collation": ["'C'", "''", "{ sqlite = 'NOCASE' }", "{}"],
    "kind": ["'Materialized View'", "'VIEW'", "'materialized_view'", "'table'"],
    "match": ["'FULL'", "'simple'", "'partial'"], "deferrable": ["true", "false", "'deferred'", "'Deferred'"],
    "revision": [f"'{'a' * 64}'", f"'{'a' * 65}'", "'_a'", "'0'", "'heads'", "'a-b'"], "down_revision": ["['a', 'b_1']", "'A'", "[1]"],
    "created": ["2026-01-01T00:00:00", "2026-01-01", "00:00:00"], "default": ["{ null = true }", "{ null = false }", "1.5", "[1]", "2026-01-01"],
    "name": ["'a'", "''", "'a b'"], "version_table": ["'a.b_1'", "'a-b'", f"'{'a' * 56}'"], "sqlite_minimum": ["'3.40'", "'3.x'", "'3.40.1.2'"],
    "dialects": ["'sqlite'", "['sqlite', 'x']", "[]"], "file_name": ["'{id}'", "'{slug}'"], "extends": ["'a'", "['a']", "''", "[1]"],
}


def is_beyond(message):
    """Whether a schema cannot know it: JSON has no dates, and some checks need a name because they name no one column."""
    return re.search(r"must be .*, not a date", message) is not None or "'created' must be" in message or message in ("missing key 'name' in 'check'", "missing key 'name' in 'exclude'")


def parses(text):
    try:
        tomllib.loads(text)
        return True
    except (tomllib.TOMLDecodeError, RecursionError):
        return False


def change(source, text):
    """One change; the text may be no TOML afterwards."""
    places = list(re.finditer(r"(?<![\w.'\"-])([a-z_]+)(\s*=\s*)(\"[^\"\n]*\"|'[^'\n]*'|[0-9.]+|true|false|\[[^\[\]\n]*\]|\{[^{}\n]*\})", text))
    if not places:
        return text
    place = source.choice(places)
    kind = source.randrange(8)

    def value_for(key):
        return source.choice(FITTING[key] if key in FITTING and source.random() < 0.7 else VALUES)

    if kind == 0:      # another key
        return text[:place.start(1)] + source.choice(KEYS) + text[place.end(1):]
    if kind == 1:      # a letter too many
        return text[:place.start(1)] + place.group(1) + "x" + text[place.end(1):]
    if kind in (2, 3, 6, 7):  # another value
        return text[:place.start(3)] + value_for(place.group(1)) + text[place.end(3):]
    key = source.choice(KEYS)
    entry = f"{key} = {value_for(key)}"
    if kind == 4:      # one more, in a table or on a line
        inside = text[:place.start()].rstrip().endswith(("{", ","))
        return text[:place.start()] + entry + (", " if inside else "\n") + text[place.start():]
    end = text[place.end():]
    return text[:place.start()] + (end[1:] if end.startswith(",") else end)  # one less


def changed(source, text):
    """One to three changes that leave it TOML."""
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        for _ in range(20):
            other = change(source, text)
            if other != text and parses(other):
                text = other
                break
    return text
