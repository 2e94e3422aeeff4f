//! A horizontal bar in eighths of a cell.

/// Eighths of a cell, from one to seven.
const EIGHTHS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar for `value` of `most`, at most `width` cells; nothing for values that are not above 0.
pub(super) fn bar(value: f64, most: f64, width: usize) -> String {
    let share = value / most;
    if !share.is_finite() || share <= 0. || width == 0 {
        return String::new();
    }
    let eighths = eighths(share.min(1.) * width as f64 * 8.).max(1);
    let whole = "█".repeat(eighths / 8);
    let part = (eighths % 8).checked_sub(1).and_then(|at| EIGHTHS.get(at)).copied();
    whole + part.unwrap_or_default()
}

/// A count of eighths: not negative, and no larger than a screen is wide.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies between 0 and 1 and the width is that of a terminal"
)]
fn eighths(count: f64) -> usize {
    count.round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_end_at_an_eighth_of_a_cell() {
        assert_eq!(bar(1., 1., 3), "███");
        assert_eq!(bar(0.5, 1., 3), "█▌");
        assert_eq!(bar(1e-9, 1., 3), "▏");
        assert_eq!(bar(5., 1., 2), "██");
    }

    #[test]
    fn nothing_is_drawn_for_what_is_not_positive() {
        for value in [0., -1., f64::NAN] {
            assert_eq!(bar(value, 1., 3), "");
        }
        assert_eq!(bar(1., 0., 3), "");
    }
}
