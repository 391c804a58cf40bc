"""The manual as HTML: sphinx-build -c docs/sphinx -D migrations_tool=<helper> docs <folder>."""

import re
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))

project = "Migrations"
author = "the authors of Migrations"
root = here.parent.parent
version = re.search(r"project\(Migrations\s+VERSION ([0-9.]+)", (root / "CMakeLists.txt").read_text()).group(1)
release = version

extensions = ["myst_parser", "cmake_commands", "helper_commands", "index_page", "page_sources"]
exclude_patterns = ["sphinx", "CMakeLists.txt", "schemas"]
root_doc = "index"
nitpicky = True

# Headings are link targets by the names that they have on GitHub, which is where most people read these files.
myst_heading_anchors = 4
myst_enable_extensions = []
highlight_language = "none"
smartquotes = False  # "--database" is two hyphens

html_theme = "alabaster"
html_theme_options = {
    "description": "Schema migrations for C++ projects, checked by the build",
    "page_width": "70rem",
    "body_max_width": "52rem",
}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
