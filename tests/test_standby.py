"""Public answers from a real streaming standby: they follow the primary, and need it for nothing."""

from pathlib import Path

import httpx
import psycopg
import pytest

from tests.servers import BIN, free_port, own_cluster, wait_for, web
from tests.site import Site

pytestmark = [
    pytest.mark.needs_postgres,
    pytest.mark.skipif(not (BIN / "pg_basebackup").is_file(), reason="no PostgreSQL programs"),
]


def test_pages_are_read_from_a_standby_follow_the_primary_and_outlive_it(tmp_path: Path) -> None:
    with own_cluster() as primary:
        site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": primary.address, "REDIS_URL": ""})
        site.manage("migrate", "--verbosity", "0")
        site.run("from tests.people import *\nmake_role(title='First title')\n")
        with own_cluster(primary=primary) as standby:
            site.env["REPLICA_URL"] = standby.address
            with web(site, free_port()) as base:

                def shows(title: str, address: str = "/roles/") -> bool:
                    return title in httpx.get(f"{base}{address}", timeout=30).text

                assert shows("First title")
                with psycopg.connect(primary.address, autocommit=True) as curator:
                    curator.execute("UPDATE salaries_role SET title = 'Second title'")
                wait_for("the standby and what is kept of it", lambda: shows("Second title"))
                with (
                    psycopg.connect(standby.address) as connection,
                    pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
                ):
                    connection.execute("UPDATE salaries_role SET title = 'Third title'")
                primary.stop("immediate")
                assert shows("Second title")
                assert shows("Second title", "/roles/?q=nobody+asked+this+before+title") is False
                assert shows("Second title", "/roles/?q=second")
