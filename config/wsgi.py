"""The WSGI entry point: Django, with public answers as bytes in front of it."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from config.bodies import Bodies
from config.bytecache import ByteCache
from config.freshness import version_of
from config.hands import Hands

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Seconds after which a thread must let another go on (Python's own: five times as many). An answer from memory needs
# little of a processor, and should not wait long for it while pages are made.
sys.setswitchinterval(0.001)

django = get_wsgi_application()
limit = import_string("salaries.api.limits.WithoutKey")  # cannot be imported before Django is set up
application = ByteCache(
    Bodies(Hands(django)),
    version_of(settings.DATABASES),
    limit=settings.CACHE_BYTES,
    personal=(settings.SESSION_COOKIE_NAME, "messages"),
    metered=lambda environ: limit().headers_for(environ),
)
