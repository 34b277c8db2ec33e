"""What others rated of occupations: to be looked at, and changed by importing again."""

from django.contrib import admin

from salaries.admin.readonly import ReadOnlyAdmin
from salaries.models import Exposure, OccupationTask, SkillRating, TechnologySkill


@admin.register(SkillRating)
class SkillRatingAdmin(ReadOnlyAdmin):
    """Skills and activities by occupation."""

    list_display = ("occupation", "name", "kind", "importance", "level", "edition")
    list_filter = ("kind", "occupation")
    list_select_related = ("occupation",)
    search_fields = ("name", "=element", "=occupation__code")
    ordering = ("occupation", "element")


@admin.register(OccupationTask)
class OccupationTaskAdmin(ReadOnlyAdmin):
    """Tasks by occupation."""

    list_display = ("number", "occupation", "kind", "statement")
    list_filter = ("kind", "occupation")
    list_select_related = ("occupation",)
    search_fields = ("statement", "=number")
    ordering = ("occupation", "number")


@admin.register(TechnologySkill)
class TechnologySkillAdmin(ReadOnlyAdmin):
    """Tools by occupation."""

    list_display = ("name", "occupation", "category", "hot", "in_demand")
    list_filter = ("in_demand", "hot", "occupation")
    list_select_related = ("occupation",)
    search_fields = ("name", "category")
    ordering = ("occupation", "name", "pk")


@admin.register(Exposure)
class ExposureAdmin(ReadOnlyAdmin):
    """Indices of exposure to AI by occupation and task."""

    list_display = ("occupation", "index", "kind", "value", "unit", "task")
    list_filter = ("index", "kind", "occupation")
    list_select_related = ("occupation", "task")
    ordering = ("occupation", "index", "pk")
