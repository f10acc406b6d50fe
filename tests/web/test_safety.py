"""What surrounds every page: headers, marks on forms, limits, and errors that say one sentence and no more."""

import re
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from rules.words import Duty
from tests.desk.office import ROUND, open_round
from tests.web.browser import Browser, Site, serving
from web.safety import HEADERS
from web.throttle import MOST_CLIENTS, Throttle

MEGABYTE = 1 << 20
REMIND = f"/rounds/{ROUND}/remind"


@pytest.mark.parametrize(
    "path", ["/sign-in", "/nothing", "/rounds", "/r/aaaaaaaaaaaaaaaa", "/health", "/static/0/circulate.css"]
)
def test_every_answer_forbids_what_no_page_of_ours_does(site: Site, path: str) -> None:
    headers = httpx.get(site.address + path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["cache-control"] in {"no-store", "no-cache"}


def test_a_file_under_its_hash_is_kept_for_good(site: Site) -> None:
    page = site.browser().get("/sign-in").text
    (address,) = re.findall(r'href="(/static/\w+/circulate\.css)"', page)
    answer = httpx.get(site.address + address)
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == (
        "public, max-age=31536000, immutable",
        "text/css; charset=utf-8",
    )
    assert httpx.get(f"{site.address}/static/0/../../pages.py").status_code == 404


def test_no_page_has_a_script_or_style_within_or_names_another_host(site: Site) -> None:
    open_round(site.desk)
    browser = site.signed_in(Duty.ADMINISTRATOR)
    here = f"/rounds/{ROUND}"
    ends = ("", "/remind", "/extend", "/end", "/leader", "/record", "/units/1", "/letters/1")
    for path in ("/rounds", "/people", "/account", "/record", "/sign-in", *(here + end for end in ends)):
        page = browser.get(path).text
        assert re.findall(r"<style|\bstyle=|\son\w+=|<script(?! src=\"/static/)|javascript:", page) == [], path
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*', page) == [], path
        assert len(page.encode()) < 80_000, path


@pytest.fixture
def clerk(site: Site) -> Browser:
    open_round(site.desk)
    browser = site.signed_in()
    browser.get(REMIND)
    return browser


def marks(site: Site, clerk: Browser) -> dict[str, str]:
    other = site.signed_in()
    other.get(REMIND)
    return {"none": "", "made up": "0" * 64, "another's": other.csrf, "no ascii": "标", "right": clerk.csrf}


@pytest.mark.parametrize("mark", ["none", "made up", "another's", "no ascii"])
def test_a_form_without_its_own_mark_changes_nothing(site: Site, clerk: Browser, mark: str) -> None:
    given = marks(site, clerk)
    answer = clerk.site.post(REMIND, data={"csrf": given[mark], "unit": ["1"]})
    assert (answer.status_code, "这次提交没有被接受" in answer.text, site.acts()) == (403, True, [])


def test_a_form_sent_by_another_site_changes_nothing_even_with_its_mark(site: Site, clerk: Browser) -> None:
    for origin, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
        data = {"csrf": clerk.csrf, "day": "2026-12-01"}
        answer = clerk.site.post(f"/rounds/{ROUND}/extend", data=data, headers={"sec-fetch-site": origin})
        assert answer.status_code == status, origin
    assert [what for _, what, _ in site.acts()] == ["延期", "延期"]


def test_a_mark_in_a_header_does_for_scripts(site: Site, clerk: Browser) -> None:
    answer = clerk.site.post(f"/rounds/{ROUND}/extend", data={"day": "2026-12-01"}, headers={"x-csrf": clerk.csrf})
    assert (answer.status_code, len(site.acts())) == (200, 1)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_of_ten_megabytes_is_refused_with_a_sentence(site: Site, clerk: Browser, *, chunked: bool) -> None:
    whole = b"csrf=" + clerk.csrf.encode() + b"&unit=1" + (b"&pad=" + b"x" * MEGABYTE) * 10
    body = (whole[at : at + MEGABYTE] for at in range(0, len(whole), MEGABYTE)) if chunked else whole
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = clerk.site.post(REMIND, content=body, headers=kind)
    assert (answer.status_code, "提交的内容太大" in answer.text, site.acts()) == (413, True, [])


def test_a_broken_upload_is_refused_with_a_sentence(clerk: Browser) -> None:
    answer = clerk.site.post(REMIND, content=b"nonsense", headers={"content-type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, "没有收下" in answer.text) == (400, True)


def test_who_sends_forms_without_end_is_slowed_down(site: Site) -> None:
    with httpx.Client(base_url=site.address) as client:
        answers = [client.post("/sign-in") for _ in range(340)]
    assert [answer.status_code for answer in answers[:300]] == [403] * 300
    slowed = [answer.text for answer in answers if answer.status_code == 429]
    assert [text for text in slowed if "请求过于频繁" not in text] == []
    assert len(slowed) > 20


def test_ten_thousand_guesses_at_tokens_learn_nothing_and_are_slowed_down(site: Site) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    with httpx.Client(base_url=site.address) as client:
        pages = [client.get(f"/r/{letters[n % 32] * 16}") for n in range(100)]
    assert [page.status_code for page in pages[:30]] == [404] * 30
    assert {page.text for page in pages[:30]} == {pages[0].text}
    assert {page.status_code for page in pages[60:]} == {429}


def test_buckets_fill_with_time_and_never_fill_the_memory() -> None:
    now = [0.0]
    throttle = Throttle(2, 0.5, lambda: now[0])
    taken = []
    for second in (0, 0, 0, 1, 2, 2, 100, 100, 100):
        now[0] = second
        taken.append(throttle.take("a"))
    assert taken == [True, True, False, False, True, False, True, True, False]
    for n in range(2 * MOST_CLIENTS):
        throttle.take(str(n))
    assert len(throttle) == MOST_CLIENTS


def test_an_address_nobody_has_is_a_page_with_one_sentence(site: Site) -> None:
    browser = site.signed_in()
    paths = ("/nothing", "/rounds/2026-009", f"/rounds/{ROUND}/units/1", "/rounds/x/letters/1", "/rounds?at=x")
    assert [browser.get(path).status_code for path in paths] == [404] * len(paths)
    assert browser.site.put("/rounds").status_code == 405


def test_a_defect_is_one_sentence_and_never_a_traceback(site: Site) -> None:
    browser = site.signed_in(Duty.ADMINISTRATOR)
    with site.desk.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE act RENAME TO elsewhere"))
    answer = browser.get("/record")
    assert (answer.status_code, "程序出错，这一步没有完成" in browser.text) == (500, True)
    assert re.findall(r"Traceback|sqlite|elsewhere", answer.text) == []
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_an_english_speaker_stays_one(site: Site) -> None:
    browser = site.browser()
    titles = [
        re.findall(r'<html lang="([\w-]+)">', browser.get(path).text)
        for path in ("/sign-in", "/sign-in?lang=en", "/sign-in")
    ]
    assert titles == [["zh-CN"], ["en"], ["en"]]
    assert "Sign in" in browser.text
    assert browser.get("/sign-in?lang=xx").text == browser.get("/sign-in").text
    browser.get("/sign-in?lang=zh")
    assert "登录" in browser.text


def test_an_offices_own_template_stands_before_ours(site: Site) -> None:
    folder = site.desk.settings.home / "own" / "web"
    folder.mkdir(parents=True)
    (folder / "error.html").write_text("<p>本局自己的页面：{{ sentence }}", "utf-8")
    own = replace(site.desk, settings=site.desk.settings.model_copy(update={"templates": folder.parent}))
    with serving(own, site.clock) as served:
        assert httpx.get(f"{served.address}/nothing").text == "<p>本局自己的页面：没有这个页面；请检查网址是否完整。"


def test_a_notice_is_shown_once_and_nobody_can_put_words_into_our_mouth(clerk: Browser) -> None:
    clerk.post(f"/rounds/{ROUND}/extend", {"day": "2026-12-01"})
    assert ("已延期" in clerk.text, "已延期" in (clerk.get("/rounds").text)) == (True, False)
    clerk.site.cookies.set("notice", "5L2g5aW9.0000")
    assert "你好" not in clerk.get("/rounds").text
