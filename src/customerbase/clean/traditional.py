"""Traditional characters in the names of places, for looking them up without OpenCC.

Only characters that stand in names of GB/T 2260, one for one, so that a
place in the simplified text is the same place in the text as written.
"""

from __future__ import annotations

from typing import Final

__all__ = ["simplified"]

_PAIRS: Final = (
    "萬万業业叢丛東东兩两個个豐丰臨临爲为為为麗丽義义烏乌樂乐習习鄉乡於于雲云亞亚僕仆從从侖仑倉仓儀仪們们會会偉伟倫伦餘余兒儿兗兖黨党蘭兰關关興兴內内岡冈冊册軍军農农衝冲準准涼凉鳳凤憑凭凱凯則则剛刚別别劍剑"
    "勸劝辦办務务動动勻匀區区華华單单盧卢臥卧衛卫廠厂歷历廂厢廈厦縣县雙双敘叙疊叠臺台葉叶後后呂吕啓启啟启吳吴鹹咸響响團团園园圍围國国圖图聖圣場场壇坛壩坝壘垒墾垦墊垫壯壮壺壶處处復复頭头夾夹婁娄孫孙寧宁寶宝"
    "審审宮宫寬宽賓宾尋寻壽寿將将爾尔堯尧嶼屿崗岗嵐岚島岛巖岩嶺岭嶽岳嶧峄峽峡巒峦峯峰嶗崂崍崃鞏巩師师帶带幹干廣广莊庄慶庆廬庐庫库應应龐庞開开張张彌弥強强歸归當当彥彦徵征懷怀恆恒戶户揚扬撫抚鬥斗無无舊旧晉晋"
    "暉晖雜杂權权來来楊杨極极樅枞棗枣樹树棲栖欒栾橋桥樺桦夢梦稜棱樓楼橫横畢毕匯汇漢汉湯汤溝沟滄沧瀘泸澤泽涇泾窪洼湞浈溮浉濟济瀏浏渾浑潯浔塗涂淶涞漣涟渦涡潤润澗涧澱淀淥渌澠渑溫温遊游灣湾漵溆滿满灤滦濱滨灘滩"
    "濰潍潛潜瀾澜燈灯靈灵爐炉點点煙烟煩烦愛爱猶犹獨独獅狮獻献瑪玛環环琿珲瓊琼瑤瑶甕瓮甌瓯電电疇畴鹽盐監监蓋盖盤盘礦矿碭砀硯砚碩硕礄硚確确鹼碱禮礼祿禄禪禅離离積积稱称窯窑競竞簡简類类紅红級级納纳細细織织紹绍"
    "經经結结絳绛綏绥績绩維维綿绵綠绿縉缙羅罗羣群聶聂聯联肅肃勝胜膠胶脫脱臘腊騰腾輿舆節节薌芗蕪芜蘆芦蒼苍蘇苏範范荊荆榮荣滎荥蔭荫萊莱蓮莲獲获蘿萝營营蕭萧薩萨藍蓝薊蓟鎣蓥藺蔺蘄蕲蘊蕴觀观覺觉讓让訥讷許许詔诏"
    "諸诸諾诺調调誼谊謀谋謨谟謝谢謙谦譙谯譜谱貝贝貞贞貢贡賢贤貴贵費费賀贺賈贾資资賚赉賽赛贊赞贛赣趙赵車车輪轮載载輝辉轄辖邊边遼辽達达遷迁邁迈運运進进遠远連连遜逊遙遥鄧邓郵邮鄒邹鄴邺鄰邻鬱郁郟郏鄭郑鄆郓鄖郧"
    "鄲郸裏里裡里鍾钟鋼钢欽钦鐵铁鉛铅銅铜銀银鋒锋錯错錫锡錦锦鎮镇鏡镜鑲镶長长門门間间閔闵閘闸聞闻閩闽閣阁閬阆閶阊閻阎陽阳陰阴陸陆隴陇陳陈陘陉陝陕隨随靜静韓韩頂顶項项順顺頗颇潁颍額额風风饒饶館馆馬马駐驻驛驿"
    "驊骅魚鱼魯鲁鮁鲅鮮鲜鯉鲤鳩鸠雞鸡鳴鸣鴨鸭鵝鹅鶴鹤鷹鹰麥麦黃黄齊齐龍龙號号"
)
_SIMPLE: Final = {ord(_PAIRS[i]): _PAIRS[i + 1] for i in range(0, len(_PAIRS), 2)}


def simplified(text: str) -> str:
    """Return the text with those traditional characters simplified; it keeps its length.

    >>> simplified("廣東省深圳市南山區")
    '广东省深圳市南山区'
    """
    return text if text.isascii() else text.translate(_SIMPLE)
