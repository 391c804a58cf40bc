"""What the pages have for those who read the files as they are, and for tests.

Links out of docs/ are right where the files are. In HTML, those to what has a page here lead there, the others are words
without a link; one to what is not there is an error. The marks of tests/documented/page.py go.
"""

import re
from pathlib import Path

PAGES = {
    "../cmake/MigrationsCommands.cmake": "cmake.rst",
    "../README.md": "index.md",
}
LINK = re.compile(r"\[([^\]]*)\]\(((?:\.\./)+[A-Za-z_/.-]+)(#[a-z0-9-]+)?\)")
MARK = re.compile(r"^ *<!-- test: .*?-->\n", re.DOTALL | re.MULTILINE)


def for_readers_of_html(app, document, source):
    to_docs = "../" * document.count("/")

    def link(match):
        text, target = match.group(1), match.group(2).removeprefix(to_docs)
        if not target.startswith("../"):
            return match.group(0)
        if target in PAGES:
            return f"[{text}]({to_docs or './'}{PAGES[target]})"
        if not Path(app.srcdir, target).exists():
            raise ValueError(f"{document}: there is no '{target}'")
        return text

    # As many lines as before: warnings name them.
    text = MARK.sub(lambda match: "\n" * match.group(0).count("\n"), source[0])
    source[0] = LINK.sub(link, text)


def setup(app):
    app.connect("source-read", for_readers_of_html)
    return {"parallel_read_safe": True}
