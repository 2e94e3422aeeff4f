//! The tour begins with the demo, unless the user was there before or wants a certain view.

use super::harness::deephys;

#[test]
fn the_demo_begins_with_its_tour_and_the_first_key_that_it_names_leads_on() {
    let mut pty = deephys(&["demo"]).sized(120, 40).go();
    pty.completes();
    pty.sees(&["1/5", "T: all neurons"]);
    pty.press("T");
    pty.sees(&["2/5", "the surest change first"]);
    pty.press("gt");
    pty.completes();
    assert!(!pty.screen().contains("2/5"), "{}", pty.screen());
    pty.quits();
}

#[test]
fn who_asks_for_a_view_gets_no_tour_until_it_is_called() {
    let mut pty = deephys(&["--at", "linear1/17", "demo"]).sized(120, 40).go();
    pty.completes();
    assert!(!pty.screen().contains("1/5"), "{}", pty.screen());
    pty.press("gt");
    pty.sees(&["1/5"]);
    pty.quits();
}
