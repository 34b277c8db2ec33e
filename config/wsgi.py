"""The WSGI entry point: Django, with public answers as bytes in front of it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from config.bodies import Bodies
from config.bytecache import ByteCache
from config.freshness import version_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django = get_wsgi_application()
limit = import_string("salaries.api.limits.WithoutKey")  # cannot be imported before Django is set up
application = ByteCache(
    Bodies(django),
    version_of(settings.DATABASES),
    limit=settings.CACHE_BYTES,
    personal=(settings.SESSION_COOKIE_NAME, "messages"),
    metered=lambda environ: limit().headers_for(environ),
)
