"""The OpenAPI document: valid, complete, unchanged unless said so, and true."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator

from salaries.models import ClaimCheck
from tests.api import problem_in, program_of
from tests.crowd import report_json
from tests.people import make_estimate, make_figure, make_person, make_role

SNAPSHOT = Path(__file__).parent / "snapshots" / "openapi.yml"
RENEW = "python manage.py spectacular --file tests/snapshots/openapi.yml"


def document(tmp_path: Path) -> dict[str, Any]:
    """The document as the command writes it, without a single warning."""
    target = tmp_path / "openapi.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(target))
    return yaml.safe_load(target.read_text())


def test_the_document_is_valid_and_changes_only_on_purpose(tmp_path: Path) -> None:
    assert document(tmp_path) == yaml.safe_load(SNAPSHOT.read_text()), f"The API changed. If you meant it: {RENEW}"


FIRST_IN_SPANISH = """
import django
django.setup()
from django.core.management import call_command
from django.urls import resolve
from django.utils.translation import override
with override("es"):
    resolve("/api/v1/schema/")
call_command("spectacular")
"""


def test_who_comes_first_after_a_start_does_not_decide_the_language_of_the_document() -> None:
    written = subprocess.run([sys.executable, "-c", FIRST_IN_SPANISH], capture_output=True, text=True, check=True)
    assert yaml.safe_load(written.stdout) == yaml.safe_load(SNAPSHOT.read_text())


@pytest.mark.django_db
def test_the_document_is_served_as_it_is_written(client: Client) -> None:
    answer = client.get("/api/v1/schema/?format=json")
    assert answer.json() == yaml.safe_load(SNAPSHOT.read_text())
    assert "openapi" in client.get("/api/v1/schema/")["Content-Type"]
    problem_in(client.post("/api/v1/schema/"), 405)


def test_every_operation_explains_itself() -> None:
    paths = yaml.safe_load(SNAPSHOT.read_text())["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    assert len(operations) >= 18
    assert all(operation["summary"] for operation in operations)
    assert all("default" in operation["responses"] for operation in operations)


def test_other_languages_can_be_generated_from_it() -> None:
    """What made generated clients fail or lose their types: an error that is no problem, a name that is no name, a
    thing without a type, the same name for two things."""
    whole = yaml.safe_load(SNAPSHOT.read_text())
    operations = [operation for methods in whole["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z]+(_[a-z]+)+", name) for name in names)
    assert all(re.fullmatch("[A-Z][A-Za-z]+", name) for name in whole["components"]["schemas"])
    assert len({name.lower() for name in whole["components"]["schemas"]}) == len(whole["components"]["schemas"])
    for operation in operations:
        (tag,) = operation["tags"]
        assert tag.replace("-", "_") in operation["operationId"] or tag == "start"
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert set(answer["content"]) == {"application/problem+json"}
        for parameter in operation.get("parameters", ()):
            assert {"type", "enum"} & set(parameter["schema"])
            assert re.fullmatch("[A-Za-z_-]+", parameter["name"])
    number = whole["paths"]["/api/v1/releases/{number}/"]["get"]["parameters"]
    assert next(one for one in number if one["name"] == "number")["schema"]["type"] == "integer"


def closed(node: Any) -> Any:
    """The schema with every object closed, so that a field the document does not know is an error."""
    if isinstance(node, list):
        return [closed(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    inner = {key: closed(value) for key, value in node.items()}
    if inner.get("type") == "object" and "properties" in inner:
        inner.setdefault("additionalProperties", False)
    return inner


def assert_as_promised(path: str, method: str, status: str, kind: str, answer: Any) -> None:
    """Raises with the first difference between the answer and what the document promises."""
    whole = closed(yaml.safe_load(SNAPSHOT.read_text()))
    promised = whole["paths"][path][method]["responses"][status]["content"][kind]["schema"]
    Draft202012Validator({**promised, "components": whole["components"]}).validate(answer)


@pytest.mark.django_db
def test_every_answer_is_as_the_document_promises(client: Client) -> None:
    role = make_role(code="27-2041")
    claim = make_figure("claim", role=role, measure="claimed")
    make_figure("hidden", None, withheld="suppressed", role=role, respondents=7, relative_standard_error="1.5")
    ClaimCheck.objects.create(claim=claim, quote="q", verdict="misleading", note="n").evidence.add(claim)
    make_estimate(role, (1.5, 2, 3), streams={"fees": [70, 80, 90]}, density=[[10, 20, 0.5]])
    for part in ("roles", "sources", "figures", "releases", "estimates", "ledger", "plan"):
        answer = client.get(f"/api/v1/{part}/").json()
        assert_as_promised(f"/api/v1/{part}/", "get", "200", "application/json", answer)
    answer = client.get("/api/v1/comparison/?roles=music-producer").json()
    assert_as_promised("/api/v1/comparison/", "get", "200", "application/json", answer)
    problem = client.get("/api/v1/comparison/").json()
    assert_as_promised("/api/v1/comparison/", "get", "default", "application/problem+json", problem)


@pytest.mark.django_db
def test_reports_are_as_the_document_promises() -> None:
    make_role()
    program = program_of(make_person())
    made = program.post("/api/v1/reports/", report_json(), format="json").json()
    assert_as_promised("/api/v1/reports/", "post", "201", "application/json", made)
    assert_as_promised("/api/v1/reports/", "get", "200", "application/json", program.get("/api/v1/reports/").json())


def test_the_example_of_a_report_is_one_the_document_allows() -> None:
    whole = closed(yaml.safe_load(SNAPSHOT.read_text()))
    content = whole["paths"]["/api/v1/reports/"]["post"]["requestBody"]["content"]["application/json"]
    (example,) = content["examples"].values()
    Draft202012Validator({**content["schema"], "components": whole["components"]}).validate(example["value"])
