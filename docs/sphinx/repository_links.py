"""Links out of docs/, which are right where the files are read as they are: in HTML, those to what has a page here lead
there, and others are an error."""

import re

PAGES = {
    "../cmake/MigrationsCommands.cmake": "/cmake.rst",
    "../README.md": "/index.md",
}
LINK = re.compile(r"\]\(((?:\.\./)+[A-Za-z_/.-]+)(#[a-z0-9-]+)?\)")


def lead_to_pages(app, document, source):
    depth = document.count("/")

    def replace(match):
        target = match.group(1)
        prefix = "../" * depth
        inner = target.removeprefix(prefix)
        if not inner.startswith("../"):
            return match.group(0)
        if inner not in PAGES:
            raise ValueError(f"{document}: '{target}' is outside of the manual; docs/sphinx/repository_links.py knows what is")
        return "](" + (prefix or "./") + PAGES[inner][1:] + ")"

    source[0] = LINK.sub(replace, source[0])


def setup(app):
    app.connect("source-read", lead_to_pages)
    return {"parallel_read_safe": True}
