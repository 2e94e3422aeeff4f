//! The line that leads back to a view: what it says, that it leads back, and what is said of one that is wrong.

use std::sync::{Arc, LazyLock};

use deephys::app::App;
use deephys::ids::NeuronId;
use deephys::recording::RecordingSet;
use proptest::prelude::*;

use super::harness::Screen;
use crate::support::open_paths;

static SET: LazyLock<Arc<RecordingSet>> = LazyLock::new(|| Arc::new(open_paths(&["demo".into()])));

/// The program after a start with an address, and what it says of it.
fn at(address: &str) -> (App, Vec<String>) {
    let mut app = App::new(Arc::clone(&SET));
    let complaints = app.go_to_address(address);
    (app, complaints)
}

fn complaint(address: &str) -> String {
    at(address).1.join("\n")
}

#[test]
fn the_address_of_a_fresh_start_is_short() {
    assert_eq!(App::new(Arc::clone(&SET)).address(&[]), "linear1/0");
}

#[test]
fn everything_that_keys_change_is_in_it() {
    let mut screen = Screen::demo(160, 48);
    screen.press("17G l l :sort -max<Enter> :where spurious > 0.2 and not dead<Enter> N n + zz");
    screen.press(":columns +drift -gain<Enter> N :category Bag<Enter> :image 12<Enter> <Tab>j");
    let address = screen.app.address(&[]);
    assert_eq!(
        address,
        "linear1/17?pane=image&vs=Arbitrary_colored_fashion&image=12&category=Bag\
         &list=predictions:1&sort=-max&where=spurious%20>%200.2%20and%20not%20dead\
         &columns=-gain%20+drift&normalize=on&zoom=3&alone=on"
    );
    assert!(!screen.app.address(&["columns"]).contains("columns"));
}

#[test]
fn the_same_screen_comes_back() {
    for keys in [
        "17G l",
        "T:sort spurious<Enter>:where max > 3<Enter>jjj",
        "T l l h h",
        "I l 40G <Tab><Tab>jj",
        "C :category coat<Enter> <Tab>j",
        "C <Tab><Enter>l<Tab><Tab>",
        "X o D l jj ll",
        "Lo ll jj",
        "]] 3G <Tab>l",
        "12G<Tab>jl n",
        "N<Tab><Space>l<Space>lll<Space>gm<Tab><Tab>j",
    ] {
        let mut screen = Screen::demo(160, 48);
        screen.press(keys);
        let address = screen.app.address(&[]);
        let mut again = Screen::demo(160, 48);
        assert_eq!(again.start_at(&address), [""; 0], "{address}");
        assert_eq!(again.app.address(&[]), address, "{keys}");
        // What the last key said is not part of a view.
        let without_words = |screen: &Screen| {
            let drawing = screen.drawing();
            drawing.rsplit_once('\n').map(|(rows, _)| rows.to_owned())
        };
        assert_eq!(without_words(&again), without_words(&screen), "{keys}: {address}");
    }
}

#[test]
fn what_is_wrong_is_named_and_the_rest_obeyed() {
    let (app, complaints) = at("linear1/99?pane=table&sotr=max&image=x&sort=max&zoom=77&alone=yes");
    assert_eq!(
        complaints,
        [
            "linear1/99: no such neuron; they are numbered 0 to 49",
            "no such part \"sotr\"; did you mean \"sort\"?",
            "image=x: no such image; they are numbered 0 to 499",
            "zoom=77: no such size of pictures; they are numbered 0 to 5",
            "alone=yes: neither on nor off",
        ]
    );
    assert_eq!(app.address(&[]), "linear1/0?pane=table&sort=max");
}

#[test]
fn every_mistake_has_its_words() {
    assert!(complaint("linaer1/3").contains("did you mean \"linear1\"?"));
    assert!(complaint("?pane=tabel").contains("pane=tabel: no such pane; there are neuron, image"));
    assert!(complaint("?vs=Nobody").contains("vs=Nobody: no such recording"));
    assert!(complaint("?category=coal").contains("did you mean \"Coat\"?"));
    assert!(
        complaint("?pane=image&list=positives")
            .contains("there are pictures, predictions, neurons")
    );
    assert!(complaint("?where=max>").contains("where=max>: "));
    assert!(complaint("?columns=nothing").contains("no column `nothing`"));
    assert!(complaint("?pane=pair&category=coat&other=coat").contains("another category"));
    assert!(complaint("?image=%ff").contains("image=%ff: this is no text"));
    assert!(!complaint("?\x1b]0;x\x07=1").contains('\x1b'));
    for nothing in ["", "?", "?&&", " linear1 ", "linear1?", "?category=coat"] {
        assert_eq!(complaint(nothing), "", "{nothing}");
    }
}

#[test]
fn a_number_stands_for_a_layer_and_a_plus_for_itself() {
    let (app, complaints) = at("1/3?columns=+drift");
    assert_eq!(complaints, [""; 0]);
    assert!(app.address(&[]).ends_with("/3?columns=+drift"), "{}", app.address(&[]));
    assert_eq!(app.place().neuron, NeuronId(3));
}

/// One of some texts for a part, or nothing.
fn part(name: &'static str, values: &'static [&'static str]) -> impl Strategy<Value = String> {
    let value = prop::option::of(prop::sample::select(values));
    value.prop_map(move |value| value.map(|value| format!("{name}={value}")).unwrap_or_default())
}

prop_compose! {
    fn looks()(
        normalize in part("normalize", &["on", "off"]),
        zoom in part("zoom", &["0", "1", "2", "5"]),
        alone in part("alone", &["on", "off"]),
        order in part("order", &["preferred", "spurious", "mean"]),
        matrix in part("matrix", &["number", "error", "clustered"]),
        difference in part("difference", &["on"]),
    ) -> Vec<String> {
        vec![normalize, zoom, alone, order, matrix, difference]
    }
}

prop_compose! {
    fn addresses()(
        start in prop::sample::select(&["", "conv1/2", "linear1/49", "output/3", "0/0"]),
        pane in part("pane", &["image", "category", "confusion", "layer", "table", "neuron"]),
        vs in part("vs", &["Drifted_colored_fashion", "0", "1", "Colored_fashion"]),
        recording in part("recording", &["Colored_fashion", "3"]),
        image in part("image", &["0", "17", "119"]),
        category in part("category", &["Bag", "coat", "3", "ankle boot"]),
        list in part("list", &["pictures:3", "neurons:2", "negatives:0"]),
        sort in part("sort", &["spurious", "-spurious", "change", "neuron"]),
        filter in part("where", &["max > 1", "not dead %26 auroc < 0.5", "dead"]),
        columns in part("columns", &["all", "+drift -gain", "neuron,max", "%2Bdrift"]),
        looks in looks(),
    ) -> String {
        let mut parts = vec![pane, vs, recording, image, category, list, sort, filter, columns];
        parts.extend(looks);
        format!("{start}?{}", parts.join("&"))
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(address in addresses()) {
        let (app, _) = at(&address);
        let written = app.address(&[]);
        let (again, complaints) = at(&written);
        prop_assert_eq!(complaints, Vec::<String>::new());
        prop_assert_eq!(again.address(&[]), written);
        prop_assert_eq!(again.place(), app.place());
        prop_assert_eq!(again.table_sort(), app.table_sort());
        prop_assert_eq!(again.table_filter(), app.table_filter());
        prop_assert_eq!(again.table_columns(), app.table_columns());
        prop_assert_eq!(again.table_recording(), app.table_recording());
        prop_assert_eq!((again.scale(), again.zoom()), (app.scale(), app.zoom()));
    }

    #[test]
    fn no_text_is_too_odd(address in ".*") {
        let (app, complaints) = at(&address);
        prop_assert!(complaints.iter().all(|complaint| !complaint.contains('\x1b')));
        prop_assert!(at(&app.address(&[])).1.is_empty());
    }
}
