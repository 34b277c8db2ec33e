"""What a release expects of a cell before it looks at the cell's own counts."""

import math
from fractions import Fraction

import pytest

from salaries.estimation import CELLS, expected, models
from salaries.models import Batch, Estimate, Role, Total
from salaries.publication import release
from salaries.reference import priors
from salaries.stats.beliefs import Beliefs
from salaries.stats.privacy import PLAN
from tests.people import NOW, approved_reports, make_moderator, make_role

pytestmark = pytest.mark.django_db


def quiet(scale: Fraction) -> int:
    """No noise, so that a few reports are enough to see what they do."""
    return 0


def believed() -> dict[tuple[int, str], Beliefs]:
    roles = list(Role.objects.order_by("pk"))
    return expected(roles, models(Total.objects.corrected(), priors(roles)))


def centre(role: Role, table: str, dimension: str, value: str) -> float:
    """Expected centre of a cell, in dollars."""
    beliefs = believed()[role.pk, table]
    return 1000 * math.exp(beliefs.centre[CELLS[dimension].index(value)])


def test_without_batches_every_cell_is_believed_to_be_like_the_public_prior() -> None:
    role = make_role()
    found = believed()
    assert {name for _, name in found} == {table.name for table in PLAN if table.measure != "streams"}
    assert found[role.pk, "role_country"].as_array.shape == (4, len(CELLS["country"]))
    assert found[role.pk, "role_level"].as_array[:, 0] == pytest.approx(
        priors([role])[role.pk, "yearly"].belief.as_array[:, 0]
    )


def test_a_level_without_reports_is_expected_where_the_roles_others_are() -> None:
    role = make_role()
    publicly = centre(role, "role_level", "level", "senior")
    approved_reports(role, [90_000 + 500 * i for i in range(60)], make_moderator())
    release(now=NOW, noise=quiet)
    assert publicly == pytest.approx(40_000, rel=0.01)
    assert 70_000 < centre(role, "role_level", "level", "senior") < 130_000


def test_another_role_hardly_moves_what_is_expected_of_one_with_reports() -> None:
    role, moderator = make_role(), make_moderator()
    approved_reports(role, [60_000 + 500 * i for i in range(60)], moderator)
    release(now=NOW, noise=quiet)
    before = Estimate.objects.get(dimension="level", value="mid", role=role).percentiles["p50"][1]
    approved_reports(make_role("data-scientist", side="ai"), [160_000 + 500 * i for i in range(60)], moderator)
    release(now=NOW, noise=quiet)
    after = Estimate.objects.filter(dimension="level", value="mid", role=role).latest("release__number")
    assert after.percentiles["p50"][1] == pytest.approx(before, rel=0.05)


def test_expecting_reads_batches_and_figures_and_nothing_else(django_assert_max_num_queries: object) -> None:
    role = make_role()
    approved_reports(role, [60_000 + 500 * i for i in range(60)], make_moderator())
    release(now=NOW, noise=quiet)
    assert Batch.objects.count() == len(PLAN)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        believed()
