"""The guided tour, taken as a newcomer takes it."""

from playwright.async_api import expect

from tests.browser.accessibility import barriers


async def test_a_newcomer_is_led_through_all_five_steps(page, picture):
    tour, step = page.tour, page.tour.get_by_role("heading")
    current = tour.locator("[aria-current=step]")
    next_step = tour.get_by_role("button", name="Next step")

    await expect(current).to_contain_text("You act as Alice Adler.")
    await picture("tour-1", page.page)
    assert await barriers(page.page) == []
    await page.write("/il-alert")
    await expect(current).to_contain_text("press Submit")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await page.field("Alert summary").fill("the checkout is down")
    await page.press("Submit")
    await expect(current).to_contain_text("ilert calls Robert Müller now. Press Accept")
    await page.press("Close")
    await page.alerts.get_by_role("button", name="Accept").click()
    await next_step.click()

    await expect(step).to_contain_text("step 2 of 5")
    await expect(page.page.get_by_role("tabpanel", name="Who may what")).to_be_visible()
    await page.act_as("Sam Sommer")
    await expect(current).to_contain_text("as that person")
    await picture("tour-2", page.page)
    await page.go_to("general")
    await page.write("/il-alert")
    await next_step.click()

    await expect(step).to_contain_text("step 3 of 5")
    await page.switch("ilert is", "Down").click()
    await page.raise_alert("the shop is down")
    await picture("tour-3", page.page)
    await page.press("Close")
    await next_step.click()

    await expect(step).to_contain_text("step 4 of 5")
    await page.bot.get_by_role("button", name="Kill", exact=True).click()
    await expect(current).to_contain_text("Press Start")
    await page.bot.get_by_role("button", name="Start").click()
    await expect(current).to_contain_text("Press Up")
    await page.switch("ilert is", "Up").click()
    await next_step.click()
    await picture("tour-4", page.page)
    await expect(page.alerts).to_have_count(2)

    await expect(step).to_contain_text("step 5 of 5")
    good = await page.policy.input_value()
    await page.save_policy(good.replace("fallback", "falback"))
    await expect(current).to_contain_text("Fix it and save")
    await picture("tour-5", page.page)
    await page.save_policy(good)
    await next_step.click()

    await expect(step).to_contain_text("That was the tour.")
    await leads_to_the_install_page(page)
    await tour.get_by_role("button", name="Close").click()
    await expect(tour).to_be_hidden()
    await expect(page.page.get_by_role("button", name="Tour", exact=True)).to_be_focused()


async def leads_to_the_install_page(page):
    async with page.page.expect_popup() as opened:
        await page.tour.get_by_role("link", name="Run it against your workspace").click()
    installing = await opened.value
    await expect(installing.locator("body")).to_contain_text("From nothing to a running service")
    await installing.close()


async def test_the_tour_is_ended_stays_so_and_is_taken_again(page):
    await expect(page.tour).to_be_visible()
    await page.tour.get_by_role("button", name="End tour").press("Enter")
    await expect(page.tour).to_be_hidden()
    await page.page.reload()
    await page.ready()
    await expect(page.tour).to_be_hidden()
    await page.act_as("Sam Sommer")
    await page.page.get_by_role("button", name="Tour", exact=True).press("Enter")
    await expect(page.tour).to_be_focused()
    await expect(page.tour).to_contain_text("step 1 of 5")
    await expect(page.tour).to_contain_text("You act as Alice Adler.")


async def test_a_step_is_skipped_and_a_reload_goes_on_there(page):
    await page.tour.get_by_role("button", name="Skip step").click()
    await page.tour.get_by_role("button", name="Skip step").click()
    await expect(page.tour).to_contain_text("step 3 of 5")
    await page.page.reload()
    await expect(page.tour).to_contain_text("step 3 of 5")


async def test_a_screen_reader_hears_what_to_do_next(page):
    told = page.tour.get_by_role("status")
    await expect(told).to_have_text("You act as Alice Adler. In #demo, write /il-alert and press Enter.")
    await page.act_as("Sam Sommer")
    await expect(told).to_contain_text("You act as Sam Sommer.")
    await page.write("/il-alert")
    await expect(told).to_contain_text("Choose a problem area")


async def test_the_tour_is_taken_in_german(page, picture):
    tour, current = page.tour, page.tour.locator("[aria-current=step]")
    await tour.get_by_role("button", name="Deutsch").click()
    await expect(tour).to_be_focused()
    await expect(current).to_contain_text("Sie handeln als Hanna Huber.")
    assert await tour.get_attribute("lang") == "de"
    await page.write("/il-alert Der Checkout ist ausgefallen")
    await expect(current).to_contain_text("senden Sie ab")
    await expect(page.dialog).to_contain_text("Bitte wählen Sie den Bereich aus, in dem das Problem auftritt.")
    await page.dialog.get_by_role("radio", name="Network Infrastructure").check()
    await picture("tour-german", page.page)
    assert await barriers(page.page) == []
    await page.press("Absenden")
    await expect(current).to_contain_text("ilert ruft jetzt an: Robert Müller.")
    await page.press("Schließen")
    await page.alerts.get_by_role("button", name="Accept").click()
    await tour.get_by_role("button", name="Nächster Schritt").click()
    await expect(tour.get_by_role("heading")).to_contain_text("Schritt 2 von 5")
    await page.page.reload()
    await expect(tour.get_by_role("heading")).to_contain_text("Schritt 2 von 5")
    await tour.get_by_role("button", name="English").click()
    await expect(tour.get_by_role("heading")).to_contain_text("step 2 of 5")
