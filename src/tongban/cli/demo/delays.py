"""What the city does about its delays: agencies answer supervision cases, the reform office judges, officers read."""

from datetime import datetime, timedelta

from tongban.cli.demo.city import City
from tongban.domains.cases import api as cases
from tongban.kernel import messages
from tongban.kernel.actors import SYSTEM

LATELY, NIGHTLY, MONDAY = timedelta(days=7), timedelta(days=45), 0
UNREAD = timedelta(days=3)
WHY = "核查岗位同时收到多件申请，排期靠后，超过了承诺时限。"
WHAT = "已调整排期并增加一名核查人员，本周内办结；今后临期前一日由负责人逐件核对。"
FINDING = "说明清楚，措施可行。"


def live_the_night(city: City, *, now: datetime, until: datetime) -> None:
    """Look at the clocks as the job would, long ago only once a week; answer what was asked, judge what was answered.

    Of the last days some stay open and some wait for judgement, so that a visitor finds both.
    """
    if now < until - NIGHTLY and now.weekday() != MONDAY:
        return
    cases.watch(now=now)
    for one in cases.list_supervisions(SYSTEM, now=now, limit=200).rows:
        is_old, serial = one.opened_at < until - LATELY, int(one.number[-5:])
        staff = city.staff.get(one.agency.role)
        if one.state == "open" and staff and (is_old or serial % 3) and one.opened_at < now - timedelta(days=1):
            cases.answer_supervision(supervision=one.id, explanation=WHY, measures=WHAT, actor=staff.approver, now=now)
        elif one.state == "answered" and (is_old or serial % 3 == 1):
            cases.close_supervision(supervision=one.id, finding=FINDING, actor=city.reform, now=now)
    if now < until - UNREAD:
        for actor in city.readers:
            messages.mark_read(actor, now=now)
