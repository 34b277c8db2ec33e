"""The filters that pages and API share. Each turns text from outside into a checked question."""

from copy import copy
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy

from salaries.comparison import CURRENCIES, DIMENSIONS, MOST_ROLES, Query, Terms, UnknownQuery, held_prices
from salaries.models import (
    AIUse,
    Batch,
    Engagement,
    Estimate,
    Figure,
    Level,
    Occupation,
    Release,
    Role,
    Side,
    Source,
    spoken,
)
from salaries.models.places import ELSEWHERE, country_choices, country_choices_in_english
from salaries.models.sources import FigureQuerySet
from salaries.remembered import one
from salaries.stats.privacy import PLAN

ANY = gettext_lazy("All")
GROUPS = ("first", "second")  # what the names of the parameters of two groups begin with


class NamedField(filters.fields.ModelChoiceField):
    """A row by its public name. It is looked up once for all answers to the public."""

    def to_python(self, value: Any) -> Any:
        """The row. Raises ValidationError when there is none."""
        return one((self.queryset.model, self.to_field_name), value, lambda: super(NamedField, self).to_python(value))


class Named(filters.ModelChoiceFilter):
    """A filter by a row's public name."""

    field_class = NamedField


def named(model: type[Model], label: str, name: str, **more: Any) -> Named:
    """A filter by a row's public name; a name that no row has is an error, not an empty answer."""
    return Named(
        label=label, queryset=model._default_manager.all(), to_field_name=name,
        error_messages={"invalid_choice": f"We have no {model._meta.verbose_name} by that name."}, **more,
    )  # fmt: skip


class Shared(dict[str, forms.Field]):
    """Fields that all forms of a class share. Django copies them for each form, lest one changes them; ours do not,
    and copying took a tenth of a new comparison."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class Parted(dict[str, filters.Filter]):
    """Filters of a class. Each question has its own, which know it, but their choices and words are shared: copying
    those took a sixth of a new answer of the API."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, filters.Filter]:
        own = {name: copy(shared) for name, shared in self.items()}
        for its in own.values():
            its.method = its.method  # which works for the filter that it was given to
        return own


class Filters(filters.FilterSet):
    """Base of the filters: each class puts its form together once. Choices in the reader's language are functions."""

    _form_class: ClassVar[Any]

    @classmethod
    def get_filters(cls) -> Parted:
        """The filters of the class, by name."""
        return Parted(super().get_filters())

    def get_form_class(self) -> Any:
        """The form that checks what was asked."""
        kind = type(self)
        if "_form_class" not in vars(kind):
            made = super().get_form_class()
            made.base_fields = Shared(made.base_fields)
            kind._form_class = made
        return kind._form_class

    def skip(self, queryset: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """What does not choose rows leaves them as they are."""
        return queryset


class TrueOrFalseField(forms.Field):
    """The words true and false, and no others."""

    def to_python(self, value: Any) -> bool | None:
        """True, False, or None when nothing was said. Raises ValidationError for any other word."""
        if value in self.empty_values:
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError("Say true or false.", code="invalid")
        return bool(value == "true")


class TrueOrFalse(filters.BooleanFilter):
    """A yes or no that does not guess: Django's own would read ``null`` or ``maybe`` as 'not asked'."""

    field_class = TrueOrFalseField


def currencies() -> list[tuple[str, str]]:
    """Each currency under its code."""
    return [(code, code) for code in CURRENCIES]


def buying_power() -> list[tuple[str, str]]:
    """What ``ppp`` may be: 1 for the country of the currency, or a country's code."""
    return [("1", gettext("the currency’s country")), *(row for row in country_choices() if row[0] != ELSEWHERE)]


class TermsFilter(Filters):
    """On what terms money is shown: the same four parameters wherever figures are."""

    currency = filters.ChoiceFilter(
        label=gettext_lazy("Currency"), choices=currencies,
        empty_label=gettext_lazy("As published"), method="skip",
    )  # fmt: skip
    prices = filters.NumberFilter(
        label=gettext_lazy("In prices of"), method="skip", min_value=1990, max_value=2100, decimal_places=0,
        error_messages=dict.fromkeys(("min_value", "max_value"), lazy(held_prices, str)()),
    )  # fmt: skip
    ppp = filters.ChoiceFilter(
        label=gettext_lazy("Buying power in"), choices=buying_power, empty_label=gettext_lazy("Exchange rates"),
        method="skip",
    )  # fmt: skip
    per = filters.ChoiceFilter(
        label=gettext_lazy("Pay"), choices=[("year", gettext_lazy("a year")), ("hour", gettext_lazy("an hour"))],
        empty_label=gettext_lazy("As published"), method="skip",
    )  # fmt: skip

    @property
    def terms(self) -> Terms:
        """The terms that were asked for; only once they are valid."""
        given = self.form.cleaned_data
        prices = None if given["prices"] is None else int(given["prices"])
        return Terms(currency=given["currency"], prices=prices, ppp=given["ppp"], per=given["per"])


def role_choices() -> list[tuple[str, str]]:
    """Each role's slug with its title."""
    rows = one("role choices", None, lambda: list(Role.objects.order_by("order", "title").values_list("slug", "title")))
    return [(slug, spoken(title)) for slug, title in rows]


class GroupFilter(Filters):
    """One of two groups of contributors; its ``prefix``, one of GROUPS, tells them apart in the address.

    The answer is looked up by ``question``, not by a queryset.
    """

    role = filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=role_choices, empty_label=gettext_lazy("Choose a role"), required=True,
        method="skip",
    )  # fmt: skip
    level = filters.ChoiceFilter(label=gettext_lazy("Level"), choices=Level.choices, empty_label=ANY, method="skip")
    country = filters.ChoiceFilter(
        label=gettext_lazy("Country"), choices=country_choices, empty_label=ANY, method="skip"
    )
    engagement = filters.ChoiceFilter(
        label=gettext_lazy("Engagement"), choices=Engagement.choices, empty_label=ANY, method="skip"
    )
    ai_use = filters.ChoiceFilter(label=gettext_lazy("AI use"), choices=AIUse.choices, empty_label=ANY, method="skip")

    class Meta:
        model = Estimate
        fields: ClassVar[list[str]] = []

    def question(self, release: int | None) -> Query:
        """The checked query; only once it is valid."""
        given = self.form.cleaned_data
        return Query((given["role"],), **{name: given[name] for name in DIMENSIONS}, release=release)


class ComparisonFilter(TermsFilter):
    """The question behind the comparison page, its downloads and ``/api/v1/comparison/``.

    The comparison reads several tables, so the answers are looked up by ``question``, not by a queryset.
    """

    roles = filters.CharFilter(label=gettext_lazy("Roles"), method="skip", required=True, max_length=300)
    level, country, engagement, ai_use = (GroupFilter.base_filters[name] for name in DIMENSIONS)
    release = filters.NumberFilter(
        label=gettext_lazy("Release"), method="skip", min_value=1, max_value=2_000_000_000, decimal_places=0
    )

    class Meta:
        model = Estimate
        fields: ClassVar[list[str]] = []

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
            terms=self.terms,
        )  # fmt: skip


class PinFilter(Filters):
    """Which publication is meant."""

    release = ComparisonFilter.base_filters["release"]

    class Meta:
        model = Estimate
        fields: ClassVar[list[str]] = []

    @property
    def number(self) -> int | None:
        """The release, None for the newest; only once it is valid."""
        release = self.form.cleaned_data["release"]
        return None if release is None else int(release)


class RoleFilter(Filters):
    """Roles by side, and by any title people use for them."""

    q = filters.CharFilter(label=gettext_lazy("Title"), method="by_title", max_length=80)
    side = filters.ChoiceFilter(choices=Side.choices)

    class Meta:
        model = Role
        fields: ClassVar[list[str]] = ["q", "side"]

    def by_title(self, queryset: QuerySet[Role], name: str, value: str) -> QuerySet[Role]:
        """Roles that people may mean by ``value``."""
        return queryset.filter(pk__in=[role.pk for role in Role.objects.found_by(value)])


class FigureFilter(TermsFilter):
    """Published figures by what they are about and who measured them, and the terms on which they are shown."""

    role = named(Role, "Role (slug)", "slug", method="by_role")
    source = named(Source, "Source (slug)", "slug")
    occupation = named(Occupation, "Occupation code", "code")
    country = filters.ChoiceFilter(choices=country_choices_in_english())
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


class ClaimFilter(FigureFilter):
    """Claims by what they are about and who made them."""

    measure = None

    class Meta(FigureFilter.Meta):
        fields: ClassVar[list[str]] = [name for name in FigureFilter.Meta.fields if name != "measure"]


class EstimateFilter(Filters):
    """Estimates by role, release and the one dimension they are narrowed to."""

    role = named(Role, "Role (slug)", "slug")
    release = named(Release, "Release (number)", "number")
    level = filters.ChoiceFilter(choices=Level.choices, method="by_dimension")
    country = filters.ChoiceFilter(choices=country_choices_in_english(), method="by_dimension")
    engagement = filters.ChoiceFilter(choices=Engagement.choices, method="by_dimension")
    ai_use = filters.ChoiceFilter(choices=AIUse.choices, method="by_dimension")
    published = TrueOrFalse(label="Published (true) or withheld (false)", method="by_published")

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


class SourceFilter(Filters):
    """Sources by what they are, and by a part of their name or publisher."""

    q = filters.CharFilter(label="Name", method="by_name", max_length=80)

    class Meta:
        model = Source
        fields: ClassVar[list[str]] = ["q", "kind"]

    def by_name(self, queryset: QuerySet[Source], name: str, value: str) -> QuerySet[Source]:
        """Sources whose name or publisher contains ``value``."""
        return queryset.filter(Q(name__icontains=value) | Q(publisher__icontains=value))


class BatchFilter(Filters):
    """Batches by role, release and table of the plan."""

    role = named(Role, "Role (slug)", "slug")
    release = named(Release, "Release (number)", "number")
    table = filters.ChoiceFilter(choices=[(table.name, table.name) for table in PLAN])

    class Meta:
        model = Batch
        fields: ClassVar[list[str]] = ["role", "release", "table"]
