"""The people page: an administrator looks after who may sign in; nobody else does."""

import re

from sqlmodel import select

from models.tables import Person
from rules.words import Duty
from tests.web.browser import PASSWORD, PEOPLE, Browser, Site

NEW = {"name": "孙新人", "login": "sun", "duty": Duty.CLERK}


def number(site: Site, login: str) -> int:
    with site.desk.store.read() as session:
        return session.exec(select(Person.id).where(Person.login == login)).one() or 0


def administrator(site: Site) -> Browser:
    browser = site.signed_in(Duty.ADMINISTRATOR)
    browser.get("/people")
    return browser


def shown_password(browser: Browser) -> str:
    (found,) = re.findall(r"密码 ([a-z2-9-]{19})", browser.text)
    return str(found)


def signs_in(site: Site, login: str, password: str) -> bool:
    browser = site.browser()
    browser.get("/sign-in")
    return browser.post("/sign-in", {"login": login, "password": password}).url.path == "/rounds"


def test_only_an_administrator_sees_the_people(site: Site) -> None:
    answers = {duty: site.signed_in(duty).get("/people").status_code for duty in Duty}
    assert answers == {Duty.CLERK: 403, Duty.LEADER: 403, Duty.ADMINISTRATOR: 200}


def test_somebody_new_signs_in_with_the_password_shown_once(site: Site) -> None:
    browser = administrator(site)
    browser.post("/people", NEW)
    password = shown_password(browser)
    assert (signs_in(site, "sun", password), password in browser.get("/people").text) == (True, False)
    assert site.acts() == [(PEOPLE[Duty.ADMINISTRATOR], "人员", "添加 孙新人（sun），职责经办人")]


def test_a_login_is_given_once_and_a_blank_one_never_and_what_was_typed_stays(site: Site) -> None:
    browser = administrator(site)
    logins = ("CLERK", " ", "sun xin")
    answers = [browser.post("/people", NEW | {"login": login}).status_code for login in logins]
    assert (answers, "孙新人" in browser.page.text) == ([409, 422, 422], True)
    assert "登录名“sun xin”中间有空格；请去掉空格再添加。" in browser.text
    assert browser.post("/people", NEW | {"duty": "king"}).status_code == 422


def test_whoever_signs_in_with_the_password_they_were_handed_is_reminded_until_they_change_it(site: Site) -> None:
    by_admin = administrator(site)
    by_admin.post("/people", NEW)
    browser, password = site.browser(), shown_password(by_admin)
    own, reminded = "my-own-long-password", []
    for signing_in_with in (password, own):
        browser.get("/sign-in")
        browser.post("/sign-in", {"login": "sun", "password": signing_in_with})
        reminded += ["初始密码" in browser.text, "初始密码" in browser.get("/rounds").text]
        browser.get("/account")
        browser.post("/account", {"old": password, "new": own, "again": own})
        browser.post("/sign-out")
    assert reminded == [True, False, False, False]


def test_a_reset_password_ends_the_old_one_and_its_sessions(site: Site) -> None:
    clerk, browser = site.signed_in(), administrator(site)
    browser.post(f"/people/{number(site, Duty.CLERK)}/password")
    password = shown_password(browser)
    assert clerk.get("/rounds").url.path == "/sign-in"
    assert [signs_in(site, Duty.CLERK, word) for word in (PASSWORD, password)] == [False, True]


def test_another_duty_counts_at_once(site: Site) -> None:
    clerk, browser = site.signed_in(), administrator(site)
    browser.post(f"/people/{number(site, Duty.CLERK)}/duty", {"duty": Duty.ADMINISTRATOR})
    assert (browser.page.url.path, clerk.get("/people").status_code) == ("/people", 200)


def test_who_has_left_is_signed_out_for_good_and_keeps_their_login(site: Site) -> None:
    clerk, browser = site.signed_in(), administrator(site)
    browser.post(f"/people/{number(site, Duty.CLERK)}/leave")
    assert ("已停用" in browser.text, clerk.get("/rounds").url.path) == (True, "/sign-in")
    assert not signs_in(site, Duty.CLERK, PASSWORD)
    assert browser.post("/people", NEW | {"login": Duty.CLERK}).status_code == 409
    gone = number(site, Duty.CLERK)
    assert [
        browser.post(f"/people/{gone}/{act}", {"duty": "clerk"}).status_code for act in ("duty", "leave", "password")
    ] == [404] * 3


def test_the_last_administrator_stays(site: Site) -> None:
    browser = administrator(site)
    own = number(site, Duty.ADMINISTRATOR)
    answers = [browser.post(f"/people/{own}/{act}", {"duty": Duty.CLERK}).status_code for act in ("duty", "leave")]
    assert (answers, browser.get("/people").status_code) == ([409, 409], 200)
