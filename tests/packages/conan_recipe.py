"""Runs the methods of packaging/conan/conanfile.py as Conan does, with a Conan that is played here.

Usage: python3 conan_recipe.py SOURCE WORK. The sources that the recipe exports are configured as it says; without the
program, which takes minutes to compile, they are built and packaged too.
"""

import ast
import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys
import types


def fail(message):
    sys.exit(f"conan_recipe.py: {message}")


# ---- what the recipe imports ----


class Options(types.SimpleNamespace):
    pass


class ConanFile:
    def __init__(self, recipe_folder, postgresql):
        self.recipe_folder = str(recipe_folder)
        self.options = Options(**{**self.default_options, "postgresql": postgresql})
        self.settings = Options(os="Linux", arch="x86_64", compiler="gcc", build_type="Release")
        self.info = types.SimpleNamespace(settings=Options(compiler="gcc", build_type="Release"))
        self.cpp_info = types.SimpleNamespace(properties={}, bindirs=["bin"], libdirs=["lib"], includedirs=["include"])
        self.cpp_info.set_property = self.cpp_info.properties.__setitem__
        self.required, self.system, self.variables = {}, [], {}

    def requires(self, reference, **traits):
        name, version = reference.split("/", 1)
        if not re.fullmatch(r"[a-z0-9_+.-]+", name) or not re.fullmatch(r"[0-9.]+|\[[0-9<>=. ]+\]", version):
            fail(f"'{reference}' is no reference")
        self.required[name] = traits

    def tool_requires(self, reference):
        self.requires(reference, tool=True)


class CMakeToolchain:
    def __init__(self, recipe):
        self.recipe, self.cache_variables = recipe, {}

    def generate(self):
        self.recipe.variables = self.cache_variables


class CMakeDeps:
    def __init__(self, recipe):
        self.recipe = recipe

    def generate(self):
        pass


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        on_off = {True: "ON", False: "OFF"}
        options = [f"-D{name}={on_off.get(value, value)}" for name, value in self.recipe.variables.items()]
        printed = run("cmake", "-S", self.recipe.source_folder, "-B", self.recipe.build_folder, "-G", "Ninja", *options,
                      f"-DCMAKE_INSTALL_PREFIX={self.recipe.package_folder}")
        if "not used by the project" in printed:
            fail(f"the recipe gives variables that CMakeLists.txt does not know:\n{printed}")

    def build(self):
        run("cmake", "--build", self.recipe.build_folder)

    def install(self):
        run("cmake", "--install", self.recipe.build_folder)


class PackageManager:
    def __init__(self, recipe):
        self.recipe = recipe

    def install(self, packages):
        self.recipe.system += packages


def copy(_recipe, pattern, src, dst):
    copied = [file for file in pathlib.Path(src).rglob("*")
              if file.is_file() and fnmatch.fnmatch(str(file.relative_to(src)), pattern)]
    if not copied:
        fail(f"'{pattern}' is no file in {src}")
    for file in copied:
        target = pathlib.Path(dst) / file.relative_to(src)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)


def save(_recipe, path, text):
    pathlib.Path(path).write_text(text)


cross = False
played = {
    "conan": {"ConanFile": ConanFile},
    "conan.tools": {},
    "conan.tools.build": {"cross_building": lambda _recipe: cross, "can_run": lambda _recipe: not cross},
    "conan.tools.cmake": {"CMake": CMake, "CMakeDeps": CMakeDeps, "CMakeToolchain": CMakeToolchain,
                          "cmake_layout": lambda _recipe: None},
    "conan.tools.files": {"copy": copy, "load": lambda _recipe, path: pathlib.Path(path).read_text(),
                          "rmdir": lambda _recipe, path: shutil.rmtree(path), "save": save},
    "conan.tools.system": {},
    "conan.tools.system.package_manager": {"Apt": PackageManager, "Brew": PackageManager},
}


def run(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        fail(f"{command} failed:\n{done.stdout}")
    return done.stdout


def load(path):
    for name, content in played.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(content)
    module = types.ModuleType(path.parent.name)
    exec(compile(path.read_text(), str(path), "exec"), vars(module))  # pylint: disable=exec-used
    return module


def prepare(module, recipe_folder, work, *, postgresql, cross_build):
    """A recipe of which everything was done up to generate()."""
    global cross  # pylint: disable=global-statement
    cross = cross_build
    recipe = module.MigrationsConan(recipe_folder, postgresql)
    recipe.set_version()
    recipe.source_folder = recipe.export_sources_folder = str(work / "source")
    recipe.build_folder, recipe.package_folder = str(work / "build"), str(work / "package")
    recipe.export_sources()
    recipe.config_options()
    recipe.layout()
    recipe.requirements()
    recipe.build_requirements()
    recipe.system_requirements()
    recipe.package_id()
    if vars(recipe.info.settings):
        fail("a package is one for each compiler")
    recipe.generate()
    return recipe


def sources_of(folder):
    return {str(file.relative_to(folder)) for file in folder.rglob("*")
            if file.is_file() and file.relative_to(folder).parts[0] in ("cmake", "helper", "templates")}


def main():
    source, work = map(pathlib.Path, sys.argv[1:])
    folder = source / "packaging/conan"
    module = load(folder / "conanfile.py")
    ast.parse((folder / "test_package/conanfile.py").read_text())
    shutil.rmtree(work, ignore_errors=True)

    # ---- for this machine: with the program ----

    recipe = prepare(module, folder, work / "native", postgresql=False, cross_build=False)
    version = re.search(r"project\(Migrations\s+VERSION ([0-9.]+)", (source / "CMakeLists.txt").read_text()).group(1)
    if recipe.version != version:
        fail(f"the recipe is of {recipe.version}, the sources are {version}")
    if recipe.system or "libpqxx" in recipe.required or not recipe.required["openssl"].get("visible") is False:
        fail("without PostgreSQL it takes what PostgreSQL needs, or hands on what the program needs")
    exported = work / "native/source"
    if sources_of(source) != sources_of(exported):
        fail(f"these sources are not exported: {sorted(sources_of(source) - sources_of(exported))}")
    CMake(recipe).configure()
    if recipe.variables["Migrations_BUILD_TOOL"] is not True:
        fail("there is no program for this machine")

    # ---- for another machine: without ----

    recipe = prepare(module, folder, work / "cross", postgresql=True, cross_build=True)
    if recipe.system or set(recipe.required) != {"sqlite3", "libpq", "libpqxx", "cmake"}:
        fail(f"a package without the program requires {sorted(recipe.required)} and {recipe.system}")
    recipe.build()
    recipe.package()
    recipe.package_info()
    package = work / "cross/package"
    if recipe.cpp_info.properties != {"cmake_find_mode": "none"} or recipe.cpp_info.bindirs or recipe.cpp_info.libdirs:
        fail("what the package says of itself is something else")
    (config,) = (package / path for path in recipe.cpp_info.builddirs)
    for file in (config / "MigrationsConfig.cmake", config / "MigrationsPackageManager.cmake",
                 package / "include/migrations/sqlite3.hpp", package / "licenses/LICENSE"):
        if not file.is_file():
            fail(f"there is no {file}")
    if (package / "share/pkgconfig").exists() or (package / "bin").exists():
        fail("there is what Conan writes itself, or a program")
    loaded = prepare(module, folder, work / "system", postgresql=True, cross_build=False)
    if "libpg-query-dev" not in loaded.system:
        fail("libpg_query is not asked for")
    for each in work.iterdir():
        shutil.rmtree(each / "source")
    print("the recipe does what it must")


main()
