#!/bin/sh
# The web server on HOST and PORT: so many processes, each with so many threads.
# Its processes add up what they count (/metrics) in files; those of an earlier run would be counted again.
set -eu
PORT=${PORT:-8000}
PROMETHEUS_MULTIPROC_DIR=${DATA_DIR:-var}/metrics/$PORT
rm -rf "$PROMETHEUS_MULTIPROC_DIR"
mkdir -p "$PROMETHEUS_MULTIPROC_DIR"
export PROMETHEUS_MULTIPROC_DIR
exec .venv/bin/granian --interface wsgi --host "${HOST:-127.0.0.1}" --port "$PORT" --workers "$1" \
    --blocking-threads "$2" --respawn-failed-workers --no-ws --log-level warning config.wsgi:application
