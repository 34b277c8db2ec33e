"""The moderators' and curators' side, in Django's plain admin. Gate and Observation are not registered on purpose:
nobody has any business looking at the secret noise, or at single people's places on the pay scale."""

from django.contrib import admin

from salaries.admin import imports, occupations, releases, reports, sources, trail

__all__ = ["imports", "occupations", "releases", "reports", "sources", "trail"]

admin.site.site_header = "Gainstage"
admin.site.site_title = "Gainstage"
admin.site.index_title = "Behind the desk"
admin.site.enable_nav_sidebar = False  # a dozen tables need no menu, and the queue needs the width
