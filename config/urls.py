"""Every address of the site, by prefix."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("salaries.urls")),
    path("account/", include("salaries.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("advice/", include("advice.urls")),
    path("api/v1/", include("salaries.api.urls")),
    path("admin/", admin.site.urls),
]
