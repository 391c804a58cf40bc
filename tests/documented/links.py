"""The links of a page lead somewhere: to files that are there, and to headings that they have."""

import re

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def _places(text):
    """What the headings of a page are called in links, as on GitHub."""
    result = {}
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        times = result.get(name, 0)
        result[name] = times + 1
        if times:
            result[f"{name}-{times}"] = 1
    return result


def broken_links(page, text):
    """Those of the page at this path."""
    result = []
    for link in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, place = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists():
            result.append(f"there is no '{name}'")
        elif place and target.suffix == ".md" and place not in _places(target.read_text(encoding="utf-8")):
            result.append(f"'{name}' has no heading '{place}'")
    return result
