#!/bin/sh
# The web server on HOST and PORT, in so many processes. Each gives a request a thread of its own, of which a few enter
# Django at a time (config/hands.py); the others answer from memory, or wait.
# Its processes add up what they count (/metrics) in files; those of an earlier run would be counted again.
set -eu
PORT=${PORT:-8000}
PROMETHEUS_MULTIPROC_DIR=${DATA_DIR:-var}/metrics/$PORT
rm -rf "$PROMETHEUS_MULTIPROC_DIR"
mkdir -p "$PROMETHEUS_MULTIPROC_DIR"
export PROMETHEUS_MULTIPROC_DIR
exec .venv/bin/granian --interface wsgi --host "${HOST:-127.0.0.1}" --port "$PORT" --workers "$1" \
    --blocking-threads 64 --respawn-failed-workers --no-ws --log-level warning config.wsgi:application
