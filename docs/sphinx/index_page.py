"""The order of the manual's pages is that of the links in index.md, below its headings: Sphinx wants to be told in a
directive, which those who read the file as it is would see."""

import re

HEADING = re.compile(r"^## (.*)$")
PAGE = re.compile(r"^- \[[^\]]*\]\(([a-z0-9_/-]+)\.(md|rst)\)")


def add_trees(app, document, source):
    if document != app.config.root_doc:
        return
    trees, caption, pages = [], "", []

    def end():
        if pages:
            trees.append("```{toctree}\n:hidden:\n:caption: " + caption + "\n\n" + "\n".join(pages) + "\n```\n")

    for line in source[0].split("\n"):
        if heading := HEADING.match(line):
            end()
            caption, pages = heading.group(1), []
        elif page := PAGE.match(line):
            pages.append(page.group(1))
    end()
    source[0] += "\n" + "\n".join(trees)


def setup(app):
    app.connect("source-read", add_trees)
    return {"parallel_read_safe": True}
