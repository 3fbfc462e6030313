"""Words for service problems: bookings, waiting, staff, delivery, and the rest of a visit."""

from cases.triage.rule_book.rule import Rule, rule

COURIER = """
快递|宅配|物流|包裹|黑猫|顺丰|速递|派件|超商|店到店|驿站|丰巢|快件|送货|配送|寄|邮
courier|parcel*|package*|deliver*|shipping|shipped|shipment|driver|tracking
"""

BOOKINGS = (
    rule(
        "booking_failed",
        3.5,
        """
        预约|预订|订不到时段|时段|改期|约了|约好拍|约好的拍|订位|约时间|预定|约拍|约满|约不上
        约不到|临时取消|book咗|个booking
        booking*|book a|book an|booked|book the|appointment*|reschedul*|time slot*|slot|slots
        """,
    ),
    rule(
        "booking_failed",
        1.5,
        """
        取消|没有记录|没记录|冇记录|纪录|记录|查不到|查无|撞期|额满|满了|没我的|没有我的名字
        到现场|摄影师|全家福|证件照|拍摄
        cancel*|no record|couldnt find my|deposit|shoot|session
        """,
        near="预约|预定|预订|约|book*|appointment*|slot",
    ),
    rule(
        "booking_failed",
        2.5,
        "约的|约咗|约好|约了|约定的拍|session|studio|photographer",
        near="摄影师|拍|影相|影证|形象照|全家福|证件照|维修|session|studio|shoot|photographer|moved",
    ),
    rule(
        "booking_failed",
        3,
        "时段冲突|预约错|confirmation|time conflict|fully booked|names another|no free date|walk in|walk ins",
        unless="download*|verification|密码",
    ),
    rule(
        "booking_failed",
        2,
        "book",
        near="repair|session|shoot|photo|time|slot|online",
        unless="photo book|book is|books",
    ),
)

WAITING = (
    rule(
        "pickup_delayed",
        3,
        """
        取件|取货|取相|领件|领取|领相|领照|取照|拿照片|拿相片|拿件|攞相|攞唔到|有得攞|有相攞
        还没好|还没有好|还是没好|没印好|没洗好
        还没印|还没洗|还没做|没做好|没弄好|没做完|做完|未好|仲未|未晒好|未冲好|还没完成|还未完成
        还在做|还在排|还在后面|延误|延迟
        一延再延|一拖再拖|拖了|拖到|拖咗|白跑|跑了一趟|跑了两趟|跑两趟|白行|交件|迟迟|逾期|说好0
        什么时候好|几时好|几时有|何时可以
        好了没|催|拿不到照片|拿不到相片|今天拿不到|加急|急件|特急|赶件|排程|一般件|可以拿|能拿
        来拿|明天再来
        pick up|pickup|picked up|picking up|not ready|wasnt ready|werent ready|still not done
        isnt ready
        arent ready|delay*|overdue|collect|collection|turnaround|not finished|come back tomorrow
        come back again|rush order|rush fee|one hour|0 hour service|0 hours|same day|still not
        hadnt started
        hadnt even started|develop
        """,
        unless="快递取件|上门取件|寄件|丢|维修|送修|相机|镜头|修|整咗|camera*|lens|repair*",
    ),
    rule(
        "pickup_delayed",
        1.5,
        """
        说好|讲好|话好|答应|承诺|约定|约好|等了|等咗|等到|再等|还要等|等多|过了0天|迟|今天能|第0天
        个月了|0周了|一个月|成个月
        promised|told me|was told|waited|waiting|weeks|late|hours|still no|still havent|days later
        been
        """,
        unless=COURIER + "|送修|维修|相机|镜头|排队|没退|退款|camera*|lens|queue*",
    ),
    rule(
        "pickup_delayed",
        2.5,
        """
        快好了|出片|隔天就好|隔天可|取货时间|未有得|未有相|还没出来|还没出片|还没有出|拖足|仲未有
        未冲
        be ready|ready by|ready on|ready last|supposed to be|took 0|took over|express service
        nobody can tell me
        still being|behind schedule
        """,
        unless=COURIER + "|相机|镜头|维修|camera*|lens|repair*",
    ),
    rule(
        "pickup_delayed",
        1.2,
        """
        0天|0周|0星期|0个星期|0礼拜|0个礼拜|0个月|0小时|0个小时|0个钟|0日
        0 days|0 weeks|0 months|0 hours|0 hrs
        """,
        unless=COURIER + "|相机|镜头|维修|退|排|叫号|camera*|lens|repair*|refund*|queue*|line",
    ),
    rule(
        "pickup_delayed",
        2.5,
        """
        longer than|paid for express|express|developing|were finished|next week they|only half of the
        half ready|not been printed
        只好了一半|还没拿到|拿不到
        """,
        unless="camera*|lens|repair*",
    ),
)

STAFF = (
    rule(
        "staff_attitude",
        3,
        """
        态度|不耐烦|口气|语气|好凶|很凶|凶巴巴|凶我|冷淡|爱理不理|爱答不理|爱搭不理|不理人|不理我
        没人理|翻白眼|白眼|臭脸|脸很臭|脸超臭
        脸好臭|脸臭|摆脸|脸色|黑脸|没礼貌|冇礼貌|无礼|粗鲁|骂我|骂人|嘲笑|敷衍|踢皮球|推来推去
        推卸|傲慢|瞧不起|看不起|赶我|吼
        大小声|亲切|热情|热心|耐心|友善|有礼貌|表扬|称赞|夸奖|贴心|细心|服务很好|服务真好|服务超好
        服务好|服务一流|服务差|服务很差
        滑手机|玩手机|聊天|黑面|好串|西面|唔理我|冇人理我|冇人睬|唔睬|好寸|眼尾|hea|唔耐烦|奥客
        嫌我|讽刺|大声|很冲|叹气|挂我电话
        闹我|问三句|不客气|态度恶劣|讲话很|说话很|点赞
        rude*|attitude|impatient|unfriendly|ignored|ignoring|dismissive|rolled|yelled|shouted
        disrespect*
        polite*|impolite|friendly|kind|kindness|helpful|unhelpful|arrogant|snapped|condescending
        sarcastic
        unprofessional|laughed at|scolded|patience|courteous|hung up on me|bad service
        great service|sighed
        excellent service|terrible service|lovely|praise|rushed me|chatting|patient|compliment
        """,
    ),
    rule(
        "staff_attitude",
        1.5,
        """
        店员|员工|服务员|服务人员|职员|工作人员|柜台小姐|柜台人员|柜台那个|柜台那位|店长|妹妹|阿姨
        小哥|小姐姐|小姑娘|那位小姐|个女仔
        那位先生|女生|男生|staff|employee*|clerk*|cashier|assistant|manager|lady|guy|girl|woman
        man at
        """,
    ),
    rule("staff_attitude", 1, "客服|服务|感谢|谢谢你们|专业|赞|service|professional|thank*"),
    rule(
        "staff_attitude",
        3,
        """
        难听|挂了电话|直接挂|拒绝帮|不肯帮|不关他|不关我|不想做|爱做不做|同仁|主动帮|骂客人|态度好
        识条铁|细声讲大声笑|当我透明
        refused to help|his job|her job|my job|kudos|attentive|shout out to|welcoming|hung up
        lectured|mocked
        made me feel|went above and beyond|couldnt care less|didnt care|customer service
        """,
    ),
    rule(
        "staff_attitude",
        1.2,
        "保安|那个人|那位|阿姐|阿叔|"
        "young man|young lady|front desk|security guard|at the counter|behind the counter",
    ),
    rule(
        "staff_attitude",
        3,
        """
        被挂|挂电话|赶人|赶我们|解释得|解释很|值得表扬|值得鼓励|爱洗不洗|没人搭理|不愿意|不肯|很凶
        pushing us|pushed us|sends me to|explained everything|explained clearly|very clearly|gentleman
        even cleaned
        no such thing|talked down|refused to
        """,
        unless="refused to correct|refused to honour",
    ),
)

DELIVERY = (
    rule(
        "delivery",
        3,
        """
        快递|宅配|物流|包裹|黑猫|顺丰|速递|派件|派送|配送|送货|超商|店到店|驿站|丰巢|快件|签收
        寄来|寄到|寄给|寄出|寄错|邮寄|寄送
        配达|外箱|外盒|纸箱|包装破|压坏|压烂|折到|折痕|被折|淋湿|泡水|送到|没送达|未送达|已送达
        管理室|管理员|警卫|邻居|送件|发货
        出货|派错|寄咗|送咗|智能柜|自提点|送错地址|送错去|隔壁|隔篱|司机|送货员|邮差|揽收|压扁|凹
        信箱
        deliver*|courier*|parcel*|shipping|shipped|shipment|tracking|dhl|fedex|doorstep|bent
        crushed|creased
        postman|in the mail|by post|dispatched|neighbour*|neighbor*|box was|packaging|driver
        wrong house
        wrong address|old address|my door|the rain
        """,
    ),
    rule(
        "delivery",
        1.5,
        """
        地址|单号|运费|破损|湿|寄|包装|退回|碎|盒子|箱子
        box|package*|address|arrived|arrive|wet|damaged|soaked|thin envelope|sent to
        """,
        unless="退回来了|被退",
    ),
    rule(
        "delivery",
        2.5,
        "联络不到我|联系不上我|丢在|放在门口|件货|"
        "玻璃破|shattered|mailbox|letterbox|left outside|courier company",
    ),
    rule(
        "delivery",
        2.5,
        "指定下午送|下午送|按电铃|按门铃|配送时间|rang at|did not ring|didnt ring|at night",
    ),
)

VISIT = (
    rule(
        "service_other",
        3,
        """
        排队|排好久|排了|人手不足|营业时间|没开门|没开|关门|铁门|提早关|停车|环境|空调|冷气|厕所
        洗手间|脏乱|音乐|会员|积分|点数|集点
        打不通|打唔通|忙线|没人接|冇人听|没人听|占线|不回讯|没回复|没有回复|不回复|没人回|不回
        已读不回|个资|个人信息|个人资料|隐私|外泄
        泄露|泄漏|座位|椅子|无障碍|卫生|轮椅|号码牌|叫号|插队|广告短信|广告简讯|推广|退订|异味
        很臭|好臭|超臭|臭味|味道|打尖|排咗|灯光
        等候区|推销|垃圾|只开一个|就一个人|得一个人|冇人回
        queue*|long line|in line|opening hours|open hours|posted hours|closed early|was closed
        you closed
        parking|nobody answer*|no one answer*|never answer*|doesnt answer|phone line|membership
        loyalty
        points|toilet|restroom|unclean|air con*|privacy|leaked|personal data|wheelchair|newsletter
        seating
        unsubscribe*|seats|smell*|spam|pick up the phone|picks up the phone|answer the phone
        answers the phone|marketing|till open
        """,
        unless="会员价|价|排队就算",
    ),
    rule(
        "service_other",
        1.5,
        """
        电话|打了0通|回电|回复|回复|讯息|短信|简讯|门口
        phone|call back|calls|reply|replied|respond*|email*|store is|hotline
        """,
        unless="说做好|可以取|取件|司机|送",
    ),
    rule(
        "service_other",
        2.5,
        """
        罐头|机器人回|自动回复|导航|生日券|生日礼|停业|没公告营业|很吵|很热|很闷|动线|指示|打了0通
        打咗0次
        voicemail|filthy|messy|boiling|too hot|freezing|busy tone|called 0 times|no reply
        never replied
        no response|unanswered|crowded|understaffed|no one replies|holiday hours
        """,
    ),
    rule(
        "service_other",
        2,
        "shutters|half down|half past|opening time*|tills|sunday hours|打烊时间|提早打烊|铁门",
    ),
)

SERVICE_RULES: tuple[Rule, ...] = (*BOOKINGS, *WAITING, *STAFF, *DELIVERY, *VISIT)
