# Two stages: what is built with pip's tools, and what runs, as a user without rights.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv
COPY requirements.lock .
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && .venv/bin/pip uninstall --yes setuptools pip

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin --home-dir /srv gainstage && install -d -o gainstage /srv/var
WORKDIR /srv
ENV PYTHONUNBUFFERED=1 PATH=/srv/.venv/bin:$PATH
COPY --from=build /srv/.venv .venv
COPY manage.py ./
COPY config config
COPY salaries salaries
COPY advice advice
COPY templates templates
COPY static static
COPY locale locale
COPY docs docs
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "1", "--blocking-threads", "64", "--respawn-failed-workers", "--no-ws", "--log-level", "warning", "config.wsgi:application"]
