"""A nightly release on SQLite, when a million counted reports lie beside the ones that wait."""

import sqlite3
import tempfile

from tests.benchmarks.database import COUNTRIES, LEVELS, in_process, prepare

# As tests.benchmarks.database.FILL, in SQLite's words.
FILL = """
INSERT INTO salaries_observation (id, token, role_id, year, level, country, engagement, ai_use, yearly_index,
    hourly_index, stream_shares, opens_gate, release_id)
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :size)
SELECT lower(hex(randomblob(16))), i || :salt, roles.first + i % roles.many, 2025,
    json_extract(:levels, '$[' || (i / 7 % 4) || ']'), json_extract(:countries, '$[' || (i / 3 % 5) || ']'),
    json_extract('["employee", "freelance", "both"]', '$[' || (i / 11 % 3) || ']'),
    json_extract('["none", "some", "most"]', '$[' || (i / 5 % 3) || ']'),
    310 + abs(random()) % 180, 260 + abs(random()) % 180, '{"fees": 100}', 1, :release
FROM numbers, (SELECT min(id) AS first, count(*) AS many FROM salaries_role) AS roles
"""


def night(size: int, waiting: int, first: str, release: str) -> float:
    """CPU seconds of a release of ``waiting`` reports beside ``size`` counted ones; the code of both given."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/bench.sqlite3"
        address = f"sqlite:///{path}"
        prepare(address)
        fill(path, waiting, "first", None)
        in_process(address, first)
        fill(path, size, "counted", 1)
        fill(path, waiting, "waiting", None)
        return in_process(address, release)[0]


def fill(path: str, size: int, salt: str, release: int | None) -> None:
    """Insert so many reports: counted in a release, or waiting."""
    levels, countries = (str(names).replace("'", '"') for names in (LEVELS, COUNTRIES))
    values = {"size": size, "salt": salt, "levels": levels, "countries": countries, "release": release}
    with sqlite3.connect(path) as connection:
        connection.execute(FILL, values)
    connection.close()
