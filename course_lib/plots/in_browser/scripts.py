"""The scripts of the playground, and what a page or a test puts around them."""

from importlib.resources import files

# In the order in which they use each other.
MODEL = ("numbers.js", "alignments.js", "decoder.js", "vocab.js")
VIEW = ("stage.js", "controls.js", "playing.js")


def text_of(name: str) -> str:
    """The text of a file that lies beside this one."""
    return files("course_lib.plots.in_browser").joinpath(name).read_text("utf-8")


def model_script() -> str:
    """All that runs a model, without a page."""
    return "\n".join(map(text_of, MODEL))


def page_script() -> str:
    """All that a page needs, in a function of its own: nothing of it is seen outside."""
    scripts = "\n".join(map(text_of, (*MODEL, *VIEW)))
    return f'(() => {{\n"use strict";\n{scripts}\n}})();'
