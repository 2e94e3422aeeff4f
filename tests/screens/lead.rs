//! Who leads: one recording whose selection the others follow, or each with its own.

use deephys::app::{Following, Pane};
use deephys::ids::{ImageId, LayerId, NeuronId, RecordingId};

use super::harness::{Screen, assert_drawn};

fn order(screen: &Screen) -> Vec<RecordingId> {
    screen.app.order()
}

/// The neurons that the image pane lists for the recording with the cursor, and what they are listed with.
fn listed(screen: &Screen) -> (Vec<NeuronId>, Vec<f64>) {
    let listed = screen.app.responses(screen.app.place().recording).unwrap_or_default();
    listed.iter().map(|top| (top.id, top.value)).unzip()
}

#[test]
fn followers_list_the_leads_top_neurons_with_their_own_activations() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":image 3<Enter>");
    let [lead, follower] = [0, 1].map(|at| order(&screen)[at]);
    assert_eq!(screen.app.following(), Following::Lead(lead));
    let (neurons, of_lead) = listed(&screen);
    screen.press("r");
    let (same, own) = listed(&screen);
    assert_eq!(same, neurons, "the lead's, in its order");
    let layer = LayerId(1);
    let row = |of| screen.app.recording(of).unwrap().image(layer, ImageId(3)).unwrap();
    let expected = |of| neurons.iter().map(|id| row(of)[id.index()]).collect::<Vec<f64>>();
    assert_eq!((of_lead, own), (expected(lead), expected(follower)));
    screen.assert_shows("★'s top neurons in ●");
    assert_drawn("image_follower_120x40", &screen);

    // The cursor walks through the lead's list, and the pictures beside follow.
    screen.press("<Tab><Tab> 3j");
    assert_eq!(screen.app.place().neuron, neurons[3]);
    let at = format!("neuron {} · ", neurons[3]);
    assert_eq!(screen.drawing().matches(&at).count(), 2, "in both columns\n{}", screen.drawing());
}

#[test]
fn any_recording_takes_the_lead_and_keeps_it_wherever_the_cursor_goes() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":image 3<Enter> r");
    let follower = screen.app.place().recording;
    let (of_reference, _) = listed(&screen);
    screen.press("e");
    assert_eq!(screen.app.following(), Following::Lead(follower));
    screen.assert_shows("Permuted_colored_fashion leads: the others follow");
    screen.assert_shows("● ▶Permuted");
    let (own, _) = listed(&screen);
    assert_ne!(own, of_reference);
    // Whatever is done in a recording that follows moves all of them, and it leads still.
    screen.press("R j 3j C N :image 3<Enter>");
    assert_eq!(listed(&screen).0, own);
    assert_eq!(screen.app.following(), Following::Lead(follower));
    assert!(screen.app.address(&[]).contains("lead=Permuted_colored_fashion"));
}

#[test]
fn each_recording_can_have_a_selection_of_its_own() {
    let mut screen = Screen::demo(130, 40);
    let all = order(&screen);
    screen.press("5j E");
    screen.assert_shows("each recording has its own selection");
    screen.assert_shows("each its own");
    screen.press("r 3j r 2j");
    let neurons = |screen: &Screen| {
        let of = |recording: &RecordingId| screen.app.selection(*recording).neuron.index();
        all.iter().map(of).collect::<Vec<usize>>()
    };
    assert_eq!(neurons(&screen), [5, 8, 7, 5]);
    for (recording, neuron) in all.iter().zip([5, 8, 7, 5]) {
        let direct = screen.app.recording(*recording).unwrap();
        let direct = direct.neuron(LayerId(1), NeuronId(neuron)).unwrap();
        let max = direct.iter().copied().fold(f64::NAN, f64::max);
        assert_eq!(screen.app.neuron(*recording).unwrap().summary.max, Some(max), "{neuron}");
    }
    assert_drawn("each_its_own_130x40", &screen);

    // Enter in one of them opens what is there, and back leads back; the others stay.
    screen.press("<Tab> <Enter>");
    assert_eq!(screen.app.place().pane, Pane::Image);
    let image = screen.app.place().image;
    assert_ne!(image, ImageId(0));
    assert_eq!(screen.app.selection(all[0]).image, ImageId(0));
    screen.press("<Backspace>");
    assert_eq!(neurons(&screen), [5, 8, 7, 5]);

    // A narrower layer has no such neurons; the wider one has them still.
    screen.press("[");
    assert!(neurons(&screen).iter().all(|neuron| *neuron < 20));
    screen.press("]");
    assert_eq!(neurons(&screen), [5, 8, 7, 5]);

    // All follow again: what was selected where the cursor is.
    screen.press("E");
    assert_eq!(neurons(&screen), [7; 4]);
    assert_eq!(screen.app.following(), Following::Lead(all[0]));
}

#[test]
fn percentages_are_those_of_each_neuron() {
    let mut screen = Screen::demo(130, 40);
    screen.press("n E r 9j");
    let [reference, other] = [0, 1].map(|at| order(&screen)[at]);
    let max = |of: RecordingId, neuron| {
        let all = screen.app.recording(of).unwrap().neuron(LayerId(1), NeuronId(neuron)).unwrap();
        all.iter().copied().fold(f64::NAN, f64::max)
    };
    assert_eq!(screen.app.divisor(reference), Some(max(reference, 0)));
    assert_eq!(screen.app.divisor(other), Some(max(reference, 9)));
    screen.assert_shows(&format!("max {:.1}%", max(other, 9) / max(reference, 9) * 100.));
}

#[test]
fn a_view_in_which_each_has_its_own_is_led_back_to() {
    let mut screen = Screen::demo(130, 40);
    screen.press("E r 3j :image 7<Enter> r :category 2<Enter>");
    let (address, drawn) = (screen.app.address(&[]), screen.drawing());
    let mut again = Screen::demo(130, 40);
    assert_eq!(again.start_at(&address), Vec::<String>::new(), "{address}");
    assert_eq!(again.drawing(), drawn);
    for wrong in ["?own=Permuted", "?own=Permuted_colored_fashion:1,2", "?lead=nobody"] {
        assert_eq!(again.start_at(wrong).len(), 1, "{wrong}");
    }
    let huge = "?own=Permuted_colored_fashion:99999999999999999999,0,0,0";
    assert_eq!(again.start_at(huge).len(), 1);
}

#[test]
fn one_recording_has_nobody_to_lead() {
    let mut screen = Screen::small(&["npz/stored.npz"], 100, 30);
    screen.press("e");
    screen.assert_shows("one recording only");
}
