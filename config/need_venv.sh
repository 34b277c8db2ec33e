#!/bin/sh
# Debian keeps the part of Python that makes virtual environments in a package of its own.
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing Debian's python3-venv, which makes virtual environments."
    apt-get install --yes --quiet python3-venv >/dev/null || { apt-get update --quiet >/dev/null && apt-get install --yes --quiet python3-venv >/dev/null; }
else
    echo "Python cannot make a virtual environment. On Debian: sudo apt-get install python3-venv, then run make again." >&2
    exit 1
fi
