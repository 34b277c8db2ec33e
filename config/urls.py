"""Every address of the site, by prefix."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("salaries.urls")),
    path("account/", include("salaries.accounts.urls")),
    path("advice/", include("advice.urls")),
    path("api/", include("salaries.api.urls")),
    path("admin/login/", secure_admin_login(admin.site.login)),  # the site's own sign-in, with its limits on guessing
    path("admin/", admin.site.urls),
]
handler500 = "salaries.api.problems.server_error"
