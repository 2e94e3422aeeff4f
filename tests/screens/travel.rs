//! From one thing to the next with Enter, and all the way back.

use super::harness::Screen;
use super::moving::assert_subjects;

#[test]
fn enter_opens_the_picture_under_the_cursor() {
    let mut screen = Screen::demo(120, 40);
    screen.press("<Tab> 1gg <Enter>");
    // The second top image of neuron 0 in colored-fashion.json.
    assert_eq!(screen.subject(), "image 499");
    assert_eq!(screen.item(), "", "the cursor is above the lists again");
}

#[test]
fn enter_opens_the_truth_and_the_predictions_of_an_image() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(&mut screen, &[("I <Tab> <Enter>", "category Ankle boot")]);
    screen.press("<Backspace>");
    let item = |screen: &Screen| format!("category {}", screen.item());
    screen.press("<Esc><Tab> jj");
    let second = item(&screen);
    assert_subjects(&mut screen, &[("<Enter>", second.as_str())]);
}

#[test]
fn enter_opens_the_category_of_a_bar() {
    assert_subjects(&mut Screen::demo(120, 40), &[("<Tab><Tab> j <Enter>", "category Dress")]);
}

#[test]
fn enter_opens_a_top_neuron_of_an_image_and_of_a_category() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(
        &mut screen,
        &[("I <Tab><Tab> <Enter>", "neuron 2"), ("C <Tab> <Enter>", "neuron 2")],
    );
}

#[test]
fn enter_opens_what_a_category_is_confused_with() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(&mut screen, &[("C r <Tab> <Enter>", "T-shirt/top and Dress")]);
    assert_subjects(&mut screen, &[("<Backspace>", "category T-shirt/top")]);
    screen.press("<Tab>");
    let picture = screen.item();
    let image = format!("image {}", picture.trim_matches(['#', ' ', '✗']));
    assert_subjects(&mut screen, &[("<Enter>", image.as_str())]);
}

#[test]
fn backspace_goes_back_through_everything_visited() {
    let mut screen = Screen::demo(120, 40);
    screen.press("12j <Tab> l l <Enter> <Tab> j <Enter> <Tab> <Enter> ]");
    assert_subjects(&mut screen, &[]);
    let seen = |screen: &Screen| screen.drawing();
    let mut there = vec![seen(&screen)];
    for _ in 0..4 {
        screen.press("<Backspace>");
        there.push(seen(&screen));
    }
    assert_eq!(screen.subject(), "neuron 12");
    assert_subjects(&mut screen, &[("b", "neuron 0")]);
    assert!(screen.press("<C-o>").footer().starts_with(" this is where it began"));
    screen.press("f");
    for drawing in there.iter().rev() {
        assert_eq!(&seen(&screen), drawing);
        screen.press("f");
    }
    assert!(screen.footer().starts_with(" nothing lies ahead"), "{}", screen.footer());
}

#[test]
fn back_brings_the_cursor_back_to_where_it_was() {
    let mut screen = Screen::demo(120, 40);
    screen.press("<Tab> j l");
    let before = screen.drawing();
    screen.press("<Enter>");
    assert_ne!(screen.drawing(), before);
    screen.press("<Backspace>");
    assert_eq!(screen.drawing(), before);
}

#[test]
fn counts_go_back_several_steps() {
    let mut screen = Screen::demo(120, 40);
    screen.press("j j j j");
    assert_subjects(&mut screen, &[("3b", "neuron 1"), ("2f", "neuron 3"), ("9b", "neuron 0")]);
}

#[test]
fn a_new_way_forgets_the_one_ahead() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(&mut screen, &[("j j b", "neuron 1"), ("5j", "neuron 6"), ("f", "neuron 6")]);
    assert!(screen.footer().starts_with(" nothing lies ahead"));
    assert_subjects(&mut screen, &[("b", "neuron 1"), ("b", "neuron 0")]);
}

#[test]
fn the_letter_of_a_pane_opens_what_is_under_the_cursor() {
    let mut screen = Screen::demo(120, 40);
    assert_subjects(&mut screen, &[("<Tab> 1gg I", "image 499"), ("b N", "neuron 0")]);
    assert_subjects(&mut screen, &[("<Esc> C <Tab> N", "neuron 2")]);
    assert_subjects(&mut screen, &[("<Tab><Tab> C", "category T-shirt/top")]);
}
