//! Reports of the mouse as what the user means: clicks, the second of two quick ones, the wheel.

use std::time::{Duration, Instant};

use crate::app::Pointing;
use crate::graphics::MouseReport;

/// Two clicks within this are one double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// Buttons as the protocol numbers them, without modifiers.
const LEFT: u16 = 0;
const RIGHT: u16 = 2;
const WHEEL_UP: u16 = 64;
const WHEEL_DOWN: u16 = 65;
/// The left button while the mouse moves.
const MOVED: u16 = LEFT + 32;
/// What Shift, Alt and Control add to a number.
const MODIFIERS: u16 = 4 + 8 + 16;

/// The mouse as it was last.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    /// When and where the left button was pressed; `None` after a second click.
    pressed: Option<(Instant, u16, u16)>,
}

impl Pointer {
    /// What a report means, if anything.
    pub(super) fn pointing(&mut self, report: MouseReport, now: Instant) -> Option<Pointing> {
        let MouseReport { code, column, row, is_release } = report;
        let button = code & !MODIFIERS;
        if is_release {
            return (button == LEFT).then_some(Pointing::Release);
        }
        match button {
            MOVED => Some(Pointing::Drag { at: (column, row) }),
            LEFT => {
                let is_second = self.pressed.take().is_some_and(|(then, x, y)| {
                    now.saturating_duration_since(then) <= DOUBLE && (x, y) == (column, row)
                });
                self.pressed = (!is_second).then_some((now, column, row));
                Some(Pointing::Click { is_second })
            }
            RIGHT => Some(Pointing::Menu { at: (column, row) }),
            WHEEL_UP => Some(Pointing::Wheel { down: false }),
            WHEEL_DOWN => Some(Pointing::Wheel { down: true }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(code: u16, column: u16) -> MouseReport {
        MouseReport { code, column, row: 3, is_release: false }
    }

    #[test]
    fn the_second_of_two_quick_clicks_on_a_cell_is_told() {
        let mut pointer = Pointer::default();
        let begin = Instant::now();
        let mut click = |column, millis| {
            let now = begin + Duration::from_millis(millis);
            match pointer.pointing(report(0, column), now) {
                Some(Pointing::Click { is_second }) => is_second,
                other => panic!("{other:?}"),
            }
        };
        assert!(!click(5, 0));
        assert!(click(5, 200));
        assert!(!click(5, 300), "a third begins anew");
        assert!(!click(6, 350), "another cell");
        assert!(!click(6, 900), "too late");
        assert!(click(6, 1300));
    }

    #[test]
    fn modifiers_and_what_is_no_press_change_nothing() {
        let mut pointer = Pointer::default();
        let now = Instant::now();
        let mut of = |code| pointer.pointing(report(code, 1), now);
        assert_eq!(of(65), Some(Pointing::Wheel { down: true }));
        assert_eq!(of(64 + 16), Some(Pointing::Wheel { down: false }));
        assert_eq!(of(2), Some(Pointing::Menu { at: (1, 3) }));
        assert_eq!(of(32), Some(Pointing::Drag { at: (1, 3) }));
        assert_eq!([of(1), of(33), of(35), of(66), of(u16::MAX)], [None; 5]);
        let release = |code| MouseReport { is_release: true, ..report(code, 1) };
        assert_eq!(pointer.pointing(release(0), now), Some(Pointing::Release));
        assert_eq!(pointer.pointing(release(2), now), None);
    }
}
