//! Moving at the top of a pane: neurons, images, categories, layers, recordings.

use super::harness::Screen;

/// Presses keys and checks what the header names after each.
#[track_caller]
pub(crate) fn assert_subjects(screen: &mut Screen, steps: &[(&str, &str)]) {
    for (keys, subject) in steps {
        screen.press(keys);
        assert_eq!(screen.subject(), *subject, "after {keys}");
    }
}

#[test]
fn j_and_k_step_through_neurons_as_often_as_was_typed() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            ("j", "neuron 1"),
            ("12j", "neuron 13"),
            ("3k", "neuron 10"),
            ("<Up>", "neuron 9"),
            ("2<Down>", "neuron 11"),
            ("99k", "neuron 0"),
            ("k", "neuron 0"),
            ("999999999999999999999j", "neuron 49"),
            ("j", "neuron 49"),
        ],
    );
}

#[test]
fn gg_and_shift_g_go_to_the_first_the_last_and_any_number() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            ("G", "neuron 49"),
            ("gg", "neuron 0"),
            ("17G", "neuron 17"),
            ("3gg", "neuron 3"),
            ("<End>", "neuron 49"),
            ("10<Home>", "neuron 10"),
            ("<Home>", "neuron 0"),
            ("99G", "neuron 49"),
        ],
    );
}

#[test]
fn pages_are_ten_neurons() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            ("<PageDown>", "neuron 10"),
            ("2<C-d>", "neuron 30"),
            ("<C-u>", "neuron 20"),
            ("<C-f>", "neuron 30"),
            ("3<PageUp>", "neuron 0"),
            ("9<C-f>", "neuron 49"),
        ],
    );
}

#[test]
fn images_and_categories_are_stepped_through_alike() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(
        &mut screen,
        &[("I", "image 0"), ("12j", "image 12"), ("G", "image 499"), ("2K", "image 497")],
    );
    assert_subjects(
        &mut screen,
        &[
            ("C", "category T-shirt/top"),
            ("4J", "category Coat"),
            ("G", "category Ankle boot"),
            ("1gg", "category Trouser"),
        ],
    );
}

#[test]
fn shift_j_and_k_step_from_inside_the_lists() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(&mut screen, &[("<Tab> 2l J", "neuron 1"), ("5J", "neuron 6")]);
    assert!(screen.cursor().is_some(), "the cursor stays in the pictures");
    assert_subjects(&mut screen, &[("K", "neuron 5"), ("<Tab> J", "neuron 6"), ("9K", "neuron 0")]);
}

#[test]
fn brackets_go_through_the_layers() {
    let mut screen = Screen::demo(120, 40);
    let layers = [
        ("]", "output"),
        ("]", "output"),
        ("[", "linear1"),
        ("{", "conv2"),
        ("[", "conv2"),
        ("2]", "output"),
        ("{", "conv2"),
        ("}", "output"),
    ];
    for (keys, layer) in layers {
        screen.press(keys);
        let header = screen.line(0);
        assert!(header.starts_with(&format!(" colored_fashion › {layer} › ")), "{keys}: {header}");
    }
}

#[test]
fn a_narrower_layer_shows_its_last_neuron() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[("30j", "neuron 30"), ("[", "neuron 19"), ("2]", "neuron 9"), ("[", "neuron 9")],
    );
}

#[test]
fn r_and_h_and_l_choose_the_recording() {
    let mut screen = Screen::demo(300, 40);
    let [colored, permuted, arbitrary, drifted] = [
        "Colored_fashion",
        "Permuted_colored_fashion",
        "Arbitrary_colored_fashion",
        "Drifted_colored_fashion",
    ];
    let steps = [
        ("r", permuted),
        ("R", colored),
        ("R", colored),
        ("2l", arbitrary),
        ("9r", drifted),
        ("r", drifted),
        ("h", arbitrary),
        ("<Left>", permuted),
        ("<Right>", arbitrary),
        ("2R", colored),
    ];
    for (keys, recording) in steps {
        screen.press(keys);
        assert_eq!(screen.recording(), recording, "after {keys}");
    }
    screen.press("<Tab> l r");
    assert_eq!(screen.recording(), permuted, "r changes the recording from inside the pictures");
    assert_eq!(screen.item(), "14.10 ✗", "and keeps the place in the list");
}

#[test]
fn the_panes_keep_what_they_showed() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            ("7j I", "image 0"),
            ("8j C", "category T-shirt/top"),
            ("2j N", "neuron 7"),
            ("I", "image 8"),
            ("C", "category Pullover"),
        ],
    );
}

#[test]
fn a_count_that_is_being_typed_shows_and_esc_forgets_it() {
    let mut screen = Screen::demo(80, 24);
    assert!(screen.press("12").footer().ends_with(" 12"), "{}", screen.footer());
    assert!(screen.press("g").footer().ends_with(" 12g"), "{}", screen.footer());
    screen.press("<Esc> j");
    assert_eq!(screen.subject(), "neuron 1");
    screen.press("0j");
    assert_eq!(screen.subject(), "neuron 2", "0 alone is no count");
}

#[test]
fn a_count_of_any_length_is_cut_where_it_means_all_anyway() {
    let mut screen = Screen::demo(80, 24);
    screen.press("1234567890123");
    assert!(screen.footer().ends_with(" 999999999"), "{}", screen.footer());
}

#[test]
fn an_unknown_key_is_named_and_the_list_of_keys_offered() {
    let mut screen = Screen::demo(80, 24);
    assert!(screen.press("x").footer().starts_with(" x is no key here: ? lists them"));
    assert!(screen.press("3gx").footer().starts_with(" 3gx is no key here"));
    assert!(screen.press("<Delete>").footer().starts_with(" Delete is no key here"));
    assert_eq!(screen.press("j").subject(), "neuron 1");
    assert!(!screen.shows("no key"), "the next key clears the message");
}

#[test]
fn larger_and_smaller_pictures_change_how_many_stand_in_a_row() {
    let mut screen = Screen::demo(120, 40).with_half_blocks();
    let second_row = |screen: &mut Screen, keys: &str| {
        screen.press(keys).press("<Esc><Tab>j");
        screen.cursor().map(|at| at.y)
    };
    let usual = second_row(&mut screen, "");
    let smaller = second_row(&mut screen, "-");
    assert!(smaller < usual, "rows stand closer: {usual:?} and {smaller:?}");
    assert_eq!(second_row(&mut screen, "+"), usual);
    assert_eq!(second_row(&mut screen, "-="), usual, "= is + without Shift");
}
