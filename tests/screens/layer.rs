//! The layer pane: the map of every neuron, its cursor and its order, the histograms below it.
#![expect(clippy::unwrap_used, reason = "a map that is not there ends the test")]

use deephys::app::{MapOrder, Pane};
use deephys::ids::{CategoryId, NeuronId};
use deephys::table::Column;

use super::harness::{Screen, assert_drawn};

/// The demo at the layer pane, without pictures.
fn layer(width: u16, height: u16) -> Screen {
    let mut screen = Screen::demo(width, height);
    screen.press("L");
    screen
}

/// The neurons of the map, from left to right.
#[track_caller]
fn order(screen: &Screen) -> Vec<usize> {
    screen.app.arrangement().unwrap().neurons.iter().map(|neuron| neuron.index()).collect()
}

#[test]
fn the_layer_pane() {
    for (width, height) in [(160, 48), (120, 40), (80, 24)] {
        assert_drawn(&format!("layer_{width}x{height}"), &layer(width, height));
    }
}

#[test]
fn the_layer_pane_with_half_blocks() {
    for (width, height) in [(160, 48), (120, 40), (80, 24)] {
        let mut screen = Screen::demo(width, height).with_half_blocks();
        screen.press("L");
        assert_drawn(&format!("layer_half_blocks_{width}x{height}"), &screen);
    }
}

#[test]
fn the_cursor_starts_at_the_neuron_and_its_preferred_category() {
    let mut screen = Screen::demo(160, 48);
    screen.press(":neuron 17<Enter>L");
    let preferred = {
        let arranged = screen.app.arrangement().unwrap();
        let reference = arranged.layer.recording(screen.app.set().reference).unwrap();
        reference.own[17].selectivity.preferred.unwrap()
    };
    let place = screen.app.place();
    assert_eq!((place.neuron, place.category), (NeuronId(17), preferred));
    screen.assert_shows("neuron 17 · ");
    assert!(screen.marks().len() >= 4, "one in each map:\n{}", screen.drawing());
    assert_eq!(screen.drawing().matches('▾').count(), 4, "{}", screen.drawing());
}

#[test]
fn moving_the_cursor_moves_the_selection() {
    let mut screen = layer(160, 48);
    let order = order(&screen);
    screen.press("gg");
    assert_eq!(screen.app.place().neuron.index(), order[0]);
    screen.press("3l");
    assert_eq!(screen.app.place().neuron.index(), order[3]);
    screen.press("h");
    assert_eq!(screen.app.place().neuron.index(), order[2]);
    screen.press("J");
    assert_eq!(screen.app.place().neuron.index(), order[3]);
    screen.press("G");
    assert_eq!(screen.app.place().neuron.index(), *order.last().unwrap());
    screen.press("l");
    assert_eq!(screen.app.place().neuron.index(), *order.last().unwrap(), "it is the last");
    screen.press("7G");
    assert_eq!(screen.app.place().neuron, NeuronId(7));
    screen.press("99k 2j");
    assert_eq!(screen.app.place().category, CategoryId(2));
    screen.press("99j");
    assert_eq!(screen.app.place().category, CategoryId(9));
    screen.press("<Enter>");
    assert_eq!((screen.app.place().pane, screen.subject()), (Pane::Neuron, "neuron 7".into()));
    screen.press("<Backspace>");
    assert_eq!(
        (screen.app.place().pane, screen.app.place().category),
        (Pane::Layer, CategoryId(9))
    );
    screen.press("C");
    assert_eq!(screen.app.place().category, CategoryId(9), "selected everywhere");
}

#[test]
fn the_row_and_column_of_the_cursor_are_named_with_their_values() {
    let mut screen = layer(160, 48);
    for keys in ["gg 99k", "5l", "3j"] {
        screen.press(keys);
        let place = *screen.app.place();
        let values: Vec<String> = screen
            .app
            .order()
            .into_iter()
            .map(|recording| {
                let tunings = &screen.app.arrangement().unwrap().tunings;
                let means = &tunings.recording(recording).unwrap().means;
                format!("{:.2}", means[(place.category.index(), place.neuron.index())])
            })
            .collect();
        let name = screen.app.set().categories.name(place.category);
        let [a, b, c, d] = values.try_into().unwrap();
        let expected = format!("neuron {} · {name}:  {a} ★  {b} ●  {c} ▲  {d} ■", place.neuron);
        screen.assert_shows(&expected);
    }
}

#[test]
fn neurons_stand_by_preferred_category_and_then_by_any_column() {
    let mut screen = layer(120, 40);
    let by_preference = order(&screen);
    let arranged = screen.app.arrangement().unwrap();
    let own = &arranged.layer.recording(screen.app.set().reference).unwrap().own;
    let preferred: Vec<usize> = by_preference
        .iter()
        .map(|neuron| own[*neuron].selectivity.preferred.map_or(usize::MAX, CategoryId::index))
        .collect();
    assert!(preferred.is_sorted(), "{preferred:?}");
    screen.press("r :order spurious<Enter>");
    screen.assert_shows("neurons by spurious in ● Permuted");
    let arranged = screen.app.arrangement().unwrap();
    assert_eq!(arranged.order, MapOrder::By(Column::Spurious));
    let pairs = arranged.layer.recording(arranged.by).unwrap().pairs.as_ref().unwrap();
    let scores: Vec<f64> =
        order(&screen).iter().filter_map(|neuron| pairs[*neuron].scores.spurious).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
    screen.press("r");
    screen.assert_shows("neurons by spurious in ▲ Arbitrary");
    screen.press("o").assert_shows("neurons by novelty");
    screen.press(":order neuron<Enter>");
    assert!(order(&screen).into_iter().eq(0..50));
    screen.press("o").assert_shows("neurons by preferred category");
    assert_eq!(order(&screen), by_preference);
    screen.press(":order spurios<Enter>").assert_shows("did you mean spurious?");
    screen.press("<Esc>:ord pref<Enter>").assert_shows("neurons by preferred category");
}

#[test]
fn an_order_can_be_named_from_any_pane() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":order mean<Enter>");
    assert_eq!(screen.app.place().pane, Pane::Layer);
    screen.assert_shows("neurons by mean in ★");
}

#[test]
fn the_null_is_drawn_from_all_neurons_in_the_end() {
    let mut screen = layer(160, 48);
    screen.assert_shows("no-shift scores of all 50 neurons");
    screen.press("[").assert_shows("no-shift scores of all");
    screen.press("]").assert_shows("no-shift scores of all 50 neurons");
}

#[test]
fn while_the_layer_is_read_the_pane_says_so_and_keys_answer() {
    let mut screen = Screen::demo(80, 24);
    screen.press_unanswered("L");
    screen.assert_shows("reading linear1 …");
    screen.press_unanswered("j");
    assert_eq!(screen.app.place().category, CategoryId(1));
    screen.press_unanswered("C");
    assert_eq!(screen.app.place().pane, Pane::Category);
}

#[test]
fn one_recording_alone_has_a_map_and_no_scores() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24);
    screen.press("L");
    screen.assert_shows("it is the only recording");
    assert_drawn("alone_layer", &screen);
}

#[test]
fn without_labels_it_says_why_there_is_no_map() {
    let mut screen = Screen::small(&["npz/no_labels.npz"], 80, 24);
    screen.press("L").assert_shows("no map: without labels");
    assert_drawn("no_labels_layer", &screen);
}

#[test]
fn a_dead_neuron_is_undefined_in_every_category() {
    let mut screen = Screen::small(&["npz/stored.npz", "npz/deflated.npz"], 160, 48);
    screen.press(":neuron 4<Enter>L");
    screen.assert_shows("neuron 4 · ");
    screen.assert_shows("– ★  – ●");
    screen.assert_shows("undef.");
    assert_drawn("dead_layer", &screen);
}
