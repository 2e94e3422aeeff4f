//! One search over all that has a name, and names for places.

use super::harness::Screen;

#[test]
fn a_search_lists_what_fits_and_goes_to_the_best_and_then_to_the_next() {
    let mut screen = Screen::demo(120, 40);
    screen.press("/");
    screen.press("boot");
    screen.assert_shows("category Ankle boot");
    screen.press("<Enter>");
    assert_eq!(screen.subject(), "category Ankle boot");
    screen.press("b:find coa<Enter>");
    assert_eq!(screen.subject(), "category Coat");
    assert!(screen.footer().contains("1 of 1"), "not what has the letters apart");
    screen.press("2b");
    assert_eq!(screen.subject(), "neuron 0");

    // A new search begins with nothing; nothing is what was searched last, and ↑ brings that back.
    screen.press("/<Enter>");
    assert_eq!(screen.subject(), "category Coat");
    screen.press("2b/<Up>");
    assert!(screen.footer().starts_with(":find coa"), "{}", screen.footer());
    screen.press("<C-u>conv<Enter>");
    assert!(screen.line(0).contains("› conv2 ›"), "{}", screen.line(0));
    screen.press(":find colored_fashion<Enter>");
    assert!(screen.footer().contains("of 4"), "{}", screen.footer());
    let first = screen.recording();
    screen.press(";");
    assert_ne!(screen.recording(), first);
    screen.press(",");
    assert_eq!(screen.recording(), first);
    screen.press("4;");
    assert_eq!(screen.recording(), first, "round to the first");
}

#[test]
fn the_next_match_takes_nothing_back_that_was_done_since() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":find colored_fashion<Enter>;");
    let recording = screen.recording();
    screen.press("17G;");
    assert_eq!(screen.subject(), "neuron 17", "the neuron that was gone to meanwhile");
    assert_ne!(screen.recording(), recording);
    screen.press("17G]:find linear<Enter>");
    assert_eq!(screen.subject(), "neuron 9", "the output layer has ten");
    assert!(screen.line(0).contains("› linear1 ›"), "{}", screen.line(0));
}

#[test]
fn labelled_neurons_are_found_by_their_label() {
    let mut screen = Screen::demo(120, 40);
    screen.press("17Gms");
    screen.press("/");
    screen.press("spurious");
    screen.assert_shows("neuron linear1/17 spurious");
    screen.press("<Enter>");
    assert_eq!(screen.subject(), "neuron 17");
}

#[test]
fn without_a_match_it_says_so_and_how_to_search() {
    let mut screen = Screen::demo(120, 40);
    screen.press(";");
    assert!(screen.footer().contains("nothing was searched yet: / searches"));
    screen.press(":find zzz<Enter>");
    screen.assert_shows("no category, layer, recording, labelled neuron or place fits");
    screen.press("<Esc>/");
    screen.press("3<Enter>");
    assert_eq!(screen.subject(), "neuron 3");
}

#[test]
fn a_place_with_a_name_is_there_again_with_its_cursor() {
    let mut screen = Screen::demo(120, 40);
    screen.press("'");
    assert!(screen.footer().contains("no place has a name: M gives this one a name"));
    screen.press("17G<Tab>j");
    let item = screen.item();
    screen.press("M");
    screen.press("red<Enter>");
    screen.assert_shows("red: neuron 17, linear1, Colored_fashion");
    screen.press("<Esc>3GC'");
    screen.assert_shows("neuron 17, linear1, Colored_fashion");
    screen.press("red<Enter>");
    assert_eq!((screen.subject().as_str(), screen.item()), ("neuron 17", item));
    screen.press(":find place red<Enter>b");
    screen.press(":place blue<Enter>");
    screen.assert_shows("no place of that name; there are red");
}

#[test]
fn what_fits_best_shows_while_it_is_typed_and_is_gone_with_the_line() {
    let mut screen = Screen::demo(120, 40);
    screen.press("7G");
    let before = screen.drawing();
    screen.press("/trous");
    assert_eq!(screen.subject(), "category Trouser");
    screen.press("<C-u>bag");
    assert_eq!(screen.subject(), "category Bag");
    screen.press("<C-u>");
    assert_eq!(screen.subject(), "neuron 7", "nothing is searched yet");
    screen.press("conv<Tab>");
    screen.assert_shows("conv2 › ");
    screen.press("<Esc>");
    assert_eq!(screen.drawing(), before);
    // Only what was gone to is led back from.
    screen.press("/trous<Enter> b");
    assert_eq!(screen.subject(), "neuron 7");
    screen.press("b");
    assert_eq!(screen.subject(), "neuron 0");
}

#[test]
fn a_beginning_that_one_category_or_place_has_is_enough() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":category pul<Enter>");
    assert_eq!(screen.subject(), "category Pullover");
    screen.press(":category s<Enter>");
    assert!(screen.footer().contains("no such category"), "several begin so");
    screen.press("<Esc>Mred dresses<Enter>:category Coat<Enter>:place re<Enter>");
    assert_eq!(screen.subject(), "category Pullover");
}

#[test]
fn words_of_a_note_lead_to_its_neuron() {
    let mut screen = Screen::demo(120, 40);
    screen.press("17Gms mN fires on laces<Enter>3G /laces<Enter>");
    assert_eq!(screen.subject(), "neuron 17");
}
