//! Images marked by key in the running program, and the page that says what the files hold.

use super::harness::{BACKSPACE, ENTER, ESCAPE, TAB, demo};

#[test]
fn marked_images_lead_to_their_neurons() {
    let mut pty = demo().sized(130, 48).go();
    pty.completes();
    pty.press(" ");
    pty.sees(&["no image under the cursor: Tab leads to the pictures"]);
    pty.press(TAB);
    pty.press(" l ");
    pty.sees(&["◆ 2"]);
    pty.press("gm");
    pty.sees(&["marked images", "2 of 500 images marked", "none of them here", "top neurons"]);
    pty.press(TAB);
    pty.press(ENTER);
    pty.sees(&["▸image "]);
    pty.press(BACKSPACE);
    pty.sees(&["2 of 500 images marked"]);
    pty.press(":unmark");
    pty.press(ENTER);
    pty.sees(&["2 images are no longer marked"]);
    pty.quits();
}

#[test]
fn details_come_from_the_files() {
    let mut pty = demo().sized(100, 48).go();
    pty.completes();
    pty.press("Id");
    pty.sees(&["28 × 28 pixels", "Deephys (.test)", "float32", "linear1  50 neurons"]);
    pty.press(ESCAPE);
    pty.sees(&["▸image 0 "]);
    pty.quits();
}
