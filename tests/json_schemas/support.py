"""What the tests of the JSON Schemas have in common: the helper and the schemas, asked about the same files."""
import datetime
import functools
import json
import pathlib
import subprocess
import tempfile
import tomllib

import jsonschema

# What the helper says of the shape of a file: what it can say of one alone, without looking what other keys mean.
SHAPE = {"unknown-key", "missing-key", "wrong-kind", "bad-value", "unknown-type", "unknown-operation", "revision-id", "format",
         "replaces", "variable", "settings", "irreversible", "data-loss-open", "foreign-key", "enum", "bad-name"}


def plain(value):
    """The document as JSON has it: dates are text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return str(value)
    return value


class Tool:
    def __init__(self, program):
        self.program = str(pathlib.Path(program).resolve())
        self.schemas = {name: json.loads(self.run("json-schema", name).stdout) for name in ("models", "settings", "revision")}
        for schema in self.schemas.values():
            jsonschema.Draft7Validator.check_schema(schema)
        self.validators = {name: jsonschema.Draft7Validator(schema) for name, schema in self.schemas.items()}

    def run(self, *arguments, folder=None, fails=False):
        ran = subprocess.run([self.program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        if ran.returncode != 0 and not fails:
            raise SystemExit(f"migrations {' '.join(arguments)}: exit {ran.returncode}\n{ran.stderr}")
        return ran

    @functools.lru_cache(maxsize=None)
    def problems(self, name, text):
        """What the schema finds, one line each."""
        return [f"{each.json_path}: {each.message[:200]}" for each in self.validators[name].iter_errors(plain(tomllib.loads(text)))]

    def findings(self, name, texts):
        """What the helper finds in each text, as lists of (rule, message, help)."""
        return self.settings_findings(texts) if name == "settings" else self.file_findings(name, texts)

    def file_findings(self, name, texts):
        """All files in one run; what they mean to one another does not count."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            inside = root / ("revisions" if name == "revision" else "models")
            inside.mkdir()
            (root / "migrations.toml").write_text("models = []\n" if name == "revision" else "models = ['models']\n")
            found = {}
            for number, text in enumerate(texts):
                path = inside / f"{number:06}.toml"
                path.write_text(text, encoding="utf-8")
                found[str(path)] = []
            ran = self.run("validate" if name == "revision" else "check", "--json", folder=root, fails=True)
            answer = json.loads(ran.stdout)
            for each in answer.get("error", answer).get("findings", []):
                found.get(each.get("file"), []).append((each["rule"], each["message"], each.get("help", "")))
            return list(found.values())

    def settings_findings(self, texts):
        answers = []
        for text in texts:
            with tempfile.TemporaryDirectory() as folder:
                (pathlib.Path(folder) / "migrations.toml").write_text(text, encoding="utf-8")
                answer = json.loads(self.run("history", "--json", folder=folder, fails=True).stdout)
                error = answer.get("error", {}) if isinstance(answer, dict) else {}
                answers.append([(each["rule"], each["message"], each.get("help", "")) for each in error.get("findings", [])])
        return answers


def sections(path):
    """(name, text) of each "-- name --" in a file."""
    found = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("-- ") and line.rstrip().endswith(" --"):
            found.append([line.strip()[3:-3], ""])
        elif found:
            found[-1][1] += line
    return [(name, text) for name, text in found]


def report(title, count, bad):
    """The end of a test; its exit code."""
    print("\n".join([*bad, f"{title}: {count} looked at, {len(bad)} mistakes"]))
    return 1 if bad or not count else 0
