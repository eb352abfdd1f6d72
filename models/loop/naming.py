"""Parts and facts in words: who acts, and what must be so; and the fields that are none of an issue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.process.process import Words

PART_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "owner": Words("责任单位的人员", "Anybody of the unit in charge"),
        "owner_person": Words("责任人", "The person in charge"),
        "visitor": Words("回访人", "Who made the return visit"),
        "reporter": Words("登记人", "Who entered the matter"),
        "requester": Words("点单人", "Who placed the order"),
        "offered": Words("收到派单的志愿者", "Volunteers whom it was offered to"),
        "volunteer": Words("接单的志愿者", "The volunteer who took the order"),
    }
)

CONDITIONS: Mapping[str, Words] = MappingProxyType(
    {
        "contact_known": Words("有联系电话，或已注明匿名", "There is a phone number, or the reporter is anonymous"),
        "session_held": Words("已开商研判会", "A session has been held on it"),
        "parties_present": Words("四方到齐，或写明缺席原因", "All four parties were present, or a reason is given"),
        "may_turn_down": Words("收到交办未满 5 个工作日", "No more than 5 working days have passed"),
        "evidence": Words("已上传办理凭证", "There is proof of what was done"),
        "visit_done": Words("已登记回访", "A return visit has been entered"),
        "visit_settled": Words("最近一次回访为“已解决”", "The last return visit found it solved"),
        "visit_unsettled": Words("最近一次回访未解决", "The last return visit did not find it solved"),
        "within_90_days": Words("办结未满 90 天", "It was closed no more than 90 days ago"),
        "fault_found": Words("发现超期、推诿或敷衍", "Delay, evasion or carelessness was found"),
        "no_fault": Words("没有发现超期、推诿或敷衍", "No delay, evasion or carelessness was found"),
        "not_rated": Words("居民还没有评单", "The resident has not rated it"),
        "rating_overdue": Words("评单期限已过", "The time for rating is over"),
    }
)
"""Facts, said as what must be so; `FACTS` says of the same what is missing."""

ELSEWHERE: Mapping[str, Words] = MappingProxyType(
    {
        "service": Words("服务项目", "Service"),
        "served_on": Words("服务日期", "Day of service"),
        "hours": Words("服务时长", "Hours of service"),
    }
)
"""Fields of orders, which are no issues."""
