"""Headers put together from their parts come apart again, in either language, decorated, in brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.sources.headers.grammar import understand

JAPANESE = {
    "calls": ("架電", "コール", "電話", "発信", "テレアポ"),
    "connects": ("接続", "通電", "担当者接続"),
    "meetings": ("アポ", "アポ獲得", "商談設定", "アポイント", "商談創出"),
    "emails": ("メール", "メール送信"),
    "documents": ("資料送付", "資料"),
    "follow_ups": ("フォロー", "リードフォロー"),
    "opportunities": ("案件化", "案件"),
    "wins": ("受注", "成約"),
    "inbound_calls": ("着信", "入電"),
    "meetings_held": ("商談実施",),
}
ENGLISH = {
    "calls": ("Calls", "Dials", "Calls made", "Outbound calls"),
    "connects": ("Connects", "Conversations", "Calls connected"),
    "meetings": ("Meetings", "Meetings booked", "Appointments set", "Demos scheduled"),
    "emails": ("Emails", "Emails sent"),
    "documents": ("Documents sent",),
    "follow_ups": ("Follow-ups",),
    "opportunities": ("Opportunities", "Opportunities created"),
    "wins": ("Wins", "Deals won"),
    "inbound_calls": ("Inbound calls", "Calls received"),
    "meetings_held": ("Meetings held",),
}
QUALIFIERS = {
    "plan": ("目標", "計画", "target", "plan", "goal"),
    "cumulative": ("累計", "YTD", "cumulative"),
    "last": ("前年", "昨年", "last year"),
    "difference": ("差異", "variance"),
    "rate": ("率", "rate"),
}
DECORATED = st.sampled_from(("{}", "※{}", "{} ↑", "  {} ", "★{}", "{}▼", "1. {}", "{}\n"))


def pick(words: dict[str, tuple[str, ...]]) -> st.SearchStrategy[tuple[str, str]]:
    pairs = [(key, text) for key, texts in words.items() for text in texts]
    return st.sampled_from(pairs)


@given(pick(JAPANESE), st.sampled_from(("数", "件数")), DECORATED)
def test_a_japanese_count_is_its_concept_whatever_decorates_it(said, counting, form):
    key, text = said
    found = understand(form.format(text + counting))
    assert (found.count, found.sure, found.is_of_the_day) == (key, True, True)


@given(
    pick(ENGLISH), st.sampled_from(("{}", "# of {}", "Number of {}", "Total {}", "{} (actual)")), DECORATED
)
def test_an_english_count_is_its_concept_whatever_stands_before_it(said, counting, form):
    key, text = said
    found = understand(form.format(counting.format(text)))
    assert (found.count, found.is_of_the_day) == (key, True)


@given(
    pick(JAPANESE), pick(ENGLISH), st.sampled_from(("{0}数 {1}", "{0}数/{1}", "{0}数\n{1}", "{0}数（{1}）"))
)
def test_both_languages_at_once_say_what_each_says(japanese, english, form):
    if japanese[0] != english[0]:
        return
    assert understand(form.format(japanese[1], english[1])).count == japanese[0]


@given(
    pick(JAPANESE),
    pick(QUALIFIERS),
    st.sampled_from(("{0}数({1})", "{0}数 {1}", "{1}{0}数", "{0}{1}", "{0}件数【{1}】")),
)
def test_a_qualifier_makes_it_no_count_of_the_day(said, qualifier, form):
    found = understand(form.format(said[1], qualifier[1]))
    assert not (found.count and found.is_of_the_day)


@given(pick(ENGLISH), pick(QUALIFIERS), st.sampled_from(("{0} ({1})", "{0} {1}", "{1} {0}", "{0} - {1}")))
def test_a_qualifier_in_english_too(said, qualifier, form):
    if qualifier[1].isascii():
        found = understand(form.format(said[1], qualifier[1]))
        assert not (found.count and found.is_of_the_day)


@pytest.mark.parametrize("prefix", ["", "Activity - ", "Call: ", "Deal - ", "Record."])
@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Owner", "rep"),
        ("Owner name", "rep"),
        ("Assigned to user", "rep"),
        ("Due date", "date"),
        ("Stage", "stage"),
        ("Created", "created"),
    ],
)
def test_the_record_a_system_puts_before_a_header_makes_no_difference(prefix, header, field):
    assert field in [name for name, _ in understand(prefix + header).fields]


@pytest.mark.parametrize(
    "header",
    [
        *(
            "次回架電日",
            "次回アクション日",
            "先方担当者",
            "お客様担当者名",
            "取引先責任者 電話",
            "生年月日",
            "Next call date",
        ),
        *("Contact phone", "Customer name kana"),
    ],
)
def test_what_only_looks_like_a_date_or_a_rep_is_none(header):
    assert not {"date", "rep"} & {name for name, priority in understand(header).fields if priority < 800}


@pytest.mark.parametrize(
    "header", ["通話時間", "Talk time", "Call duration", "Avg. call duration", "架電時間(分)"]
)
def test_how_long_it_took_is_no_count(header):
    found = understand(header)
    assert not (found.count and found.is_of_the_day)


@pytest.mark.parametrize(
    "header", ["未架電数", "架電対象数", "Emails opened", "メール開封数", "アポキャンセル数", "失注案件数"]
)
def test_what_was_not_done_by_us_is_no_count_of_ours(header):
    assert not understand(header).count


def test_words_nobody_knows_make_a_count_a_guess():
    assert understand("架電メンバー数").unknown
    assert not understand("新規架電数").unknown
    assert understand("新規架電数").part == "新規"
