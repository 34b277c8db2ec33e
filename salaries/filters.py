"""The filters that pages and API share. Each turns text from outside into a checked question."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Model, QuerySet

from salaries.comparison import MOST_ROLES, Query, UnknownQuery
from salaries.models import AIUse, Engagement, Estimate, Figure, Level, Occupation, Release, Role, Side, Source
from salaries.models.places import country_choices
from salaries.models.sources import FigureQuerySet

ANY = "All"


def named(model: type[Model], label: str, name: str, **more: Any) -> filters.ModelChoiceFilter:
    """A filter by a row's public name; a name that no row has is an error, not an empty answer."""
    return filters.ModelChoiceFilter(
        label=label, queryset=model._default_manager.all(), to_field_name=name,
        error_messages={"invalid_choice": f"We have no {model._meta.verbose_name} by that name."}, **more,
    )  # fmt: skip


class ComparisonFilter(filters.FilterSet):
    """The question behind the comparison page, its downloads and ``/api/v1/comparison/``."""

    roles = filters.CharFilter(label="Roles", method="skip", required=True, max_length=300)
    level = filters.ChoiceFilter(label="Level", choices=Level.choices, empty_label=ANY, method="skip")
    country = filters.ChoiceFilter(label="Country", choices=country_choices(), empty_label=ANY, method="skip")
    engagement = filters.ChoiceFilter(label="Engagement", choices=Engagement.choices, empty_label=ANY, method="skip")
    ai_use = filters.ChoiceFilter(label="AI use", choices=AIUse.choices, empty_label=ANY, method="skip")
    release = filters.NumberFilter(
        label="Release", method="skip", min_value=1, max_value=2_000_000_000, decimal_places=0
    )

    class Meta:
        model = Estimate
        fields: ClassVar[list[str]] = []

    def skip(self, queryset: QuerySet[Estimate], name: str, value: object) -> QuerySet[Estimate]:
        """The comparison reads several tables, so the answers are looked up by ``question``, not by this queryset."""
        return queryset

    def question(self) -> Query:
        """The checked query. Raises UnknownQuery with the first thing that is wrong, in words."""
        if not self.form.is_valid():
            field, messages = next(iter(self.form.errors.items()))
            raise UnknownQuery(f"{self.form.fields[field].label or field}: {messages[0]}")
        given = self.form.cleaned_data
        slugs = tuple(dict.fromkeys(slug.strip() for slug in given["roles"].split(",") if slug.strip()))
        if not 1 <= len(slugs) <= MOST_ROLES:
            raise UnknownQuery(f"Choose one to {MOST_ROLES} roles.")
        release = given["release"]
        return Query(
            roles=slugs, level=given["level"], country=given["country"], engagement=given["engagement"],
            ai_use=given["ai_use"], release=int(release) if release is not None else None,
        )  # fmt: skip


class RoleFilter(filters.FilterSet):
    """Roles by side, and by any title people use for them."""

    q = filters.CharFilter(label="Title", method="by_title", max_length=80)
    side = filters.ChoiceFilter(choices=Side.choices)

    class Meta:
        model = Role
        fields: ClassVar[list[str]] = ["q", "side"]

    def by_title(self, queryset: QuerySet[Role], name: str, value: str) -> QuerySet[Role]:
        """Roles whose title or other title contains ``value``."""
        return queryset.filter(pk__in=Role.objects.search(value).values("pk"))


class FigureFilter(filters.FilterSet):
    """Published figures by what they are about and who measured them."""

    role = named(Role, "Role (slug)", "slug", method="by_role")
    source = named(Source, "Source (slug)", "slug")
    occupation = named(Occupation, "Occupation code", "code")
    country = filters.ChoiceFilter(choices=country_choices())
    year = filters.NumberFilter(min_value=1990, max_value=2100, decimal_places=0)

    class Meta:
        model = Figure
        fields: ClassVar[list[str]] = [
            "role",
            "source",
            "occupation",
            "statistic",
            "unit",
            "measure",
            "country",
            "year",
        ]

    def by_role(self, queryset: FigureQuerySet, name: str, value: Role) -> FigureQuerySet:
        """Figures on the role itself or on an occupation linked to it."""
        return queryset.about(value)


class EstimateFilter(filters.FilterSet):
    """Estimates by role, release and the one dimension they are narrowed to."""

    role = named(Role, "Role (slug)", "slug")
    release = named(Release, "Release (number)", "number")
    level = filters.ChoiceFilter(choices=Level.choices, method="by_dimension")
    country = filters.ChoiceFilter(choices=country_choices(), method="by_dimension")
    engagement = filters.ChoiceFilter(choices=Engagement.choices, method="by_dimension")
    ai_use = filters.ChoiceFilter(choices=AIUse.choices, method="by_dimension")
    published = filters.BooleanFilter(label="Published (true) or withheld (false)", method="by_published")

    class Meta:
        model = Estimate
        fields: ClassVar[list[str]] = [
            "role",
            "release",
            "measure",
            "level",
            "country",
            "engagement",
            "ai_use",
            "published",
        ]

    def by_dimension(self, queryset: QuerySet[Estimate], name: str, value: str) -> QuerySet[Estimate]:
        """The cells of one dimension."""
        return queryset.filter(dimension=name, value=value)

    def by_published(self, queryset: QuerySet[Estimate], name: str, value: bool) -> QuerySet[Estimate]:
        """Only what is published, or only what is withheld."""
        return queryset.filter(withheld="") if value else queryset.exclude(withheld="")
