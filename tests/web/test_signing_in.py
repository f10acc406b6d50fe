"""Signing in: who may, who may not, what a wrong password costs, and how long a session lasts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from desk import people
from desk.people import WRONG
from models.tables import Act, Person, SignIn
from rules.words import Duty
from tests.desk.office import HOUR, OPENED
from tests.web.browser import PASSWORD, Browser, Site, serving

MINUTE = timedelta(minutes=1)
SIGN_IN = "/sign-in"


def tries(browser: Browser, password: str = PASSWORD, login: str = Duty.CLERK, wanted: str = "") -> int:
    """Sign in from the form; the status of the answer."""
    browser.get(SIGN_IN)
    return browser.post(SIGN_IN, {"login": login, "password": password, "next": wanted}).status_code


def fails(site: Site, times: int) -> None:
    browser = site.browser()
    assert [tries(browser, "wrong-wrong-wrong") for _ in range(times)] == [403] * times


def failures(site: Site) -> int:
    """How often strangers have failed to sign in as the clerk."""
    with site.desk.store.read() as session:
        return session.exec(select(Person.failures).where(Person.login == Duty.CLERK)).one()


def test_a_clerk_signs_in_whatever_the_case_of_the_login_and_sees_the_rounds(site: Site) -> None:
    browser = site.browser()
    assert (tries(browser, login="CLERK"), browser.page.url.path) == (200, "/rounds")


def test_whoever_is_not_signed_in_is_asked_to_and_brought_to_where_they_were_going(site: Site) -> None:
    browser = site.browser()
    browser.get("/record?at=1")
    assert (browser.page.url.path, browser.page.url.params["next"]) == (SIGN_IN, "/record?at=1")
    fields = {"login": Duty.ADMINISTRATOR, "password": PASSWORD, "next": browser.page.url.params["next"]}
    browser.post(SIGN_IN, fields)
    assert (browser.page.status_code, browser.page.url.raw_path) == (200, b"/record?at=1")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test", "/a\r\nSet-Cookie: a=b", ""]
)
def test_nobody_is_led_to_another_site_after_signing_in(site: Site, elsewhere: str) -> None:
    browser = site.browser()
    assert (tries(browser, wanted=elsewhere), browser.page.url.path) == (200, "/rounds")
    assert str(browser.page.url).startswith(site.address)


def test_a_wrong_password_and_an_unknown_login_are_told_the_same(site: Site) -> None:
    browser, said = site.browser(), []
    for login in (Duty.CLERK, "nobody"):
        assert tries(browser, "wrong-wrong-wrong", login) == 403
        said.append(browser.text.replace(login, "…"))
    assert WRONG in said[0]
    assert said[0] == said[1]


def test_the_fifth_wrong_password_locks_the_login_for_a_minute_even_for_the_right_one(site: Site) -> None:
    fails(site, 4)
    assert tries(site.browser()) == 200
    fails(site, 5)
    browser = site.browser()
    assert (tries(browser), WRONG in browser.text) == (403, True)
    site.clock.now += MINUTE
    assert tries(browser) == 200


def test_whoever_locks_a_login_locks_its_owners_own_browser_not(site: Site) -> None:
    browser = site.signed_in()
    browser.post("/sign-out")
    fails(site, 5)
    assert [tries(one) for one in (site.browser(), browser)] == [403, 200]
    assert tries(site.browser()) == 403, "nor does the owner open it for strangers"


def test_a_browser_of_ones_own_may_guess_five_times_an_hour_and_then_counts_as_a_stranger(site: Site) -> None:
    browser = site.signed_in()
    browser.post("/sign-out")
    for _ in range(5):
        tries(browser, "wrong-wrong")
    assert failures(site) == 0
    for _ in range(2):
        tries(browser, "wrong-wrong")
    assert failures(site) == 2


@pytest.mark.parametrize("kept", ["", "x", ".", "x.y", "forged"])
def test_a_browser_of_nobodys_or_of_another_is_a_strangers(site: Site, kept: str) -> None:
    fails(site, 5)
    other = site.signed_in(Duty.LEADER).site.cookies["circulate_browser"]
    stranger = site.browser(cookie=f"circulate_browser={other if kept == 'forged' else kept}")
    assert tries(stranger) == 403


def test_a_new_password_makes_every_browser_a_strangers(site: Site) -> None:
    browser = site.signed_in()
    password = people.reset_password(site.desk, Duty.CLERK, "管理员", site.clock.now)
    fails(site, 5)
    assert tries(browser, password) == 403


def test_every_further_wrong_password_doubles_the_wait(site: Site) -> None:
    fails(site, 5)
    site.clock.now += MINUTE
    fails(site, 1)
    browser, answers = site.browser(), []
    for _ in range(3):
        answers.append(tries(browser))
        site.clock.now += MINUTE
    assert answers == [403, 403, 200]


def test_a_lock_is_kept_in_the_record_and_says_nothing_of_the_password(site: Site) -> None:
    fails(site, 5)
    with site.desk.store.read() as session:
        acts = session.exec(select(Act)).all()
    assert [(act.who, act.words) for act in acts] == [("系统", "clerk 连续输错密码 5 次，暂停登录")]


def test_a_session_lasts_while_it_is_used_and_a_working_day_at_most(site: Site) -> None:
    browser, stays = site.signed_in(), []
    for _ in range(5):
        site.clock.now += 3 * HOUR
        stays.append(browser.get("/rounds").url.path)
    assert stays == ["/rounds"] * 4 + [SIGN_IN]


def test_a_session_left_alone_ends(site: Site) -> None:
    browser = site.signed_in()
    site.clock.now += 4 * HOUR
    assert browser.get("/rounds").url.path == SIGN_IN


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(site: Site) -> None:
    browser, thief = site.signed_in(), site.browser()
    thief.site.cookies.set("circulate", browser.site.cookies["circulate"])
    assert thief.get("/rounds").url.path == "/rounds"
    browser.get("/account")
    assert browser.post("/sign-out").url.path == SIGN_IN
    assert [one.get("/rounds").url.path for one in (browser, thief)] == [SIGN_IN, SIGN_IN]


def test_the_cookie_is_hidden_from_scripts_and_only_its_hash_is_kept(site: Site) -> None:
    browser = site.browser()
    browser.site.follow_redirects = False
    browser.get(SIGN_IN)
    answer = browser.post(SIGN_IN, {"login": Duty.CLERK, "password": PASSWORD})
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("circulate=")]
    assert cookie.split("; ", 1)[1] == "HttpOnly; Path=/; SameSite=lax"
    with site.desk.store.read() as session:
        (kept,) = session.exec(select(SignIn.token_hash))
    assert (len(kept), kept in cookie) == (64, False)


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "%00", "a" * 3000])
def test_a_made_up_session_opens_nothing(site: Site, forged: str) -> None:
    browser = site.browser(cookie=f"circulate={forged}")
    assert browser.get("/rounds").url.path == SIGN_IN


def test_changing_ones_password_needs_the_old_one_and_ends_every_other_session(site: Site) -> None:
    browser, other = site.signed_in(), site.signed_in()
    new = "a-better-password"
    browser.get("/account")
    attempts = [
        {"old": "wrong-wrong", "new": new, "again": new},
        {"old": PASSWORD, "new": new, "again": "something-else"},
        {"old": PASSWORD, "new": "short", "again": "short"},
    ]
    assert [browser.post("/account", one).status_code for one in attempts] == [422] * 3
    browser.post("/account", {"old": PASSWORD, "new": new, "again": new})
    assert "密码已修改" in browser.text
    assert [one.get("/rounds").url.path for one in (browser, other)] == ["/rounds", SIGN_IN]
    assert [tries(site.browser(), word) for word in (PASSWORD, new)] == [403, 200]


def test_a_hash_from_weaker_days_is_replaced_as_its_owner_signs_in(site: Site) -> None:
    with site.desk.store.write() as session:
        person = session.exec(select(Person).where(Person.login == Duty.CLERK)).one()
        person.password_hash = weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    assert tries(site.browser()) == 200
    with site.desk.store.read() as session:
        kept = session.exec(select(Person.password_hash).where(Person.login == Duty.CLERK)).one()
    assert (kept == weak, kept.startswith("$argon2id$v=19$m=65536,t=3")) == (False, True)


def test_the_first_administrator_is_made_once_where_nobody_is_there(site: Site) -> None:
    assert people.first_administrator(site.desk, OPENED) is None
    with site.desk.store.write() as session:
        for person in session.exec(select(Person)):
            session.delete(person)
    password = people.first_administrator(site.desk, OPENED)
    assert password is not None
    assert people.first_administrator(site.desk, OPENED) is None
    assert people.sign_in(site.desk, "admin", password, OPENED)[0].duty is Duty.ADMINISTRATOR


def test_behind_a_trusted_proxy_cookies_are_bound_to_https_and_the_host(site: Site) -> None:
    trusting = replace(site.desk, settings=site.desk.settings.model_copy(update={"proxy": True}))
    https = {"x-forwarded-proto": "https"}
    for desk, name in ((trusting, "__Host-circulate_visit"), (site.desk, "circulate_visit")):
        with serving(desk, site.clock) as served:
            cookie = served.browser(**https).get(SIGN_IN).headers["set-cookie"]
            assert (cookie.split("=")[0], "Secure" in cookie) == (name, desk is trusting)
