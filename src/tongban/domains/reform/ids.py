"""Identifiers of this domain."""

from typing import ClassVar

from tongban.kernel.ids import Id


class PlanId(Id):
    prefix: ClassVar[str] = "plan"


class MeetingId(Id):
    """A dispatch (调度) or another meeting of a reform."""

    prefix: ClassVar[str] = "meeting"


class DecisionId(Id):
    """Something a meeting decided that somebody carries out by a day."""

    prefix: ClassVar[str] = "decision"


class ReportId(Id):
    """A unit's information report (信息报送)."""

    prefix: ClassVar[str] = "report"


class RecordId(Id):
    """A record that a duty of a rule was done."""

    prefix: ClassVar[str] = "dutyrecord"


class OccurrenceId(Id):
    """Something that happened and that a rule answers."""

    prefix: ClassVar[str] = "occurrence"


class MeasureId(Id):
    """A measure of a ledger; its text is also the name of its stream of events."""

    prefix: ClassVar[str] = "measure"


class IdeaId(Id):
    """An idea of the reserve (研究储备)."""

    prefix: ClassVar[str] = "idea"


class LineageLinkId(Id):
    """A link between a task of an upper plan and a measure of a lower one; its text names its stream of events."""

    prefix: ClassVar[str] = "lineage"


class InspectionId(Id):
    """An inspection (督查)."""

    prefix: ClassVar[str] = "inspection"


class FindingId(Id):
    """Something found at an agency, with its order (督办单); its text is also the name of its stream of events."""

    prefix: ClassVar[str] = "finding"


class PointId(Id):
    """An observation point (观测点)."""

    prefix: ClassVar[str] = "point"


class ObserverId(Id):
    """Somebody who watches as an observer (观察员)."""

    prefix: ClassVar[str] = "observer"


class FaultId(Id):
    """A fault that an observer reported."""

    prefix: ClassVar[str] = "fault"


class DraftId(Id):
    """A plan that was read and waits for people before it goes into the ledger."""

    prefix: ClassVar[str] = "plandraft"


class SheetId(Id):
    """A workbook of a ledger that came back."""

    prefix: ClassVar[str] = "sheet"


class AssessmentId(Id):
    """A published assessment (考核评价)."""

    prefix: ClassVar[str] = "assessment"


class AppealId(Id):
    """A unit's appeal (申诉) against a figure of an assessment."""

    prefix: ClassVar[str] = "appeal"


class ExampleId(Id):
    """A typical case (典型案例)."""

    prefix: ClassVar[str] = "example"


class CopyId(Id):
    """Another unit's copying (复制推广) of a typical case."""

    prefix: ClassVar[str] = "excopy"


class RuleDocumentId(Id):
    """A rule document (规范性文件) that is looked through."""

    prefix: ClassVar[str] = "ruledoc"
