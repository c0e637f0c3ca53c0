"""Names of persons beside units: two or three letters, the first a usual surname (the hundred most frequent)."""

import re

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = rf"[{SURNAMES}][\u4e00-\u9fa5]{{1,2}}"
PERSON_AFTER = re.compile(rf"\s*[：:\s]\s*(?P<name>{_NAME})(?:同志)?(?=\s*(?:[、，,；;。]|$|\s[市区县省州各]))")
PERSON_IN_BRACKETS = re.compile(rf"[（(]({_NAME})(?<![科股组处室办局部])[）)]")
