"""Conan 2 recipe for the sources that it lies in: `conan create packaging/conan`."""

import os
import re

from conan import ConanFile
from conan.tools.build import cross_building
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir, save
from conan.tools.system.package_manager import Apt, Brew

required_conan_version = ">=2.0"

# What `find_package(Migrations)` reads first: the libraries are those of Conan, with all that they need themselves.
PACKAGE_MANAGER = """\
set(Migrations_PACKAGE_MANAGER conan)
find_package(SQLite3 QUIET)
find_package(PostgreSQL QUIET)
find_package(libpqxx QUIET)
"""


class MigrationsConan(ConanFile):
    name = "migrations"
    license = "MIT"
    description = "Schema migrations for C++ projects, checked by the build"
    topics = ("database", "migrations", "schema", "sqlite", "postgresql", "code-generator")
    settings = "os", "arch", "compiler", "build_type"
    options = {
        # The program `migrations`. A package for another machine has none: the build takes that of `tool_requires`.
        "tool": [True, False],
        # PostgreSQL: for the program, and for programs that link Migrations::libpq or Migrations::pqxx.
        "postgresql": [True, False],
    }
    default_options = {"postgresql": False}

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def set_version(self):
        text = load(self, os.path.join(self._root, "CMakeLists.txt"))
        self.version = re.search(r"project\(Migrations\s+VERSION ([0-9.]+)", text).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "README.md", "CHANGELOG.md", "LICENSE", "cmake/*", "docs/*", "helper/*",
                        "packaging/packages.cmake", "templates/*"):
            copy(self, pattern, src=self._root, dst=self.export_sources_folder)

    def config_options(self):
        self.options.tool = not cross_building(self)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        # The headers of the runtime include these, and programs link them.
        interface = {"transitive_headers": True, "transitive_libs": True}
        self.requires("sqlite3/[>=3.35.5 <4]", **interface)
        if self.options.postgresql:
            self.requires("libpq/[>=13]", **interface)
            self.requires("libpqxx/[>=7.7 <7.11]", **interface)
        if self.options.tool:
            self.requires("cli11/[>=2.3 <3]", visible=False)
            self.requires("kainjow-mustache/4.1", visible=False)
            self.requires("nlohmann_json/[>=3.11 <4]", visible=False)
            self.requires("openssl/[>=3 <4]", visible=False)
            self.requires("tomlplusplus/[>=3.3 <4]", visible=False)

    def system_requirements(self):
        # Nobody has a recipe for libpg_query.
        if self.options.tool and self.options.postgresql:
            Apt(self).install(["libpg-query-dev"])
            Brew(self).install(["libpg_query"])

    def build_requirements(self):
        self.tool_requires("cmake/[>=3.25 <5]")

    def package_id(self):
        # Headers and a program: whatever compiles the one and has compiled the other.
        del self.info.settings.compiler
        del self.info.settings.build_type

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["Migrations_BUILD_TESTS"] = False
        toolchain.cache_variables["Migrations_BUILD_TOOL"] = bool(self.options.tool)
        toolchain.cache_variables["Migrations_POSTGRESQL"] = "ON" if self.options.postgresql else "OFF"
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        save(self, os.path.join(self.package_folder, "lib", "cmake", "Migrations", "MigrationsPackageManager.cmake"),
             PACKAGE_MANAGER)
        # PkgConfigDeps writes its own.
        rmdir(self, os.path.join(self.package_folder, "share", "pkgconfig"))

    def package_info(self):
        # The commands are in the package's own files: what CMakeDeps would write has none.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "Migrations")]
        self.cpp_info.libdirs = []
        if not self.options.tool:
            self.cpp_info.bindirs = []
        if self.options.postgresql and self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
