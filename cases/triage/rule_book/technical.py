"""Words for machines in the store, cameras and their repair, website and files."""

from cases.triage.rule_book.rule import Rule, rule

MACHINE = """
机器|机台|机子|自助|打印机|列印机|印表机|影印机|冲印机|扫描机|扫描仪|快照机|证件照机|大头贴机
刷卡机|缴费机|付款机|收银机
触控|触屏|触摸屏|终端|一体机|设备|pos机|读卡|部机
kiosk*|machine*|printer*|terminal*|scanner*|touchscreen*|touch screen|equipment|card reader*
photo station|photo booth*|photobooth*
"""
FAULT = """
当机|死机|宕机|当掉|故障|坏|卡住|卡死|没反应|无反应|冇反应|点不动|不动|黑屏|黑掉|黑画面|蓝屏
跑不动|读不|读取|认不|读唔|不能用|没法用
无法使用|用不了|停机|错误|报错|重启|重开|怪声|异响|吞|吃|维修中|没出来|出不来|印不出|不出照片
冇相出|没吐|跳掉|转圈
error*|froze*|freez*|broke*|broken|jam*|crash*|out of order|stuck|not working|doesnt work
didnt work
not respond*|unrespons*|dead|swallow*|ate|black screen|reboot*|restart*|fault*|cant read
couldnt read
wouldnt read|would not read|hung|down|smok*|spark*|printed nothing|nothing came out|took my money
"""
CAMERA = """
相机|单反|单眼|微单|无反|镜头|机身|闪光灯|拍立得|部机|尼康|佳能|索尼|徕卡|理光
camera*|lens|lenses|nikon|canon|sony|fujifilm|olympus|leica|dslr|mirrorless|flash
"""

MACHINES = (
    rule("equipment_failure", 2, MACHINE, unless="自助餐|部机修|整返|部机整"),
    rule("equipment_failure", 2.5, FAULT, near=MACHINE, unless="部机整|吃饭"),
    rule(
        "equipment_failure",
        3,
        """
        卡纸|夹纸|吞卡|吞钱|吞币|吃钱|吃卡|吞了我|吃了我|食咗|缺纸|没纸|冇纸|机器维修中|hang机
        hang咗|投币|投钱|投咗钱
        paper jam*|out of paper|out of ink|out of order|swallowed my|ate my|photo booth*
        """,
    ),
    rule(
        "equipment_failure",
        2,
        """
        读不到|读不出|读取不|读唔到|认不到|识别不|侦测不|感应不|连不上|传不进
        cant read|couldnt read|wouldnt read|not recogni*
        """,
        near="""
        记忆卡|存储卡|储存卡|内存卡|sd卡|u盘|随身碟|usb*|蓝牙|手机|卡|sd card*|memory card*|phone
        """,
    ),
    rule(
        "equipment_failure",
        3,
        "证件相机|证件照相机|print station|instant print|self service|self-service",
    ),
    rule(
        "equipment_failure",
        2,
        "rebooted|crashed|froze|抓不到|跳错误|贴故障",
        unless="app|网站|website",
    ),
    rule(
        "equipment_failure",
        3,
        """
        自助机|自助冲印|印到一半|错误代码|读卡机|wireless transfer|touch screen|error code|mid print
        half way through my order
        """,
    ),
)

CAMERAS = (
    rule("camera_repair", 2, CAMERA),
    rule(
        "camera_repair",
        3,
        """
        维修|送修|保固|保修|返修|修理|修好|修了|修完|修回来|修过|没修|修不好|修坏|送去修|拿去修
        修相机|整相机|整镜头|整完|整返|攞去整
        部机整|快门|感光元件|cmos|入尘|进灰|发霉|光圈|对焦|主板|主机板|检测费|维修费|光轴|观景窗
        取景器|开不了机|无法开机|开机
        返厂|原厂|过保|延长保|人为损坏|等零件
        repair*|warranty|shutter|autofocus|auto focus|sensor|viewfinder|aperture|firmware
        wont turn on
        doesnt turn on|service centre|service center|fixed
        """,
        unless="机器维修中|机器送修|预约",
    ),
    rule(
        "camera_repair",
        1.5,
        """
        报价|零件|检测|换件|修|坏|故障|不亮|有雾|不动|异音|没声音
        quote*|spare part*|diagnos*|serviced|faulty|broken|fault
        """,
        near=CAMERA + "|维修|修理|repair*",
    ),
    rule(
        "camera_repair",
        2,
        "fuji|pentax|gopro|测光|漏光|支镜|单镜|机顶|异音",
        unless="instax|film|菲林",
    ),
    rule(
        "camera_repair",
        2.5,
        "按键|快门键|二手价|one button|shutter button|water damage|handed in",
        unless="自助|kiosk*",
    ),
)

ONLINE = (
    rule(
        "technical_other",
        3,
        """
        上传|闪退|登录不|登入不|登录失败|登入失败|登陆失败|登陆不|登不|无法登|验证码|付款失败
        支付失败|刷卡失败|结账页|结帐页|电子档
        扫描档|扫描文件|云端|小程序|白屏|格式不|链接|连结|下载|忘记密码|密码|0 not found|heic|传唔到|上载
        账号被|帐号被|系统错误|系统出错
        系统当|编辑器|草稿|跑版|购物车|网络错误|跳回首页|打不开
        upload*|download*|log in|login|logging in|sign in|signing in|password*|verification code
        website
        checkout|payment failed|heic|digital file*|file format|error message|error code|server
        editor
        shopping cart|basket|browser*|web page|webpage|link
        """,
        unless="预约页面|预约系统|网路预约|booking page",
    ),
    rule(
        "technical_other",
        2,
        """
        app|网站|网页|官网|页面|账号|帐号|软件|软体|档案|文件|系统|入唔到去
        web site|page|files|file|account|online
        """,
        unless="""
        不是我的档案|印错|wrong file*|预约|传的是|预订|original file*|the file i|相框|入唔到我个
        """,
    ),
    rule(
        "technical_other",
        2,
        "logs me out|logged out|一选就崩|崩溃|很卡|特别卡|lag*|pdf|bug",
        near="app|网|editor|upload",
    ),
    rule(
        "technical_other",
        3,
        """
        存档|重新打开|重新整理|预览是|线上编辑|kilobyte*|megabyte*|pressed pay|kept spinning
        keeps spinning|preview but
        layout changed|online editor|my account|spinning
        """,
    ),
    rule(
        "technical_other",
        2.5,
        "scan|scans|scanned|扫描",
        near="file*|kb|mb|resolution|档|文件|link|email*|small",
    ),
)

TECHNICAL_RULES: tuple[Rule, ...] = (*MACHINES, *CAMERAS, *ONLINE)
