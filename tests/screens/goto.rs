//! The line behind `:`.

use deephys::app::Effect;

use super::harness::{Screen, assert_drawn};
use super::moving::assert_subjects;

#[test]
fn a_number_goes_to_the_neuron_image_or_category_of_the_pane() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            (":17<Enter>", "neuron 17"),
            ("I :5<Enter>", "image 5"),
            ("C :4<Enter>", "category Coat"),
        ],
    );
}

#[test]
fn words_and_their_beginnings_go_anywhere() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            (":neuron 3<Enter>", "neuron 3"),
            (":category Coat<Enter>", "category Coat"),
            (":n 4<Enter>", "neuron 4"),
            (":cat dress<Enter>", "category Dress"),
            (":image 5<Enter>", "image 5"),
            (":c Ankle boot<Enter>", "category Ankle boot"),
            (":  neuron   6  <Enter>", "neuron 6"),
        ],
    );
}

#[test]
fn layers_go_by_name_and_by_number() {
    let mut screen = Screen::demo(120, 40);
    for (keys, layer) in [
        (":layer conv2<Enter>", "conv2"),
        (":l 2<Enter>", "output"),
        (":l 0<Enter>", "conv2"),
        (":lay linear1<Enter>", "linear1"),
    ] {
        screen.press(keys);
        assert!(screen.line(0).contains(&format!("› {layer} ›")), "{keys}: {}", screen.line(0));
    }
    assert_subjects(&mut screen, &[("40G :l output<Enter>", "neuron 9")]);
}

#[test]
fn recordings_go_by_name_and_by_number() {
    let mut screen = Screen::demo(300, 40);
    screen.press(":recording Permuted_colored_fashion<Enter>");
    assert_eq!(screen.recording(), "Permuted_colored_fashion");
    screen.press(":rec 3<Enter>");
    assert_eq!(screen.recording(), "Drifted_colored_fashion");
    screen.press(":r 0<Enter>");
    assert_eq!(screen.recording(), "Colored_fashion");
}

#[test]
fn a_way_by_the_prompt_leads_back_too() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[(":17<Enter>", "neuron 17"), (":image 5<Enter>", "image 5"), ("b", "neuron 17")],
    );
}

#[test]
fn mistakes_are_explained_and_the_text_stays_to_be_mended() {
    let steps = [
        (":dog", "neither a number nor neuron, image, category, layer, recording"),
        (":neuron", "neuron what? Add a number or a name"),
        (":50", "no such neuron; they are numbered 0 to 49"),
        (":neuron x", "no such neuron; they are numbered 0 to 49"),
        (":-1", "neither a number"),
        (":image 500", "no such image; they are numbered 0 to 499"),
        (":cat Coal", "no such category; did you mean \"Coat\"?"),
        (":cat zebra", "no such category; they are numbered 0 to 9"),
        (":layer linear2", "no such layer; did you mean \"linear1\"?"),
        (":layer attention", "conv2, linear1, output"),
        (":rec Permuted_colored_fashoin", "did you mean \"Permuted_colored_fashion\"?"),
    ];
    let mut screen = Screen::demo(300, 40);
    for (typed, error) in steps {
        screen.press(typed);
        screen.press("<Enter>");
        assert!(screen.footer().starts_with(typed), "{}", screen.footer());
        assert!(screen.footer().contains(error), "{typed}: {}", screen.footer());
        assert_eq!(screen.subject(), "neuron 0");
        screen.press("<Esc>");
    }
    screen.press(":cat Coal<Enter><Backspace>t");
    assert!(!screen.shows("did you mean"), "typing on clears the error");
    assert_subjects(&mut screen, &[("<Enter>", "category Coat")]);
}

#[test]
fn a_long_error_can_be_read_at_80_columns() {
    for (typed, error) in [
        (":dog", "neither a number nor neuron, image, category, layer, recording"),
        (":rec Permuted_colored_fashoin", "did you mean \"Permuted_colored_fashion\"?"),
        (":layer attention_of_the_first_block", "conv2, linear1, output"),
    ] {
        let mut screen = Screen::demo(80, 24);
        screen.press(typed);
        screen.press("<Enter>");
        screen.assert_shows(error);
    }
}

#[test]
fn an_error_of_the_prompt() {
    let mut screen = Screen::demo(80, 24);
    screen.press(":cat Coal<Enter>");
    assert_drawn("prompt_error", &screen);
}

#[test]
fn an_empty_prompt_shows_what_can_be_typed() {
    let mut screen = Screen::demo(80, 24);
    let hint = screen.press(":").footer();
    assert!(
        hint.starts_with(':') && hint.contains("17, or: neuron 17, image 3, category"),
        "{hint}"
    );
    assert!(screen.terminal_cursor().is_some());
    assert!(screen.press("1").footer() == ":1", "{}", screen.footer());
}

#[test]
fn esc_enter_and_backspace_leave_an_empty_prompt() {
    let mut screen = Screen::demo(80, 24);
    for keys in [":<Esc>", ":<Enter>", ":<Backspace>", ":17<Esc>", ":1<Backspace><Backspace>"] {
        screen.press(keys);
        assert_eq!(screen.terminal_cursor(), None, "{keys}");
        assert_eq!(screen.subject(), "neuron 0", "{keys}");
    }
}

#[test]
fn text_is_edited_where_the_cursor_stands() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            (":7<Left>1<Enter>", "neuron 17"),
            (":image 99<C-u>21<Enter>", "neuron 21"),
            (":neuron 99<C-w>8<Enter>", "neuron 8"),
            (":92<Home><Delete><Enter>", "neuron 2"),
        ],
    );
}

#[test]
fn the_terminals_cursor_stands_where_text_is_put_in() {
    let mut screen = Screen::demo(80, 24);
    let column = |screen: &Screen| screen.terminal_cursor().map(|at| (at.x, at.y));
    assert_eq!(column(screen.press(":")), Some((1, 23)));
    assert_eq!(column(screen.press("abc")), Some((4, 23)));
    assert_eq!(column(screen.press("<Left>")), Some((3, 23)));
    assert_eq!(column(screen.press("<Home>")), Some((1, 23)));
}

#[test]
fn a_text_longer_than_the_screen_shows_its_end() {
    let mut screen = Screen::demo(40, 24);
    screen.press(":recording ");
    screen.press(&"x".repeat(60));
    screen.press("end");
    assert!(screen.footer().contains("end"), "{}", screen.footer());
}

#[test]
fn q_and_quit_in_the_prompt_end_the_program() {
    for keys in [":q<Enter>", ":quit<Enter>", "q", "<C-c>", "?<C-c>"] {
        let mut screen = Screen::demo(80, 24);
        assert_eq!(screen.press(keys).effect, Effect::Quit, "{keys}");
    }
    for keys in [":q<Esc>", ":<C-c>", "?q", ":q"] {
        let mut screen = Screen::demo(80, 24);
        assert_eq!(screen.press(keys).effect, Effect::None, "{keys}");
    }
}
