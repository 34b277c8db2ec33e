"""The starter set: roles, sources and figures with which every Gainstage begins.

``data`` holds the facts as plain text that a reviewer can read; ``reading`` turns them into frozen rows, ``building``
these into instances of the models, and ``loading`` brings them into the database. docs/starter-set.md says where each
file comes from and how to check it.
"""

from salaries.starter.files import VERSION, StarterError, digest

__all__ = ["VERSION", "StarterError", "digest"]
