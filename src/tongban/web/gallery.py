"""Every component on one page, to look at while building; served only in a sandbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.web import moment
from tongban.web.components import clocks, icons, parts, status

CHOICES = (
    parts.Choice("company", "有限责任公司", chosen=True, help="股东以出资额为限承担责任"),
    parts.Choice("sole", "个人独资企业"),
    parts.Choice("partnership", "合伙企业"),
)


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime
    counted: int
    kind: str


def _bars(now: datetime) -> list[tuple[clocks.Bar, str]]:
    one = timedelta(days=1)
    worked = _Span(now - 4 * one, now - 2 * one, 2, "working")
    stopped = _Span(now - 2 * one, now + 2 * one, 0, "paused")
    again = _Span(now + 2 * one, now + 3 * one, 1, "working")
    return [
        (clocks.bar([worked], 7, "running"), "已用 2 个工作日，共 7 个工作日"),
        (clocks.bar([worked, stopped, again], 7, "running"), "已用 3 个工作日，其中暂停 4 天，共 7 个工作日"),
        (clocks.bar([worked, stopped, again], 2, "overdue"), "已用 3 个工作日，超过承诺的 2 个工作日"),
    ]


FIELDS = (
    parts.Field(
        "name",
        "企业名称",
        help="先查重再填写，例如：云汀市青崖茶业有限公司",
        value="云汀市青崖茶业有限公司",
        error="这个名称已有企业使用，请换一个。",
    ),
    parts.Field("person", "法定代表人", value="示例甲", source="来自您的实名信息", wrong_url="#"),
    parts.Field("capital", "注册资本", kind="money", unit="万元", width="short", value="50"),
    parts.Field("kind", "企业类型", kind="radio", choices=CHOICES),
    parts.Field(
        "has_staff", "是否已有员工", kind="boolean", choices=(parts.Choice("true", "是"), parts.Choice("false", "否"))
    ),
    parts.Field("district", "所在区", kind="select", choices=CHOICES),
    parts.Field("on", "成立日期", kind="date", required=False),
    parts.Field("scope", "经营范围", kind="textarea", required=False),
    parts.Field("paper", "住所使用证明", kind="file", help="PDF 或照片，不超过 5 MB"),
)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    now = moment.now()
    shown = {
        "statuses": list(status.LOOKS),
        "icons": icons.names(),
        "facts": [
            parts.Fact("承诺时限", "1 个工作日", "法定 20 个工作日"),
            parts.Fact("法定时限", "20 个工作日", "行政许可法第四十二条"),
            parts.Fact("跑动次数", "0 次", "全程网办"),
            parts.Fact("收费", "免费"),
        ],
        "links": [parts.Link("首页", "/"), parts.Link("开办企业", "/"), parts.Link("填写申请")],
        "tasks": [
            parts.Task("企业名称", "done", "#"),
            parts.Task("股东与出资", "doing", "#", current=True),
            parts.Task("住所", "problem", "#", note="缺少门牌号"),
            parts.Task("刻章", "todo"),
        ],
        "mistakes": [
            parts.Mistake("这个名称已有企业使用，请换一个。", "f-name"),
            parts.Mistake("请上传住所使用证明。", "f-paper"),
        ],
        "fields": FIELDS,
        "stages": [
            parts.Stage("提交申请", "在网上一次填完", "done"),
            parts.Stage("部门并联办理", "六个部门同时", "now"),
            parts.Stage("领取结果", "电子证照直接入库"),
        ],
        "entries": [
            parts.Entry("提交申请", now - timedelta(days=2), "示例甲"),
            parts.Entry("受理", now - timedelta(days=1), "云汀市政务服务中心", "开始计时：承诺 1 个工作日。"),
            parts.Entry("正在审查", now, "云汀市市场监管局", state="now"),
            parts.Entry("发放营业执照", None, state="next"),
        ],
        "bars": _bars(now),
        "pages": parts.Pages("#", "#", "第 21—40 件，共 96 件"),
    }
    return render(request, "components/gallery.html", shown)
