"""Every component in every state on one page, for those who build the site."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from salaries.models import Side
from salaries.presenters.bars import Picture, TwinRow
from salaries.presenters.charts import Bar, Section, draw
from salaries.presenters.glances import Glance
from salaries.views.public import public

STATES = (  # its name, the class that shows it without a pointer, whether it is disabled
    ("At rest", "", False), ("Hover", "is-hover", False), ("Focus", "is-focus", False), ("Active", "is-active", False),
    ("Disabled", "", True),
)  # fmt: skip
SHAPE = ((20_000.0, 40_000.0, 0.2), (40_000.0, 60_000.0, 0.5), (60_000.0, 120_000.0, 0.3))
SPREAD = {"p10": 30_000.0, "p25": 40_000.0, "p50": 52_000.0, "p75": 70_000.0, "p90": 110_000.0}
LONG = "A name so long that it has to be broken on every screen, Donaudampfschifffahrtsgesellschaftskapitän included"
KNOWN = ("$52,000", "a year is the median of an example", "Source, May 2025, earned, wage and salary jobs only")
OWN = ("$60,000", "a year is their median, between $53,000 and $67,000", "about 290 reports, self-employed included")
UNKNOWN = ("", "Not measured", "No public source in our set measures what an example earns.")
TOO_FEW = ("", "Too few reports: about 9 more are needed (counts are blurred to protect the people in them).", "")
GLANCES = (
    Glance("a", "Both known", "music", "Music", *KNOWN, "", *OWN),
    Glance("b", "Contributors only", "hybrid", "Hybrid", *UNKNOWN, "", *OWN),
    Glance("c", "Published only", "ai", "AI and software", *KNOWN, "", *TOO_FEW),
    Glance("d", LONG, "ai", "AI and software", *UNKNOWN, "", *TOO_FEW),
)


class Sample(forms.Form):
    """A field of each kind."""

    plain = forms.CharField(label="Plain", help_text="Help stands before the control.", required=False)
    wrong = forms.IntegerField(label="Wrong", help_text="This one shows its error.")
    chosen = forms.ChoiceField(label="Chosen", choices=[("a", "First"), ("b", "Second")])
    ticked = forms.MultipleChoiceField(
        label="Ticked", choices=[("a", "First"), ("b", "Second")], widget=forms.CheckboxSelectMultiple, required=False
    )
    told = forms.CharField(label="Told", widget=forms.Textarea, required=False)


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; there is none without DEBUG."""
    if not settings.DEBUG:
        raise Http404("The style guide is shown with DEBUG only.")
    form = Sample({"wrong": "", "chosen": "a"})
    form.is_valid()
    return render(
        request,
        "pages/styleguide.html",
        {"form": form, "picture": _picture(), "sides": Side, "long": LONG, "glances": GLANCES, "states": STATES},
    )


def _picture() -> Picture | None:
    """A drawing with every kind of mark; its amounts are nobody's."""
    bars = (
        Bar("Everything known", "example, not real", "median $52,000", SPREAD, (60_000.0,), density=SHAPE,
            band=(48_000.0, 56_000.0), ends=((26_000.0, 34_000.0), (95_000.0, 130_000.0))),
        Bar(LONG, LONG, "mean $70,000", {"mean": 70_000.0}),
        Bar("A neighbour", "example", "median $52,000", SPREAD, faint=True),
        Bar("Projected, the top hidden", "example", "median $52,000", SPREAD, dashed=True, open_end=True),
        Bar("Nothing", "", reason="Nobody measures this."),
    )  # fmt: skip
    drawing = draw([Section(str(side.label), side.value, bars) for side in Side])
    twin = tuple(
        tuple(
            TwinRow(
                str(side.label), bar.title, bar.lineage, tuple(f"${bar.at.get(name, 0):,.0f}" for name in SPREAD), ""
            )
            for bar in bars
        )
        for side in Side
    )
    return Picture("example", "An example, not real figures", drawing, twin) if drawing else None
