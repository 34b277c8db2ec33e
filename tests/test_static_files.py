"""Static files as they are deployed: collected once, under names that change with them, and compressed."""

import json
from pathlib import Path

from tests.site import Site

ADDRESS = """
from django.templatetags.static import static
print(static("css/base.css"))
"""


def test_collected_files_are_hashed_and_compressed(tmp_path: Path) -> None:
    site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'x'}", "REDIS_URL": ""})
    assert site.run(ADDRESS).split() == ["/static/css/base.css"]
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    named = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]["css/base.css"]
    assert named != "css/base.css"
    assert site.run(ADDRESS).split() == [f"/static/{named}"]
    whole, packed = (tmp_path / "static" / name for name in (named, f"{named}.gz"))
    assert 0 < packed.stat().st_size < whole.stat().st_size
