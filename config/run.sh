#!/bin/sh
# Bring the database and the static files up to date and serve the site: one process by itself, or with REDIS_URL web, worker and beat.
set -eu
python=.venv/bin/python
SITE_URL=${SITE_URL:-http://localhost:$PORT}  # passkeys work for no IP address
export SITE_URL
$python manage.py migrate --verbosity 0
$python manage.py load_starter
$python manage.py collectstatic --no-input --verbosity 0
cat <<END

  Gainstage is at        http://localhost:$PORT
  Make an administrator  $python manage.py createsuperuser   (then sign in, and open /admin/)
  Publish by hand        $python manage.py release
  Stop                   Ctrl-C

END
if [ -n "${REDIS_URL:-}" ]; then
    exec .venv/bin/honcho --app-root . start --port "$PORT"
fi
HOST=127.0.0.1 exec sh config/web.sh 1
