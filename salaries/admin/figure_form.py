"""What curators type about a figure, checked so that each mistake is named beside its field."""

from typing import Any

from babel import Locale
from django import forms

ENGLISH = Locale("en")
PAY = ("year", "hour")


class FigureForm(forms.ModelForm):
    """A figure. The table's own constraints say the same, but only that they are violated."""

    def clean_country(self) -> str:
        """Two capital letters that name a country, or nothing."""
        code = str(self.cleaned_data["country"]).strip().upper()
        if code and code not in ENGLISH.territories:
            raise forms.ValidationError("Give a country's two letters, such as GB, or nothing for the whole world.")
        return code

    def clean_currency(self) -> str:
        """Three capital letters that name a currency, or nothing."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and code not in ENGLISH.currencies:
            raise forms.ValidationError("Give a currency's three letters, such as USD.")
        return code

    def clean_year(self) -> int:
        """A year that a figure can be of."""
        year = int(self.cleaned_data["year"])
        if not 1990 <= year <= 2100:
            raise forms.ValidationError("Give a year from 1990 to 2100.")
        return year

    def clean(self) -> dict[str, Any]:
        """A number or the reason why there is none, and a currency where it is pay."""
        given = super().clean() or self.cleaned_data
        value, unit = given.get("value"), given.get("unit")
        if "value" in given and value is None and not given.get("withheld"):
            self.add_error("value", "Give the number, or say below why the publisher shows none.")
        if value is not None and given.get("withheld"):
            self.add_error("withheld", "There is a number: either it is published or it is withheld.")
        if value is not None and value < 0 and unit in PAY:
            self.add_error("value", "Pay cannot be below zero.")
        if "currency" in given and unit in PAY and not given["currency"]:
            self.add_error("currency", "Pay needs a currency, such as USD.")
        if unit and unit not in PAY and given.get("currency"):
            self.add_error("currency", "Only pay has a currency.")
        return given
