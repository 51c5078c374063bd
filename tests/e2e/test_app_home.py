"""The Home tab: the daemon as a process, over real sockets."""

from tests.e2e.actions import NETWORK, raised


async def test_it_follows_ones_alerts_while_it_is_open_and_costs_nothing_for_others(sandbox, daemon):
    sam, ursula = sandbox.person("sam"), sandbox.person("ursula")
    sam.open_home()
    await sandbox.until(lambda: "You have raised no alert lately." in sam.home)
    assert "On call for *Network Infrastructure*:" in sam.home
    assert "<@U0ROBERT001>, always on call" in sam.home
    assert "None. No ilert user has the address sam.sommer@acme.example." in sam.home
    assert ursula.home == ""

    assert await sam.press_home("home_raise_alert")
    view = await sam.opened_view()
    assert view.callback_id == "alert_channel"
    await sam.choose("choice", NETWORK)
    sam.type("summary", "the checkout is down")
    await sam.submit()
    alert = await raised(sandbox)
    await sandbox.until(lambda: "*the checkout is down*\n*Network Infrastructure* is being alerted." in sam.home, 15.0)
    sandbox.ilert.alerts.resolve(alert, "Robert")
    await sandbox.until(lambda: "resolved" in sam.home, 30.0)
    assert {call.body["user_id"] for call in sandbox.slack.called("views.publish")} == {sam.id}


async def test_a_tab_that_slack_does_not_take_is_logged(sandbox, daemon):
    sandbox.faults.script("views.publish", [{"error": "not_enabled"}])
    sandbox.person("ursula").open_home()
    assert "not_enabled" in (await daemon.logged("home_not_published"))["problem"]
    sandbox.person("alice").open_home()
    await sandbox.until(lambda: "Alice Adler" in sandbox.person("alice").home)
