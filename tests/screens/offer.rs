//! The screen of the first start, when no path was named.

use deephys::app::{Key, Offer, Offered};
use deephys::ui::{OfferRoom, draw_offer};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::harness::assert_text;

fn offer(count: usize) -> Offer {
    let item = |number| Offered { name: format!("run{number}.npz"), path: "x".into() };
    Offer::new((0..count).map(item).collect())
}

fn drawing(offer: &Offer, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let words = ["Which ones?".to_owned(), "not offered: one".to_owned()];
    let mut room = OfferRoom::default();
    terminal.draw(|frame| room = draw_offer(frame, offer, &words, "q: quit")).unwrap();
    assert!(room.page > 0);
    let buffer = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..height).map(|y| line(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn those_that_are_chosen_have_their_place_and_the_first_is_the_reference() {
    let mut offer = offer(4);
    for key in [Key::Down, Key::Char(' '), Key::Up, Key::Char(' '), Key::End] {
        offer.key(key);
    }
    assert_text("offer", &drawing(&offer, (40, 10)));
}

#[test]
fn the_cursor_stays_on_the_screen() {
    let mut offer = offer(100);
    for key in [Key::End, Key::PageUp, Key::Down, Key::PageDown] {
        offer.key(key);
        let shown = drawing(&offer, (40, 12));
        assert!(shown.contains(&format!("▸    run{}.npz", offer.cursor())), "{shown}");
    }
}

#[test]
fn no_screen_is_too_small() {
    for size in [(0, 0), (1, 1), (3, 2), (500, 1), (1, 200), (2, 3)] {
        drawing(&offer(3), size);
        drawing(&offer(0), size);
    }
}
