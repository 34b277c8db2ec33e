"""Every address of the site, by prefix. Pages stand a second time under ``/es/``, in Spanish."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from salaries.urls import HEALTH

urlpatterns = [
    path("", include("advice.sitemaps")),
    path("", include(HEALTH)),
    path("api/v1/advice/", include("advice.api_urls")),
    path("api/", include("salaries.api.urls")),
    path("admin/login/", secure_admin_login(admin.site.login)),  # the site's own sign-in, with its limits on guessing
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("salaries.urls")),
        path("account/", include("salaries.accounts.urls")),
        path("advice/", include("advice.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "salaries.api.problems.bad_request"
handler500 = "salaries.api.problems.server_error"
