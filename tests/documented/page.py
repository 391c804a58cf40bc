"""A page of the manual as the steps that its reader takes.

The pages are Markdown. Their fenced blocks are run in order; what is to be done with one stands in an HTML comment above
it, which no reader sees:

    (nothing)                       ```sh: run. ```text behind it: what it prints, all of it.
    <!-- test: file PATH -->        the block is the whole content of that file
    <!-- test: append PATH -->      the block comes at the end of that file
    <!-- test: edit PATH -->        a ```diff block: its lines with '-' are replaced by those with '+'
    <!-- test: shows PATH -->       that file has this content
    <!-- test: output -->           a block of another language is what the last command prints
    <!-- test: exit N -->           the one command of the ```sh block ends with N
    <!-- test: answers y n -->      it asks, on a terminal, and is answered
    <!-- test: skip WHY -->         the block is not run
    <!-- test: elsewhere cpp TEST --> the page's blocks of this language are for another test
    <!-- test: postgresql -->       the page needs a server: the environment says where it is (PGHOST, ...)
    <!-- test: sh                   commands that the reader has no need to see
    ... -->

Every block is one of these: an illustration that nobody checks would be wrong one day.
"""

import re
from dataclasses import dataclass, field

MARKS = {"file", "append", "edit", "shows", "output", "exit", "answers", "skip", "elsewhere", "postgresql", "sh"}
MARK = re.compile(r"^ *<!-- test: *([a-z]+)\s*(.*?)\s*-->\s*$", re.DOTALL)
FENCE = re.compile(r"^( *)(```+)([^`\s]*)\s*$")


class Mistake(Exception):
    """The page itself is not in order."""


@dataclass
class Step:
    kind: str  # one of MARKS but for those that only say something about a block
    line: int  # of the first line of the block
    text: str
    argument: str = ""
    code: int = 0
    answers: list = field(default_factory=list)
    output: "Step | None" = None  # what a command prints
    end: int = 0  # the line behind the last one of the block
    indent: int = 0


def _comments_and_fences(lines):
    """Yields (line, "mark", name, argument) and (line, "block", language, step), in order."""
    at = 0
    while at < len(lines):
        line = lines[at]
        fence = FENCE.match(line)
        if fence:
            indent, ticks, language = len(fence.group(1)), fence.group(2), fence.group(3)
            end = at + 1
            while end < len(lines) and lines[end].strip() != ticks:
                end += 1
            if end == len(lines):
                raise Mistake(f"{at + 1}: the block has no end")
            body = [each[indent:] if each[:indent].strip() == "" else each for each in lines[at + 1 : end]]
            text = "".join(each + "\n" for each in body)
            yield at + 1, "block", language, Step("block", at + 2, text, end=end + 1, indent=indent)
            at = end + 1
        elif line.lstrip().startswith("<!--"):
            end = at
            while end < len(lines) and "-->" not in lines[end]:
                end += 1
            if end == len(lines):
                raise Mistake(f"{at + 1}: the comment has no end")
            mark = MARK.match("\n".join(lines[at : end + 1]))
            if mark:
                if mark.group(1) not in MARKS:
                    raise Mistake(f"{at + 1}: there is no mark '{mark.group(1)}'")
                yield at + 1, "mark", mark.group(1), mark.group(2)
            at = end + 1
        else:
            at += 1


def _step_of(block, language, marks, last_command):
    def single(name):
        return marks.pop(name, None)

    if (why := single("skip")) is not None:
        if not why:
            raise Mistake(f"{block.line}: why is it skipped?")
        block.kind, block.argument = "skip", why
        return block
    for kind in ("file", "append", "edit", "shows"):
        if (path := single(kind)) is not None:
            if not path:
                raise Mistake(f"{block.line}: which file?")
            block.kind, block.argument = kind, path
            return block
    if language == "sh":
        block.kind = "sh"
        block.code = int(single("exit") or 0)
        commands = [each for each in block.text.split("\n") if each and not each.endswith("\\")]
        if block.code and len(commands) != 1:
            raise Mistake(f"{block.line}: which of the commands ends with {block.code}?")
        block.answers = (single("answers") or "").split()
        return block
    if single("output") is not None or language in ("text", ""):
        if last_command is None or last_command.output is not None:
            raise Mistake(f"{block.line}: there is no command whose output this is")
        block.kind = "output"
        last_command.output = block
        return block
    raise Mistake(f"{block.line}: nothing is done with this {language} block: say what it is, see tests/documented/page.py")


def steps(text):
    """The steps of a page, and whether it needs PostgreSQL."""
    result, marks, elsewhere, last_command, needs_postgresql = [], {}, set(), None, False
    for line, kind, name, value in _comments_and_fences(text.split("\n")):
        if kind == "mark" and name == "postgresql":
            needs_postgresql = True
        elif kind == "mark" and name == "elsewhere":
            language, _, test = value.partition(" ")
            if not test:
                raise Mistake(f"{line}: which test is it that has the {language} blocks?")
            elsewhere.add(language)
        elif kind == "mark" and name == "sh":
            last_command = Step("sh", line + 1, value + "\n")
            result.append(last_command)
        elif kind == "mark":
            marks[name] = value
        else:
            if name in elsewhere and not marks:
                continue
            step = _step_of(value, name, marks, last_command)
            if marks:
                raise Mistake(f"{step.line}: '{next(iter(marks))}' has nothing to do with this block")
            if step.kind == "sh":
                last_command = step
            if step.kind != "output":
                result.append(step)
    if marks:
        raise Mistake(f"no block follows the mark '{next(iter(marks))}'")
    return result, needs_postgresql
