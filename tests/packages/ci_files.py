"""Runs the commands of a CI file of templates/ci/, in order, on a project that `migrations init -t cmake` made.

Usage: python3 ci_files.py KIND PREFIX PACKAGES WORK, where KIND is github-actions or gitlab-ci, PREFIX an installed
package and PACKAGES a folder with its Debian packages. `apt-get` is played: it looks the packages up and unpacks files.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree

try:
    import yaml
except ImportError:
    print("skipped: there is no module yaml (Debian: python3-yaml)")
    sys.exit(77)

# What the commands need beside a Debian without anything.
EXPECTED = {"ca-certificates", "ccache", "cmake", "curl", "g++", "libpq-dev", "libsqlite3-dev", "ninja-build", "postgresql"}

APT_GET = """#!/bin/sh
set -eu
command=$1
shift
for word in "$@"; do
    case $word in
        -*) ;;
        ./*.deb) dpkg-deb -x "$word" "$PLAYED_ROOT" ;;
        *) echo "$word" >>"$PLAYED_ROOT/names" ;;
    esac
done
echo "apt-get $command"
"""


def fail(message):
    sys.exit(f"ci_files.py: {message}")


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def github_steps(document, workspace, variables):
    """Each `run` with the environment of its job, as a container's shell gets it."""
    (job,) = document["jobs"].values()
    if "runs-on" not in job or not job["container"].startswith("debian:"):
        fail("the job says no machine or no Debian")

    def filled(text):
        text = text.replace("${{ github.workspace }}", str(workspace))
        for name, value in variables.items():
            text = text.replace("${{ vars.%s }}" % name, value)
        if "${{" in text:
            fail(f"what is this: {text}")
        return text

    environment = {name: filled(str(value)) for name, value in job["env"].items()}
    for step in job["steps"]:
        if ("run" in step) == ("uses" in step):
            fail(f"a step has either 'run' or 'uses': {step}")
    results = [step["with"]["path"] for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact@")]
    return [filled(step["run"]) for step in job["steps"] if "run" in step], environment, results


def gitlab_steps(document, workspace, variables):
    """All lines in one shell."""
    (job,) = document.values()
    if not job["image"].startswith("debian:"):
        fail("the job says no Debian")
    environment = {name: str(value).replace("$CI_PROJECT_DIR", str(workspace)) for name, value in job["variables"].items()}
    for line in job["before_script"] + job["script"]:
        if not isinstance(line, str):
            fail(f"this is no line for a shell: {line}")
    results = [job["artifacts"]["reports"]["junit"]]
    return ["\n".join(job["before_script"] + job["script"])], {**variables, **environment}, results


def run(steps, environment, folder):
    """The exit code of the first step that fails, or 0, and what all of them print."""
    printed = ""
    for step in steps:
        done = subprocess.run(["sh", "-e", "-c", step], cwd=folder, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        printed += done.stdout
        if done.returncode != 0:
            return done.returncode, printed
    return 0, printed


def main():
    kind, prefix, packages, work = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
    missing = [name for name in ("ccache", "cmake", "curl", "dpkg-deb", "ninja", "c++") if not shutil.which(name)]
    if not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        missing.append("postgres")
    if missing:
        skip(f"these programs are not installed: {' '.join(missing)}")
    if not list(packages.glob("*.deb")):
        skip(f"there are no packages in {packages}")
    shutil.rmtree(work, ignore_errors=True)
    played, root, project = work / "bin", work / "root", work / "shop"
    played.mkdir(parents=True)
    root.mkdir()
    (played / "apt-get").write_text(APT_GET)
    (played / "apt-get").chmod(0o755)
    subprocess.run([prefix / "bin/migrations", "init", "-t", "cmake", project, "--dialect", "sqlite", "--dialect", "postgresql"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=work)

    document = yaml.safe_load((prefix / f"share/migrations/ci/{kind}.yml").read_text())
    read = {"github-actions": github_steps, "gitlab-ci": gitlab_steps}[kind]
    steps, environment, results = read(document, project, {"MIGRATIONS_PACKAGES": packages.as_uri()})
    environment = {**environment, "HOME": str(work), "PLAYED_ROOT": str(root), "CMAKE_PREFIX_PATH": str(root / "usr"),
                   "PATH": f"{played}:{root}/usr/bin:{os.environ['PATH']}"}

    code, printed = run(steps, environment, project)
    if code != 0:
        fail(f"it ended with {code}:\n{printed}")
    if "-- Migrations shop_db: 1 revision" not in printed:
        fail(f"it was not configured with the packages:\n{printed}")
    if not any((project / ".ccache").rglob("*")):
        fail("nothing was cached")
    (result,) = results
    tests = [test.get("name") for test in xml.etree.ElementTree.parse(project / result).iter("testcase")]
    for name in ("migrations.shop_db.sqlite.chain", "migrations.shop_db.postgresql.chain", "migrations.shop_db.check"):
        if name not in tests:
            fail(f"{name} is not in {result}: {tests}")
    named = set((root / "names").read_text().split())
    if not EXPECTED <= named:
        fail(f"it does not install {EXPECTED - named}")
    if shutil.which("apt-cache") and subprocess.run(["apt-cache", "show", "cmake"], capture_output=True, check=False).stdout:
        for name in named:
            if not subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).stdout:
                fail(f"Debian has no package {name}")

    # A model that no revision knows: CI is red, and says what to do.
    model = project / "models/notes.toml"
    model.write_text(model.read_text() + 'title      = { type = "text", null = true }\n')
    code, printed = run(steps, environment, project)
    if code == 0 or "column 'notes.title' is not in any migration" not in printed or "Test project" in printed:
        fail(f"a model without a revision is not found, or too late:\n{printed}")
    shutil.rmtree(root)


main()
