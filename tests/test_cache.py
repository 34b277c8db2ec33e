"""The cache when Redis is there, and when it is not."""

import socket
import time
import uuid

import pytest
from redis import Redis

from config.cache import DegradingRedisCache
from tests.servers import free_port, own_redis


def cache_at(port: int) -> DegradingRedisCache:
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    return DegradingRedisCache(f"redis://127.0.0.1:{port}/13", {"OPTIONS": options, "KEY_PREFIX": uuid.uuid4().hex})


def use(cache: DegradingRedisCache) -> None:
    cache.set("a", [1, 2], 30)
    assert cache.get("a") == [1, 2]
    assert cache.get("missing", "default") == "default"
    assert cache.add("a", 3) is False
    assert cache.add("n", 1, 30) is True
    assert cache.incr("n") == 2
    assert cache.touch("n", 30) is True
    assert cache.get_many(["a", "n"]) == {"a": [1, 2], "n": 2}
    assert "a" in cache
    assert cache.delete("a") is True
    assert cache.get("a") is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.needs_redis
def test_with_redis() -> None:
    use(cache_at(6379))


def test_without_redis_memory_serves() -> None:
    use(cache_at(free_port()))


def test_a_silent_redis_is_waited_for_once() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        cache = cache_at(silent.getsockname()[1])
        start = time.monotonic()
        for _ in range(20):
            cache.get("a")
        assert time.monotonic() - start < 3  # 20 waits would take 10 s


@pytest.mark.needs_redis
@pytest.mark.parametrize("setting", [("min-replicas-to-write", 1), ("requirepass", "x"), ("maxmemory", 1)])
def test_where_redis_answers_but_refuses_memory_serves(setting: tuple[str, str | int]) -> None:
    with own_redis() as server:
        with Redis(port=server.port) as client:
            client.config_set(*setting)
        use(cache_at(server.port))


@pytest.mark.needs_redis
def test_values_in_redis_are_shared_between_processes() -> None:
    one = cache_at(6379)
    other = DegradingRedisCache("redis://127.0.0.1:6379/13", {"KEY_PREFIX": one.key_prefix})
    one.set("shared", "yes", 30)
    assert other.get("shared") == "yes"
    one.delete("shared")
