"""``make lighthouse``: Lighthouse's scores for the main pages of a production server, on a phone and on a desk.

The site runs as in production (DEBUG off, static files collected and compressed) with a database of its own that holds
the starter set. Lighthouse comes from npm into ``var/lighthouse``, outside of what the project needs to run; it is
installed once. Ends with 1 when any score is below 100. A port or a Lighthouse that is there already can be given as
PORT and LIGHTHOUSE.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.site import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

VERSION = "12.8.2"
HOME = ROOT / "var" / "lighthouse"
PORT = os.environ.get("PORT", "8099")
SITE = f"http://127.0.0.1:{PORT}"
THREE = "music-producer,hybrid-producer,ai-developer-music"
PAGES = {"home": "/", "role": "/roles/music-producer/", "comparison": f"/compare/?roles={THREE}", "advice": "/advice/"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
WHOLE = 100


def lighthouse() -> str:
    """The program, installed by npm when it is not there yet."""
    if given := os.environ.get("LIGHTHOUSE"):
        return given
    program = HOME / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        if shutil.which("npm") is None:
            sys.exit("Lighthouse needs npm: apt-get install npm")
        HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", f"lighthouse@{VERSION}"], cwd=HOME, check=True)
    return str(program)


@contextmanager
def production_site(folder: str) -> Iterator[None]:
    """The site as it is served to the public, until the block ends."""
    env = {**os.environ, "DATA_DIR": folder, "SITE_URL": SITE, "PORT": PORT, "DEBUG": "", "REDIS_URL": ""}
    env.pop("DATABASE_URL", None)
    for words in (["migrate", "-v0"], ["load_starter"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *words], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen(["sh", "config/web.sh", "1"], env=env, cwd=ROOT)
    try:
        until_it_answers(server)
        yield
    finally:
        server.terminate()
        server.wait(20)


def until_it_answers(server: subprocess.Popen[bytes]) -> None:
    """Wait for the server; ends the program when there is none."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{SITE}/healthz", timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
        if server.poll() is not None:
            break
    sys.exit("The site did not start.")


def scores(program: str, address: str, *, desktop: bool) -> tuple[list[int], list[str]]:
    """Each category's score from 0 to 100, and what cost points."""
    words = [program, address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    words.append(f"--only-categories={','.join(CATEGORIES)}")
    if desktop:
        words.append("--preset=desktop")
    env = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    report = json.loads(subprocess.run(words, check=True, capture_output=True, env=env, timeout=240).stdout)
    lost = [
        f"{audit['title']} ({audit.get('displayValue', audit['score'])})"
        for name in CATEGORIES
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and (audit := report["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    return [round(WHOLE * (report["categories"][name]["score"] or 0)) for name in CATEGORIES], lost


def main() -> int:
    """Print a table; 1 when anything is below 100."""
    program, failed = lighthouse(), False
    print(f"{'page':<12}{'screen':<9}" + "".join(f"{name:>16}" for name in CATEGORIES))  # noqa: T201
    with tempfile.TemporaryDirectory() as folder, production_site(folder):
        for name, path in PAGES.items():
            urllib.request.urlopen(SITE + path, timeout=30)  # a first visit pays for the cache, no later one does
            for desktop in (False, True):
                found, lost = scores(program, SITE + path, desktop=desktop)
                cells = "".join(f"{score:>16}" for score in found)
                print(f"{name:<12}{'desktop' if desktop else 'mobile':<9}{cells}", flush=True)  # noqa: T201
                if min(found) < WHOLE:
                    failed = True
                    print("   " + "\n   ".join(lost), flush=True)  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
