"""The reference of the CMake commands: the text at the top of each module in cmake/, which is where CMake's own modules
have theirs.

.. cmake-modules:: puts the text of all modules that have one, in the order of their names.
.. command:: name  is what CMake's documentation has it for: a command, to be linked to with :command:`name`.
"""

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_id, nested_parse_with_titles

TEXT = re.compile(r"^#\[(=*)\[\.rst:\n(.*?)^#?\]\1\]", re.DOTALL | re.MULTILINE)


class Modules(SphinxDirective):
    def run(self):
        folder = Path(self.env.srcdir).parent / "cmake"
        section = nodes.section()
        section.document = self.state.document
        found = 0
        for module in sorted(folder.glob("*.cmake")):
            self.env.note_dependency(str(module))
            match = TEXT.search(module.read_text(encoding="utf-8"))
            if match:
                found += 1
                lines = StringList(match.group(2).split("\n"), source=str(module))
                nested_parse_with_titles(self.state, lines, section)
        if not found:
            raise self.error(f"no module in {folder} says what it is")
        return section.children


class Command(Directive):
    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        environment = self.state.document.settings.env
        place = make_id(environment, self.state.document, "command", name)
        section = nodes.section(ids=[place], names=[])
        section += nodes.title("", "", nodes.literal("", name + "()"))
        self.state.document.note_explicit_target(section)
        self.state.nested_parse(self.content, self.content_offset, section)
        environment.get_domain("std").note_object("cmakecommand", name, place, location=section)
        return [section]


def setup(app):
    app.add_directive("cmake-modules", Modules)
    app.add_directive("command", Command)
    app.add_object_type("cmakecommand", "cmakecommand")
    return {"parallel_read_safe": True}
