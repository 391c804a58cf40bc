#!/usr/bin/env python3
"""Holds the JSON Schemas that the helper prints against what it accepts.

Usage: json_schemas.py TEST MIGRATIONS ROOT [SEED]

TEST: repository, refused, accepted, keys, random or taplo. SEED is a number, or `random`. The package python3-jsonschema of Debian is what it needs.
"""
import pathlib
import random
import re
import sys
import tempfile
import tomllib

import changes
import corpus
from support import SHAPE, Tool, report, sections

HERE = pathlib.Path(__file__).parent


def agreement(tool, entries):
    """What the schema refuses, the helper does: no false alarm in an editor. (place, name, text) -> the mistakes."""
    bad = []
    for name in tool.schemas:
        mine = [(place, text) for place, kind, text in entries if kind == name]
        for (place, text), found in zip(mine, tool.findings(name, [text for _, text in mine])):
            problems = tool.problems(name, text)
            if not problems or any(rule in SHAPE for rule, _, _ in found):
                continue
            # Of things that are there twice, in two files, it does not say everything.
            if not any(rule in SHAPE for rule, _, _ in tool.findings(name, [text])[0]):
                bad.append(f"{place}: the schema of {name} refuses what the helper takes:\n    " + "\n    ".join(problems))
    return bad


def repository(tool, root):
    """Every file of the repository fits, unless the helper refuses it too, as cases of mistakes are to be."""
    entries = list(corpus.everything(root, tool))
    counts = {name: sum(kind == name for _, kind, _ in entries) for name in tool.schemas}
    bad = agreement(tool, entries)
    refused = [place for place, name, text in entries if tool.problems(name, text)]
    bad += [f"{place}: refused" for place in refused if not place.startswith("tests/")]
    least = {"models": 700, "revision": 100, "settings": 6}
    bad += [f"only {counts[name]} files of {name} were found" for name in least if counts[name] < least[name]]
    print(counts, f"{len(refused)} refused by both")
    return report("files of the repository", len(entries), bad)


def refused(tool, _):
    """Each text is refused by both."""
    bad = []
    entries = sections(HERE / "refused.case")
    for title, text in entries:
        name = title.split(":")[0]
        if not tool.problems(name, text):
            bad.append(f"{title}: the schema takes it")
        if not tool.findings(name, [text])[0]:
            bad.append(f"{title}: the helper takes it")
    return report("texts that both refuse", len(entries), bad)


def accepted(tool, _):
    """Each text is accepted by both."""
    bad = []
    entries = sections(HERE / "accepted.case")
    for title, text in entries:
        name = title.split(":")[0]
        bad += [f"{title}: the schema: {each}" for each in tool.problems(name, text)]
        bad += [f"{title}: the helper: {each}" for each in tool.findings(name, [text])[0] if each[0] in SHAPE]
    return report("texts that both accept", len(entries), bad)


def known_keys(tool, name, text):
    """The keys that the helper lists beside an unknown one."""
    for rule, _, helped in tool.findings(name, [text])[0]:
        if rule == "unknown-key" and helped.startswith("known keys: "):
            return set(helped.removeprefix("known keys: ").split(", "))
    return set()


def is_described(form, schema):
    """Whether a form says what it is, or whatever it may be does."""
    if "$ref" in form:
        form = schema["definitions"][form["$ref"].rsplit("/", 1)[1]]
    proposed = [each for each in form.get("anyOf", []) if each is not True]
    return bool(form.get("description")) or bool(proposed) and all(is_described(each, schema) for each in proposed)


def undescribed(node, schema, path="#"):
    """Places of keys of which an editor has nothing to show."""
    if isinstance(node, list):
        return [each for index, item in enumerate(node) for each in undescribed(item, schema, f"{path}/{index}")]
    if not isinstance(node, dict):
        return []
    found = []
    node = {key: value for key, value in node.items() if key != "if"}
    for key, value in node.get("properties", {}).items():
        if value is not True and not is_described(value, schema):
            found.append(f"{path}/{key} has no description")
    return found + [each for key, value in node.items() for each in undescribed(value, schema, f"{path}/{key}")]


def keys(tool, _):
    """The keys of each table are those that the helper lists, and each is explained."""
    bad = []
    count = 0
    for name, schema in tool.schemas.items():
        bad += [f"{name}: {each}" for each in undescribed(schema, schema)]
    revision = tool.schemas["revision"]
    asked = [(kind, revision["definitions"][kind], f"[[upgrade]]\nop = '{kind}'\nunknown_one = 1\n")
             for kind in revision["definitions"]["operation"]["properties"]["op"]["enum"]]
    column = "[[upgrade]]\nop = 'add_column'\ntable = 't'\ncolumn = { name = 'a', type = 'text', unknown_one = 1 }\n"
    asked.append(("column", revision["definitions"]["column"], column))
    for each in ("unique", "foreign_key", "check", "exclude", "index"):
        text = f"[[upgrade]]\nop = '{'create_index' if each == 'index' else 'add_' + each}'\ntable = 't'\n{each} = {{ unknown_one = 1 }}\n"
        asked.append((each, revision["definitions"][each], text))
    asked = [("revision", what, schema, "revision = 'a'\n" + text) for what, schema, text in asked]
    asked.append(("revision", "a revision", revision, "revision = 'a'\nunknown_one = 1\n"))

    models = tool.schemas["models"]
    parts = {"unique": "uniques", "foreign_key": "foreign_keys", "check": "checks", "exclude": "excludes", "index": "indexes"}
    asked.append(("models", "a file of models", models, "[unknown_one.a]\n"))
    asked.append(("models", "a table", models["definitions"]["model"], "[tables.t]\nunknown_one = 1\n"))
    asked.append(("models", "a column", models["definitions"]["column"], "[tables.t.columns]\na = { type = 'text', unknown_one = 1 }\n"))
    asked.append(("models", "an enum", models["definitions"]["enum"], "[enums.e]\nunknown_one = 1\n"))
    for definition, section in parts.items():
        asked.append(("models", section, models["definitions"][definition], f"[[tables.t.{section}]]\nunknown_one = 1\n"))
    for section, schema in models["properties"].items():
        if section not in ("tables", "enums"):
            asked.append(("models", section, schema["additionalProperties"], f"[{section}.a]\nunknown_one = 1\n"))
    for name, what, schema, text in asked:
        count += 1
        of_helper, of_schema = known_keys(tool, name, text), set(schema["properties"])
        if of_helper != of_schema:
            bad.append(f"{name}, {what}: one side only: {sorted(of_helper ^ of_schema)}")
    return report("tables with keys", count, bad)


def randomly(tool, root, seed):
    """Changed files: neither a false alarm of the schema, nor a key or operation that only the helper refuses."""
    print(f"seed {seed}")
    source = random.Random(seed)
    originals = [(name, text) for place, name, text in corpus.everything(root, tool) if not tool.problems(name, text)]
    # Settings take a process each.
    by_name = {name: [text for kind, text in originals if kind == name] for name in tool.schemas}
    entries = []
    for name, count in (("models", 800), ("revision", 800), ("settings", 60)):
        for number in range(count):
            entries.append((f"{name} {number}", name, changes.changed(source, source.choice(by_name[name]))))
    bad = agreement(tool, entries)
    seen = 0
    for name in tool.schemas:
        mine = [text for _, kind, text in entries if kind == name]
        for text, found in zip(mine, tool.findings(name, mine)):
            rules = {rule for rule, message, _ in found if not changes.is_beyond(message)}
            seen += bool(rules & changes.OF_BOTH)
            if rules & changes.OF_BOTH and not tool.problems(name, text):
                bad.append(f"the schema of {name} takes what the helper refuses: {found}\n{text}")
    accepted = sum(not tool.problems(name, text) for _, name, text in entries)
    print(f"{seen} refused, {accepted} accepted")
    if seen < 300 or accepted < 150:
        bad.append("too few of one kind for the test to mean anything")
    return report("changed files", len(entries), bad[:10])


def fits(path, glob):
    """As taplo has it: a '*' goes into folders, and '**/' may stand for nothing."""
    pattern = ""
    for part in re.findall(r"\*\*/|\*|\[.\]|.", glob):
        pattern += "(.*/)?" if part == "**/" else ".*" if part == "*" else re.escape(part.strip("[]"))
    return re.fullmatch(pattern, path) is not None


def taplo(tool, root):
    """With the rules that `json-schema --taplo` writes, each file of the example has its schema, and fits it."""
    bad = []
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        for place, _, text in corpus.files(root / "example_project"):
            (project / place).parent.mkdir(parents=True, exist_ok=True)
            (project / place).write_text(text, encoding="utf-8")
        (project / "models" / "notes").mkdir()
        (project / "models" / "notes" / "no_model.toml").write_text("a = 1\n")
        tool.run("json-schema", "--taplo", ".", folder=project)
        rules = tomllib.loads((project / ".taplo.toml").read_text(encoding="utf-8"))["rule"]
        for place, name, text in corpus.files(project):
            if place == ".taplo.toml":
                continue
            chosen = [rule["schema"]["path"] for rule in rules if any(fits(place, each) for each in rule["include"])
                      and not any(fits(place, each) for each in rule.get("exclude", []))]
            count += 1
            wanted = [] if place.endswith("no_model.toml") else [f"migrations/json-schema/{name}.json"]
            if chosen != wanted:
                bad.append(f"{place}: {chosen}")
            elif wanted and ((project / wanted[0]).read_text(encoding="utf-8") != tool.run("json-schema", name).stdout
                             or tool.problems(name, text)):
                bad.append(f"{place} does not fit {wanted[0]}, or that is another schema")
    return report("files of a project", count, bad)


def main(test, program, root, seed="1"):
    tool = Tool(program)
    root = pathlib.Path(root)
    if test == "random":
        return randomly(tool, root, random.randrange(1 << 32) if seed == "random" else int(seed))
    return {"repository": repository, "refused": refused, "accepted": accepted, "keys": keys, "taplo": taplo}[test](tool, root)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
