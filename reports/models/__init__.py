"""The tables of reports: what is known of each case in one narrow row, and figures kept for a while."""

from reports.models.case_fact import CaseFact
from reports.models.kept_figures import KeptFigures
from reports.models.read_mark import ReadMark

__all__ = ["CaseFact", "KeptFigures", "ReadMark"]
