//! The cursor inside lists.

use deephys::app::Effect;

use super::harness::Screen;

/// Presses keys and checks what the mark of the cursor stands before; nothing while it is above the lists.
#[track_caller]
fn assert_items(screen: &mut Screen, steps: &[(&str, &str)]) {
    for (keys, item) in steps {
        screen.press(keys);
        assert_eq!(screen.item(), *item, "after {keys} in\n{}", screen.drawing());
    }
}

#[test]
fn tab_goes_through_the_lists_of_a_neuron() {
    let mut screen = Screen::demo(120, 40);
    let lists = [("<Tab>", "13.28"), ("<Tab>", "T-shirt/top"), ("<Tab>", "")];
    assert_items(&mut screen, &lists);
    let lists = [("<S-Tab>", "T-shirt/top"), ("<S-Tab>", "13.28"), ("<S-Tab>", "")];
    assert_items(&mut screen, &lists);
}

#[test]
fn tab_goes_through_the_lists_of_an_image() {
    let mut screen = Screen::demo(120, 40);
    screen.press("I");
    let lists = [("<Tab>", "is Ankle boot ✓"), ("<Tab>", "2"), ("<Tab>", "137.2"), ("<Tab>", "")];
    assert_items(&mut screen, &lists);
    let lists = [("<S-Tab>", "137.2"), ("<S-Tab>", "2"), ("<S-Tab>", "is Ankle boot ✓")];
    assert_items(&mut screen, &lists);
}

#[test]
fn tab_passes_over_lists_without_an_item() {
    let mut screen = Screen::demo(120, 40);
    // Nothing is confused with anything in the reference.
    assert_items(&mut screen, &[("C <Tab>", "2"), ("<Tab>", ""), ("<S-Tab>", "2")]);
    screen.press("<Esc> r");
    let mut found = Vec::new();
    for _ in 0..8 {
        screen.press("<Tab>");
        found.push(screen.item());
    }
    assert_eq!(
        (found[0].as_str(), found[2].as_str(), found[7].as_str()),
        ("Dress", "Pullover", "")
    );
    assert!(found[1].starts_with('#') && found[3].starts_with('#'), "{found:?}");
    let is_neuron = |item: &String| item.parse::<usize>().is_ok();
    assert!(found[4..7].iter().all(is_neuron), "neurons at last: {found:?}");
}

#[test]
fn esc_leaves_the_lists_and_enter_goes_into_them() {
    let mut screen = Screen::demo(120, 40);
    assert_items(&mut screen, &[("<Enter>", "13.28"), ("1gg", "12.87"), ("<Esc>", "")]);
    assert_eq!(screen.subject(), "neuron 0");
}

#[test]
fn a_list_scrolls_with_the_cursor() {
    let mut screen = Screen::demo(80, 24);
    screen.press("<Tab><Tab>");
    for name in ["T-shirt/top", "Dress", "Ankle boot", "Shirt", "Trouser", "Pullover", "Coat"] {
        assert_eq!(screen.item(), name);
        screen.press("j");
    }
    assert_items(&mut screen, &[("G", "Bag"), ("gg", "T-shirt/top"), ("3gg", "Shirt")]);
}

#[test]
fn h_and_l_in_a_list_choose_the_recording_and_keep_the_line() {
    let mut screen = Screen::demo(160, 48);
    assert_items(&mut screen, &[("<Tab><Tab> 2j", "Ankle boot"), ("2l", "Ankle boot")]);
    assert_eq!(screen.recording(), "Arbitrary_colored_fashion");
}

#[test]
fn neurons_under_the_cursor_show_their_pictures_beside_the_image() {
    let mut screen = Screen::demo(120, 40);
    screen.press("I <Tab><Tab>");
    let first = screen.item();
    screen.assert_shows(&format!("neuron {first} · "));
    screen.press("j");
    assert_ne!(screen.item(), first);
    screen.assert_shows(&format!("neuron {} · ", screen.item()));
}

#[test]
fn keys_typed_faster_than_answers_come_do_the_same_in_the_end() {
    let keys = "3j<Tab>lj";
    let (mut slow, mut fast) = (Screen::demo(120, 40), Screen::demo(120, 40));
    slow.press(keys);
    fast.type_ahead(keys);
    assert_eq!((fast.subject(), fast.item()), (slow.subject(), slow.item()));
}

#[test]
fn q_never_waits_for_an_answer() {
    let mut screen = Screen::demo(120, 40);
    let typed = screen.type_ahead("3j<Tab>lq");
    assert_eq!(typed.effect, Effect::Quit);
    let mut screen = Screen::demo(120, 40);
    let typed = screen.type_ahead("3j<Tab>:q");
    assert_eq!(typed.effect, Effect::None, "behind a waiting prompt q is a letter");
}
