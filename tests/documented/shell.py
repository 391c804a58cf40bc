"""A shell in a home folder of its own, in which commands run as a reader of the manual types them."""

import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path

# What the commands of a page may know of the world outside.
KEPT = ("CCACHE_DIR", "CMAKE_CXX_COMPILER_LAUNCHER", "LANG", "MIGRATIONS_POSTGRESQL_BINDIR", "TMPDIR")


class Shell:
    def __init__(self, folder, prefix, home_on_page):
        self.home_on_page = home_on_page
        self.folder = Path(folder)
        self.home = self.folder / "home"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.home.mkdir(parents=True)
        # Where the manual installs the package.
        (self.home / ".local").symlink_to(prefix)
        (self.home / ".gitconfig").write_text(
            "[user]\nname = A Reader\nemail = reader@example.org\n[init]\ndefaultBranch = main\n")
        self.here = self.home
        self.environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.environment.update(
            HOME=str(self.home), PATH=f"{self.home}/.local/bin:{os.environ['PATH']}", CMAKE_GENERATOR="Ninja",
            CXXFLAGS="-O0", LC_ALL="C.UTF-8", NO_COLOR="1", TZ="UTC", TERM="dumb")
        self.environment.setdefault("CCACHE_DIR", os.path.expanduser("~/.cache/ccache"))

    def path(self, name):
        name = name.replace("~", str(self.home), 1) if name.startswith("~") else name
        return self.here / name

    def on_page(self, text):
        return text.replace(str(self.home), self.home_on_page)

    def run(self, text, answers=()):
        """Runs the commands up to the first that fails; returns its exit code and what was printed."""
        script, after = self.folder / "script", self.folder / "after"
        script.write_text(
            f"trap 'code=$?; {{ pwd; env -0; }} >\"{after}\"; exit $code' EXIT\nset -e -o pipefail\n{text}")
        command = ["bash", "--noprofile", "--norc", str(script)]
        code, output = self._asked(command, answers) if answers else self._plain(command)
        here, _, variables = after.read_bytes().decode().partition("\n")
        self.here = Path(here)
        self.environment = dict(each.split("=", 1) for each in variables.split("\0") if each)
        return code, self.on_page(output)

    def _plain(self, command):
        done = subprocess.run(
            command, cwd=self.here, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=300, check=False)
        return done.returncode, done.stdout.decode(errors="replace")

    def _asked(self, command, answers):
        """The same on a terminal: an answer is typed whenever the program waits at the end of a line."""
        master, slave = pty.openpty()
        child = subprocess.Popen(
            command, cwd=self.here, env=self.environment, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True)
        os.close(slave)
        output, left, deadline = b"", list(answers), time.monotonic() + 120
        while time.monotonic() < deadline:
            ready, _, _ = select.select([master], [], [], 0.3)
            if ready:
                try:
                    part = os.read(master, 65536)
                except OSError:  # the other end is closed
                    break
                if not part:
                    break
                output += part
            elif left and output and not output.endswith(b"\n"):
                os.write(master, left.pop(0).encode() + b"\n")
            elif child.poll() is not None:
                break
        else:
            child.kill()
        os.close(master)
        code = child.wait()
        text = output.decode(errors="replace").replace("\r\n", "\n")
        return (code, text) if not left else (1, text + f"\n(nobody asked for the answer '{left[0]}')\n")
