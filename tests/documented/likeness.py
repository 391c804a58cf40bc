"""Whether a text of the manual is what was printed.

A line '...' stands for any lines, and '...' within a line for any text. Times, durations and hashes may be others. So may
the ids of revisions, each of which stands for the same real one wherever it occurs on the page.
"""

import difflib
import re

ID = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{12}(?![0-9a-zA-Z])")
VARIABLE = [
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hash>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?UTC|Z|[+-]\d\d(:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b\d{8}_\d{4,6}_"), "<time>_"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "<date>"),
    (re.compile(r"\b\d+(\.\d+)? ?(ms|sec|s)\b(\*proc)?"), "<duration>"),
    (re.compile(r" *\.{4,} *"), " "),  # CTest fills its lines with dots
]


def _plain(text):
    for pattern, word in VARIABLE:
        text = pattern.sub(word, text)
    return "\n".join(re.sub(r"[ \t]+", " ", line).rstrip() for line in text.rstrip("\n").split("\n"))


class Likeness:
    def __init__(self):
        self.real = {}  # id on the page -> id of this run

    def in_command(self, text):
        """What the reader would have typed: ids, also the beginnings of them, as they are in this run."""

        def replace(match):
            word = match.group(0)
            found = {real[: len(word)] for page, real in self.real.items() if page.startswith(word)}
            return found.pop() if len(found) == 1 else word

        return re.sub(r"(?<![0-9a-zA-Z])[0-9a-f]{4,12}(?![0-9a-zA-Z])", replace, text)

    def as_on_page(self, text):
        page = {real: each for each, real in self.real.items()}
        return ID.sub(lambda match: page.get(match.group(0), match.group(0)), text)

    def _pattern(self, expected):
        names = {}

        def escape(text):
            result, at = "", 0
            for match in ID.finditer(text):
                result += re.escape(text[at : match.start()])
                each = match.group(0)
                if each in self.real:
                    result += self.real[each]
                elif each in names:
                    result += f"(?P={names[each]})"
                else:
                    names[each] = f"id{len(names)}"
                    result += f"(?P<{names[each]}>[0-9a-f]{{12}})"
                at = match.end()
            return result + re.escape(text[at:])

        pattern = ""
        for line in expected.split("\n"):
            if line.strip() == "...":
                pattern += r"(?:.*\n)*?"
            else:
                pattern += ".*?".join(escape(part) for part in line.split("...")) + r"\n"
        return re.compile(pattern), names

    def difference(self, expected, actual):
        """None, or the lines that differ."""
        expected, actual = _plain(expected), _plain(actual)
        pattern, names = self._pattern(expected)
        match = pattern.fullmatch(actual + "\n")
        found = {name: match.group(name) for name in names.values()} if match else {}
        # Two ids of the page are two revisions.
        if match and not set(found.values()) & set(self.real.values()) and len(set(found.values())) == len(found):
            self.real.update({each: match.group(name) for each, name in names.items()})
            return None
        lines = difflib.unified_diff(
            expected.split("\n"), self.as_on_page(actual).split("\n"), "on the page", "printed", lineterm="", n=100)
        return "\n".join(lines)
