"""Several web processes behind nginx, over one PostgreSQL and one Redis, as config/cluster lays them out."""

import json
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml

from tests.counted import roles_held
from tests.servers import (
    CLUSTER,
    HOSTS,
    PERSONAL,
    answers,
    free_port,
    laid_out,
    meanwhile,
    own_redis,
    procfile,
    proxy,
    wait_for,
    web,
)
from tests.site import LOW, ROOT, Site, own_postgres
from tests.site import SEED as REPORTS

AUTOGROUP = Path("/proc/self/autogroup")
SEED = f"""{REPORTS}
from django.test import Client
client = Client()
client.force_login(make_person())
print(client.cookies["session"].value)
"""


@pytest.mark.needs_postgres
@pytest.mark.needs_redis
@pytest.mark.needs_nginx
def test_the_processes_of_the_procfile_share_everything_and_a_web_process_comes_and_goes_unnoticed(
    tmp_path: Path,
) -> None:
    """As docs/deploy.md starts them, the second web process on its own, so that it can end and come back."""
    port, upstream = free_port(), free_port()
    base, one, other = (f"http://{place}" for place in (f"127.0.0.1:{port}", *(f"{h}:{upstream}" for h in HOSTS)))
    laid_out(tmp_path, port, upstream)
    first = ("web1", "personal", "worker1", "worker2", "beat", "proxy")
    with own_postgres() as address, own_redis() as server, ExitStack() as stack:
        site = Site(
            {"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "REDIS_URL": server.address, "TRUSTED_PROXIES": "1",
             "SITE_URL": base, "ALLOWED_HOSTS": ",".join(("127.0.0.1", *HOSTS)), "API_RATE": "30/min"}
        )  # fmt: skip
        site.manage("migrate", "--verbosity", "0")
        session = site.run(SEED).split()[-1]
        log = stack.enter_context(procfile(site, tmp_path, first, lambda: answers(f"{base}/healthz")))
        second = stack.enter_context(ExitStack())
        second.enter_context(procfile(site, tmp_path, ["web2"], lambda: answers(f"{other}/healthz")))
        sessions_are_shared(session, base, one, other)
        limits_are_shared(one, other)
        news_are_shared(address, one, other)
        releases_take_turns(site, log)
        statuses = list[int]()
        with httpx.Client(base_url=base, timeout=30) as client, ExitStack() as readers:
            for _ in range(4):
                readers.enter_context(
                    meanwhile(lambda: statuses.append(client.get(f"/roles/?q={len(statuses) % 50}").status_code))
                )
            time.sleep(1)
            second.close()  # one process ends under load
            time.sleep(1.5)
            assert not answers(f"{other}/healthz")
            second.enter_context(procfile(site, tmp_path, ["web2"], lambda: answers(f"{other}/healthz")))  # and is back
            time.sleep(1.5)
        assert [status for status in statuses if status != 200] == []
        assert len(statuses) > 50


def releases_take_turns(site: Site, log: Path) -> None:
    """Two are asked for, each worker takes one, and both wait until they are let go: one publishes everything."""
    with roles_held(site.env["DATABASE_URL"]) as waiting:
        site.run(2 * "from salaries.tasks import release_now\nrelease_now.delay()\n")
        wait_for("both workers", lambda: waiting() == 2)
    outcomes = re.compile(r"(worker[12])\S* +\| .*salaries\.tasks published (Release 1|nothing new)")
    told = wait_for("both outcomes", lambda: (found := outcomes.findall(log.read_text()))[1:] and found)
    assert sorted(who for who, _ in told) == ["worker1", "worker2"]
    assert sorted(what for _, what in told) == ["Release 1", "nothing new"]
    state = site.state()
    assert [state[name] for name in ("releases", "counted", "waiting", "twice")] == [1, 60, 0, 0]


def sessions_are_shared(session: str, *processes: str) -> None:
    for process in processes:
        assert httpx.get(f"{process}/reports/", cookies={"session": session}, timeout=30).status_code == 200
        assert httpx.get(f"{process}/reports/", timeout=30).status_code == 302


def limits_are_shared(one: str, other: str) -> None:
    """30 a minute for one address whichever process answers; each tells the other every third request."""
    who = {"X-Forwarded-For": "192.0.2.77"}
    statuses = [
        httpx.get(f"{(one, other)[i % 2]}/api/v1/plan/", headers=who, timeout=30).status_code for i in range(45)
    ]  # fmt: skip
    assert 28 <= statuses.count(200) <= 33
    assert set(statuses) == {200, 429}


def news_are_shared(address: str, one: str, other: str) -> None:
    """What is committed shows in every process at once, although both have the page ready."""
    for number in range(5):
        with psycopg.connect(address, autocommit=True) as curator:
            curator.execute("UPDATE salaries_role SET title = %s", [f"Title {number}"])
        time.sleep(0.05)
        for process in (one, other):
            for _ in range(2):
                assert f"Title {number}" in httpx.get(f"{process}/roles/", timeout=30).text


@pytest.mark.needs_nginx
def test_what_concerns_a_person_has_a_process_of_its_own_and_is_answered_without_it(tmp_path: Path) -> None:
    port, upstream = free_port(), free_port()
    site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "REDIS_URL": "",
                 "ALLOWED_HOSTS": ",".join(("127.0.0.1", HOSTS[0], PERSONAL))})  # fmt: skip
    personal = ["/reports/", "/es/reports/", "/account/login/", "/es/account/login/", "/admin/", "/api/v1/reports/"]
    public = ["/", "/es/", "/reportsx/", "/roles/", "/api/v1/roles/", "/healthz"]
    with proxy(tmp_path, port, upstream) as base, httpx.Client(base_url=base, timeout=30) as client:
        with web(site, upstream, host=PERSONAL, low=True):
            assert all(client.get(path).status_code != 502 for path in personal)
            assert client.post("/").status_code != 502
            assert all(client.get(path).status_code == 502 for path in public)
        with web(site, upstream, host=HOSTS[0]), ThreadPoolExecutor(8) as readers:  # who all come in the same moment
            assert all(answer.status_code != 502 for answer in readers.map(client.get, personal + public))
            assert client.post("/").status_code != 502


def priorities(words: list[str], *, at_once: int = 1, own_session: bool) -> list[list[int]]:
    """The priorities of processes started together, and of their sessions where Linux gives those one (autogroup).
    They have not the right of root to lower as many sessions as it likes, where that can be taken from them."""
    says = f"import os; print(os.nice(0), *open('{AUTOGROUP}').read().split()[-1:])"
    drop = ["setpriv", "--bounding-set=-sys_admin"]
    droppable = (
        shutil.which(drop[0]) and subprocess.run([*drop, "true"], capture_output=True, check=False).returncode == 0
    )
    unprivileged = drop if droppable else []
    started = [
        subprocess.Popen([*unprivileged, *words, sys.executable, "-c", says], stdout=subprocess.PIPE, text=True,
                         start_new_session=own_session)
        for _ in range(at_once)
    ]  # fmt: skip
    return [[int(number) for number in process.communicate(timeout=30)[0].split()] for process in started]


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel does not share out processors by session")
def test_what_runs_at_low_priority_lowers_its_own_session_and_no_other() -> None:
    [[usual, *shared]], [[_, *own]] = priorities([], own_session=False), priorities([], own_session=True)
    assert priorities(LOW, own_session=False) == [[usual + 10, *shared]]
    assert priorities(LOW, at_once=4, own_session=True) == 4 * [[usual + 10, *(10 for _ in own)]]


REPLICA = """
from config.wsgi import application
from tests.test_bytecache import ask
from salaries.models import Role
print(json.dumps([ask(application, "/roles/", **more)[2].decode().count("On the primary") > 0
                  for more in ({}, {"HTTP_COOKIE": "session=x"})] + [Role.objects.get().title]))
"""


def test_public_answers_are_read_from_the_replica_and_nothing_else_is(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path}/{name}.sqlite3" for name in ("primary", "replica"))
    site = Site({"DATA_DIR": str(tmp_path), "DATABASE_URL": first, "REDIS_URL": ""})
    site.manage("migrate", "--verbosity", "0")
    site.run("from tests.people import *\nmake_role(title='On both')\n")
    site.manage("backup", str(tmp_path / "replica.sqlite3"))
    site.env["REPLICA_URL"] = second
    out = site.run("from salaries.models import Role\nRole.objects.update(title='On the primary')\n" + REPLICA)
    assert out.splitlines()[-1] == '[false, true, "On the primary"]'


def test_the_containers_are_the_same_topology() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    local = {line.partition(":")[0] for line in (CLUSTER / "Procfile").read_text().splitlines()}
    assert local <= set(services)
    assert set(services) - local == {"database", "redis", "migrate"}
    recipe = (ROOT / "Dockerfile").read_text()
    assert recipe.count("\nFROM ") + recipe.startswith("FROM ") == 2
    assert "USER 10001" in recipe
    assert "HEALTHCHECK" in recipe


def test_the_containers_run_what_the_procfile_runs() -> None:
    local = dict(line.split(": exec ", 1) for line in (CLUSTER / "Procfile").read_text().splitlines())
    recipe = (ROOT / "Dockerfile").read_text()
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    web = json.loads(recipe.rpartition("\nCMD ")[2])
    places = {"0.0.0.0": "127.0.0.2", "8000": "8001"}
    started = [places.get(word, word) for word in web]
    assert started == local["web1"].removeprefix(".venv/bin/").split()
    low = [name for name, words in local.items() if words.startswith("sh config/low.sh ")]
    assert (
        low
        == ["personal", "worker1", "worker2", "beat"]
        == [name for name in services if "cpu_shares" in services[name]]
    )
    commands = {
        name: words.removeprefix("sh config/low.sh ").replace(".venv/bin/", "") for name, words in local.items()
    }
    assert commands["personal"].split() == [PERSONAL if word == HOSTS[0] else word for word in started]
    for name in ("worker1", "worker2", "beat"):
        assert services[name]["command"] == commands[name].split()


def test_further_host_names_leave_the_addresses_that_health_checks_ask_for(tmp_path: Path) -> None:
    site = Site({"DATA_DIR": str(tmp_path), "SITE_URL": "https://a.example.org", "ALLOWED_HOSTS": "b.example.org"})
    told = site.run("from django.conf import settings\nprint(*settings.ALLOWED_HOSTS)").split()
    assert {"a.example.org", "b.example.org", "127.0.0.1", "localhost"} <= set(told)


def test_one_container_builds_the_image_and_none_asks_a_registry_for_it() -> None:
    """Builds that run at once and give their images one name fail with Docker's newer store of images."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    own = {name: service for name, service in services.items() if service["image"] == "gainstage"}
    assert [name for name, service in own.items() if "build" in service] == ["migrate"]
    assert {service["pull_policy"] for service in own.values()} == {"never"}


def test_the_database_counts_as_ready_only_where_others_reach_it() -> None:
    """While its image makes the database, a server answers on the socket alone and then ends."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services["database"]["healthcheck"]["test"][1:4] == ["pg_isready", "-h", "127.0.0.1"]


@pytest.mark.parametrize("proxies", ["1", "2"])
def test_nginx_in_its_container_finds_the_web_containers_by_name_again_and_again(tmp_path: Path, proxies: str) -> None:
    """Containers that are made anew have other addresses. Only what a proxy before it says is taken over."""
    (tmp_path / "nginx").write_text("#!/bin/sh\n")
    (tmp_path / "nginx").chmod(0o755)
    subprocess.run(
        ["/bin/sh", CLUSTER / "container.sh", CLUSTER, tmp_path],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "TRUSTED_PROXIES": proxies}, check=True,
    )  # fmt: skip
    upstream, whole = ((tmp_path / name).read_text() for name in ("upstream.conf", "nginx.conf"))
    assert re.match(r"resolver \S+ valid=1s ipv6=off;\n", upstream)
    assert re.findall(r"^ +zone (\w+) ", upstream, re.MULTILINE) == re.findall(
        r"^upstream (\w+)", upstream, re.MULTILINE
    )
    servers = re.findall(r"^ +server (\S+) (resolve)?", upstream, re.MULTILINE)
    assert servers == [
        (f"{name}:8000", "resolve") for name in ("web1", "web2", "personal", "web1", "web2")
    ]  # fmt: skip
    assert "listen 8000;" in whole
    sent = dict(re.findall(r"proxy_set_header (X-\S+) (\S+);", whole))
    assert (
        sent
        == {
            "1": {"X-Forwarded-For": "$remote_addr", "X-Forwarded-Proto": "$scheme"},
            "2": {"X-Forwarded-For": "$proxy_add_x_forwarded_for", "X-Forwarded-Proto": "$http_x_forwarded_proto"},
        }[proxies]
    )


def test_everything_the_image_is_built_from_is_there() -> None:
    lines = [line.split()[1:] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")]
    named = [source for words in lines if not words[0].startswith("--from") for source in words[:-1]]
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", "var", "tests"} <= set(left_out)
    assert set(named) >= {"config", "salaries", "advice", "templates", "static", "locale", "docs", "manage.py"}
    for source in named:
        assert (ROOT / source).exists()
        assert source not in left_out
