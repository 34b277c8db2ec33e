"""A password must not be what anybody would try first on this very site."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

SITE_WORDS = ("gainstage", "musician", "producer", "songwriter", "salary", "royalties")  # the list of ASVS 6.1.2


class SiteWordsValidator:
    """Refuses a word of the site with nothing but a few digits and signs around it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the letters of ``password`` are one of the site's words."""
        if re.sub(r"[^a-z]", "", password.lower()) in SITE_WORDS:
            raise ValidationError(gettext("This password is too easy to guess on this site."), code="site_word")

    def get_help_text(self) -> str:
        """For the list under the password field."""
        return gettext("Your password can’t be a word of this site with a few digits.")
