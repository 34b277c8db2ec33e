"""``manage.py derive_distributions``: the starter set's distributions.csv, made anew from the publishers' records."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from salaries.importers import ImportRefused, postings, pums
from salaries.importers.reading import TEXT, look_at
from salaries.importers.storing import roles_by_title
from salaries.models import Occupation
from salaries.starter.distributions import COLUMNS, as_cells, ordered


class Command(BaseCommand):
    help = "Print the histograms of the starter set, made from postings and person records. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("postings", type=Path, help="the table of ai-jobs.net")
        parser.add_argument("pums", type=Path, help="person records of the American Community Survey")

    def handle(self, *args: Any, **options: Any) -> None:
        titles = dict(Occupation.objects.values_list("code", "title"))
        try:
            advertised = postings.parse(look_at(options["postings"], (TEXT,)))
            persons = pums.parse(look_at(options["pums"], (TEXT,)))
            rows = [*postings.distributions(advertised, roles_by_title()), *pums.distributions(persons, titles)]
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(as_cells(row) for row in ordered(rows))
