"""Words for product problems: price, order, size, material, missing things, goods for sale."""

from cases.triage.rule_book.rule import Rule, rule

ALBUM = """
相册|相簿|相框|相架|画框|无框画|相本|相片书|写真书|影集|台历|日历|马克杯|杯子|album*|frame*|canvas
mug*|photo book*
"""

PRICE = (
    rule(
        "price_dispute",
        3,
        """
        多收|乱收费|收费|价格|价钱|太贵|好贵|很贵|咁贵|贵了|贵咗|收贵|扣款|重复扣|扣了两|扣了0
        扣两次|扣了我|刷了两|刷两次|刷了0|两笔
        优惠|折扣|打折|没折到|折价|特价|促销|活动价|标价|账单|帐单|发票|统编|加价|多付|差价|价差
        找错|找零|找钱|少找|计错|计多|收多
        俾多|找少|涨价|原价|会员价|坑钱|坑人|太坑|退款金额|退款没|没退款|未退款|退款还没|还没退
        没收到退款|收据|小票|报价不|跟报价
        隐藏|手续费|处理费|买0送|买十送|处理费|结账变|没减
        overcharg*|charged twice|double charge*|charged me|charged us|charged for|got charged
        was charged
        price*|pricing|expensive|discount*|coupon*|promo*|invoice|hidden fee*|extra fee*
        handling fee|billed
        bill|rip off|ripoff|refund hasnt|refund still|havent received my refund|no refund|cheaper
        deducted
        member rate|wrong change|short changed|shortchanged|money back
        """,
        unless="维修费|等零件|送修|repair*|报价一日",
    ),
    rule(
        "price_dispute",
        3,
        "没到账|未到账|没入账|未入账|没退|未退|冇退|天了|钱还没|refund*|money back",
        near="""
        退款|退钱|退费|退还|钱|cancelled|weeks|still waiting|not received|havent|hasnt
        """,
        unless="要求退款|快递|相机",
    ),
    rule(
        "price_dispute",
        1,
        """
        元|块钱|块|多少钱|费用|付款|信用卡|扣|退钱|蚊|收我|收了|nt$0|$0|0块
        fee|fees|cost*|paid|credit card|charge*|dollar*|receipt|the till
        """,
    ),
    rule("price_dispute", 0.5, "退款|贵|钱|refund*|money"),
    rule(
        "price_dispute",
        2.5,
        """
        0折|打0折|押金|订金|定金|抢钱|公告|埋单|涨了|加收|补差|还可以加价|报0|收0元
        quoted|paying|ended up paying|receipt shows|deposit back|extra charge|surcharge|tax|deal
        half price
        """,
        unless="预约|相机|镜头|维修|camera*|lens|repair*|booking",
    ),
    rule(
        "price_dispute",
        3,
        "原本报价|再加钱|要加钱|多付|asked for more|was quoted|keep half|half the deposit",
    ),
)

WRONG_ORDER = (
    rule(
        "wrong_order",
        3,
        """
        别人的|别人家|不是我的|不是我们|其他人的|他人的|陌生人|不认识|给错|拿错|装错|印错|洗错
        做错|弄错|送错|发错|寄错|搞错|搞混|拿成
        印成|做成|洗成|错字|名字错|名字印|姓名|日期印|数量不对|数量错|多印|重复印|不是我订
        跟我订的|和我订的|跟订单|和订单|与订单
        订单不|顺序|俾错|畀错|晒错|攞错|第个客|人哋嘅|唔系我|第二个人|款式|图案|版型|下错|落单写
        下单写|写明要|选的是|传的是|订的是
        封面a|直式|横式|同一张
        someone else*|somebody else*|another customer*|another family*|stranger*|not my photo*
        not mine
        arent mine|isnt mine|not what i ordered|not ordered|mixed up|mix up|wrong order
        wrong photo*
        wrong item*|wrong product*|wrong file*|wrong picture*|wrong name|wrong quantity
        wrong album|wrong text
        misspel*|typo|spelled|spelt|other persons|different product|duplicates|wrong date
        wrong ones|wrong cover
        copies of one|copies of the same|starts in|instead of january
        """,
        unless="送错地址|寄错地址|派错|送错去|wrong house|wrong address|寸的|邻居",
    ),
    rule(
        "wrong_order",
        1.5,
        """
        错|我订|我点的|明明|结果给|结果是|却给|给的是|俾咗金|俾咗银
        wrong|instead of|ordered|i asked for
        """,
        unless="错误|不错|wrong size|wrong house|wrong address",
    ),
    rule(
        "wrong_order",
        2.5,
        """
        里面是|装的是|乱掉|次序|跟我写的|和我写的|我写的|我选|我挑|我拣|晒咗第|印咗第|唔同我拣
        不一样的东西|另外一|其他客
        other family|belong to|belongs to|i picked|i chose|i selected|i wanted|this is pink
        not the one
        somebody elses|other customer|the wrong|wrong language|order mixed
        """,
        unless="wrong size|wrong house|wrong address|颜色|colour*|亮面|雾面|光面|绒面|matte|glossy|尺寸|寸的",
    ),
    rule(
        "wrong_order",
        3,
        """
        给我的是|来的是|选的黑|选的白|下单选|wrong letter|letter in the name|got a mouse|and got a
        wrong language|unedited
        """,
        unless="亮面|雾面|寸|glossy|matte",
    ),
)

SIZE = (
    rule(
        "wrong_size",
        3,
        """
        尺寸|大小不|大小唔|大细|太大张|太小张|规格不|放不进|装不进|装不下|塞不进|放不下|入唔到框
        入唔到我|放唔入|比例不|小一号|大一号
        小一圈|大一圈|小了一|大了一|不合规格|不符合规格|缩水|细咗|大咗|头部比例|太细|比例|印太小
        印太大|小了0|订的小|订的大
        size|sized|sizes|dimension*|doesnt fit|didnt fit|dont fit|wont fit|too small|too big
        too large
        aspect ratio|wrong format|smaller than|larger than|bigger than|measure|measures
        """,
    ),
    rule(
        "wrong_size",
        1.5,
        """
        0x0|0×0|0*0|0.0x0.0|0寸|0吋|两寸|两吋|一寸|一吋|二寸|二吋|公分|厘米|0cm|0r|规格|毫米|0mm
        大小|太大|太小|a0
        inch*|0 by 0|cm|bigger|smaller|a0
        """,
        unless="糊|解析度|pixel*|blur*|海报打|a0海报印",
    ),
    rule(
        "wrong_size",
        3,
        """
        印成a0|给我a0|给a0|拿到a0|人头太小|人头太大|头太小|头太大|宽了|长了一|短了一|窄了
        差了0公分|差0公分
        delivered as 0x0|as 0x0|instead of 0x0|square prints|measures|off by|head size
        """,
    ),
    rule(
        "wrong_size",
        3,
        """
        印成0寸|印成0吋|要的0寸|要的0吋|给我0寸|给我0吋|不符规格|these are smaller|print does not fit
        does not fit|do not fit|doesnt fit in
        full sheet|half of it|dimensions|centimetre*|millimetre*
        """,
    ),
)

MATERIAL = (
    rule(
        "material",
        3,
        """
        材质|纸质|纸张|亮面|雾面|光面|绒面|亚光|哑光|磨砂|厚度|太薄|很薄|好薄|超薄|薄到|脱胶|开胶
        掉页|脱页|散开|散页|散了|散咗|内页
        整页|装订|变形|翘起|翘边|翘曲|卷起|卷曲|卷边|裂开|裂痕|开裂|质感|做工|粗糙|塑胶感|塑料感
        甩胶|甩页|甩咗|甩晒|起泡|气泡|脱落
        廉价|护贝|塑封|胶水|好曳|材料|掉漆|松脱|影印纸|打印纸|反光|滑晒|质量太次|背板是
        paper|matte|matt|glossy|gloss|lustre|luster|thin|thinner|flimsy|glue*|binding|falling out
        fall out
        fell out|falling apart|fell apart|came apart|warped|warp|curl*|peel*|cheap looking
        cheap feel*
        feels cheap|material*|bubble*|bubbling|laminat*|cracked|texture|workmanship|craftsmanship
        spine
        """,
        unless="卡纸|paper jam*|out of paper|没纸|缺纸|thin envelope|外箱|宅配|thin line*|玻璃碎",
    ),
    rule("material", 3, "相纸", near="薄|差|透|硬|软|廉|手感|换|滑|不一样"),
    rule("material", 1.5, ALBUM),
    rule(
        "material",
        1,
        "质量|品质|纸|薄|胶|坏|断|裂|cheap|quality|broke*|pages|cover",
        near=ALBUM + "|纸",
    ),
    rule(
        "material",
        2.5,
        """
        烫金|一摸就掉|铜版纸|普通纸|木纹|粗粗|光泽|样品|一碰就|一扯就|摸起来|手感|掉下来|起泡|断掉
        裂掉
        plastic|junk|magnet*|rough|shiny|sample|stitching|feels like|fell off|came off|coating
        """,
        unless="相机|镜头|camera*|lens|掉下来砸",
    ),
    rule(
        "material",
        2.5,
        "adhesive|fall off|falls off|stickers|贴纸|没有黏性|没粘性|不粘|reflects",
        unless="相机|camera*",
    ),
)

MISSING = (
    rule(
        "missing_item",
        3.2,
        """
        少了|少0张|少一|少两|少几|少给|少印|少洗|少装|缺了|缺少|缺件|缺页|漏了|漏印|漏洗|漏装|漏给
        不见了|弄不见|弄丢|搞丢|丢了|丢失
        遗失|没附|没有附|不齐|短少|不全|少咗|唔见|漏咗|少俾|少畀|唔齐|冇咗|只有0张|只收到0|只拿到0
        得0张|只给我0|只给了0|只印了0
        只洗了0|只给0|只有一半|找不到我的|没给我|没拿到|没放|不在里面|没在里面|忘了给|忘记给
        忘了放|没还我|没有还我|没还给|补给我
        missing|lost my|lost our|lost the|have lost|was lost|were lost|incomplete|only got
        only received
        only 0|not included|wasnt included|werent included|left out|forgot to|wasnt in|werent in
        not in the bag
        was not in|were not in|fewer|short of|never got the|never gave me|misplaced|not all
        half the order
        came without|without the
        """,
        unless="""
        卡纸|没纸|缺纸|外箱|宅配|玻璃碎|paper jam*|out of paper|thin envelope|thin line*
        """,
    ),
    rule(
        "missing_item",
        1.5,
        "底片|原件|正本|菲林|negatives|negative|originals|电子档没|usb没|配件|附|没给|数了|数过",
        unless="卖|冲咗|develop|上传|附件|附近|附上",
    ),
    rule(
        "missing_item",
        2.5,
        """
        冇俾|没俾|只拿到|只收到|只有照片|拿到0本|拿到0张|里没有|里面没有|冇跟|没跟|没夹|漏了
        没看到|找不到
        cant find my|cant find the|cannot find the|couldnt find the|where is my|where are my
        wasnt there
        were not there|nowhere|empty
        """,
        near="""
        相|照片|相册|相框|套餐|光盘|光碟|底片|u盘|送𠮶|袋子|信封|附
        slides|negatives|prints|photos|usb|film|tape*|order|bag|envelope|album
        """,
        unless="找不到停车|预约|网站|app|tracking|门口|delivered",
    ),
    rule(
        "missing_item",
        3,
        """
        打开袋子没有|说0组|组八张|给我0张|只给我|is lost|are lost|got lost|books and got|and got one
        and i got 0|should be 0
        not returned|did not come back|one of the old photos
        """,
        unless="camera*|相机|tracking|parcel",
    ),
)

GOODS = (
    rule(
        "product_other",
        3,
        """
        缺货|没货|断货|冇货|库存|补货|现货|赠品|满额礼|二手|停产|三脚架|脚架|背带|背袋|过期的
        有效期|有没有卖|有卖|有冇卖|有冇得卖
        买不到|电池|保护贴|记忆卡买|买的记忆卡|买的内存卡|买的胶卷|充电器|相机包|停售|到货|型号
        送完了|赠品说
        out of stock|in stock|stock|restock*|second hand|secondhand|used camera|free gift|gift
        battery
        batteries|tripod|expired film|accessor*|strap|camera bag|charger|do you sell|you sell
        do you carry
        discontinued|expiry
        """,
    ),
    rule(
        "product_other",
        2,
        "你们店买|你们家买|在你们买|买回去|想买|买的|i bought|bought from|purchased from",
        unless="我买的相本",
    ),
    rule("product_other", 1, "记忆卡|存储卡|内存卡|买了|购买|商品|memory card*|bought|purchased"),
    rule(
        "product_other", 2.5, "滤镜|假货|拉链|快门线|遥控器|镜头盖|zipper|filter|counterfeit|fake"
    ),
)

PRODUCT_RULES: tuple[Rule, ...] = (*PRICE, *WRONG_ORDER, *SIZE, *MATERIAL, *MISSING, *GOODS)
