"""The emergency plans that a new system starts with: for each kind, who does what, in three languages."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cases.incident_kinds import IncidentKind, TaskForceRole

_R = TaskForceRole
# Role, Traditional Chinese, Simplified Chinese, English.
Line = tuple[TaskForceRole, str, str, str]

PLANS: Mapping[IncidentKind, Sequence[Line]] = MappingProxyType(
    {
        IncidentKind.MACHINE: (
            (
                _R.TECHNICAL,
                "停用受影響的機台並掛上告示",
                "停用受影响的机台并挂上告示",
                "Take the machine out of service and put a notice on it",
            ),
            (
                _R.TECHNICAL,
                "保留不良樣張、機台編號與紙墨批號",
                "保留不良样张、机台编号与纸墨批号",
                "Keep bad prints, and note machine, paper and ink lots",
            ),
            (
                _R.STORE,
                "找出同一機台所印的訂單",
                "找出同一机台所印的订单",
                "List the orders made on the same machine",
            ),
            (
                _R.STORE,
                "把待印訂單改到其他機台或門市",
                "把待印订单改到其他机台或门店",
                "Move waiting orders to another machine or store",
            ),
            (
                _R.COMMUNICATION,
                "通知所有受影響的顧客",
                "通知所有受影响的顾客",
                "Tell all customers concerned",
            ),
            (
                _R.TECHNICAL,
                "校正後印標準色卡並由第二人確認",
                "校正后印标准色卡并由第二人确认",
                "Calibrate, print the reference chart, have a second person confirm",
            ),
        ),
        IncidentKind.MATERIAL: (
            (
                _R.SUPPLY,
                "封存同批紙張或墨水，停止使用",
                "封存同批纸张或墨水，停止使用",
                "Set the same paper or ink lot aside and stop using it",
            ),
            (
                _R.SUPPLY,
                "向其他門市查詢同批存量",
                "向其他门店查询同批存量",
                "Ask all stores for stock of the same lot",
            ),
            (
                _R.SUPPLY,
                "通知供應商並索取批次紀錄",
                "通知供应商并索取批次记录",
                "Tell the supplier and ask for the records of the lot",
            ),
            (
                _R.STORE,
                "找出用同批材料製作的訂單",
                "找出用同批材料制作的订单",
                "List the orders made with the same lot",
            ),
            (
                _R.COMMUNICATION,
                "通知所有受影響的顧客",
                "通知所有受影响的顾客",
                "Tell all customers concerned",
            ),
        ),
        IncidentKind.SAFETY: (
            (
                _R.LEAD,
                "確認傷者已獲照顧，必要時撥打緊急電話",
                "确认伤者已获照顾，必要时拨打紧急电话",
                "See that whoever is hurt is cared for; call emergency services if needed",
            ),
            (_R.STORE, "封閉現場並斷電", "封闭现场并断电", "Close off the place and cut the power"),
            (
                _R.RECORDER,
                "拍照並記錄時間、地點、證人",
                "拍照并记录时间、地点、证人",
                "Take photos; note time, place and witnesses",
            ),
            (
                _R.LEGAL,
                "通知保險公司與主管機關",
                "通知保险公司与主管机关",
                "Tell insurer and authority",
            ),
            (
                _R.COMMUNICATION,
                "親自聯絡當事人",
                "亲自联系当事人",
                "Contact the person concerned in person",
            ),
        ),
        IncidentKind.PRIVACY: (
            (
                _R.TECHNICAL,
                "停止外洩並保全紀錄",
                "停止外泄并保全记录",
                "Stop the leak and secure the records",
            ),
            (
                _R.LEGAL,
                "評估範圍，確認法定通報期限",
                "评估范围，确认法定通报期限",
                "Assess the extent and by when the law asks to report",
            ),
            (_R.LEGAL, "通報主管機關", "通报主管机关", "Report to the authority"),
            (
                _R.COMMUNICATION,
                "通知當事人：發生什麼、可以怎麼做",
                "通知当事人：发生什么、可以怎么做",
                "Tell those concerned what happened and what they can do",
            ),
            (
                _R.LEAD,
                "確認遺失的影像能否找回",
                "确认遗失的影像能否找回",
                "Find out whether lost pictures can be recovered",
            ),
        ),
        IncidentKind.OUTAGE: (
            (
                _R.TECHNICAL,
                "確認範圍並回復服務",
                "确认范围并恢复服务",
                "Find the extent and restore the service",
            ),
            (
                _R.STORE,
                "告知櫃檯改用紙本或其他管道",
                "告知柜台改用纸本或其他渠道",
                "Tell the counters to use paper or another channel",
            ),
            (
                _R.TECHNICAL,
                "核對停擺期間的訂單與付款",
                "核对停摆期间的订单与付款",
                "Check orders and payments made meanwhile",
            ),
            (
                _R.COMMUNICATION,
                "在網站公告並通知受影響的顧客",
                "在网站公告并通知受影响的顾客",
                "Put a notice on the website and tell customers concerned",
            ),
        ),
        IncidentKind.DELIVERY: (
            (
                _R.SUPPLY,
                "向物流確認包裹所在與預計時間",
                "向物流确认包裹所在与预计时间",
                "Ask the carrier where the parcels are and when they come",
            ),
            (
                _R.SUPPLY,
                "把尚未寄出的改由其他業者",
                "把尚未寄出的改由其他业者",
                "Send what has not left by another carrier",
            ),
            (
                _R.STORE,
                "找出受影響的訂單與趕時間的顧客",
                "找出受影响的订单与赶时间的顾客",
                "List the orders concerned, and who is pressed for time",
            ),
            (
                _R.COMMUNICATION,
                "通知所有受影響的顧客",
                "通知所有受影响的顾客",
                "Tell all customers concerned",
            ),
        ),
        IncidentKind.OTHER: (
            (_R.LEAD, "確認影響範圍", "确认影响范围", "Find out how far it reaches"),
            (_R.TECHNICAL, "阻止擴大", "阻止扩大", "Keep it from spreading"),
            (
                _R.COMMUNICATION,
                "通知所有受影響的顧客",
                "通知所有受影响的顾客",
                "Tell all customers concerned",
            ),
            (
                _R.RECORDER,
                "整理經過與證據",
                "整理经过与证据",
                "Put together what happened, with the evidence",
            ),
        ),
    }
)
