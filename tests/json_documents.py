#!/usr/bin/env python3
"""Holds what `migrations ... --json` printed against docs/json.schema.json.

Usage: json_documents.py SCHEMA FOLDER [COMMAND...]

FOLDER has a file for each run: {"arguments": [...], "exit": 0, "document": "what was on stdout"}. Of each COMMAND there must
be one that did not fail, and a definition. The package python3-jsonschema of Debian is what it needs.
"""
import json
import pathlib
import sys

import jsonschema


def definition_of(arguments, names):
    """The first word that is a command; `--version` is one too, and `-n all` has an answer of its own."""
    if any(pair == ("-n", "all") for pair in zip(arguments, arguments[1:])):
        return "databases"
    words = ["version" if word == "--version" else word for word in arguments]
    return next((word for word in words if word in names), None)


def mistakes_of(run, schema, names):
    try:
        document = json.loads(run["document"])
    except ValueError as problem:
        return [f"no JSON: {problem}: {run['document']!r}"]
    failed = isinstance(document, dict) and "error" in document
    name = "error" if failed else definition_of(run["arguments"], names)
    if name is None:
        return ["no definition has the name of this command"]
    validator = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
    found = [f"{problem.json_path}: {problem.message[:400]}"
             for outer in validator.iter_errors(document) for problem in [outer, *(outer.context or [])]]
    said = document.get("error", document).get("exit", run["exit"]) if not found else run["exit"]
    return found + ([f"says exit {said}, and it was {run['exit']}"] if said != run["exit"] else [])


def main(schema_path, folder, *commands):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    names = [each["$ref"].rsplit("/", 1)[1] for each in schema["anyOf"]]
    bad = [f"'{name}' has no definition" for name in commands if name not in names]
    seen = set()
    paths = sorted(pathlib.Path(folder).glob("*.json"))
    for path in paths:
        run = json.loads(path.read_text(encoding="utf-8"))
        found = mistakes_of(run, schema, names)
        bad += [f"migrations {' '.join(run['arguments'])}\n    {each}" for each in found]
        if '"error"' not in run["document"].split(":", 1)[0]:
            seen.add(definition_of(run["arguments"], names))
    bad += [f"'{name}' was never seen to succeed" for name in commands if name not in seen]
    print("\n".join([*bad, f"{len(paths)} documents, {len(bad)} mistakes"]))
    return 1 if bad or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
