"""Words for what is wrong with a print: colour, sharpness, marks, cut."""

from cases.triage.rule_book.rule import Rule, rule

PRINT = """
照片|相片|相纸|冲印|冲洗|洗|印|晒|海报|证件照|全家福|婚纱|啲相|张相|菲林|底片|人脸|脸|肤|面色|天空
背景|新娘|影像|画面
photo*|print*|picture*|poster*|image*|skin|face*|album|enlargement*|invitation*|card|cards
"""

COLOUR = (
    rule(
        "print_colour",
        3,
        """
        偏黄|偏红|偏绿|偏蓝|偏紫|偏青|偏暗|偏色|偏白|偏灰|偏橘|偏淡|偏亮|色偏|色差|色调|失色
        颜色不对|颜色不一样|颜色怪
        颜色差|颜色不准|颜色不正|颜色跑|颜色很|颜色完全|颜色都|颜色太|颜色变|颜色跟|颜色和|颜色同
        颜色有|颜色严重|色彩|泛黄
        泛红|发黄|发绿|发红|发蓝|发紫|发青|发灰|发暗|发白|发黑|变黄|变绿|变红|变蓝|变紫|变咗|变色
        变黑|褪色|掉色|退色|脱色
        过曝|曝光过|过暗|过亮|黑漆漆|暗沉|饱和度|白平衡|对比度|惨白|蜡黄|肤色|走色|色温|色水
        唔同色|死白|校色|调色|白花花
        灰蒙蒙|不鲜艳|失真|红通通|一片黑|黑成一片|死黑
        colour*|color*|tint*|hue*|discolo*|washed out|overexposed|underexposed|skin tone*
        white balance
        saturat*|desaturat*|faded|fading|yellowish|greenish|reddish|bluish|sepia
        """,
        unless="""彩色打印|相框颜色|封面颜色|frame colo*|cover colo*""",
    ),
    rule(
        "print_colour",
        2,
        """
        太暗|太黑|太亮|太红|太黄|太蓝|太绿|太淡|太白|很暗|好暗|超暗|很黄|好黄|超黄|黄黄|红红|绿绿
        蓝蓝|灰灰|雾雾|咁黄|咁暗
        咁黑|咁蓝|咁红|黄咗|黑咗|暗咗|深色|颜色|啲色|暗到|黄到|红到|绿到|蓝到|黑到|黄得|红得|暗得
        黑得|淡掉|变淡
        yellow|orange|purple|magenta|too dark|too bright|so dark|very dark|really dark|much darker
        darker|too light|dull|pale|dark|grey|gray
        """,
        near=PRINT,
        unless="深色背景|dark area*|深色的地方",
    ),
    rule(
        "print_colour",
        1.2,
        "紫|绿|青|暗|黄|灰|红|green|blue|red|reds|greens|blues|太亮|太暗",
        near=PRINT,
        unless="黄先生|黄小姐|姓黄|黄金|青年|灰尘|红绿灯|红包|绿框|边框|相框",
    ),
    rule(
        "print_colour",
        1,
        "屏幕|萤幕|荧幕|手机上看|电脑上看|monitor|on screen|on my screen",
        near=PRINT,
    ),
    rule(
        "print_colour",
        3,
        """
        粉红色|橙色|橘色|绿色|咖啡色|墨绿|紫色|蓝色|灰色|红色|黄色|米色
        orange|pink|purple|green|blue|yellow|brown|grey|gray|red
        """,
        near="""
        变成|变咗|印成|洗成|晒成|打成|印出来|洗出来|晒出
        came out|came back|turned|looks|look|printed as
        """,
        unless="相框|画框|封面|杯|款|cover|frame*|mug*|line|lines",
    ),
    rule("print_colour", 2, "跟屏幕|和屏幕|与屏幕|跟萤幕|和萤幕|蒙了层灰|muddy|too pink|lifeless"),
    rule(
        "print_colour",
        3,
        "颜色却|色不同|颜色不同|shade|shades|darker than|lighter than|暗到连|调亮",
    ),
)

BLUR = (
    rule(
        "print_blur",
        3,
        """
        模糊|糊糊|糊掉|糊成|糊到|很糊|好糊|超糊|有点糊|都糊|糊得|不清晰|看不清|失焦|不锐利
        不够锐利|锯齿|马赛克|像素|画素|分辨率
        解析度|清晰度|不够清|重影|叠影|鬼影|颗粒|蒙查查|朦查查|蒙查查|朦胧|朦朦|蒙蒙|起格|唔清
        唔够清|睇唔清|蒙|柔焦|隔了一层
        认不出|一格一格|对不到焦|毛毛的
        blur*|fuzzy|not sharp|unsharp|isnt sharp|arent sharp|out of focus|pixel*|low res*
        resolution|grainy
        jagged|ghosting|unfocused|hazy|double image|sharpness|soft and|not clear|not crisp
        lack of detail
        """,
        unless="模糊地带|说得模糊|相机|镜头|camera*|lens",
    ),
    rule(
        "print_blur",
        1.5,
        "不清楚|糊|朦|蒙|清楚|锐利|soft|unclear|sharp|crisp|low quality",
        near=PRINT,
        unless="说不清楚|讲不清楚|不清楚为|讲清楚|说清楚|写得清|写清楚|灰蒙蒙|蒙蔽",
    ),
    rule(
        "print_blur",
        2,
        """
        化开|看不出是谁|看不到字|看不清字|睇唔到|五官|打了码|打码|无法辨识|认不得
        cannot be read|cant be read|cant read|cant even read|unreadable|illegible|no detail
        zero detail
        lost detail|detail
        """,
        near=PRINT + "|字|放大|text|letter*|sign|writing",
    ),
)

MARKS = (
    rule(
        "print_banding",
        3,
        """
        条纹|横纹|直纹|竖纹|波纹|横线|竖线|白线|黑线|蓝线|红线|绿线|一条线|一条一条|一条条
        一道一道|线条|间条|一间间|刮痕|划痕
        刮花|刮伤|白点|黑点|斑点|污渍|污点|脏污|墨渍|墨点|墨水|墨迹|指纹|手印|水渍|拉丝|滚轮|压痕
        色带|油渍|毛屑|点点|光斑
        喷头|印子|条痕
        stripe*|streak*|banding|bands|scratch*|white dots|black dots|dots|specks|spots|stain*
        smudge*
        fingerprint*|ink|roller|smear*|white line*|black line*|thin line*|horizontal line*
        vertical line*
        lines across|line across|lines through|line through|faint line*|line running|lines running
        dust|blot
        """,
        unless="镜头|机身|相机|扫描机|lens|camera*|out of ink|sensor",
    ),
    rule(
        "print_banding",
        1.5,
        "一道|一条|细线|细的线|线|花咗|花晒|花了|脏|污糟|有痕|沾|灰尘|lines|line|marks|dirty|dirt",
        near=PRINT,
        unless="""
        线上|在线|上线|排队|网线|热线|line me|on line|官方line|环境|厕所|地板|折|相机|镜头|合照
        camera*|lens
        """,
    ),
    rule(
        "print_banding",
        2.5,
        "lines down|line down|lines on|lines in|lines all|粉红线|的线|浅色的杠|有杠|scuffed|scuff*|greasy",
        unless="相机|镜头|排队|camera*|lens|phone lines",
    ),
    rule("print_banding", 3, "界线|black dot|white dot|dot on|mark on the|marks on the|streaky"),
)

CUT = (
    rule(
        "print_cut",
        3,
        """
        裁切|裁剪|裁到|裁掉|裁歪|裁得|裁坏|裁错|裁成|被裁|切掉|切到|被切|切歪|切坏|切边|切头|切得
        裁边|裁咗|cut咗|切咗|切走|半个头
        没有头|砍头|白边|黑边|留边|截掉|截断|构图|毛边|毛刺|头顶没|头顶冇|头被|脚被|出血|剪歪|剪掉
        裁的|裁纸|边框不|白框|框不均
        宽窄不|左宽右窄|不对称|露白|漏白|满版|cut相|裁了|给我裁|裁我
        crop*|cut off|cutoff|cuts off|chopped|crooked|trim*|border*|off centre|off center
        misalign*|slanted
        tilted|cut in half|badly cut|cut wrong|cut our|cut my|uneven edge*|heads
        """,
        unless="cut my finger|cut my hand|切到手",
    ),
    rule(
        "print_cut",
        1.5,
        "裁|歪|斜|边框|边缘|切|不见一半|edge*|margin*|cut|uneven|top of",
        near=PRINT,
        unless="一切|切实|密切|亲切|cut my finger",
    ),
    rule(
        "print_cut",
        2.5,
        """
        直角|裁刀|裁没|没对准|没切准|切走|切没|切不齐|裁不齐|不平行|切掉了
        arent straight|isnt straight|not straight|out of frame|cut the|cut out of|sliced
        missing from the side
        """,
    ),
    rule(
        "print_cut",
        2.5,
        "not parallel|full bleed|part of the picture|missing from the edge|squared off|edges are",
    ),
)

PRINT_RULES: tuple[Rule, ...] = (*COLOUR, *BLUR, *MARKS, *CUT)
