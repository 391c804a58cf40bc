"""The runner of the manual's pages, on pages that are right and on pages that are not.

    python3 runner_test.py <folder for scratch files>
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = Path(sys.argv.pop(1))


class Pages(unittest.TestCase):
    def run_page(self, text, *options):
        with tempfile.TemporaryDirectory(dir=WORK) as folder:
            page = Path(folder) / "page.md"
            page.write_text(text)
            done = subprocess.run(
                [sys.executable, "-B", HERE / "run_page.py", "--prefix", "/usr", "--work", Path(folder) / "work", *options, page],
                capture_output=True, text=True, check=False)
            return done.returncode, done.stdout + done.stderr, page.read_text()

    def passes(self, text):
        code, printed, _ = self.run_page(text)
        self.assertEqual((code, printed), (0, ""))

    def fails(self, text, *words):
        code, printed, _ = self.run_page(text)
        self.assertEqual(code, 1, printed)
        for word in words:
            self.assertIn(word, printed)

    def test_a_command_prints_what_the_page_says(self):
        self.passes("```sh\necho one; echo two >&2\n```\n```text\none\ntwo\n```\n")

    def test_a_command_prints_something_else(self):
        self.fails("```sh\necho one\n```\n```text\ntwo\n```\n", "page.md:2:", "-two", "+one")
        self.fails("```sh\necho one; echo two\n```\n```text\none\n```\n", "+two")
        self.fails("```sh\necho one\n```\n```text\none\ntwo\n```\n", "-two")

    def test_a_command_fails(self):
        self.fails("```sh\nfalse\necho one\n```\n", "exit 1 instead of 0")
        self.fails("```sh\nfalse | true\n```\n", "exit 1 instead of 0")

    def test_a_command_that_should_fail(self):
        self.passes("<!-- test: exit 3 -->\n```sh\nexit 3\n```\n")
        self.fails("<!-- test: exit 3 -->\n```sh\ntrue\n```\n", "exit 0 instead of 3")
        self.fails("<!-- test: exit 3 -->\n```sh\nexit 4\n```\n", "exit 4 instead of 3")
        self.fails("<!-- test: exit 3 -->\n```sh\nexit 3\necho 1\n```\n", "which of the commands ends with 3?")

    def test_what_a_shell_keeps(self):
        self.passes("```sh\nmkdir a\ncd a\nexport B='c d\ne'\n```\n```sh\npwd; echo \"$B\"\n```\n```text\n/home/me/a\nc d\ne\n```\n")

    def test_files(self):
        self.passes("<!-- test: file a/b -->\n```toml\nx = 1\n```\n<!-- test: edit a/b -->\n```diff\n-x = 1\n+x = 2\n```\n"
                    "<!-- test: append a/b -->\n```toml\ny = 1\n```\n<!-- test: shows a/b -->\n```toml\nx = 2\ny = 1\n```\n")
        self.fails("<!-- test: file a -->\n```toml\nx = 1\n```\n<!-- test: edit a -->\n```diff\n-y = 1\n```\n", "page.md:7:")
        self.fails("<!-- test: file a -->\n```toml\nx = 1\n```\n<!-- test: shows a -->\n```toml\nx = 2\n```\n", "page.md:7:")

    def test_what_may_be_anything(self):
        self.passes("```sh\nseq 5; echo took 17 ms, made 2024-05-06T07:08:09Z\n```\n"
                    "```text\n1\n...\n5\ntook 2 ms, ... 2026-11-26 10:00\n```\n")
        self.fails("```sh\nseq 5\n```\n```text\n1\n...\n6\n```\n", "-6")

    def test_ids_stand_for_one_another(self):
        shown = "```sh\necho 3f2a9c0d1b7e 0123456789ab 3f2a9c0d1b7e\n```\n```text\n{} {} {}\n```\n"
        a, b = "aaaaaaaaaaa1", "bbbbbbbbbbb2"
        self.passes(shown.format(a, b, a) + "```sh\necho aaaa bbbbbbbbbbb2 cccc\n```\n```text\n3f2a bbbbbbbbbbb2 cccc\n```\n")
        self.fails(shown.format(a, b, b), "printed")
        self.fails(shown.format(a, "ccccccccccc3", "ccccccccccc3").replace("0123456789ab", "3f2a9c0d1b7e"), "printed")
        self.fails(shown.format(a, b, a) + "```sh\necho 3f2a9c0d1b7e\n```\n```text\nccccccccccc3\n```\n", "printed")
        self.fails(shown.format(a, b, a) + "```sh\necho 3f2a9c0d1b7e\n```\n```text\nbbbbbbbbbbb2\n```\n", "-bbbbbbbbbbb2")

    def test_a_terminal(self):
        ask = "<!-- test: answers {} -->\n```sh\nread -p 'sure? ' a; test -t 0; echo \"said $a\"\n```\n```text\nsure? y\nsaid y\n```\n"
        self.passes(ask.format("y"))
        self.fails(ask.format("n"), "+said n")
        self.fails(ask.format("y y"), "nobody asked for the answer 'y'")

    def test_blocks_that_nobody_checks(self):
        self.fails("```toml\nx = 1\n```\n", "page.md:2: nothing is done with this toml block")
        self.fails("```text\nx = 1\n```\n", "there is no command whose output this is")
        self.fails("<!-- test: skip -->\n```sh\nfalse\n```\n", "why is it skipped?")
        self.fails("<!-- test: exit 3 -->\n```toml\nfalse\n```\n", "nothing is done")
        self.fails("<!-- test: fill a -->\n```toml\nfalse\n```\n", "there is no mark 'fill'")
        self.fails("<!-- test: exit 3 -->\n", "no block follows")
        self.passes("<!-- test: skip it takes hours -->\n```sh\nfalse\n```\n")

    def test_blocks_of_another_test(self):
        self.passes("<!-- test: elsewhere cpp documented_cpp.page -->\n```cpp\nint i;\n```\n")
        self.fails("<!-- test: elsewhere cpp -->\n```cpp\nint i;\n```\n", "which test is it")
        self.fails("<!-- test: elsewhere cpp documented_cpp.page -->\n```toml\nx = 1\n```\n", "nothing is done")

    def test_links(self):
        self.passes("# A page: `one`\n[a](page.md#a-page-one) [b](#a-page-one) [c](https://example.org) `[d](d.md)`\n")
        self.fails("[a](other.md)\n", "there is no 'other.md'")
        self.fails("# A page\n[a](page.md#another-page)\n", "'page.md' has no heading 'another-page'")

    def test_update(self):
        code, printed, page = self.run_page("- a\n  ```sh\n  echo one\n  ```\n  ```text\n  two\n  ```\n\nb\n", "--update")
        self.assertEqual((code, printed, page), (0, "", "- a\n  ```sh\n  echo one\n  ```\n  ```text\n  one\n  ```\n\nb\n"))


if __name__ == "__main__":
    unittest.main()
