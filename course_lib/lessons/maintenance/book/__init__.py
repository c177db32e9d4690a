"""The course as a web site: lessons as they were run, the library's reference, how to change it.

`make book` gathers the pages (`gathering`) and has Sphinx with MyST-NB make them into HTML. Nothing
is executed, and no page asks another host for anything.
"""
