"""Secret keys: from the environment, or made once and kept in a file that only the owner can read.

The file lies outside the database on purpose: a copy of the database alone must not open anybody's pay.
"""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

MAKERS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "PAY_KEYS": lambda: Fernet.generate_key().decode(),
    "TOKEN_KEY": lambda: secrets.token_urlsafe(48),
}


def load_or_make(path: Path) -> dict[str, str]:
    """The keys in the JSON file ``path``; the file is made, readable by its owner alone, when it is missing.

    Two processes that start together agree: whoever links its finished file first wins, and the other reads it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({name: make() for name, make in MAKERS.items()}, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return json.loads(path.read_text())
