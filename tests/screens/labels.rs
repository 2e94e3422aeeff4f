//! Labels: one key a label, on to the next neuron, nothing moves under the hands, undo.

use deephys::app::Effect;
use deephys::ids::NeuronId;
use deephys::labels::{Labels, Moment, Remark, Subject};

use super::harness::{Screen, assert_drawn};

/// The numbers in the first column of the table, from the top.
fn neurons(screen: &Screen, count: u16) -> Vec<String> {
    let first = |row| screen.line(row).trim_start_matches(['▸', '•', ' ']).to_owned();
    let rows = (5..5 + count).map(first);
    rows.map(|row| row.split(' ').next().unwrap_or_default().to_owned()).collect()
}

fn label(screen: &Screen, neuron: usize) -> String {
    let (app, neuron) = (&screen.app, NeuronId(neuron));
    let layer = app.set().model.layer(app.place().layer).map(|layer| layer.name.clone());
    let layer = layer.unwrap_or_default();
    let remark = app.labels().remark(&Subject { layer, neuron });
    remark.map(|remark| remark.label.clone()).unwrap_or_default()
}

fn neuron(screen: &Screen) -> usize {
    screen.app.place().neuron.index()
}

#[test]
fn a_label_goes_on_to_the_next_neuron_by_number() {
    let mut screen = Screen::demo(80, 24);
    screen.press("17Gms");
    assert_eq!((neuron(&screen), label(&screen, 17)), (18, "spurious".into()));
    let said = " neuron 17: spurious · 1 of 50 labelled · u undoes";
    assert!(screen.footer().starts_with(said), "{}", screen.footer());
    screen.press("mnmfmdmu");
    assert_eq!(neuron(&screen), 22);
    let labels: Vec<_> = (18..22).map(|neuron| label(&screen, neuron)).collect();
    assert_eq!(labels, ["novel", "fine", "dead", "unsure"]);
    screen.press("16Gms");
    assert_eq!(neuron(&screen), 22, "over those that have a label");
    screen.press("49Gms");
    assert_eq!(neuron(&screen), 0, "behind the last one the first");
    screen.press("17G").assert_shows("▸neuron 17  spurious  (0–49)");
}

#[test]
fn in_the_table_the_next_row_is_next_and_no_row_moves() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T:where reliability > 0<Enter>");
    let before = neurons(&screen, 12);
    screen.press("msmfms");
    assert_eq!(neurons(&screen, 12), before);
    assert_eq!(neuron(&screen).to_string(), before[3]);
    screen.press(":sort label<Enter>gg");
    assert_eq!(neurons(&screen, 3), [&*before[1], &*sorted(&before)[0], &*sorted(&before)[1]]);
    let by_label = neurons(&screen, 12);
    screen.press("jjjmf");
    assert_eq!(neurons(&screen, 12), by_label, "until the user sorts again");
    screen.press(":sort label<Enter>");
    assert_ne!(neurons(&screen, 12), by_label);
}

/// The first and the third row by number.
fn sorted(rows: &[String]) -> [String; 2] {
    let mut both = [rows[0].clone(), rows[2].clone()];
    both.sort_by_key(|neuron| neuron.parse::<usize>().unwrap_or_default());
    both
}

#[test]
fn a_filter_by_label_holds_until_it_is_asked_for_again() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T:where label = none<Enter>");
    screen.assert_shows("50 neurons");
    let before = neurons(&screen, 5);
    screen.press("msms");
    assert_eq!(neurons(&screen, 5), before);
    screen.press(":where label = none<Enter>").assert_shows("48 of 50 neurons");
    screen.press(":where label = spurious<Enter>").assert_shows("2 of 50 neurons");
    screen.press(":where label != none and note != none").assert_shows("0 of 50");
}

#[test]
fn columns_of_labels_show_once_there_is_one() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T").assert_shows("#   verdict");
    screen.press("mm").press("two words<Enter>").press("mN").press("why not?<Enter>");
    let head = screen.line(4);
    let columns: Vec<&str> = head.split_whitespace().collect();
    assert_eq!(columns[..3], ["#", "label", "verdict"], "{head}");
    screen.assert_shows("two words");
    screen.press(":columns neuron label note<Enter>").assert_shows("why not?");
    assert_drawn("labels_in_the_table", &screen);
    screen.press("c<Enter>:columns -label<Enter>");
    assert!(!screen.line(4).contains("label"), "{}", screen.line(4));
}

#[test]
fn label_and_note_show_above_the_neuron_and_beside_it() {
    let mut screen = Screen::demo(160, 50);
    screen.press(":label it<Enter>").press("K").press("mN").press("fires on red<Enter>");
    assert_eq!(screen.app.remark().unwrap().note, "fires on red");
    screen.assert_shows("fires on red");
    let head = screen.line(4);
    assert!(head.contains("label"), "{head}");
    screen.press("mN").press("<C-u><Enter>");
    assert!(!screen.shows("fires on red"));
}

#[test]
fn labels_are_undone_where_they_were_given_and_redone() {
    let mut screen = Screen::demo(100, 30);
    screen.press("5Gmsmf").press("9Gmd").press("5Gmu");
    assert_eq!(label(&screen, 5), "unsure");
    let steps = [
        ("u", 5, "neuron 5: spurious again · 3 of 50 labelled · Ctrl-r redoes"),
        ("u", 9, "neuron 9: no label again · 2 of 50 labelled · Ctrl-r redoes"),
        ("u", 6, "neuron 6: no label again · 1 of 50 labelled · Ctrl-r redoes"),
        ("<C-r>", 6, "neuron 6: fine after all · 2 of 50 labelled · u undoes"),
        ("]u", 6, "neuron 6: no label again · 1 of 50 labelled"),
        ("u", 5, "neuron 5: no label again · 0 of 50 labelled"),
        ("u", 5, "no label to undo"),
        ("<C-r>", 5, "neuron 5: spurious after all"),
    ];
    for (keys, at, said) in steps {
        screen.press(keys);
        assert_eq!(neuron(&screen), at, "{keys}");
        assert!(screen.footer().contains(said), "{said}: {}", screen.footer());
    }
    screen.press("7Gmf<C-r>");
    assert!(screen.footer().contains("no label to redo"), "a new label forgets what was undone");
}

#[test]
fn a_label_is_taken_away_and_only_where_there_is_one() {
    let mut screen = Screen::demo(100, 30);
    screen.press("mx");
    assert!(screen.footer().contains("this neuron has no label"), "{}", screen.footer());
    screen.press("msKmx");
    assert!(screen.footer().contains("neuron 0: no label · 0 of 50"), "{}", screen.footer());
    assert!(screen.app.labels().is_empty());
    screen.press("Ims");
    assert!(screen.footer().contains("labels are for neurons: N shows one"));
    screen.press("N:label none<Enter>");
    assert!(screen.footer().contains("none is no label; mx takes"), "{}", screen.footer());
    screen.press("<Esc>:label ").press(&"x".repeat(41)).press("<Enter>");
    assert!(screen.footer().contains("at most 40 letters"), "{}", screen.footer());
}

#[test]
fn the_map_goes_on_in_its_own_order() {
    let mut screen = Screen::demo(120, 40);
    screen.press("Lj");
    let here = screen.app.place().neuron;
    let order = screen.app.arrangement().unwrap().neurons.to_vec();
    let at = order.iter().position(|neuron| *neuron == here).unwrap();
    screen.press("mf");
    assert_eq!(screen.app.place().neuron, order[(at + 1) % order.len()]);
}

#[test]
fn the_last_label_says_that_none_is_left() {
    let mut screen = Screen::small(&["npz/stored.npz"], 100, 24);
    let all = screen.app.subject_count();
    for _ in 0..all {
        screen.press("mf");
    }
    let said = format!("{all} of {all} labelled · u undoes · no neuron is left");
    assert!(screen.footer().contains(&said), "{}", screen.footer());
}

#[test]
fn what_others_wrote_cannot_steer_the_terminal() {
    let mut screen = Screen::demo(120, 40);
    let layer = screen.app.set().model.layer(screen.app.place().layer).unwrap().name.clone();
    let mut labels = Labels::default();
    let remark = Remark { label: "a\x1b[2Jb".into(), note: "\u{202e}c\n".into() };
    let now = "2026-11-24T18:41:07Z".parse::<Moment>().unwrap();
    for neuron in [0, 7, 999_999] {
        labels.change(
            Subject { layer: layer.clone(), neuron: NeuronId(neuron) },
            remark.clone(),
            ("", now),
        );
    }
    screen.app.restore_labels(labels);
    screen.press("N").assert_shows("a\\u{1b}[2Jb: \\u{202e}c\\u{a}");
    screen.press("T:sort label<Enter>").assert_shows("50 neurons");
    screen.press("mf").assert_shows(" of 50 labelled");
}

fn note(screen: &Screen, neuron: usize) -> String {
    let (app, neuron) = (&screen.app, NeuronId(neuron));
    let remark = app.labels().remark(&Subject { layer: "linear1".into(), neuron });
    remark.map(|remark| remark.note.clone()).unwrap_or_default()
}

#[test]
fn a_note_right_after_a_label_is_about_the_labelled_neuron() {
    let mut screen = Screen::demo(120, 40);
    screen.press("17Gms mN");
    screen.assert_shows("of neuron 17, labelled just now");
    screen.press("fires on green<Enter>");
    assert_eq!((note(&screen, 17), note(&screen, 18)), ("fires on green".into(), String::new()));
    assert_eq!(label(&screen, 17), "spurious");
    assert_eq!(neuron(&screen), 18, "and nothing is left");
    // Undone one after the other.
    screen.press("u");
    assert_eq!((note(&screen, 17), label(&screen, 17)), (String::new(), "spurious".into()));

    // Whatever lies between, or Esc, makes it one about the selected neuron.
    screen.press("20Gms j mN here<Enter>");
    assert_eq!((note(&screen, 20), note(&screen, 22)), (String::new(), "here".into()));
    screen.press("30Gms mN<Esc>mN there<Enter>");
    assert_eq!((note(&screen, 30), note(&screen, 31)), (String::new(), "there".into()));
}

#[test]
fn labels_that_are_not_kept_are_said_at_each_and_hold_up_the_end_once() {
    let mut screen = Screen::demo(120, 40);
    screen.press("ms");
    screen.app.see_labels_kept(false);
    screen.press("mf");
    assert!(screen.footer().starts_with(" NOT KEPT · neuron 1: fine"), "{}", screen.footer());
    screen.press("q");
    assert_eq!(screen.effect, Effect::None);
    assert!(screen.footer().contains("q once more ends without them"), "{}", screen.footer());
    screen.press("q");
    assert_eq!(screen.effect, Effect::Quit);

    screen.app.see_labels_kept(true);
    screen.press("mn");
    assert!(screen.footer().starts_with(" neuron 2: novel"), "{}", screen.footer());
}
