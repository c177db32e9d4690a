"""Sphinx's settings for the book. Sphinx reads this file; nothing imports it."""

import re

from sphinx.util import inspect

from course_lib.lessons.maintenance import ROOT
from course_lib.lessons.maintenance.book import formulas
from course_lib.lessons.maintenance.book.docstrings import restructured
from course_lib.lessons.maintenance.links import BRANCH, PLACEHOLDER, repository
from course_lib.lessons.maintenance.try_it import PAGE

owner, name = repository()
project = "Sequence-to-sequence models and attention"
author = "the authors of the course"
copyright = "MIT licence"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["LICENSE"]
html_theme = "sphinx_book_theme"
html_title = project
html_sidebars = {"**": ["navbar-logo.html", "search-field.html", "sbt-sidebar-nav.html"]}
html_last_updated_fmt = None
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "footer_content_items": [],
    "show_toc_level": 2,
    "use_download_button": True,
    "navbar_persistent": [],
}
if owner != PLACEHOLDER:  # no button that leads nowhere
    html_theme_options |= {
        "repository_url": f"https://github.com/{owner}/{name}",
        "repository_branch": BRANCH,
        "use_repository_button": True,
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
        },
    }

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3

html_math_renderer = "mathml"
html_static_path = ["book.css"]
html_css_files = ["book.css"]
html_extra_path = [str(ROOT / PAGE)]

# ~flax.nnx.Rngs, jaxlib._jax.Array and <function lstm_step> are Rngs, Array and lstm_step.
LONG = re.compile(
    r"~?\b(?:jaxlib|flax|collections|typing|course_lib)\.[\w.]*\.(\w+)|<function (\w+)>"
)
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
suppress_warnings = ["myst.xref_missing", "mystnb.unknown_mime_type"]


def docstring(app, what, name, of, options, lines):
    """Docstrings are plain text: translated on the way."""
    lines[:] = restructured(lines)


def signature(app, what, name, of, options, arguments, returned):
    """A module of nnx is made as its `__init__` says; an array is an `Array`, from anywhere."""
    if what == "class" and arguments and "*args" in arguments:
        made = inspect.signature(of.__init__, bound_method=False)
        made = made.replace(parameters=list(made.parameters.values())[1:])
        arguments = inspect.stringify_signature(made, unqualified_typehints=True)
    return tuple(text and LONG.sub(r"\1\2", text) for text in (arguments, returned))


def skipped(app, what, name, of, skip, options):
    """A field of a named tuple stands in its signature already."""
    return True if str(getattr(of, "__doc__", "")).startswith("Alias for field") else None


def named(app, page, template, context, tree):
    """A folded cell is named by the words that one sees, "Show code cell source"."""
    if body := context.get("body"):
        context["body"] = body.replace('<summary aria-label="Toggle hidden content">', "<summary>")


def setup(app):
    """What Sphinx calls once."""
    app.add_html_math_renderer("mathml", (formulas.inline, None), (formulas.block, None))
    app.connect("doctree-read", formulas.number)
    app.connect("html-page-context", named)
    app.connect("autodoc-process-docstring", docstring)
    app.connect("autodoc-process-signature", signature)
    app.connect("autodoc-skip-member", skipped)
