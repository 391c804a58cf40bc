"""All files of the repository that people could have written: (place, schema, text)."""
import pathlib
import re
import tempfile

from support import sections


def operations_of(text):
    """Operations as cases have them, without headings."""
    return "revision = 'case'\n" + re.sub(r"(?m)^op\b", "[[upgrade]]\nop", text)


def schema_for(text):
    if re.search(r"(?m)^(revision|op)\s*=", text):
        return "revision"
    return "models" if re.search(r"(?m)^\[+(tables|enums|views|functions|triggers|extensions)\b", text) else "settings"


def files(root):
    for path in sorted(root.rglob("*.toml")):
        # Those with rows for tests have whatever tables there are.
        if "build" in path.relative_to(root).parts or path.name.endswith("rows.toml"):
            continue
        text = path.read_text(encoding="utf-8")
        name = "settings" if path.name == "migrations.toml" else "revision" if "revisions" in path.parts else "models"
        yield str(path.relative_to(root)), name, text


def cases(root):
    for path in sorted((root / "tests").rglob("*.case")):
        if path.parent.name == "json_schemas":
            continue
        for name, text in sections(path):
            place = f"{path.relative_to(root)} -- {name} --"
            if name in ("before.toml", "after.toml"):
                yield place, "models", text
            elif name == "operations" and "cases" in path.relative_to(root).parts:
                yield place, "revision", operations_of(text)


def documents(root):
    for path in sorted([root / "README.md", *(root / "docs").rglob("*.md")]):
        text = path.read_text(encoding="utf-8")
        for block in re.finditer(r"(?ms)^```toml\n(.*?)^```", text):
            listing = block.group(1)
            if listing.startswith("[[users]]"):
                continue
            before = text[:block.start()].rstrip().rsplit("\n", 1)[-1]
            if before.startswith("<!-- test: append models/") and not listing.startswith("["):
                listing = "[tables.fragment.columns]\n" + listing
            name = schema_for(listing)
            # Some show the end of a file.
            if name == "revision" and not re.search(r"(?m)^revision\s*=", listing):
                listing = "revision = 'listing'\n" + listing
            yield f"{path.relative_to(root)}:{text[:block.start()].count(chr(10)) + 1}", name, listing


def templates(tool):
    """What `init` and `revision` write."""
    for template in ("plain", "cmake", "databases"):
        with tempfile.TemporaryDirectory() as folder:
            tool.run("init", "-t", template, "--name", "shop_db", folder=folder)
            if template != "databases":
                tool.run("revision", "-m", "empty", folder=folder)
            for place, name, text in files(pathlib.Path(folder)):
                yield f"{template}/{place}", name, text


def everything(root, tool):
    yield from files(root)
    yield from cases(root)
    yield from documents(root)
    yield from templates(tool)
