"""The reference of the helper's commands: the manual pages that it writes of itself.

.. helper-commands:: puts `migrations man`, and `migrations man COMMAND` of each command that it names. The few words of
roff that these pages consist of become docutils nodes; a word that is not known here is an error.
"""

import re
import subprocess

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FONT = re.compile(r"\\f([BIR])")


def unescaped(text):
    return text.replace("\\&", "").replace("\\-", "-").replace("\\e", "\\")


def words(line):
    """A line with \\fB and \\fI as nodes."""
    result, font = [], "R"
    for at, part in enumerate(FONT.split(line)):
        if at % 2:
            font = part
        elif part:
            text = unescaped(part)
            result.append({"B": nodes.literal, "I": nodes.emphasis, "R": nodes.Text}[font](text, *([text] if font != "R" else [])))
    return result


class Page:
    """The sections of one manual page: (title, nodes)."""

    def __init__(self, roff):
        self.sections = []
        self.lines = iter(roff.rstrip("\n").split("\n"))
        for line in self.lines:
            self.take(line)

    def put(self, node):
        self.sections[-1][1].append(node)

    def paragraph(self):
        body = self.sections[-1][1]
        if not body or not isinstance(body[-1], nodes.paragraph):
            self.put(nodes.paragraph())
        elif body[-1].children:
            body[-1] += nodes.Text(" ")
        return body[-1]

    def take(self, line):
        if line.startswith(".TH "):
            return
        if line.startswith(".SH "):
            self.sections.append((unescaped(line[4:]), []))
        elif line.startswith(".SS "):
            self.put(nodes.rubric("", unescaped(line[4:])))
        elif line == ".TP":
            term, meaning = next(self.lines), next(self.lines)
            body = self.sections[-1][1]
            if not body or not isinstance(body[-1], nodes.definition_list):
                self.put(nodes.definition_list())
            body[-1] += nodes.definition_list_item(
                "", nodes.term("", "", *words(term)), nodes.definition("", nodes.paragraph("", "", *words(meaning))))
        elif line == ".PP":
            self.put(nodes.paragraph())
        elif line == ".nf":
            text = []
            for each in self.lines:
                if each == ".fi":
                    break
                text.append(unescaped(each).removeprefix("  "))
            code = "\n".join(text)
            self.put(nodes.literal_block(code, code, language="sh"))
        elif line.startswith("."):
            raise ValueError(f"'{line}' is not known to docs/sphinx/helper_commands.py")
        else:
            self.paragraph().extend(words(line))


class HelperCommands(SphinxDirective):
    def page(self, *command):
        tool = self.config.migrations_tool
        if not tool:
            raise self.error("-D migrations_tool=<helper> says which helper to ask")
        self.env.note_dependency(tool)
        done = subprocess.run([tool, "man", *command], capture_output=True, text=True, check=False)
        if done.returncode:
            raise self.error(done.stderr)
        return Page(done.stdout)

    def section(self, title, place):
        section = nodes.section(ids=[place], names=[place])
        section += nodes.title("", "", *words(title))
        self.state.document.note_explicit_target(section)
        return section

    def run(self):
        program = self.page()
        names = re.findall(r"migrations-([a-z-]+)\(1\)", "".join(
            node.astext() for title, body in program.sections if title == "SEE ALSO" for node in body))
        if not names:
            raise self.error("'migrations man' names no command")
        result = []
        for title, place in (("COMMANDS", "all-commands"), ("OPTIONS", "options-of-every-command"),
                             ("ENVIRONMENT", "environment"), ("EXIT STATUS", "exit-status")):
            heading = {"COMMANDS": "All commands", "OPTIONS": "Options of every command"}.get(title, title.capitalize())
            result.append(self.section(heading, place))
            result[-1].extend(dict(program.sections)[title])
        for term in result[0].findall(nodes.term):
            link = nodes.reference("", "", *term.children, refid="migrations-" + term.astext(), internal=True)
            term.clear()
            term += link
        for name in names:
            page = self.page(name)
            section = self.section("\\fBmigrations " + name + "\\fR", "migrations-" + name)
            for title, body in page.sections:
                if title == "NAME":
                    summary = body[0].astext().partition(" - ")[2]
                    section += nodes.paragraph(summary, summary + ".")
                elif title != "SEE ALSO":
                    section += nodes.rubric("", title.capitalize())
                    section.extend(body)
            result.append(section)
        return result


def setup(app):
    app.add_config_value("migrations_tool", "", "env")
    app.add_directive("helper-commands", HelperCommands)
    return {"parallel_read_safe": True}
