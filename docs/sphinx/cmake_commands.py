"""The reference of the CMake commands: the text at the top of each module in cmake/, which is where CMake's own modules
have theirs.

.. cmake-modules:: puts the text of all modules that have one, in the order of their names.
.. command:: NAME  is what CMake's documentation has for a command.
"""

import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

TEXT = re.compile(r"^#\[(=*)\[\.rst:\n(.*?)^#?\]\1\]", re.DOTALL | re.MULTILINE)


class Modules(SphinxDirective):
    def run(self):
        folder = Path(self.env.srcdir).parent / "cmake"
        section = nodes.section()
        section.document = self.state.document
        for module in sorted(folder.glob("*.cmake")):
            self.env.note_dependency(str(module))
            match = TEXT.search(module.read_text(encoding="utf-8"))
            if match:
                lines = StringList(match.group(2).split("\n"), source=str(module))
                nested_parse_with_titles(self.state, lines, section)
        if not section.children:
            raise self.error(f"no module in {folder} says what it is")
        return section.children


class Command(SphinxDirective):
    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        place = nodes.make_id(name)
        section = nodes.section(ids=[place], names=[name])
        section += nodes.title("", "", nodes.literal("", name + "()"))
        self.state.document.note_explicit_target(section)
        self.state.nested_parse(self.content, self.content_offset, section)
        return [addnodes.index(entries=[("single", name, place, "", None)]), section]


def setup(app):
    app.add_directive("cmake-modules", Modules)
    app.add_directive("command", Command)
    return {"parallel_read_safe": True}
