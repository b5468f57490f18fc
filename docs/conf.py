"""How the documentation site is built: offline, and every loose end is an error (`make docs`)."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

project = "sonogenomics"
author = "The sonogenomics authors"
release = version = version_of("sonogenomics")
copyright = "The sonogenomics authors; BSD-3-Clause"  # noqa: A001 - Sphinx's own name

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_parser",
    "mathml",  # formulas without a script
    "docstrings",
    "written_from_code",  # reference pages that cannot fall behind the code
]
root_doc = "index"
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
templates_path = ["templates"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist", "attrs_inline"]
myst_heading_anchors = 3

# One page a module, from its docstrings.
autosummary_generate = True
autosummary_ignore_module_all = True
suppress_warnings = [
    "autosummary.import_cycle",  # full names are meant
    "ref.python",  # two classes of one name: the link goes to the first
]
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
numpydoc_show_class_members = False  # the members stand below, whole

# Nothing is fetched, so names of other libraries lead nowhere; our own must lead somewhere.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(?!sonogenomics\.).*"),
    ("py:.*", r"sonogenomics\..*\.[A-Z]"),  # type variables
]

html_theme = "pydata_sphinx_theme"
html_title = "sonogenomics"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {
    "logo": {"text": "sonogenomics"},
    "header_links_before_dropdown": 7,
    "navbar_end": ["theme-switcher"],
    "announcement": "Research use only, not for diagnosis. It does not replace IHC or ISH.",
    "show_toc_level": 2,
    "navigation_depth": 2,
    "show_nav_level": 1,
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}
