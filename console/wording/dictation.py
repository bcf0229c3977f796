"""What the 口述卡 reads aloud: whole sentences, short enough for one breath."""

LABEL = {
    "who": "报告",
    "what": "事件",
    "people": "人员",
    "rain": "雨水情",
    "response": "响应",
    "teams": "力量",
    "goods": "物资",
    "end": "结束",
}
OPENING = "这里是绩溪县应急指挥中心,值班员{name}。"
INCIDENT_SAID = "{received}接报,{place}发生{hazard},事发时间{occurred}。"
UNKNOWN_TIME = "不详"
VERIFIED = "已核实,来源{source}。"
NOT_VERIFIED = "尚未核实。"
GRADED = "初判{grade}。"
HEADS = "{kind} {value} 人"
FIGURES_SAID = "{heads}(截至 {at},{source},{mark})。"
NO_FIGURES = "人员情况尚未掌握,掌握后续报。"
NOTHING = "{kinds}不详。"
SOURCED = "(来源{source},{mark})"
RESPONSE_SAID = "{plan}{level}应急响应自{since}起,预计至{until}{paused}。应急处置措施:{measures}。"
PAUSED = ",现已暂停"
DISPATCHED = "{team} {people} 人赴{place},{at} {state}。"
OTHERS = "另有 {count} 支出动中。"
ON_THE_ROAD = "{what}运往{to}途中,{number}。"
RECEIVED = "{what}已由{to}签收,{number}。"
CLOSING = "以上截至{at}。标“待核”的请按待核记录。请复述。"
