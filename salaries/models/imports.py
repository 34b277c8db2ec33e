"""What came in from publishers' own files: the files, and reference series that are no pay figures."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salaries.models.roles import Occupation
from salaries.models.sources import Source


class SourceFile(models.Model):
    """One publisher's file as it was imported: enough to know it again, and what it brought."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="files")
    importer = models.CharField(max_length=20)
    name = models.CharField("file name", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    edition = models.CharField(max_length=40, blank=True, help_text="The period or edition the file says it holds.")
    published_on = models.DateField(null=True, blank=True, help_text="The publisher's date, where it was given.")
    licence = models.CharField(max_length=120)
    imported_at = models.DateTimeField(help_text="When it last changed something here.")
    rows_read = models.PositiveIntegerField()
    rows_new = models.PositiveIntegerField()
    rows_changed = models.PositiveIntegerField()
    rows_unchanged = models.PositiveIntegerField()
    unknown = models.JSONField(
        blank=True, help_text="Codes and names in the file that nothing here stands for, with their rows."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["importer", "sha256"], name="source_file_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="source_file_digest_shape"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class PriceLevel(models.Model):
    """A value of a series that compares money between years or countries."""

    class Series(models.TextChoices):
        CPI = "cpi", "Consumer prices, yearly average of the index"
        PPP = "ppp", "Units of local money that buy what one US dollar buys in the United States"

    series = models.CharField(max_length=3, choices=Series)
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=30, decimal_places=18)
    months = models.PositiveSmallIntegerField(default=12, help_text="How many months of the year it is over.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="price_levels")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "country", "year"], name="price_level_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="price_level_positive"),
            models.CheckConstraint(condition=Q(series__in=["cpi", "ppp"]), name="price_level_series_known"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.country} {self.year}: {self.value}"


class OccupationTitle(models.Model):
    """A job title that O*NET files under an occupation. It says nothing of which role is meant."""

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="titles")
    title = models.CharField(max_length=160)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="occupation_titles")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["occupation", "title"], name="occupation_title_once")]

    def __str__(self) -> str:
        return self.title
