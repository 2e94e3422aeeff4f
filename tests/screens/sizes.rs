//! Borders between the parts of a pane: moved by keys, dragged, bounded, led back to.

use deephys::app::{Border, Pointing, Spot};

use super::harness::Screen;

/// Column and row of a border, as it is to be dragged.
fn place(screen: &Screen, border: Border) -> (u16, u16) {
    let is_it = |spot: Spot| spot == Spot::Border(border);
    let found = screen.hits().all().filter(|(_, spot)| is_it(*spot)).last();
    found.map(|(area, _)| (area.x, area.y)).unwrap_or_default()
}

#[test]
fn the_table_beside_a_neuron_is_made_wider_and_shows_more_columns() {
    let mut screen = Screen::demo(200, 48);
    let usual = screen.drawing();
    let before = place(&screen, Border::Table).0;
    screen.press("20<C-w>>");
    assert_eq!(place(&screen, Border::Table).0, before + 20);
    screen.assert_shows("preferred");
    assert!(!usual.contains("preferred"), "there was no room for it");
    screen.press("28<C-w><Lt>");
    assert_eq!(place(&screen, Border::Table).0, before - 8);
    screen.press("<C-w>=");
    screen.assert_shows("the usual sizes");
    screen.press("j k");
    assert_eq!(screen.drawing(), usual);
}

#[test]
fn a_border_goes_no_further_than_both_sides_are_useful_and_comes_back_at_once() {
    let mut screen = Screen::demo(160, 48);
    screen.press("999<C-w>>");
    let most = place(&screen, Border::Table).0;
    assert!(most < 160 - 40, "a recording keeps its room: {most}");
    screen.press("<C-w>>");
    screen.assert_shows("the border goes no further");
    screen.press("<C-w><Lt>");
    assert_eq!(place(&screen, Border::Table).0, most - 1);
    screen.press("999<C-w><Lt>");
    assert!(place(&screen, Border::Table).0 >= 10);
    screen.assert_shows("#");
}

#[test]
fn pictures_give_room_to_the_lists_below_and_take_it() {
    for keys in ["N", "C", ":category coat<Enter><Tab><Enter>"] {
        let mut screen = Screen::demo(120, 40).with_half_blocks();
        screen.press(keys);
        let usual = place(&screen, Border::Lists).1;
        screen.press("2<C-w>-");
        let higher = place(&screen, Border::Lists).1;
        assert!(higher < usual, "{keys}: {higher} {usual}");
        screen.press("4<C-w>+");
        assert!(place(&screen, Border::Lists).1 > usual, "{keys}");
        screen.press("99<C-w>+ 99<C-w>- 99<C-w>+");
        screen.resize(80, 24);
        screen.resize(20, 5);
    }
}

#[test]
fn borders_are_dragged() {
    let mut screen = Screen::demo(160, 48);
    screen.press("I");
    let (column, row) = place(&screen, Border::List);
    screen.points_at(Pointing::Click { is_second: false }, (column, row + 5));
    screen.points_at(Pointing::Drag { at: (column + 9, row + 7) }, (column + 9, row + 7));
    // It follows the mouse.
    assert_eq!(place(&screen, Border::List).0, column + 9);
    screen.points_at(Pointing::Release, (column + 9, row + 7));
    screen.points_at(Pointing::Drag { at: (60, 9) }, (60, 9));
    assert_eq!(place(&screen, Border::List).0, column + 9, "let go");
    screen.press("N");
    let (column, row) = place(&screen, Border::Lists);
    screen.points_at(Pointing::Click { is_second: false }, (column, row));
    screen.points_at(Pointing::Drag { at: (column, 12) }, (column, 12));
    assert!(place(&screen, Border::Lists).1 <= row);
}

#[test]
fn a_border_that_is_clicked_stays() {
    for (keys, border) in [("I", Border::List), ("N", Border::Table), ("N", Border::Lists)] {
        let mut screen = Screen::demo(160, 48);
        screen.press(keys);
        let at = place(&screen, border);
        screen.points_at(Pointing::Click { is_second: false }, at);
        screen.points_at(Pointing::Drag { at }, at);
        screen.points_at(Pointing::Release, at);
        assert_eq!(place(&screen, border), at, "{border:?}");
    }
}

#[test]
fn a_border_moves_at_the_first_key_after_the_window_has_shrunk() {
    let cases = [
        ("I", Border::List, "999<C-w>>", "<C-w><Lt>"),
        ("N", Border::Table, "999<C-w>>", "<C-w><Lt>"),
        ("N", Border::Lists, "99<C-w>-", "<C-w>+"),
        ("C", Border::Lists, "99<C-w>-", "<C-w>+"),
    ];
    for (keys, border, far, back) in cases {
        let mut screen = Screen::demo(300, 70);
        screen.press(keys);
        screen.press(far);
        screen.resize(150, 40);
        screen.press("j");
        let before = place(&screen, border);
        screen.press(back);
        assert_ne!(place(&screen, border), before, "{border:?} after {far} {back}");
    }
}

#[test]
fn sizes_are_part_of_the_view() {
    let mut screen = Screen::demo(160, 48);
    screen.press("7<C-w><Lt> 2<C-w>- I 5<C-w>>");
    let (address, drawn) = (screen.app.address(&[]), screen.drawing());
    assert!(address.contains("sizes=-7,5,-"), "{address}");
    let mut again = Screen::demo(160, 48);
    assert_eq!(again.start_at(&address), Vec::<String>::new());
    assert_eq!(again.drawing(), drawn);
    for wrong in ["?sizes=1,2", "?sizes=a,b,c", "?sizes=99999999,0,0"] {
        assert_eq!(again.start_at(wrong).len(), 1, "{wrong}");
    }
    assert!(again.start_at("?sizes=-32768,32767,-32768").is_empty());
}

#[test]
fn where_there_is_no_border_that_is_said() {
    let mut screen = Screen::demo(80, 24);
    screen.press("<C-w>>");
    screen.assert_shows("nothing stands side by side here");
    screen.press("L <C-w>+");
    screen.assert_shows("no lists below here");
}
