"""What the pages have for those who read the files as they are, and for tests.

Links out of docs/ are right where the files are; in HTML, those to what has a page here lead there, and others are an error.
The marks of tests/documented/page.py go.
"""

import re

PAGES = {
    "../cmake/MigrationsCommands.cmake": "cmake.rst",
    "../README.md": "index.md",
}
LINK = re.compile(r"\]\(((?:\.\./)+[A-Za-z_/.-]+)(#[a-z0-9-]+)?\)")
MARK = re.compile(r"^ *<!-- test: .*?-->\n", re.DOTALL | re.MULTILINE)


def for_readers_of_html(app, document, source):
    to_docs = "../" * document.count("/")

    def link(match):
        target = match.group(1).removeprefix(to_docs)
        if not target.startswith("../"):
            return match.group(0)
        if target not in PAGES:
            raise ValueError(f"{document}: '{target}' is outside of the manual; docs/sphinx/page_sources.py knows what is")
        return "](" + (to_docs or "./") + PAGES[target] + ")"

    # As many lines as before: warnings name them.
    text = MARK.sub(lambda match: "\n" * match.group(0).count("\n"), source[0])
    source[0] = LINK.sub(link, text)


def setup(app):
    app.connect("source-read", for_readers_of_html)
    return {"parallel_read_safe": True}
