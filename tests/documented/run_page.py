"""Runs a page of the manual: its commands, in order, in a home folder of their own. Ends with 1 when a command fails that
should not, or prints something else than the page says, or a link leads nowhere, and with 77 when the page needs a PostgreSQL server and there is
none to start.

    python3 run_page.py --prefix <installation> --work <folder> [--update] PAGE.md

--update writes into the page what was printed instead of what stands there. page.py says how pages are written.
"""

import argparse
import os
import subprocess
import sys
import urllib.parse
from pathlib import Path

from likeness import Likeness
from links import broken_links
from page import Mistake, steps
from shell import Shell

HOME = "/home/me"
NO_SERVER = 77


class Failure(Exception):
    pass


def numbered(text):
    return "".join(f"    {line}\n" for line in text.rstrip("\n").split("\n"))


def changed(content, diff):
    """`content` with the lines of the block: those without '+' must be there, once and in this order."""
    lines = [line for line in diff.rstrip("\n").split("\n") if line.strip() != "..."]
    before = "".join(line[1:].rstrip() + "\n" for line in lines if not line.startswith("+"))
    after = "".join(line[1:].rstrip() + "\n" for line in lines if not line.startswith("-"))
    if content.count(before) != 1:
        raise Failure(f"these lines are not there once:\n{numbered(before)}but this:\n{numbered(content)}")
    return content.replace(before, after)


class Page:
    def __init__(self, path, shell, update):
        self.path, self.shell, self.update = Path(path), shell, update
        self.text = self.path.read_text(encoding="utf-8")
        self.steps, self.needs_postgresql = steps(self.text)
        self.likeness = Likeness()
        self.updates = []  # (first line, line behind the last, text)

    def file(self, name):
        path = self.likeness.in_command(name)
        if "*" not in path:
            return self.shell.path(path)
        found = sorted(self.shell.here.glob(path))
        if len(found) != 1:
            raise Failure(f"'{path}' is {len(found)} files")
        return found[0]

    def compare(self, step, printed):
        difference = self.likeness.difference(step.text, printed)
        if difference is None:
            return
        if not self.update:
            raise Failure(f"line {step.line}: something else is printed\n{difference}")
        self.updates.append((step, self.likeness.as_on_page(printed)))

    def do(self, step):
        if step.kind == "sh":
            command = self.likeness.in_command(step.text.replace(HOME, str(self.shell.home)))
            code, printed = self.shell.run(command, step.answers)
            if code != step.code:
                raise Failure(f"exit {code} instead of {step.code}\n{numbered(command)}which prints\n{numbered(printed)}")
            if step.output:
                self.compare(step.output, printed)
        elif step.kind == "shows":
            self.compare(step, self.shell.on_page(self.file(step.argument).read_text(encoding="utf-8")))
        elif step.kind != "skip":
            path = self.file(step.argument)
            block = self.likeness.in_command(step.text.replace(HOME, str(self.shell.home)))
            path.parent.mkdir(parents=True, exist_ok=True)
            if step.kind == "edit":
                block = changed(path.read_text(encoding="utf-8"), block)
            elif step.kind == "append":
                block = path.read_text(encoding="utf-8") + block
            path.write_text(block, encoding="utf-8")

    def run(self):
        try:
            for step in self.steps:
                try:
                    self.do(step)
                except (Failure, OSError, subprocess.TimeoutExpired) as failure:
                    sys.exit(f"{self.path}:{step.line}: {failure}")
        finally:
            self.write_updates()

    def write_updates(self):
        lines = self.text.split("\n")
        for step, printed in sorted(self.updates, key=lambda each: -each[0].line):
            new = [" " * step.indent + line if line else "" for line in printed.rstrip("\n").split("\n")]
            lines[step.line - 1 : step.end - 1] = new
        if self.updates:
            self.path.write_text("\n".join(lines), encoding="utf-8")


def start_server(shell):
    """A server that the helper starts, in the environment of the page. It ends with this process."""
    state = str(shell.folder / "server")
    started = subprocess.run(
        [f"{shell.home}/.local/bin/migrations", "postgresql", "start", "--state", state],
        env={**shell.environment, "MIGRATIONS_POSTGRESQL_URL": ""}, capture_output=True, text=True, check=False)
    if started.returncode == NO_SERVER:
        print(started.stdout)
        sys.exit(NO_SERVER)
    if started.returncode != 0:
        sys.exit(started.stdout + started.stderr)
    found = [each for each in Path(shell.folder).glob("server*") if each.is_file()]
    url = found[0].read_text().split("\n")[0]
    shell.environment["MIGRATIONS_POSTGRESQL_URL"] = url
    for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).items():
        if name in ("host", "port", "user"):
            shell.environment["PG" + name.upper()] = values[0]
    return state


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("page")
    arguments.add_argument("--prefix", required=True)
    arguments.add_argument("--work", required=True)
    arguments.add_argument("--update", action="store_true")
    given = arguments.parse_args()
    shell = Shell(given.work, os.path.abspath(given.prefix), HOME)
    try:
        page = Page(given.page, shell, given.update)
    except Mistake as mistake:
        sys.exit(f"{given.page}:{mistake}")
    if broken := broken_links(page.path, page.text):
        sys.exit("\n".join(f"{page.path}: {each}" for each in broken))
    if not page.needs_postgresql:
        page.run()
        return
    state = start_server(shell)
    try:
        page.run()
    finally:
        subprocess.run([f"{shell.home}/.local/bin/migrations", "postgresql", "stop", "--state", state],
                       env={**shell.environment, "MIGRATIONS_POSTGRESQL_URL": ""}, capture_output=True, check=False)


if __name__ == "__main__":
    main()
