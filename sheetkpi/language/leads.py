"""What the list of leads says: why to call, and what to do; and what the analysis of lists says."""

WORDS: dict[str, tuple[str, str]] = {
    "why_call.and": ("／", "; "),
    "why_call.due": ("今日が約束の日", "promised for today"),
    "why_call.overdue": ("約束から{days}日超過", "promised {days:|day|days} ago"),
    "why_call.overdue_one": ("約束から1日超過", "promised 1 day ago"),
    "why_call.untouched": ("まだ誰も架電していない", "not called yet"),
    "why_call.waiting": ("未架電（到着から{days}日）", "not called for {days:|day|days}"),
    "why_call.waiting_one": ("未架電（到着から1日）", "not called for 1 day"),
    "why_call.source": ("経路：{source}", "{source}"),
    "why_call.days_since": ("前回から{days}日", "last touch {days:|day|days} ago"),
    "why_call.days_since_one": ("前回から1日", "last touch 1 day ago"),
    "why_call.tries_one": ("これまで1回", "1 try so far"),
    "why_call.tries": ("これまで{tries}回", "{tries:|try|tries} so far"),
    "why_call.connected": ("以前に担当者と話せた", "reached before"),
    "why_call.not_connected": ("まだ担当者と話せていない", "not reached yet"),
    "why_call.documents": ("資料送付済み", "has documents"),
    "why_call.no_documents": ("資料は未送付", "no documents yet"),
    "why_call.last.none": ("電話以外の対応の後", "last touch no call"),
    "why_call.last.documents": ("前回：資料希望", "wanted documents"),
    "why_call.last.again": ("前回：再架電の希望・検討中", "asked to call again"),
    "why_call.last.timing": ("前回：時期尚早", "too early last time"),
    "why_call.last.refused": ("前回：お断り", "said no last time"),
    "why_call.last.connected": ("前回：担当者と話せた", "reached last time"),
    "why_call.last.reception": ("前回：受付止まり", "gatekeeper last time"),
    "why_call.last.no_contact": ("前回：不在", "not in last time"),
    "why_call.last.called_off": ("前回：アポの取り消し・延期", "meeting called off"),
    "why_call.last.won": ("前回：受注", "won last time"),
    "why_call.last.lost": ("前回：失注", "lost last time"),
    "why_call.last.meeting": ("前回：商談", "a meeting last time"),
    "why_call.last.wrong": ("前回：番号違い", "wrong number last time"),
    "why_call.last.barred": ("前回：架電禁止", "not to be called"),
    "call_next.promise": ("約束どおり架電", "Call as promised"),
    "call_next.untouched": ("初回の架電", "First call"),
    "call_next.none": ("架電", "Call"),
    "call_next.documents": ("資料の感想を伺う", "Call about documents"),
    "call_next.called_off": ("日程を取り直す", "Find a new date"),
    "call_next.won": ("その後の様子を伺う", "Ask how it goes"),
    "call_next.lost": ("その後の状況を聞く", "Ask what has changed"),
    "call_next.again": ("前回の続きを話す", "Go on from last time"),
    "call_next.timing": ("時期を聞き直す", "Ask about the timing"),
    "call_next.refused": ("別の担当者・切り口で", "Another person, angle"),
    "call_next.kept": ("入力済み（記録）", "Entered (record)"),
    "call_next.connected": ("課題を聞き、日程を提案", "Needs, then a date"),
    "call_next.reception": ("部署名で取次を頼む", "Ask for a department"),
    "call_next.no_contact": ("時間帯を変えて架電", "Call at another hour"),
    "leads.none": (
        "会社名か電話番号の列がある活動の記録、またはリードの一覧を読み込むと、ここに次に架電する先が並びます。",
        "Read activity with a column of companies or phones, or a list of leads, and whom to call next "
        "stands here.",
    ),
    "leads.unfollowed": (
        "記録が多い（100万件を超える）ため、リードを1件ずつ追っていません。"
        "最近の分だけを読み込むと、ここに次に架電する先が並びます。",
        "There are too many records (more than a million) to follow single leads. Read the recent months "
        "only, and whom to call next stands here.",
    ),
    "leads.basis.history": (
        "並び順：約束の日、未架電、そして自社の架電 {calls} 件（商談 {meetings} 件）から学んだ"
        "商談化の見込み順。",
        "Order: promises, leads nobody has called, then by the chance of a meeting, learned from your own "
        "{calls:|call|calls} ({meetings:|meeting|meetings}).",
    ),
    "leads.basis.market": (
        "並び順：約束の日、未架電、そしてリード経路の市場の目安。自社の商談が {meetings} 件とまだ少なく、"
        "100 件から自社の実績で並べます。",
        "Order: promises, leads nobody has called, then the market's bands by lead source: your own "
        "{meetings:|meeting is|meetings are} too few to learn from (100 are needed).",
    ),
    "leads.basis.none": (
        "並び順：約束の日、未架電、そのほか。商談が {meetings} 件では、どのリードが先かは分かりません。",
        "Order: promises, leads nobody has called, then all others: {meetings:|meeting does|meetings do} not "
        "tell which lead comes first.",
    ),
    "leads.listed": (
        "リスト {listed} 件（この後に {waiting} 件）。",
        "{listed:|lead|leads} on the list, {waiting} behind them.",
    ),
    "leads.listed_rest": (
        "この後の分は、シート「{sheet}」を表示して更新すると見られます。",
        " To see those behind, show the sheet “{sheet}” and refresh.",
    ),
    "leads.listed_all": ("この後の分は「{sheet}」にあります。", " Those behind are in “{sheet}”."),
    "leads.nameless": (
        "会社名も電話番号も書かれていない架電 {count} 件は、どのリードのものか分かりません。",
        " {count:|call names|calls name} no company and no phone, so {count:-|it is|they are} of no lead.",
    ),
    "leads.no_owner": (
        "担当者が決まっていない {count} 件は、どの担当者の配布ブックにも入りません。",
        " {count} that nobody owns {count:-|is|are} in no rep's workbook.",
    ),
    "leads.no_workbook": (
        "配布ブックのない担当者（名簿にない・集計外など）の {count} 件は、誰にも配られません。",
        " {count} of people without a workbook (not on the roster, or left out there) are handed to nobody.",
    ),
    "leads.all.unseen": (
        "このシートを表示したまま更新すると、全件が入ります。",
        "Refresh while this sheet is in sight, and all leads stand here.",
    ),
    "leads.all.told": (
        "架電できるリード {open} 件、リストにないリード {left_out} 件（理由つき）。",
        "{open:|lead|leads} to call, and {left_out:|that is left|that are left} out, with the reason.",
    ),
    "leads.all.cut": (
        "全 {leads} 件のうち、順位の高い {shown} 件だけを出しています。",
        " Of {leads} in all only the first {shown} stand here.",
    ),
    "leads.left_out": ("除いたリード：{reasons}。", " Left out: {reasons}."),
    "leads.left_out.barred": ("架電禁止 {count} 件", "{count} not to be called"),
    "leads.left_out.wrong": ("番号違い {count} 件", "{count} with a wrong number"),
    "leads.left_out.won": ("受注 {count} 件", "{count} won"),
    "leads.left_out.deal": ("商談中の案件 {count} 件", "{count} with an open deal"),
    "leads.left_out.lost": ("失注 {count} 件", "{count} lost"),
    "leads.left_out.met": ("商談設定済み {count} 件", "{count} with a meeting"),
    "leads.left_out.closed": ("リードの状況が対象外・終了 {count} 件", "{count} closed by their status"),
    "leads.left_out.stop": ("架電回数の上限 {count} 件", "{count} tried often enough"),
    "leads.left_out.promised": ("約束の日がこれから {count} 件", "{count} promised for a later day"),
    "leads.left_out.today": ("本日対応済み {count} 件", "{count} touched today"),
    "not_called.barred": ("架電禁止", "Not to be called"),
    "not_called.wrong": ("番号違い", "Wrong number"),
    "not_called.won": ("受注", "Won"),
    "not_called.deal": ("商談中の案件", "Open deal"),
    "not_called.lost": ("失注", "Lost"),
    "not_called.met": ("商談設定済み", "Meeting set"),
    "not_called.closed": ("リードの状況が対象外・終了", "Closed by its status"),
    "not_called.stop": ("架電回数の上限", "Tried often enough"),
    "not_called.promised": ("約束の日がこれから", "Promised for a later day"),
    "not_called.today": ("本日対応済み", "Touched today"),
    "leads.pays": (
        "先月の架電：見込みの高い2割が商談の {share}（{low}〜{high}）を生みました（並び順が無意味なら20%）。",
        "Last month: the best fifth of the calls held {share} of the meetings ({low} to {high}; without any "
        "order it would be 20%).",
    ),
    "leads.pays_off": (
        "リストにない先への架電 {calls} 件からは {share} でした。",
        " {calls:|call|calls} to leads off the list held {share}.",
    ),
    "leads.hours.no_times": (
        "架電の時刻が記録されていないため、時間帯は分かりません。",
        "No times of day are recorded, so nothing is known of hours.",
    ),
    "leads.hours.few_calls": (
        "時刻のある架電がまだ少なく（200件未満）、時間帯は判断できません。",
        "Fewer than 200 calls have a time of day: too few to compare hours.",
    ),
    "leads.hours.chance": (
        "時間帯による差は偶然の範囲です。おすすめの時間帯はありません。",
        "Chance explains the differences between hours: none is recommended.",
    ),
    "leads.hours.named": (
        "{hours} は偶然を超えてつながりやすい時間帯です。架電の1割を移すと、接続が約 {gain} 件"
        "（{low}〜{high}）増えます。",
        "{hours}: better than chance. Moving a tenth of the calls there brings about "
        "{gain:|more connect|more connects} ({low} to {high}).",
    ),
    "leads.stop.untold": (
        "何回でやめるべきかは、まだデータから言えません。",
        "The data do not tell yet after how many tries to stop.",
    ),
    "leads.stop.told": (
        "{stop} 回（{low}〜{high}）を過ぎたら新しいリードの方が得です。やめていれば架電 {calls} 件が減り、"
        "商談 {meetings} 件を失っていました。",
        "After {stop:|try|tries} ({low} to {high}) a fresh lead is worth more. Stopping there would have "
        "saved {calls:|call|calls} and lost {meetings:|meeting|meetings}.",
    ),
    "leads.response.told": (
        "問い合わせ・登録から最初の対応まで（営業日）。触れていないリードも待ち時間に数えます。",
        "Business days from the day a lead came in to its first touch; those not touched yet are waiting.",
    ),
    "leads.response.none": (
        "リードが来た日（問い合わせ日・作成日）の列がある一覧を読み込むと測れます。",
        "It takes a list with a column of the day each lead came in.",
    ),
    "leads.lists": (
        "架電リストとリードの一覧ごと。リストがない活動は、リード経路ごとです。",
        "By call list or list of leads; of activity without a list, by lead source.",
    ),
    "leads.hour_span": ("{hour}〜{last}時", "{hour}:00–{last}:00"),
    "leads.hour": ("{hour}時台", "{hour}:00"),
    "leads.better": ("つながりやすい", "better"),
    "leads.stop": ("この後は新しいリードへ（{low}〜{high} 回）", "then a fresh lead ({low}–{high})"),
    "leads.by.all": ("全体", "All"),
    "leads.by.lead_source": ("リード経路", "Lead source"),
    "leads.by.team": ("チーム", "Team"),
    "call_result.no_contact": ("不在", "No answer"),
    "call_result.reception": ("受付止まり", "Gatekeeper"),
    "call_result.connected": ("担当者接続", "Connected"),
    "call_result.again": ("接続→再架電", "Connected - call again"),
    "call_result.documents": ("資料希望", "Connected - wants documents"),
    "call_result.timing": ("時期尚早", "Connected - too early"),
    "call_result.refused": ("興味なし", "Not interested"),
    "call_result.meeting": ("アポ獲得", "Meeting set"),
    "call_result.wrong": ("番号違い", "Wrong number"),
    "call_result.barred": ("お断り・架電禁止", "Connected - do not call"),
    "level.missing": ("不明", "unknown"),
    "level.other": ("その他", "other"),
}
