"""Words that earlier versions had: headers and sheet names by which workbooks made then are still known."""

FORMER: dict[str, tuple[str, ...]] = {
    "due": ("今日までの目標", "Due so far"),
    "due_part": ("今日までの目標 内訳", "Due so far, parts"),
    "forecast_low": ("見込み 下",),
    "forecast_high": ("見込み 上",),
    "lost_meetings": ("失った商談",),
    "lost_amount": ("失った金額",),
    "flag.call_heavy": ("架電偏重", "Calls over outcome"),
    "sheet.column_map": ("列の対応",),
    "sheet.result_map": ("結果の対応",),
    "sheet.standing": ("立ち位置",),
}
"""The earlier words for a key; nothing is written with them any more."""
