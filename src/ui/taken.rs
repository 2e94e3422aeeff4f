//! How many images of a category are taken for another, in words that hold for categories whose names are numbers.

use unicode_width::UnicodeWidthStr;

use super::canvas::cut;

/// `2 of 87 images of 6 are taken for 0`; in less room `2 of 87 images of 6 → 0` or `2 of 87 of 6 → 0`, and in still
/// less with names that are cut. Without `all` nothing is said of how many there are.
pub(super) fn taken(
    (count, all): (usize, Option<usize>),
    [truth, predicted]: [&str; 2],
    room: usize,
) -> String {
    let images = images((count, all));
    let verb = if count == 1 { "is" } else { "are" };
    let full = format!("{images} of {truth} {verb} taken for {predicted}");
    if full.width() <= room {
        return full;
    }
    let short = |truth: &str, predicted: &str| format!("{images} of {truth} → {predicted}");
    if short(truth, predicted).width() <= room {
        return short(truth, predicted);
    }
    let Some(all) = all else { return cut_names(short, [truth, predicted], room) };
    let shorter =
        |truth: &str, predicted: &str| format!("{count} of {all} of {truth} → {predicted}");
    cut_names(shorter, [truth, predicted], room)
}

/// What two names make, each cut to what there is room for.
fn cut_names(
    made: impl Fn(&str, &str) -> String,
    [truth, predicted]: [&str; 2],
    room: usize,
) -> String {
    let left = room.saturating_sub(made("", "").width());
    // What one name leaves of its half, the other one has.
    let [of_truth, of_predicted] = [truth, predicted].map(|name| name.width().min(left / 2));
    let truth = cut(truth, left.saturating_sub(of_predicted));
    let predicted = cut(predicted, left.saturating_sub(of_truth));
    made(&truth, &predicted)
}

/// The same of those that are taken for what they are.
pub(super) fn right(count: usize, all: usize, truth: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} of {truth} {verb} right", images((count, Some(all))))
}

fn images((count, all): (usize, Option<usize>)) -> String {
    let noun = if all.unwrap_or(count) == 1 { "image" } else { "images" };
    all.map_or_else(|| format!("{count} {noun}"), |all| format!("{count} of {all} {noun}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_names_are_told_from_numbers_of_images() {
        let six = ["6", "0"];
        assert_eq!(taken((2, Some(87)), six, 40), "2 of 87 images of 6 are taken for 0");
        assert_eq!(taken((1, Some(87)), six, 40), "1 of 87 images of 6 is taken for 0");
        assert_eq!(taken((1, None), six, 40), "1 image of 6 is taken for 0");
        assert_eq!(taken((0, Some(1)), six, 24), "0 of 1 image of 6 → 0");
        assert_eq!(taken((0, Some(1)), six, 20), "0 of 1 of 6 → 0");
        assert_eq!(right(2, 2, "6"), "2 of 2 images of 6 are right");
    }

    #[test]
    fn the_longer_name_is_cut() {
        let names = ["Coat", "Ankle boots of leather"];
        assert_eq!(taken((2, None), names, 28), "2 images of Coat → Ankle bo…");
        assert_eq!(taken((2, None), names, 0).width(), 15, "never less than the number");
    }
}
