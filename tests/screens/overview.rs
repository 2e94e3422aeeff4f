//! The page of all layers: which one breaks first.

use deephys::ids::LayerId;

use super::harness::{Screen, assert_drawn};
use crate::support::{json, list};

#[test]
fn every_layer_and_recording_has_a_line_and_enter_goes_to_one() {
    let mut screen = Screen::demo(120, 40);
    screen.press("gL");
    assert_drawn("layers_120x40", &screen);
    // The cursor begins at the layer at hand, linear1 of the demo.
    screen.press("k<Enter>");
    assert!(screen.app.overlay().is_none());
    assert_eq!(screen.app.place().layer, LayerId(0));
    screen.press("gL jj").click("output");
    assert_eq!(screen.app.place().layer, LayerId(2));
    screen.press("gL <Esc>");
    assert_eq!(screen.app.place().layer, LayerId(2));
}

#[test]
fn it_has_room_at_80_columns() {
    let mut screen = Screen::demo(80, 24);
    screen.press("gL");
    assert_drawn("layers_80x24", &screen);
}

#[test]
fn layers_are_worked_out_one_after_the_other() {
    let mut screen = Screen::demo(120, 40);
    screen.press_unanswered("gL");
    assert_eq!(screen.app.attended_layer(), LayerId(1), "the one at hand first");
    let lines = |screen: &mut Screen| {
        let wanted = screen.app.wanted();
        let texts = wanted.iter().map(|query| format!("{query:?}"));
        texts.filter(|text| text.starts_with("LayerLine")).count()
    };
    assert_eq!(lines(&mut screen), 1);
    screen.press("<Esc> gL");
    assert_eq!(lines(&mut screen), 0, "all are known");
}

#[test]
fn its_numbers_are_those_of_numpy() {
    let mut screen = Screen::demo(160, 48);
    screen.press("gL");
    let lines: Vec<String> = (5..17).map(|row| screen.line(row)).collect();
    let expected = json("tests/fixtures/golden/layers.json");
    for (line, expected) in lines.iter().zip(list(&expected["fashion"])) {
        let number = |key: &str| expected[key].as_f64();
        let Some(spurious) = number("mean_spurious") else { continue };
        let numbers = [
            format!("{spurious:.2}"),
            format!("{:.2}", number("mean_novelty").unwrap()),
            format!("{:.1} %", 100. * number("dead_fraction").unwrap()),
            format!(
                "{:.2} of {:.2}",
                number("geometry_agreement").unwrap(),
                number("geometry_ceiling").unwrap()
            ),
        ];
        let words = line.split("  ").map(str::trim).filter(|word| !word.is_empty());
        let shown: Vec<&str> = words.collect();
        assert!(line.contains(expected["recording"].as_str().unwrap()), "{line}");
        assert_eq!(shown[shown.len() - 4..], numbers, "{line}");
    }
}
