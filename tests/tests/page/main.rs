//! The page of `evloop view` in a browser: what it shows of a State, how it steers, how it looks. The program behind it is
//! a mock here, so that each State comes when the test wants it.

mod hello;
mod mock;
mod state;

use evloop_tests::browser::Browser;
use evloop_tests::wait;
use mock::Mock;
use serde_json::{Value, json};

/// The page of a mock that begins with this State, shown.
fn open(state: Value) -> Option<(Browser, Mock)> {
    let mut browser = Browser::need()?;
    let mock = Mock::start(state);
    browser.look(1280, 800, &[]);
    browser.open(&mock.url());
    browser.shows("#program", "hello.js");
    Some((browser, mock))
}

fn no_complaints(browser: &mut Browser) {
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_state_is_shown() {
    let Some((mut browser, mock)) = open(state::hello()) else { return };
    browser.shows("#run", "asleep");
    browser.shows("#turn", "7");
    browser.shows("#phase", "asleep in poll");
    assert_eq!(browser.text("#queue-timers .count"), "5");
    assert_eq!(browser.count("#queue-timers .item"), 5);
    assert!(browser.text("#queue-timers .item").contains("onTimer hello.js:4:12"));
    assert_eq!(browser.count("#ring .timers .bead.on"), 5, "five beads on the ring");
    assert_eq!(browser.count("#descriptors tbody tr"), 5);
    assert!(browser.text("#descriptors tbody tr").contains("127.0.0.1:50000"));
    // The newest call is first.
    assert!(browser.text("#calls tbody tr").contains("EAGAIN"));
    assert!(browser.text("#threads").contains("open hello.js"));
    assert!(browser.text("#late-said").contains("99 % 400 µs"), "{}", browser.text("#late-said"));
    assert!(browser.text("#hot tbody").contains("110 µs"));
    assert!(browser.text("#now").contains("sleeps until a timer is due"));

    // One more State, and what is gone is gone.
    mock.push(state::paused());
    browser.shows("#run", "paused · breakpoint: next timer");
    browser.shows("#now", "it was due 3 ms ago");
    browser.shows("#pause", "Resume");
    browser
        .shows("#said", "paused, breakpoint: next timer, turn 7, phase timers, before onTimer hello.js:4:12");
    no_complaints(&mut browser);
}

#[test]
fn texts_of_the_program_are_no_html() {
    let evil = "<img src=x onerror=\"document.title='evil'\"><b>bold</b>";
    let mut evil_state = state::paused();
    evil_state["next"]["label"] = json!(evil);
    evil_state["next"]["cause"] = json!(evil);
    evil_state["queues"]["check"] = json!({ "count": 1, "items": [state::item("immediate#1", evil)] });
    evil_state["descriptors"]["items"][0]["peer"] = json!(evil);
    evil_state["exceptions"] = json!([{ "at": 1, "text": evil }]);
    evil_state["hot"][0]["label"] = json!(evil);
    evil_state["calls"][1]["call"] = json!(evil);
    let Some((mut browser, _mock)) = open(evil_state) else { return };
    for place in ["#stack", "#queue-check", "#descriptors", "#exceptions", "#hot", "#calls"] {
        browser.shows(place, "<b>bold</b>");
    }
    browser.point("#queue-check .item");
    browser.shows("#card", "<b>bold</b>");
    assert_eq!(browser.count("img, td b"), 0);
    assert!(browser.eval("document.title").as_str().unwrap().starts_with("hello.js"));
    no_complaints(&mut browser);
}

#[test]
fn buttons_and_keys_steer() {
    let Some((mut browser, mock)) = open(state::hello()) else { return };
    let mut asked = 0;
    let mut next = |what: Value| {
        wait::until("the gate hears of it", || mock.controls().len() > asked);
        assert_eq!(mock.controls()[asked], what);
        asked += 1;
    };
    browser.key("p");
    next(json!({ "do": "step", "by": "phase" }));
    browser.key("c");
    next(json!({ "do": "step", "by": "callback" }));
    browser.key("t");
    next(json!({ "do": "step", "by": "turn" }));
    browser.key("2");
    next(json!({ "do": "break", "on": "io", "set": true }));
    browser.click("#break-exception");
    next(json!({ "do": "break", "on": "exception", "set": true }));
    browser.click("#step-callback");
    next(json!({ "do": "step", "by": "callback" }));
    // The slider steps from nothing to 1 ms.
    browser.eval("document.activeElement.blur()");
    browser.key("s");
    browser.key("ArrowRight");
    next(json!({ "do": "slow", "ms": 1 }));
    browser.eval("document.activeElement.blur()");
    browser.key(" ");
    next(json!({ "do": "pause" }));
    // It sleeps, and says that it will stand still later; whoever changes his mind lets it run.
    browser.shows("#run", "pauses when it wakes");
    browser.key(" ");
    next(json!({ "do": "resume" }));
    mock.push(state::paused());
    browser.shows("#run", "paused");
    browser.click("#pause");
    next(json!({ "do": "resume" }));

    mock.refuse(Some("The gate is shut."));
    browser.click("#step-turn");
    browser.shows("#banner", "The gate is shut.");
    mock.refuse(None);
    browser.click("#step-turn");
    next(json!({ "do": "step", "by": "turn" }));
    browser.until("the complaint is gone", "document.getElementById('banner').hidden");

    // Single keys can be switched off.
    browser.eval("document.activeElement.blur()");
    browser.key("?");
    browser.until("help is open", "document.getElementById('help').open");
    browser.picture("page-help");
    browser.click("#keys");
    browser.key("Escape");
    browser.until("help is closed", "!document.getElementById('help').open");
    browser.key("p");
    browser.click("#step-phase");
    next(json!({ "do": "step", "by": "phase" }));
    assert_eq!(mock.controls().len(), asked, "the key has done nothing");
}

#[test]
fn whoever_has_only_a_keyboard_sees_it_all() {
    let Some((mut browser, _mock)) = open(state::hello()) else { return };
    browser.shows("#queue-timers .count", "5");
    // Each list is one stop of the tab key.
    let reached = "document.activeElement.closest('#queue-timers .items') !== null";
    for _ in 0..40 {
        browser.key("Tab");
        if browser.eval(reached) == true {
            break;
        }
    }
    assert_eq!(browser.eval(reached), true);
    browser.key("ArrowDown");
    browser.key("ArrowDown");
    browser.until("the third has the focus", "document.activeElement.innerText.includes('timeout#2')");
    browser.shows("#card", "hello.js:4:1");
    browser.shows("#card", "a timer");
    assert_eq!(browser.eval("document.activeElement.getAttribute('aria-describedby')"), "card");
    let outline = browser.eval("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid", "the focus can be seen");
    browser.key("End");
    browser.until("the last has the focus", "document.activeElement.innerText.includes('timeout#4')");
    browser.key("Escape");
    browser.until("the card is closed", "document.getElementById('card').hidden");
    browser.key("Tab");
    assert_eq!(browser.eval(reached), false, "one more tab leaves the list");
    // All that can be pressed has a name.
    let nameless = "[...document.querySelectorAll('button, input, [role=slider]')].filter((node) =>
        !(node.innerText || node.ariaLabel || node.labels?.length)).length";
    assert_eq!(browser.eval(nameless), 0);
}

#[test]
fn the_time_line_goes_back() {
    let Some((mut browser, _mock)) = open(state::hello()) else { return };
    browser.shows("#time-said", "live");
    browser.until("its three lanes are there", "document.getElementById('canvas').clientHeight === 60");
    browser.key(".");
    browser.key("ArrowLeft");
    // One hundredth of five seconds before the present.
    browser.shows("#turn", "4,950,000,000");
    browser.shows("#banner", "50.0 ms ago");
    assert_eq!(browser.eval("document.getElementById('scrub').ariaValueText"), "50.0 ms ago");
    browser.key("ArrowRight");
    browser.key("Home");
    browser.until("the oldest moment is shown", "document.getElementById('turn').innerText === '0'");
    browser.key("End");
    browser.shows("#turn", "7");
    browser.until("it is live again", "document.getElementById('banner').hidden");

    // By the mouse: to the middle, which is two and a half seconds back, or as near as a pixel is.
    let place = browser.eval(
        "(() => { const box = document.getElementById('canvas').getBoundingClientRect();
        return [box.left, box.width, box.top]; })()",
    );
    let [left, width, top] = [0, 1, 2].map(|at| place[at].as_f64().unwrap());
    let x = left + 92.0 + (width - 92.0) / 2.0;
    browser.mouse("mousePressed", x + 100.0, top + 20.0);
    browser.mouse("mouseDragged", x, top + 20.0);
    browser.mouse("mouseReleased", x, top + 20.0);
    browser.until(
        "it shows the middle",
        "/2\\.(4[5-9]|5[0-5]) s ago/.test(document.getElementById('banner').innerText)",
    );
    // What the pointer is on has a card: the third lane is a callback all the time.
    wait::until("the card of the span is there", || {
        browser.mouse("mouseMoved", x, top + 36.0);
        browser.mouse("mouseMoved", x + 1.0, top + 36.0);
        browser.text("#card").contains("onTimer hello.js:4:12")
    });
    browser.eval("document.activeElement.blur()");
    browser.key("l");
    browser.shows("#turn", "7");
    no_complaints(&mut browser);
}

#[test]
fn when_the_program_is_over_the_page_stays() {
    let Some((mut browser, mock)) = open(state::hello()) else { return };
    let mut later = state::hello();
    later["at"] = json!(6_000_000_000_u64);
    later["turn"] = json!(8);
    mock.push(later);
    browser.shows("#turn", "8");
    mock.end();
    browser.shows("#banner", "The program is over");
    browser.shows("#run", "ended");
    browser.until("nothing can be steered", "document.getElementById('pause').matches(':disabled')");
    assert_eq!(browser.text("#queue-timers .count"), "5");
    // What the page has seen itself can still be looked at.
    browser.key(".");
    browser.key("Home");
    browser.shows("#turn", "7");
    browser.key("End");
    browser.shows("#turn", "8");
}

#[test]
fn it_fits_and_follows_the_user() {
    let Some((mut browser, mock)) = open(state::paused()) else { return };
    for (width, height) in [(1280, 800), (390, 844)] {
        for scheme in ["light", "dark"] {
            browser.look(width, height, &[("prefers-color-scheme", scheme)]);
            browser.open(&mock.url());
            browser.shows("#run", "paused");
            let overflow =
                browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(overflow, 0, "{width}, {scheme}: nothing is beside the page");
            let light = browser
                .eval("+getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0] > 127");
            assert_eq!(light, scheme == "light", "{scheme}");
            assert!(browser.picture(&format!("page-{width}-{scheme}")) > 10_000);
        }
    }
    let breathes = "document.getAnimations().length > 0";
    mock.push(state::hello());
    browser.until("the halo breathes", breathes);
    browser.look(390, 844, &[("prefers-reduced-motion", "reduce")]);
    browser.until("nothing moves", &format!("!({breathes})"));
    no_complaints(&mut browser);
}

#[test]
fn a_busy_server_is_shown_without_new_nodes() {
    let Some((mut browser, mock)) = open(state::heavy(1)) else { return };
    browser.shows("#descriptors .count", "10,000");
    browser.shows("#descriptors .more", "100 are shown");
    browser.shows("#queue-ready .more", "and 69,900 more");
    let nodes = browser.eval("document.querySelectorAll('*').length");
    // A mark that only this node has: the connection's row, of which later States tell, too.
    browser.eval("document.querySelector('#descriptors tbody tr').mark = true; 0");
    for turn in 2..=40 {
        mock.push(state::heavy(turn));
    }
    browser.shows("#turn", "40");
    browser.shows("#descriptors tbody tr", "40 B");
    assert_eq!(browser.eval("document.querySelector('#descriptors tbody tr').mark"), true);
    assert_eq!(browser.eval("document.querySelectorAll('*').length"), nodes);
    browser.look(390, 844, &[]);
    let overflow =
        browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert_eq!(overflow, 0);
    browser.picture("page-busy-390");
    no_complaints(&mut browser);
}
