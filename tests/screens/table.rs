//! The table of neurons: one selection for all panes, order, filter, columns.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use deephys::app::Pane;
use deephys::ids::NeuronId;
use deephys::table::Column;

use super::harness::{Screen, assert_drawn};

/// The numbers of the neurons that the table shows, from the top.
fn neurons(screen: &Screen) -> Vec<usize> {
    let (_, height) = screen.size();
    let rows = (5..height - 1).map(|row| screen.line(row));
    rows.map_while(|row| row.trim_start_matches(['▸', ' ']).split(' ').next()?.parse().ok())
        .collect()
}

/// The number of the selected neuron.
fn selected(screen: &Screen) -> usize {
    screen.subject().trim_start_matches("neuron ").parse().unwrap()
}

/// The line with count, order and filter.
fn summary(screen: &Screen) -> String {
    screen.line(3).trim().to_owned()
}

#[test]
fn the_table_at_three_sizes() {
    for (width, height) in [(160, 48), (120, 40), (80, 24)] {
        let mut screen = Screen::demo(width, height);
        screen.press("T 2j");
        assert_drawn(&format!("table_{width}x{height}"), &screen);
    }
}

#[test]
fn it_compares_with_the_reference_and_begins_with_the_most_changed() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T");
    assert!(screen.recording().starts_with("Permuted"), "{}", screen.recording());
    assert_eq!(summary(&screen), "50 neurons · by change ▾");
    assert_eq!(neurons(&screen).first(), Some(&selected(&screen)));
}

#[test]
fn a_neuron_that_was_chosen_stays_selected() {
    let mut screen = Screen::demo(120, 40);
    screen.press("17G T");
    assert_eq!(selected(&screen), 17);
    assert_eq!(screen.item(), "17");
}

#[test]
fn moving_in_the_table_moves_every_pane() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T");
    let listed = neurons(&screen);
    screen.press("3j");
    assert_eq!((selected(&screen), screen.item()), (listed[3], listed[3].to_string()));
    screen.press("<Enter>");
    assert_eq!(screen.subject(), format!("neuron {}", listed[3]));
    screen.assert_shows("by category");
    screen.press("b");
    assert_eq!(screen.item(), listed[3].to_string(), "the table is left as it was");
    screen.press("I");
    screen.assert_shows(&format!("neuron {} · ", listed[3]));
    screen.press("b k b");
    assert_eq!(selected(&screen), listed[3], "each step can be taken back");
}

#[test]
fn the_ends_are_those_of_the_table_and_a_count_is_a_neuron() {
    let mut screen = Screen::demo(120, 60);
    screen.press("T G");
    let listed = neurons(&screen);
    assert_eq!(Some(&selected(&screen)), listed.last());
    screen.press("j");
    assert_eq!(Some(&selected(&screen)), listed.last());
    screen.press("gg");
    assert_eq!(selected(&screen), listed[0]);
    screen.press("k 17G");
    assert_eq!(selected(&screen), 17);
    screen.press("gg <PageDown>");
    assert_eq!(Some(&selected(&screen)), listed.last(), "a page holds all 50");
}

#[test]
fn the_cursor_never_leaves_a_short_screen() {
    let mut screen = Screen::demo(80, 12);
    screen.press("T");
    for _ in 0..60 {
        screen.press("j");
        assert_eq!(screen.item(), selected(&screen).to_string());
    }
    screen.press("gg");
    assert_eq!(screen.item(), selected(&screen).to_string());
}

#[test]
fn the_reference_is_told_by_itself() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T h");
    screen.assert_shows("★ Colored_fashion  reference, compared with nothing");
    assert_eq!(summary(&screen), "50 neurons · by neuron ▴");
    assert!(!screen.line(4).contains("verdict"), "{}", screen.line(4));
    screen.press("s spurious <Enter>");
    assert_eq!(summary(&screen), "50 neurons · by neuron ▴", "a pair of recordings has that");
    screen.press("l");
    assert_eq!(summary(&screen), "50 neurons · by spurious ▾");
}

#[test]
fn sorting_marks_its_column() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T s max<Enter>");
    assert_eq!(summary(&screen), "50 neurons · by max ▾");
    assert!(screen.line(4).contains("▾max"), "{}", screen.line(4));
    let down = neurons(&screen);
    screen.press("S");
    assert!(screen.line(4).contains("▴max"), "{}", screen.line(4));
    assert_ne!(neurons(&screen), down);
    screen.press(":sort -neuron<Enter> gg");
    assert_eq!(neurons(&screen)[..3], [49, 48, 47]);
    screen.press(":sort<Enter>");
    assert_eq!(summary(&screen), "50 neurons · by change ▾");
}

#[test]
fn the_column_beside_sorts() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T >");
    assert_eq!(summary(&screen), "50 neurons · by neuron ▴", "the first one that shows");
    screen.press("2>");
    assert_eq!(summary(&screen), "50 neurons · by spurious ▾");
    screen.press("9> 9>");
    assert_eq!(summary(&screen), "50 neurons · by max ▾");
    screen.press("<Esc>").press_key(deephys::app::Key::Char('<'));
    assert_eq!(summary(&screen), "50 neurons · by active_fraction ▾");
}

#[test]
fn a_cursor_on_the_first_row_stays_there_and_elsewhere_on_its_neuron() {
    let mut screen = Screen::demo(120, 60);
    screen.press("T s max<Enter>");
    assert_eq!(selected(&screen), neurons(&screen)[0]);
    screen.press("3j");
    let before = selected(&screen);
    screen.press("S");
    assert_eq!(selected(&screen), before);
    assert_eq!(screen.item(), before.to_string());
}

#[test]
fn a_filter_counts_while_it_is_typed() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T F");
    assert!(screen.footer().contains("spurious > 0.5 and"), "{}", screen.footer());
    screen.press("neuron < 12");
    assert!(screen.footer().ends_with("12 of 50"), "{}", screen.footer());
    assert_eq!(summary(&screen), "50 neurons · by change ▾");
    screen.press("<Enter>");
    assert_eq!(summary(&screen), "12 of 50 neurons · by change ▾ · where neuron < 12");
    assert_eq!(neurons(&screen).len(), 12);
    assert!(neurons(&screen).iter().all(|neuron| *neuron < 12));
    screen.press("F");
    assert!(screen.footer().starts_with(":where neuron < 12"), "{}", screen.footer());
    screen.press("<C-u><Enter>");
    assert_eq!(summary(&screen), "50 neurons · by change ▾");
}

#[test]
fn a_filter_that_hides_the_neuron_says_so() {
    let mut screen = Screen::demo(120, 40);
    screen.press("17G T :where 3 > neuron<Enter>");
    assert_eq!(selected(&screen), 17, "the other panes keep it");
    assert!(summary(&screen).ends_with("· neuron 17 is hidden"), "{}", summary(&screen));
    screen.press("j");
    assert_eq!(selected(&screen), neurons(&screen)[0]);
    screen.press(":where neuron > 99<Enter>");
    screen.assert_shows("no neuron passes: F changes the filter");
    let before = selected(&screen);
    screen.press("0j");
    assert!(summary(&screen).starts_with("0 of 50 neurons"), "from {before}");
}

#[test]
fn mistakes_are_marked_while_they_are_typed() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T :where max > 1 and spurios > 1");
    screen.assert_shows("no column `spurios`; did you mean spurious?");
    let style = screen.style_of("spurios > 1");
    assert!(style.add_modifier.contains(ratatui::style::Modifier::UNDERLINED));
    screen.press("<Enter>");
    screen.assert_shows("did you mean spurious?");
    assert_eq!(summary(&screen), "50 neurons · by change ▾", "nothing was filtered");
    for (typed, error) in [
        (":sort spurios", "no column `spurios`; did you mean spurious?"),
        (":sort -spurios", "no column `spurios`"),
        (":columns neuron spurios", "did you mean spurious?"),
        (":columns -all", "no column is left"),
        (":where max >", "expected"),
    ] {
        screen.press("<Esc>").press(typed).press("<Enter>");
        assert!(screen.footer().contains(error), "{typed}: {}", screen.footer());
    }
}

#[test]
fn the_beginning_of_a_column_shows_which_there_are() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T s anova");
    screen.assert_shows("anova_category anova_recording anova_interaction");
    screen.press("_recording");
    screen.assert_shows("share of variance by recording");
}

#[test]
fn columns_are_chosen_and_hold_in_every_layer() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T :columns neuron spurious drift<Enter>");
    let headings = |screen: &Screen| {
        let line = screen.line(4);
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(headings(&screen), ["#", "spur", "drift"]);
    screen.press(":columns +max -drift<Enter> [");
    assert_eq!(headings(&screen), ["#", "spur", "max"]);
    assert_eq!(summary(&screen), "20 neurons · by change ▾");
    screen.press(":columns<Enter>");
    assert!(headings(&screen).contains(&"verdict".to_owned()));
}

#[test]
fn changes_of_the_columns_hold_for_the_reference_too() {
    let mut screen = Screen::demo(160, 40);
    let has = |screen: &Screen, heading: &str| {
        screen.line(4).split_whitespace().any(|found| found == heading)
    };
    screen.press("T h c +sd +ks -purity<Enter>");
    assert!(has(&screen, "sd") && !has(&screen, "purity"), "{}", screen.line(4));
    assert!(!has(&screen, "KS"), "the reference is compared with nothing");
    screen.press("l");
    for heading in ["verdict", "gain", "sd", "KS"] {
        assert!(has(&screen, heading), "{heading} in {}", screen.line(4));
    }
    screen.press("c");
    assert!(screen.footer().contains("Enter alone: the usual ones"), "{}", screen.footer());
    screen.press("<Esc>");
    assert!(has(&screen, "KS"), "{}", screen.line(4));
    screen.press("c <Enter>");
    assert!(!has(&screen, "KS"), "{}", screen.line(4));
    assert!(screen.footer().contains("before: :columns -purity +sd +ks"), "{}", screen.footer());
}

#[test]
fn columns_that_do_not_fit_are_counted_and_scrolled_to() {
    let mut screen = Screen::demo(80, 24);
    screen.press("T :columns all<Enter>");
    assert!(screen.line(2).contains("more columns: zl"), "{}", screen.line(2));
    screen.press("99zl");
    assert!(!screen.line(2).contains("zl"), "{}", screen.line(2));
    assert!(screen.line(4).trim_end().ends_with("note"), "{}", screen.line(4));
    assert!(screen.line(4).trim_start().starts_with('#'), "{}", screen.line(4));
    screen.press("99zh");
    assert!(!screen.line(2).contains("zh"), "{}", screen.line(2));
    for _ in 0..40 {
        screen.press(">");
        assert!(screen.line(4).contains(['▾', '▴']), "{}", screen.line(4));
    }
}

#[test]
fn undefined_is_a_dash_and_stands_last() {
    let mut screen = Screen::small(&["npz/stored.npz", "npz/nan_inf.npz"], 120, 40);
    screen.press("T :columns neuron max rho nan<Enter> s rho<Enter>");
    let rows: Vec<String> = (5..39).map(|row| screen.line(row)).collect();
    let rows: Vec<&String> = rows.iter().filter(|row| !row.trim().is_empty()).collect();
    assert!(!rows.is_empty() && rows.iter().all(|row| !row.contains("NaN")), "{rows:?}");
    let undefined: Vec<bool> =
        rows.iter().map(|row| row.split_whitespace().nth(2) == Some("–")).collect();
    assert!(undefined.is_sorted(), "{rows:?}");
}

#[test]
fn a_filter_set_elsewhere_shows_the_table() {
    let mut screen = Screen::demo(120, 40);
    screen.press("I :where dead or not dead<Enter>");
    assert!(screen.line(4).contains("verdict"), "{}", screen.drawing());
}

#[test]
fn scores_without_a_shift_fill_their_column() {
    let mut screen = Screen::small(&["npz/stored.npz", "npz/deflated.npz"], 120, 40);
    screen.press("T :columns neuron spurious null_percentile<Enter>");
    assert!(!screen.shows("no-shift scores"), "all are there in the end");
    assert!(screen.line(5).contains('%'), "{}", screen.drawing());
    screen.press("s null_percentile<Enter>");
    assert!(summary(&screen).contains("by null_percentile"), "{}", summary(&screen));
}

#[test]
fn a_wide_screen_shows_the_table_beside_the_pictures() {
    let mut screen = Screen::demo(160, 48);
    assert!(screen.line(4).contains("verdict"), "{}", screen.line(4));
    let row = |screen: &Screen| {
        (0..48).map(|row| screen.line(row)).find(|row| row.starts_with('•')).unwrap_or_default()
    };
    assert!(row(&screen).starts_with("• 0 "), "{}", row(&screen));
    screen.press("gg");
    let first = selected(&screen);
    assert!(screen.line(5).starts_with('•'), "{}", screen.drawing());
    screen.press("j");
    assert!(screen.line(6).starts_with('•'), "next is the next most changed");
    assert_ne!(selected(&screen), first);
    screen.resize(130, 48);
    assert!(!screen.line(4).contains("verdict"), "{}", screen.line(4));
    let before = selected(&screen);
    screen.press("j");
    assert_eq!(selected(&screen), before + 1, "without the table the number counts");
}

#[test]
fn a_single_recording_has_a_table_too() {
    for (width, height) in [(80, 24), (160, 48)] {
        let mut screen = Screen::small(&["npz/stored.npz"], width, height);
        screen.press("T j");
        assert!(screen.line(4).contains("state"), "{}", screen.drawing());
        screen.press("<Enter> j");
        assert!(screen.subject().starts_with("neuron"), "{}", screen.drawing());
    }
}

#[test]
fn a_very_wide_screen_shows_the_neuron_beside_the_whole_table() {
    let mut screen = Screen::demo(300, 60);
    screen.press("T");
    let listed = neurons(&screen);
    let reference = screen.app.set().reference;
    let max = |screen: &Screen| {
        let max = screen.app.neuron(reference).unwrap().summary.max.unwrap();
        format!("max {}", deephys::text::significant(max, 4))
    };
    screen.assert_shows(&max(&screen));
    screen.assert_shows("mean ± s.e. by category");
    screen.assert_shows("gain");
    screen.press("3j");
    assert_eq!(selected(&screen), listed[3]);
    screen.assert_shows(&max(&screen));
    assert_eq!(screen.app.table_columns(), deephys::table::DEFAULT_COLUMNS);
    screen.click("mean ± s.e. by category");
    assert_eq!(screen.subject(), format!("neuron {}", listed[3]));
    assert_eq!(screen.app.place().pane, deephys::app::Pane::Neuron);
    screen.press("T").press(":columns all<Enter>");
    assert!(!screen.shows("mean ± s.e. by category"), "the table needs the room");
    screen.resize(210, 48);
    screen.press("c<Enter>");
    screen.assert_shows("mean ± s.e. by category");
    for size in [(180, 3), (200, 1), (170, 60)] {
        screen.resize(size.0, size.1);
    }
}

/// The neurons of the rows of the table, from the top.
fn neurons_of_rows(screen: &Screen) -> Vec<NeuronId> {
    let rows = screen.app.table_rows().unwrap();
    screen.app.shown_rows().iter().map(|row| rows.neuron(*row).unwrap()).collect()
}

#[test]
fn neurons_follow_each_other_as_in_the_table_once_it_was_seen_even_where_it_has_no_room() {
    let mut screen = Screen::demo(120, 40);
    screen.press("j");
    assert_eq!(screen.app.place().neuron, NeuronId(1), "by number at first");
    screen.press(":sort max<Enter> gg");
    let rows = neurons_of_rows(&screen);
    screen.press("<Enter>");
    assert_eq!((screen.app.place().pane, screen.app.place().neuron), (Pane::Neuron, rows[0]));
    screen.assert_shows("(1 of 50 by max)");
    screen.press("jj");
    assert_eq!(screen.app.place().neuron, rows[2]);
    screen.assert_shows("(3 of 50 by max)");
    screen.press("G");
    assert_eq!(screen.app.place().neuron, rows[49]);
    screen.press("gg J ms");
    assert_eq!(screen.app.place().neuron, rows[2], "a label goes on in this order, too");

    // The view that was left begins in the same order.
    let address = screen.app.address(&[]);
    let mut later = Screen::demo(120, 40);
    later.start_at(&address);
    later.press("j");
    assert_eq!(later.app.place().neuron, rows[3]);
}

#[test]
fn a_filter_that_hides_neurons_hides_them_from_the_neuron_pane_as_well() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":where spurious > 0.9<Enter> gg <Enter>");
    let rows = neurons_of_rows(&screen);
    assert!(rows.len() > 2 && rows.len() < 50);
    screen.press("9999j");
    assert_eq!(screen.app.place().neuron, rows[rows.len() - 1]);
}

#[test]
fn a_table_beside_a_neuron_leaves_room_for_two_recordings_whatever_columns_it_has() {
    for width in [130, 140, 150, 160] {
        let mut screen = Screen::demo(width, 45);
        let before = screen.line(2).matches('│').count();
        screen.press("ms");
        let line = screen.line(2);
        assert_eq!(line.matches('│').count(), before, "{width}: {line}");
        assert!(line.contains("★ Colored_fashion") && line.contains("● Permuted"), "{width}");
    }
}

#[test]
fn every_row_says_its_neuron_and_dead_ones_of_another_kind_are_pointed_out() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T r :columns state max<Enter>");
    assert_eq!(screen.app.table_columns()[0], Column::Neuron);
    // Neurons 41 and 49 are never above 0 here and were in the reference.
    screen.press("F<C-u>dead").assert_shows("0 of 50 · 2 more are newly dead");
    screen.press("<C-u>dead or newly dead").assert_shows("2 of 50");
    assert!(!screen.shows("more are newly dead"));
}

#[test]
fn a_column_that_was_added_is_on_the_screen() {
    let mut screen = Screen::demo(80, 24);
    screen.press("T:columns +drift<Enter>");
    assert!(screen.line(4).contains("drift"), "{}", screen.drawing());
}
