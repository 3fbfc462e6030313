"""The category tree that a new installation starts with, in three classes, and who answers.

Plain data: it is copied into rows once, and edited there.
"""

from types import MappingProxyType

from cases.triage.category_seed import (
    KLASSES,
    CategorySeed,
    Fact,
    Klass,
    Severity,
    Words,
    said,
)

__all__ = (
    "BY_CODE",
    "CATEGORIES",
    "DEPARTMENT_NAMES",
    "KLASSES",
    "KLASS_NAMES",
    "CategorySeed",
    "Fact",
    "Klass",
    "Severity",
    "Words",
)

KLASS_NAMES = MappingProxyType[Klass, Words](
    {
        "technical": said("技術問題", "技术问题", "Technical"),
        "service": said("服務問題", "服务问题", "Service"),
        "product": said("產品問題", "产品问题", "Product"),
    }
)

DEPARTMENT_NAMES = MappingProxyType[str, Words](
    {
        "print_quality": said("沖印品質部", "冲印质量部", "Print quality"),
        "equipment_service": said("設備維護部", "设备维护部", "Equipment service"),
        "camera_repair": said("相機維修部", "相机维修部", "Camera repair"),
        "store_operations": said("門市營運部", "门店运营部", "Store operations"),
        "online_orders": said("線上訂單部", "线上订单部", "Online orders"),
        "customer_care": said("顧客服務部", "客户服务部", "Customer care"),
    }
)

CATEGORIES: tuple[CategorySeed, ...] = (
    CategorySeed(
        code="print_colour",
        klass="technical",
        name=said("色彩偏差", "色彩偏差", "Print colour"),
        chip=said("色偏", "偏色", "Colour off"),
        description=said(
            "相片顏色不對：偏黃、偏紅、偏綠、偏藍、太暗、太亮、褪色，與螢幕或原檔的色差大。",
            "照片颜色不对：偏黄、偏红、偏绿、偏蓝、太暗、太亮、褪色，与屏幕或原图的色差大。",
            "The colours of the prints are wrong: yellow, red, green or blue cast, too dark, "
            "too light, "
            "faded, or different from the screen or the original file.",
        ),
        department="print_quality",
        facts=("order_number", "photo_of_print"),
    ),
    CategorySeed(
        code="print_blur",
        klass="technical",
        name=said("影像模糊", "影像模糊", "Print blur"),
        chip=said("模糊", "模糊", "Blurred"),
        description=said(
            "印出來的相片模糊、不清晰、有鋸齒或馬賽克、解析度不足、疊影。",
            "印出来的照片模糊、不清晰、有锯齿或马赛克、分辨率不足、重影。",
            "Prints are blurred, not sharp, out of focus, pixelated, low in resolution or doubled.",
        ),
        department="print_quality",
        facts=("order_number", "photo_of_print"),
    ),
    CategorySeed(
        code="print_banding",
        klass="technical",
        name=said("條紋與刮痕", "条纹与划痕", "Banding and marks"),
        chip=said("條紋", "条纹", "Lines"),
        description=said(
            "相片表面有條紋、橫線、刮痕、白點、污漬、指紋或墨水漬。",
            "照片表面有条纹、横线、划痕、白点、污渍、指纹或墨渍。",
            "Prints show bands, lines, streaks, scratches, white dots, stains, fingerprints "
            "or ink marks.",
        ),
        department="print_quality",
        facts=("order_number", "photo_of_print"),
    ),
    CategorySeed(
        code="print_cut",
        klass="technical",
        name=said("裁切錯誤", "裁切错误", "Print cut"),
        chip=said("裁切", "裁切", "Cut off"),
        description=said(
            "相片裁切歪斜、人頭或邊緣被切掉、白邊不均、構圖被裁。",
            "照片裁切歪斜、人头或边缘被切掉、白边不均、构图被裁。",
            "Prints are cut crooked, heads or edges are cropped off, borders are uneven.",
        ),
        department="print_quality",
        facts=("order_number", "photo_of_print"),
    ),
    CategorySeed(
        code="equipment_failure",
        klass="technical",
        name=said("設備故障", "设备故障", "Equipment failure"),
        chip=said("機器故障", "机器故障", "Machine"),
        description=said(
            "門市的自助機、列印機、掃描機或繳費機故障、當機、卡紙、讀不到記憶卡或手機。",
            "门店的自助机、打印机、扫描机或付款机故障、死机、卡纸、读不到存储卡或手机。",
            "A machine in the store (self-service kiosk, printer, scanner, payment terminal) "
            "fails, freezes, "
            "jams or cannot read the memory card or the phone.",
        ),
        department="equipment_service",
        severity="high",
        facts=("store",),
    ),
    CategorySeed(
        code="camera_repair",
        klass="technical",
        name=said("相機維修", "相机维修", "Camera repair"),
        chip=said("相機維修", "相机维修", "Camera"),
        description=said(
            "相機、鏡頭或閃光燈的故障、送修、保固、報價、維修品質與進度。",
            "相机、镜头或闪光灯的故障、送修、保修、报价、维修质量与进度。",
            "A camera, lens or flash is faulty, under warranty or in repair: quote, quality "
            "and progress.",
        ),
        department="camera_repair",
        facts=("product_serial", "proof_of_purchase"),
    ),
    CategorySeed(
        code="technical_other",
        klass="technical",
        name=said("其他技術問題", "其他技术问题", "Other technical"),
        chip=said("App／上傳", "App／上传", "App, upload"),
        description=said(
            "網站、App、上傳檔案、登入、付款頁面、電子檔與掃描檔等其他技術問題。",
            "网站、App、上传文件、登录、付款页面、电子文件与扫描文件等其他技术问题。",
            "Website, app, upload, sign-in, payment page, digital files and other technical "
            "problems.",
        ),
        department="online_orders",
    ),
    CategorySeed(
        code="booking_failed",
        klass="service",
        name=said("預約失敗", "预约失败", "Booking failed"),
        chip=said("預約", "预约", "Booking"),
        description=said(
            "預約證件照、拍攝或維修不成功、被取消、改期、到店卻沒有預約紀錄。",
            "预约证件照、拍摄或维修不成功、被取消、改期、到店却没有预约记录。",
            "A booking for an ID photo, a shoot or an appointment failed, was cancelled or "
            "moved, "
            "or the store has no record of it.",
        ),
        department="store_operations",
        facts=("store",),
    ),
    CategorySeed(
        code="pickup_delayed",
        klass="service",
        name=said("取件延誤", "取件延误", "Pickup delayed"),
        chip=said("延誤", "延误", "Late"),
        description=said(
            "約定時間到店取件，相片還沒好，一再延期，等了很久。",
            "约定时间到店取件，照片还没好，一再延期，等了很久。",
            "The order was not ready at the promised time, pick-up was put off again, or "
            "waiting took long.",
        ),
        department="store_operations",
        facts=("order_number", "store"),
    ),
    CategorySeed(
        code="staff_attitude",
        klass="service",
        name=said("服務態度", "服务态度", "Staff attitude"),
        chip=said("服務態度", "服务态度", "Staff"),
        description=said(
            "店員或客服態度冷淡、不耐煩、口氣差、不理人，或服務親切值得表揚。",
            "店员或客服态度冷淡、不耐烦、语气差、不理人，或服务亲切值得表扬。",
            "How staff behaved: rude, impatient, unhelpful, ignoring the customer, or kind "
            "and worth praise.",
        ),
        department="customer_care",
        facts=("store",),
    ),
    CategorySeed(
        code="delivery",
        klass="service",
        name=said("配送問題", "配送问题", "Delivery"),
        chip=said("配送", "配送", "Delivery"),
        description=said(
            "宅配、快遞或超商取貨：包裹延遲、遺失、送錯地址、包裝破損、相片被折到。",
            "快递或物流配送：包裹延迟、丢失、送错地址、包装破损、照片被折到。",
            "Courier and parcel: late, lost, sent to a wrong address, damaged packaging, bent "
            "prints.",
        ),
        department="online_orders",
        facts=("order_number", "tracking_number"),
    ),
    CategorySeed(
        code="service_other",
        klass="service",
        name=said("其他服務問題", "其他服务问题", "Other service"),
        chip=said("其他服務", "其他服务", "Other service"),
        description=said(
            "排隊、營業時間、店內環境、會員點數、電話打不通、個資等其他服務問題。",
            "排队、营业时间、店内环境、会员积分、电话打不通、个人信息等其他服务问题。",
            "Queues, opening hours, tidiness, membership points, unanswered phone, privacy "
            "and other service matters.",
        ),
        department="customer_care",
    ),
    CategorySeed(
        code="price_dispute",
        klass="product",
        name=said("價格爭議", "价格争议", "Price dispute"),
        chip=said("價格", "价格", "Price"),
        description=said(
            "多收錢、重複扣款、優惠沒折、價格與標示不符、發票或退款金額有誤。",
            "多收钱、重复扣款、优惠没减、价格与标示不符、发票或退款金额有误。",
            "Overcharged, charged twice, discount not applied, price differs from the label, "
            "wrong invoice or refund amount.",
        ),
        department="customer_care",
        facts=("order_number",),
    ),
    CategorySeed(
        code="wrong_order",
        klass="product",
        name=said("訂單錯誤", "订单错误", "Wrong order"),
        chip=said("給錯東西", "给错东西", "Wrong item"),
        description=said(
            "拿到別人的相片、印錯檔案、數量或品項與訂單不同、做錯款式。",
            "拿到别人的照片、印错文件、数量或品类与订单不同、做错款式。",
            "Received somebody else's photos, the wrong files, another product or quantity "
            "than ordered.",
        ),
        department="store_operations",
        facts=("order_number",),
    ),
    CategorySeed(
        code="wrong_size",
        klass="product",
        name=said("尺寸不符", "尺寸不符", "Wrong size"),
        chip=said("尺寸", "尺寸", "Size"),
        description=said(
            "相片、相框或證件照尺寸不對，太大或太小，與訂購規格不符。",
            "照片、相框或证件照尺寸不对，太大或太小，与订购规格不符。",
            "Prints, frames or ID photos have the wrong size: too big, too small, not the "
            "format ordered.",
        ),
        department="print_quality",
        facts=("order_number",),
    ),
    CategorySeed(
        code="material",
        klass="product",
        name=said("材質問題", "材质问题", "Material"),
        chip=said("材質", "材质", "Material"),
        description=said(
            "相紙、相簿、相框或無框畫的材質與做工：太薄、亮面霧面弄錯、脫膠、掉頁、變形、易壞。",
            "相纸、相册、相框或无框画的材质与做工：太薄、光面绒面弄错、脱胶、掉页、变形、易坏。",
            "Paper, album, frame or canvas: too thin, glossy instead of matte, glue or pages "
            "coming off, "
            "warped, poorly made.",
        ),
        department="print_quality",
        facts=("order_number", "photo_of_print"),
    ),
    CategorySeed(
        code="missing_item",
        klass="product",
        name=said("缺件遺失", "缺件丢失", "Missing item"),
        chip=said("少件", "少件", "Missing"),
        description=said(
            "相片少張、訂單缺件、配件沒附、底片或原件被弄丟。",
            "照片少张、订单缺件、配件没附、底片或原件被弄丢。",
            "Prints or parts of the order are missing, accessories not included, negatives or "
            "originals lost.",
        ),
        department="store_operations",
        facts=("order_number",),
    ),
    CategorySeed(
        code="product_other",
        klass="product",
        name=said("其他產品問題", "其他产品问题", "Other product"),
        chip=said("其他產品", "其他产品", "Other product"),
        description=said(
            "商品缺貨、規格說明、贈品、二手機、記憶卡與電池等其他產品問題。",
            "商品缺货、规格说明、赠品、二手机、存储卡与电池等其他产品问题。",
            "Stock, specifications, gifts, second-hand cameras, cards and batteries, and "
            "other product matters.",
        ),
        department="customer_care",
        severity="low",
    ),
)

BY_CODE = MappingProxyType({category.code: category for category in CATEGORIES})
