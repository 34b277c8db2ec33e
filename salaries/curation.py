"""Two pairs of eyes on what the home page may show: one curator proposes a figure, another one publishes it.

The home page shows the newest earned median of the first role of each side. A figure that can become that, or that is
it, is never saved by one person alone. Whoever proposes may take it back; only somebody else may publish.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from salaries.models import Figure, FigureProposal, Role, Side

OWN = "You proposed this yourself: another curator has to publish it."
CLOSED = "It has been published or declined in the meantime."
MOVED = "The figure was changed after this was proposed. Decline it and propose it anew."
OPEN_ALREADY = "Another change of this figure already waits for a second curator."


class CurationRefused(Exception):
    """The change was not made; the message says why."""


def home_roles() -> list[Role]:
    """The role of each side whose figure the home page shows: the first in order."""
    first: dict[str, Role] = {}
    for role in Role.objects.order_by("order", "title"):
        first.setdefault(role.side, role)
    return [first[side] for side in Side.values if side in first]


def needs_another(figure: Figure) -> bool:
    """Whether ``figure``, as it is to be or as it is stored, can stand on the home page."""
    stored = Figure.objects.filter(pk=figure.pk).first() if figure.pk else None
    return any(_on_home(one) for one in (figure, stored) if one is not None)


def propose(*, figure: Figure, by: Any, now: datetime) -> FigureProposal:
    """Store ``figure`` as it is to be; the figure itself stays as it is. Raises CurationRefused."""
    stored = Figure.objects.filter(pk=figure.pk).first() if figure.pk else None
    try:
        with transaction.atomic():
            return FigureProposal.objects.create(
                key=figure.key, figure=_written(figure), before=_written(stored) if stored else None,
                proposer_id=by.pk, proposer=by.get_username(), proposed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise CurationRefused(OPEN_ALREADY) from error


def publish(*, proposal: FigureProposal, by: Any, now: datetime) -> Figure:
    """Make the proposed change. One conditional update takes the proposal, so that two curators cannot both publish it,
    in one transaction with the figure. Raises CurationRefused."""
    if proposal.proposer_id == by.pk:
        raise CurationRefused(OWN)
    with transaction.atomic():
        _close(proposal, FigureProposal.State.PUBLISHED, by, now)
        stored = Figure.objects.select_for_update().filter(key=proposal.key).first()
        if (_written(stored) if stored else None) != proposal.before:
            raise CurationRefused(MOVED)
        figure = _read(proposal.figure)
        if stored is not None:
            figure.pk, figure.source_file, figure._state.adding = stored.pk, stored.source_file, False
        try:
            figure.full_clean()
        except ValidationError as error:
            raise CurationRefused(" ".join(error.messages)) from error
        figure.save(force_insert=stored is None)
    return figure


def decline(*, proposal: FigureProposal, by: Any, now: datetime) -> None:
    """Close a proposal and change nothing else; its own proposer may take it back so. Raises CurationRefused."""
    _close(proposal, FigureProposal.State.DECLINED, by, now)


def differences(proposal: FigureProposal) -> Iterator[tuple[str, Any, Any]]:
    """(name of the field, what it was, what it is to be) for each field that changes."""
    before = proposal.before or {}
    for field in Figure._meta.concrete_fields:
        old, new = before.get(field.name), proposal.figure.get(field.name)
        if not field.primary_key and old != new and (old or new):
            yield str(field.verbose_name), old, new


def _on_home(figure: Figure) -> bool:
    if figure.statistic != Figure.Statistic.P50 or figure.measure != Figure.Measure.EARNED:
        return False
    if figure.unit not in (Figure.Unit.YEAR, Figure.Unit.HOUR):
        return False
    roles = [role.pk for role in home_roles()]
    counted = Q(occupations=figure.occupation_id) if figure.occupation_id else Q(pk=figure.role_id)
    return figure.role_id in roles or Role.objects.filter(counted, pk__in=roles).exists()


def _close(proposal: FigureProposal, state: str, by: Any, now: datetime) -> None:
    if not proposal.close(state=state, by=by, now=now):
        raise CurationRefused(CLOSED)


def _written(figure: Figure) -> dict[str, Any]:
    """The figure's fields in plain values. Which file said it is no part of what it says."""
    (row,) = json.loads(serializers.serialize("json", [figure]))
    value = row["fields"]["value"]
    row["fields"].pop("source_file")
    return {**row["fields"], "value": None if value is None else f"{float(value):.2f}"}


def _read(fields: dict[str, Any]) -> Figure:
    text = json.dumps([{"model": "salaries.figure", "pk": None, "fields": fields}])
    figure: Figure = next(iter(serializers.deserialize("json", text))).object  # type: ignore[assignment]
    return figure
