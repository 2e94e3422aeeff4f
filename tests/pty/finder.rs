//! The search and named places in the running program.

use super::harness::{ENTER, demo};

#[test]
fn a_search_leads_to_a_category_and_a_name_leads_back() {
    let mut pty = demo().sized(120, 40).go();
    pty.completes();
    pty.press(&format!("Mhome{ENTER}"));
    pty.sees(&["home: neuron 0, linear1, Colored_fashion (' leads back)"]);
    pty.press("/boot");
    pty.sees(&["category Ankle boot"]);
    pty.press(ENTER);
    pty.sees(&["▸category Ankle boot", "1 of 1"]);
    pty.press(&format!("'home{ENTER}"));
    pty.sees(&["▸neuron 0 "]);
    pty.quits();
}
