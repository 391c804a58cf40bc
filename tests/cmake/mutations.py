#!/usr/bin/env python3
"""Takes the lines of the CMake modules away one by one that tell a build what depends on what, and runs the stories of the
package until one fails. A line that nobody misses has no test, or no use.

Usage: python3 tests/cmake/mutations.py BUILD [WORDS]

BUILD is a build folder of the package with everything built. WORDS: only lines of "file:number: text" that have them. Takes
minutes for each line that nobody misses, and ends with 1 if there is one.
"""
import concurrent.futures
import dataclasses
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# In the order of what finds most in the shortest time.
STORIES = [
    ("headers", "Ninja"),
    ("everyday", "Ninja"),
    ("headers", "Unix Makefiles"),
    ("everyday", "Unix Makefiles"),
    ("models", "Ninja"),
    ("models", "Unix Makefiles"),
    ("functions", "Unix Makefiles"),
    ("testing", "Ninja"),
    ("package", "Ninja"),
    ("headers", "Ninja Multi-Config"),
    ("everyday", "Ninja Multi-Config"),
    ("cross", "Ninja"),
    ("test_database", "Unix Makefiles"),
]
WHOLE_LINE = re.compile(r"^\s*(VERBATIM|USES_TERMINAL|DEPENDS\b.*|DEPFILE\b.*|BYPRODUCTS\b.*|INTERFACE_LINK_DEPENDS\b.*|"
                        r"add_dependencies\(.*\)|cmake_policy\(.*\)|list\(APPEND step_DEPENDS .*\)|"
                        r"set\(dependency_file .*\))\s*(\)*)$")
WITHIN_LINE = re.compile(r" (DEPENDS|BYPRODUCTS) (?:\"[^\"]*\"|\$\{\w+\})(?: \$\{\w+\})*")


@dataclasses.dataclass
class Mutation:
    module: str
    number: int
    text: str
    line: str  # what stands there instead

    def __str__(self):
        return f"{self.module}:{self.number}: {self.text.strip()}"


def mutations_of(module):
    """All of one file; what stands in its documentation is none."""
    inside = False
    for number, text in enumerate(module.read_text().splitlines(), 1):
        if text.startswith("#[="):
            inside = True
        if text.startswith("#]="):
            inside = False
        if inside or text.lstrip().startswith("#"):
            continue
        if "_file \"\"" in text:
            continue
        whole = WHOLE_LINE.match(text)
        if whole:
            # Brackets that close the call stay.
            closing = whole.group(1).count(")") - whole.group(1).count("(")
            all_target = " ALL" if re.search(r" ALL\)*$", text) else ""
            yield Mutation(module.name, number, text, all_target + ")" * max(closing, 0) + whole.group(2))
            words = text.split()
            if words[0] in ("DEPENDS", "BYPRODUCTS"):
                for word in words[1:]:
                    if len(words) > 2 and word.count("(") == word.count(")") and not word.startswith("ALL"):
                        yield Mutation(module.name, number, f"{text}   without {word}", text.replace(" " + word, "", 1))
            continue
        for within in WITHIN_LINE.finditer(text):
            yield Mutation(module.name, number, f"{text}   without{within.group(0)}",
                           text[:within.start()] + text[within.end():])


def complaint_of(story, generator, prefix, work):
    """What is wrong with the story, in a line; nothing when all of it holds."""
    fast = {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache"}
    ran = subprocess.run(
        ["cmake", f"-DCASE={SOURCE}/tests/cmake/cases/{story}", "-DMODE=installed", f"-DGENERATOR={generator}", f"-DWORK={work}",
         f"-DSOURCE={SOURCE}", f"-DPREFIX={prefix}", f"-DTOOL={prefix}/bin/migrations", "-DLAUNCHER=", "-P",
         f"{SOURCE}/tests/cmake/RunCase.cmake"], capture_output=True, text=True,
        env=os.environ | (fast if shutil.which("ccache") else {}))
    return None if ran.returncode == 0 else " ".join(ran.stderr.split())[:300]


def who_misses(mutation, prefix, folder):
    """The first story that fails, and with what; nothing when none does."""
    changed = folder / "pre fix"
    shutil.copytree(prefix, changed, symlinks=True)
    modules = next(changed.glob("**/cmake/Migrations"))
    path = modules / mutation.module
    lines = path.read_text().splitlines()
    lines[mutation.number - 1] = mutation.line
    path.write_text("\n".join(lines) + "\n")
    for story, generator in STORIES:
        complaint = complaint_of(story, generator, changed, folder / "work")
        if complaint is not None:
            return f"{story}, {generator}", complaint
        shutil.rmtree(folder / "work")
    return None


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    work = pathlib.Path(tempfile.mkdtemp(prefix="migrations-mutations-"))
    try:
        prefix = work / "installed"
        subprocess.run(["cmake", "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        all_of_them = [each for module in sorted(SOURCE.glob("cmake/Migrations*.cmake")) for each in mutations_of(module)]
        chosen = [each for each in all_of_them if words in str(each)]

        for story, generator in STORIES:
            complaint = complaint_of(story, generator, prefix, work / "untouched")
            if complaint is not None:
                sys.exit(f"the story '{story}' fails with {generator} although nothing is missing: {complaint}")
            shutil.rmtree(work / "untouched")

        # Each works where one before it has worked: ccache knows files by their paths.
        places = queue.SimpleQueue()
        for number in range(os.cpu_count()):
            places.put(work / str(number))

        def judge(mutation):
            folder = places.get()
            folder.mkdir()
            found = who_misses(mutation, prefix, folder)
            shutil.rmtree(folder)
            places.put(folder)
            print(f"{'found by ' + found[0] if found else 'NOBODY MISSES IT':40} {mutation}", flush=True)
            if found:
                print(f"    {found[1]}", flush=True)
            return found is not None

        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            found = list(pool.map(judge, chosen))
    finally:
        shutil.rmtree(work)
    print(f"{sum(found)} of {len(found)} found")
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
