//! What can be copied from each pane, and what is said where there is nothing.

use deephys::app::{Copied, Effect};

use super::harness::Screen;

/// The copy that keys make.
#[track_caller]
fn copied(screen: &mut Screen, keys: &str) -> Copied {
    screen.press(keys);
    assert_eq!(screen.effect, Effect::Copy, "{}", screen.footer());
    screen.app.take_copied().unwrap_or(Copied::Text(String::new()))
}

#[track_caller]
fn text(screen: &mut Screen, keys: &str) -> String {
    match copied(screen, keys) {
        Copied::Text(text) | Copied::View(text) | Copied::Table { text, .. } => text,
    }
}

/// Rows below the head, every one as wide as it.
#[track_caller]
fn table(screen: &mut Screen, keys: &str) -> (String, Vec<Vec<String>>) {
    let text = text(screen, keys);
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let head = text.lines().next().unwrap_or_default();
    let rows: Vec<Vec<String>> = text.lines().skip(1).map(cells).collect();
    assert!(rows.iter().all(|row| row.len() == cells(head).len()), "{text}");
    (head.to_owned(), rows)
}

#[test]
fn a_view_is_its_address() {
    let mut screen = Screen::demo(160, 48);
    screen.press("17G l");
    assert_eq!(copied(&mut screen, "yy"), Copied::View(screen.app.address(&[])));
    assert_eq!(text(&mut screen, "yn"), "linear1/17");
}

#[test]
fn the_table_goes_in_its_order_with_its_filter_and_columns() {
    let mut screen = Screen::demo(160, 48);
    screen.press("T:columns neuron verdict max<Enter>:sort -max<Enter>:where max > 2<Enter>");
    let (head, rows) = table(&mut screen, "yt");
    assert!(head.starts_with("neuron\tverdict\tmax"), "{head}");
    assert_eq!(rows.len(), screen.app.shown_rows().len());
    let maxima: Vec<f64> = rows.iter().map(|row| row[2].parse().unwrap()).collect();
    assert!(maxima.is_sorted() && maxima.iter().all(|max| *max > 2.));
    screen.press("gg jj");
    let row = text(&mut screen, "yv");
    assert_eq!(row.split('\t').next(), Some(rows[2][0].as_str()));
    let digits = rows[2][2].len();
    assert!(digits > 6, "all digits: {}", rows[2][2]);
}

#[test]
fn every_list_has_its_rows_and_the_row_under_the_cursor() {
    let mut screen = Screen::demo(120, 48);
    screen.press("l");
    for (keys, head) in [
        ("N", "category\t"),
        ("<Tab>", "image\tactivation\tcategory\tprediction"),
        ("<Tab>", "category\t"),
        ("<Esc>I", "rank\tcategory\tprobability"),
        ("<Tab>j", "rank\tcategory\tprobability"),
        ("<Tab>j", "neuron\tactivation"),
        ("<Esc>C", "category\timages"),
        ("<Tab>", "category\timages"),
        ("<Tab>", "image"),
        ("<Esc>:category 2<Enter><Tab><Enter>", "image"),
    ] {
        screen.press(keys);
        let (found, rows) = table(&mut screen, "yt");
        assert!(found.starts_with(head), "{keys}: {found}");
        let place = *screen.app.place();
        if place.focus.region == deephys::app::Region::Subject {
            continue;
        }
        let row = text(&mut screen, "yv");
        assert_eq!(row, rows[place.focus.index].join("\t"), "{keys}");
    }
}

#[test]
fn maps_give_their_numbers() {
    let mut screen = Screen::demo(160, 48);
    screen.press("L");
    let (head, rows) = table(&mut screen, "yt");
    assert!(head.starts_with("neuron\tT-shirt/top\t") && rows.len() == 50);
    let number: f64 = text(&mut screen, "yv").parse().unwrap();
    assert!(number > 0. && number <= 1.);
    screen.press("X l jj");
    let (head, rows) = table(&mut screen, "yt");
    assert!(head.starts_with("truth\tT-shirt/top\t") && rows.len() == 10);
    assert!(rows.iter().flatten().filter_map(|cell| cell.parse::<u32>().ok()).sum::<u32>() > 400);
    assert!(text(&mut screen, "yv").parse::<f64>().unwrap() <= 1.);
}

#[test]
fn where_there_is_no_number_that_is_said() {
    let mut screen = Screen::demo(160, 48);
    screen.press("C l <Tab><Enter>");
    screen.press("<Esc>yv");
    assert_eq!(screen.effect, Effect::None);
    assert!(screen.footer().contains("no number here"), "{}", screen.footer());
}

#[test]
fn a_copy_waits_for_the_list_that_it_is_of() {
    let mut screen = Screen::demo(120, 48);
    screen.type_ahead("C <Tab> yv");
    assert!(screen.app.take_copied().is_some());
}
