//! A start with `--at`: the view that it says, and what is said of one that is wrong.

use super::harness::deephys;

#[test]
fn a_start_goes_where_it_is_told() {
    let view = "linear1/17?pane=table&vs=Drifted_colored_fashion&sort=max&where=max%20>%201";
    let mut pty = deephys(&["--at", view, "demo"]).sized(120, 40).go();
    pty.sees(&["neurons · by max", "where max > 1"]);
    pty.quits();
}

#[test]
fn what_is_wrong_with_it_is_a_notice_and_the_rest_is_obeyed() {
    let mut pty = deephys(&["demo", "--at", "linear1/17?sotr=max&image=7000"]).sized(120, 40).go();
    pty.sees(&["neuron 17", "2 notices"]);
    pty.press("w");
    pty.sees(&[
        "of --at: no such part \"sotr\"; did you mean \"sort\"?",
        "of --at: image=7000: no such image; they are numbered 0 to",
    ]);
    pty.press("qq");
    pty.ends_with(0);
}
