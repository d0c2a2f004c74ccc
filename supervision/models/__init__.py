"""Nouns of watching and publishing."""

from supervision.models.publication import PlanItem, PublishedCase, WorkPlan

__all__ = ["PlanItem", "PublishedCase", "WorkPlan"]
