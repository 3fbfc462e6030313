"""The shipped rules: which words speak for which category, and how strongly.

Chinese is written in Simplified and matched inside normalised text, where any number reads 0.
English is lower case without apostrophes and matched at word borders; a final * takes any ending.
Points: 3 names the problem, 2 is a strong sign, 1 a hint, less than 1 only breaks a tie.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Points for `category` when one of `words` is there.

    Where `near` is given, one of it must be there too; nothing of `unless` may be.
    """

    category: str
    points: float
    words: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


def _rule(category: str, points: float, words: str, *, near: str = "", unless: str = "") -> Rule:
    return Rule(
        category=category,
        points=points,
        words=_split(words),
        near=_split(near),
        unless=_split(unless),
    )


def _split(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split("|") if word)


_PRINT = (
    "照片|相片|相纸|冲印|冲洗|洗|印|晒|海报|证件照|全家福|婚纱|啲相|张相|筒菲林|肤|脸|皮肤|面色|"
    "photo*|print*|picture*|poster*|image*|skin|face*|album"
)
_MACHINE = (
    "机器|机台|机子|自助|打印机|列印机|印表机|影印机|冲印机|扫描机|扫描仪|刷卡机|缴费机|付款机|"
    "收银机|触控|触屏|触摸屏|终端|一体机|设备|pos机|读卡|部机|kiosk*|machine*|printer*|terminal*|"
    "scanner*|touchscreen*|touch screen|equipment|card reader*|photo station"
)
_FAULT = (
    "当机|死机|宕机|当掉|故障|坏|卡住|没反应|无反应|冇反应|不动|黑屏|黑画面|蓝屏|跑不动|读不|读取|"
    "认不|读唔|不能用|没法用|无法使用|用不了|停机|错误|报错|error*|重启|重开|怪声|异响|吞|吃|"
    "维修中|"
    "froze*|freez*|broke*|broken|jam*|crash*|out of order|stuck|not working|doesnt work|didnt "
    "work|"
    "not respond*|unrespons*|dead|swallow*|ate|black screen|reboot*|restart*|fault*|cant read|"
    "couldnt read|hung|down|smok*|spark*"
)
_CAMERA = (
    "相机|单反|单眼|微单|无反|镜头|机身|闪光灯|拍立得|部机|尼康|佳能|索尼|徕卡|理光|"
    "camera*|lens|lenses|nikon|canon|sony|fujifilm|olympus|leica|dslr|mirrorless|flash"
)
_COURIER = (
    "快递|宅配|物流|包裹|黑猫|顺丰|速递|派件|超商|店到店|驿站|丰巢|快件|送货|配送|寄|邮|"
    "courier|parcel*|package*|deliver*|shipping|shipped|shipment|driver|tracking"
)
_ALBUM = (
    "相册|相簿|相框|画框|无框画|相本|写真书|影集|台历|日历|马克杯|杯子|album*|frame*|canvas|mug*"
)

RULES: tuple[Rule, ...] = (
    # Colour of the print
    _rule(
        "print_colour",
        3,
        "偏黄|偏红|偏绿|偏蓝|偏紫|偏青|偏暗|偏色|偏白|偏灰|偏橘|偏淡|偏亮|色偏|色差|色调|失色|"
        "颜色不对|颜色不一样|"
        "颜色怪|颜色差|颜色不准|颜色跑|颜色很|颜色完全|颜色都|颜色太|颜色变|颜色跟|颜色和|颜色同|"
        "色彩|泛黄|泛红|发黄|"
        "发绿|发红|发蓝|发紫|发青|发灰|发暗|发白|变黄|变绿|变红|变蓝|变紫|变色|变黑|褪色|掉色|"
        "退色|脱色|过曝|曝光过|"
        "过暗|过亮|黑漆漆|暗沉|饱和度|白平衡|对比度|惨白|蜡黄|肤色|走色|色温|色水|唔同色|死白|"
        "校色|调色|阿凡达|外星人|"
        "colour*|color*|tint*|hue*|discolo*|washed out|overexposed|underexposed|skin tone*|white "
        "balance|"
        "saturat*|desaturat*|faded|fading|yellowish|greenish|reddish|bluish|sepia",
        unless="彩色打印|colour blind",
    ),
    _rule(
        "print_colour",
        2,
        "太暗|太黑|太亮|太红|太黄|太蓝|太绿|太淡|太白|很暗|好暗|超暗|很黄|好黄|超黄|黄黄|红红|"
        "绿绿|蓝蓝|灰灰|雾雾|"
        "咁黄|咁暗|咁黑|咁蓝|咁红|黄咗|黑咗|暗咗|深色|颜色|啲色|"
        "yellow|orange|purple|magenta|green|too dark|too bright|so dark|very dark|really dark|"
        "much darker|"
        "darker|too light|dull|pale|dark|grey|gray",
        near=_PRINT,
    ),
    _rule(
        "print_colour",
        1,
        "屏幕|萤幕|荧幕|手机上看|电脑上看|monitor|on screen|on my screen",
        near=_PRINT,
    ),
    # Sharpness of the print
    _rule(
        "print_blur",
        3,
        "模糊|糊糊|糊掉|糊成|糊到|很糊|好糊|超糊|有点糊|都糊|不清晰|看不清|失焦|不锐利|不够锐利|"
        "锯齿|马赛克|马赛克|像素|"
        "画素|分辨率|解析度|清晰度|不够清|重影|叠影|鬼影|颗粒|蒙查查|朦查查|朦胧|朦朦|蒙蒙|起格|"
        "唔清|唔够清|矇|柔焦|"
        "blur*|fuzzy|not sharp|unsharp|isnt sharp|arent sharp|out of focus|pixel*|low res*|"
        "resolution|grainy|"
        "jagged|ghosting|unfocused|hazy|double image|sharpness|soft and|not clear|not crisp|lack "
        "of detail",
        unless="模糊地带|说得模糊",
    ),
    _rule(
        "print_blur",
        1.5,
        "不清楚|糊|朦|蒙|清楚|soft|unclear",
        near=_PRINT,
        unless="说不清楚|讲不清楚|不清楚为|讲清楚|说清楚",
    ),
    # Lines, marks and dirt on the print
    _rule(
        "print_banding",
        3,
        "条纹|横纹|直纹|竖纹|波纹|横线|竖线|白线|黑线|一条线|一条一条|一条条|一道一道|线条|间条|"
        "一间间|刮痕|划痕|刮花|刮伤|"
        "白点|黑点|斑点|污渍|污点|脏污|墨渍|墨点|墨水|墨迹|指纹|手印|水渍|拉丝|滚轮|压痕|色带|"
        "油渍|毛屑|点点|"
        "stripe*|streak*|banding|bands|scratch*|white dots|black dots|dots|specks|spots|stain*|"
        "smudge*|"
        "fingerprint*|ink|roller|smear*|white line*|black line*|thin line*|horizontal line*|"
        "vertical line*|"
        "lines across|line across|lines through|line through|faint lines|dust",
        unless="镜头|机身|相机|lens|camera",
    ),
    _rule(
        "print_banding",
        1.5,
        "一道|一条|细线|线|花咗|花了|脏|污糟|有痕|沾|灰尘|lines|line|marks|dirty|dirt",
        near=_PRINT,
        unless="线上|在线|上线|排队|网线|line me|on line|热线|官方line|环境|厕所|地板",
    ),
    # How the print was cut
    _rule(
        "print_cut",
        3,
        "裁切|裁剪|裁到|裁掉|裁歪|裁得|裁坏|裁错|裁成|被裁|切掉|切到|被切|切歪|切坏|切边|切头|"
        "裁边|裁咗|cut咗|切咗|切走|"
        "半个头|没有头|砍头|白边|黑边|留边|截掉|截断|构图|毛边|头顶没|头顶冇|头被|脚被|出血|剪歪|"
        "剪掉|裁的|裁纸|"
        "crop*|cut off|cutoff|cuts off|chopped|crooked|trim*|border*|off centre|off center|"
        "misalign*|slanted|"
        "tilted|cut in half|badly cut|cut wrong|cut our|cut my|uneven edge*|heads",
        unless="cut my finger|cut my hand|切到手",
    ),
    _rule(
        "print_cut",
        1.5,
        "裁|歪|斜|边框|边缘|切|不见一半|edge*|margin*|cut|uneven|top of",
        near=_PRINT,
        unless="一切|切实|密切|亲切|cut my finger",
    ),
    # Machines in the store
    _rule("equipment_failure", 2, _MACHINE, unless="自助餐|部机修"),
    _rule("equipment_failure", 2.5, _FAULT, near=_MACHINE),
    _rule(
        "equipment_failure",
        3,
        "卡纸|夹纸|吞卡|吞钱|吞币|吃钱|吃卡|吞了我|食咗|没墨|缺纸|没纸|机器维修中|冇纸|"
        "paper jam*|out of paper|out of ink|out of order|swallowed my|ate my",
    ),
    _rule(
        "equipment_failure",
        2,
        "读不到|读不出|读取不|读唔到|认不到|识别不|侦测不|感应不|连不上|传不进|"
        "cant read|couldnt read|wouldnt read|not recogni*",
        near="记忆卡|存储卡|储存卡|内存卡|sd卡|u盘|随身碟|usb*|蓝牙|手机|卡|sd card*|memory card*|phone",
    ),
    # Cameras and their repair
    _rule("camera_repair", 2, _CAMERA),
    _rule(
        "camera_repair",
        3,
        "维修|送修|保固|保修|返修|修理|修好|修了|修完|送去修|拿去修|修相机|整相机|整返|攞去整|"
        "快门|感光元件|cmos|入尘|进灰|"
        "光圈|对焦|主板|主机板|检测费|维修费|光轴|观景窗|取景器|开不了机|无法开机|开机|原厂|过保|"
        "延长保|"
        "repair*|warranty|shutter|autofocus|auto focus|sensor|viewfinder|aperture|firmware|wont "
        "turn on|"
        "doesnt turn on|service centre|service center|fixed",
        unless="机器维修中|机器送修",
    ),
    _rule(
        "camera_repair",
        1,
        "报价|零件|检测|换件|quote*|spare part*|diagnos*|serviced",
        near=_CAMERA + "|修|repair*",
    ),
    # Website, app, files
    _rule(
        "technical_other",
        3,
        "上传|闪退|登录不|登入不|无法登|登不|验证码|付款失败|支付失败|刷卡失败|结账|结帐|电子档|"
        "扫描档|扫描文件|云端|小程序|"
        "白屏|格式不|链接|连结|下载|忘记密码|密码|转圈|404|heic|传唔到|上载|入唔到|账号被|帐号被|"
        "系统错误|系统出错|系统当|"
        "upload*|download*|log in|login|logging in|sign in|signing in|password*|verification "
        "code|website|"
        "checkout|payment failed|heic|digital file*|file format|error message|error code|server",
    ),
    _rule(
        "technical_other",
        2,
        "app|网站|网页|官网|页面|账号|帐号|软件|软体|档案|文件|系统|web site|web page|webpage|"
        "page|files|file|browser|link|online editor",
        unless="不是我的档案|印错|wrong file*",
    ),
    # Bookings
    _rule(
        "booking_failed",
        3.5,
        "预约|预订|订不到时段|时段|改期|约了|约好拍|约好的拍|订位|约时间|预定|booking*|book a|"
        "book an|booked|book the|"
        "appointment*|reschedul*|time slot*|slot|slots",
    ),
    _rule(
        "booking_failed",
        1.5,
        "取消|没有记录|没记录|冇记录|查不到|查无|撞期|额满|满了|没我的|约满|cancel*|no record|"
        "couldnt find my",
        near="预约|预定|预订|约|book*|appointment*",
    ),
    # Ready in time
    _rule(
        "pickup_delayed",
        3,
        "取件|取货|取相|领件|领取|领相|领照|取照|拿照片|拿相片|拿件|攞相|攞唔到|还没好|还没有好|"
        "还没印|还没洗|没印好|没洗好|"
        "没做好|没弄好|还没做|未好|仲未|未晒好|未冲好|还没完成|还沒好|还未完成|还在做|还在排|"
        "延误|延迟|一延再延|一拖再拖|拖了|"
        "拖到|拖咗|白跑|跑了一趟|跑了两趟|跑两趟|白行|交件|迟迟|逾期|说好0|什么时候好|几时好|"
        "几时有|何时可以|好了没|催|"
        "pick up|pickup|picked up|picking up|not ready|wasnt ready|werent ready|still not done|"
        "isnt ready|"
        "arent ready|delay*|overdue|collect|collection|turnaround|not finished|come back "
        "tomorrow|come back again",
        unless="快递取件|上门取件|寄件",
    ),
    _rule(
        "pickup_delayed",
        1.5,
        "说好|讲好|答应|承诺|约定|等了|等咗|等到|再等|还要等|过了0天|迟|今天能|promised|told me|"
        "waited|waiting|"
        "weeks|late|hours|still no|still havent|days later",
        unless="|".join(("等了0分钟没人", _COURIER)),
    ),
    # Staff
    _rule(
        "staff_attitude",
        3,
        "态度|不耐烦|口气|语气|好凶|很凶|凶巴巴|凶我|冷淡|爱理不理|爱搭不理|不理人|不理我|没人理|"
        "翻白眼|白眼|臭脸|摆脸|脸色|"
        "黑脸|没礼貌|冇礼貌|无礼|粗鲁|骂我|骂人|嘲笑|敷衍|踢皮球|推来推去|推卸|傲慢|瞧不起|"
        "看不起|赶我|吼|大小声|亲切|热情|"
        "耐心|友善|有礼貌|表扬|称赞|夸|贴心|细心|服务很好|服务真好|服务超好|服务好|服务一流|"
        "服务差|服务很差|滑手机|玩手机|"
        "聊天|黑面|好串|西面|唔理|冇人理|冇人睬|唔睬|好寸|眼尾|hea|唔耐烦|奥客|嫌我|讽刺|当面说|"
        "大声|"
        "rude*|attitude|impatient|unfriendly|ignored|ignoring|dismissive|rolled|yelled|shouted|"
        "disrespect*|"
        "polite*|impolite|friendly|kind|kindness|helpful|unhelpful|arrogant|snapped|"
        "condescending|sarcastic|"
        "unprofessional|laughed at|scolded|patience|courteous|hung up on me|bad service|great "
        "service|"
        "excellent service|terrible service|lovely",
    ),
    _rule(
        "staff_attitude",
        1.5,
        "店员|员工|服务员|服务人员|职员|工作人员|柜台小姐|柜台人员|店长|妹妹|阿姨|小哥|小姐姐|"
        "那位小姐|那位先生|女生|男生|"
        "staff|employee*|clerk*|cashier|assistant|manager|lady|guy|girl|woman|man at",
    ),
    _rule("staff_attitude", 1, "客服|服务|感谢|专业|赞|service|professional|patient|thank*"),
    # On its way to the customer
    _rule(
        "delivery",
        3,
        "快递|宅配|物流|包裹|黑猫|顺丰|速递|派件|派送|配送|送货|超商|店到店|驿站|丰巢|快件|签收|"
        "寄来|寄到|寄给|寄出|寄错|"
        "邮寄|寄送|配达|外箱|外盒|纸箱|包装破|压坏|压烂|折到|折痕|淋湿|泡水|送到|没送达|未送达|"
        "管理室|警卫|邻居|送件|发货|出货|"
        "派错|寄咗|送咗|智能柜|自提点|"
        "deliver*|courier*|parcel*|shipping|shipped|shipment|tracking|dhl|fedex|doorstep|bent|"
        "crushed|"
        "envelope|postman|in the mail|by post|dispatched|neighbour|neighbor|box was|packaging|"
        "driver",
    ),
    _rule(
        "delivery", 1, "地址|单号|运费|破损|湿|寄|package|address|arrived|arrive|wet|damaged|soaked"
    ),
    # Other service
    _rule(
        "service_other",
        3,
        "排队|排好久|人手不足|营业时间|没开门|没开|关门|提早关|停车|环境|空调|冷气|厕所|洗手间|"
        "脏乱|音乐|会员|积分|点数|集点|"
        "打不通|打唔通|没人接|冇人听|没人听|占线|不回讯|没回覆|没有回复|不回复|没人回|已读不回|"
        "个资|个人信息|个人资料|隐私|外泄|"
        "泄露|泄漏|座位|无障碍|卫生|轮椅|号码牌|叫号|插队|广告短信|广告简讯|退订|异味|臭|打尖|"
        "排咗|灯光|等候区|推销|"
        "queue*|long line|opening hours|open hours|closed early|was closed|parking|nobody "
        "answer*|no one answer*|"
        "never answer*|doesnt answer|phone line|membership|loyalty|points|toilet|restroom|"
        "unclean|air con*|"
        "privacy|leaked|personal data|wheelchair|newsletter|unsubscribe|seating|seats|smell*|spam|"
        "pick up the phone|picks up the phone|answer the phone|answers the phone|marketing",
    ),
    _rule(
        "service_other",
        1.5,
        "电话|打了0通|回电|回覆|回复|讯息|短信|简讯|门口|phone|call back|calls|reply|replied|"
        "respond*|email*|store is|hotline",
    ),
    # Money
    _rule(
        "price_dispute",
        3,
        "多收|乱收费|收费|价格|价钱|太贵|好贵|很贵|咁贵|贵了|贵咗|扣款|重复扣|扣了两|扣了0|"
        "扣两次|刷了两|刷两次|刷了0|优惠|折扣|打折|"
        "没折|没打|折价|特价|促销|活动价|标价|账单|帐单|发票|统编|加价|多付|差价|价差|找错|找零|"
        "找钱|少找|计错|计多|收多|俾多|找少|"
        "涨价|原价|会员价|坑钱|坑人|退款金额|退款没|没退款|未退款|退款还没|还没退|没收到退款|"
        "收据|报价不|跟报价|隐藏|"
        "overcharg*|charged twice|double charge*|charged me|charged us|charged for|got charged|"
        "was charged|"
        "price*|pricing|expensive|discount*|coupon*|promo*|invoice|receipt|hidden fee*|extra "
        "fee*|billed|"
        "bill|rip off|ripoff|refund hasnt|refund still|havent received my refund|no refund|"
        "cheaper|member rate|"
        "wrong change|short changed|shortchanged",
    ),
    _rule(
        "price_dispute",
        1,
        "元|块钱|块|多少钱|费用|付款|信用卡|扣|退钱|蚊|收我|收了|nt$0|$0|fee|fees|cost*|paid|"
        "credit card|charge*|dollar*",
    ),
    _rule("price_dispute", 0.5, "退款|贵|refund*|money"),
    # Not what was ordered
    _rule(
        "wrong_order",
        3,
        "别人的|别人家|不是我的|不是我们|其他人的|他人的|陌生人|给错|拿错|装错|印错|洗错|做错|"
        "弄错|送错|发错|寄错|搞错|搞混|拿成|"
        "印成|做成|洗成|错字|名字错|名字印|日期印|数量不对|数量错|多印|重复印|不是我订|跟我订的|"
        "和我订的|跟订单|和订单|与订单|订单不|"
        "顺序|俾错|畀错|晒错|攞错|第个客|人哋嘅|唔系我|第二个人|款式错|图案错|版型|下错|"
        "someone else*|somebody else*|another customer*|another family*|stranger*|not my photo*|"
        "not mine|"
        "arent mine|isnt mine|not what i ordered|not ordered|mixed up|mix up|mix-up|wrong order|"
        "wrong photo*|"
        "wrong item*|wrong product*|wrong file*|wrong picture*|wrong name|wrong quantity|wrong "
        "album|"
        "misspel*|typo|spelled|spelt|other persons|different product|duplicates|wrong date|wrong "
        "ones",
        unless="送错地址|寄错地址|派错",
    ),
    _rule(
        "wrong_order",
        1.5,
        "错|订的是|我订|我点的|明明|结果给|结果是|wrong|instead of|ordered|i asked for",
    ),
    # Size
    _rule(
        "wrong_size",
        3,
        "尺寸|大小不|大细|太大张|太小张|规格不|放不进|装不下|塞不进|放不下|入唔到框|放唔入|"
        "比例不|小一号|大一号|小了一|大了一|不合规格|"
        "不符合规格|缩水|细咗|大咗|头部比例|太细|比例|"
        "size|sized|sizes|dimension*|doesnt fit|didnt fit|dont fit|wont fit|too small|too big|"
        "too large|"
        "aspect ratio|wrong format|smaller than|larger than|bigger than",
    ),
    _rule(
        "wrong_size",
        1.5,
        "0x0|0×0|0*0|0寸|0吋|两寸|两吋|一寸|一吋|二寸|二吋|公分|厘米|0cm|0r|a0|规格|毫米|0mm|"
        "大小|太大|太小|inch*|0 by 0|cm|bigger|smaller|a0",
    ),
    # Material and workmanship
    _rule(
        "material",
        3,
        "材质|纸质|纸张|相纸|亮面|雾面|光面|绒面|亚光|哑光|磨砂|厚度|太薄|很薄|好薄|超薄|脱胶|"
        "开胶|掉页|脱页|散开|散页|散了|"
        "装订|变形|翘起|翘边|翘曲|卷起|卷曲|裂开|裂痕|质感|做工|粗糙|塑胶感|塑料感|甩胶|甩页|"
        "甩咗|散咗|起泡|气泡|脱落|廉价|护贝|"
        "塑封|胶水|好曳|材料|掉漆|松脱|"
        "paper|matte|matt|glossy|gloss|lustre|luster|thin|thinner|flimsy|glue*|binding|falling "
        "out|fall out|"
        "fell out|falling apart|fell apart|warped|warp|curl*|peel*|cheap looking|cheap feel*|"
        "feels cheap|"
        "material*|bubble*|laminat*|cracked|texture|workmanship|craftsmanship|spine",
        unless="卡纸|paper jam*|out of paper|没纸|缺纸",
    ),
    _rule("material", 1.5, _ALBUM),
    _rule(
        "material",
        1,
        "质量|品质|纸|薄|胶|坏|断|裂|cheap|quality|broke*|pages|cover",
        near=_ALBUM + "|纸",
    ),
    # Missing
    _rule(
        "missing_item",
        3,
        "少了|少0张|少一|少两|少几|少给|少印|少洗|少装|缺了|缺少|缺件|缺页|漏了|漏印|漏洗|漏装|"
        "漏给|不见了|弄丢|搞丢|丢了|丢失|遗失|"
        "没附|没有附|不齐|短少|不全|少咗|唔见|漏咗|少俾|少畀|唔齐|冇咗|只有0张|只收到0|只拿到0|"
        "得0张|只给我0|只给了0|只印了0|只洗了0|"
        "只有一半|找不到我的|没给我|没拿到|没放|不在里面|没在里面|忘了给|忘记给|忘了放|"
        "missing|lost my|lost our|lost the|have lost|was lost|were lost|incomplete|only got|only "
        "received|"
        "only 0|not included|wasnt included|werent included|left out|forgot to|wasnt in|werent "
        "in|fewer|"
        "short of|not in the bag|never got the|misplaced|not all",
        unless="少了一点|少了点",
    ),
    _rule(
        "missing_item", 1.5, "底片|原件|菲林|negatives|negative|originals|电子档没|usb没|配件|附"
    ),
    # Other products
    _rule(
        "product_other",
        3,
        "缺货|没货|断货|冇货|库存|补货|现货|赠品|二手|停产|三脚架|脚架|背带|过期|有效期|有没有卖|"
        "有卖|有冇卖|买不到|电池|保护贴|"
        "记忆卡买|买的记忆卡|充电器|相机包|停售|到货|型号|"
        "out of stock|in stock|restock*|second hand|secondhand|used camera|free gift|gift|"
        "battery|batteries|"
        "tripod|expired|accessor*|strap|camera bag|charger|do you sell|do you carry|discontinued|"
        "expiry",
    ),
    _rule(
        "product_other",
        1.5,
        "记忆卡|存储卡|买了|购买|在你们店买|商品|memory card*|bought|purchased",
    ),
)
