"""The composition root and what the command line does with what it builds.

`compose` puts the house together; `run`, `shots` and `clerk` are the ways of using it. Nothing is
imported here, so that `python -m console --help` answers at once.
"""
