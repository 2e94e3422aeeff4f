//! Blocks in two colors that come nearest to the parts of a cell: quadrants and sextants.

/// The color of a part of a cell; `None` where the picture does not fill it.
pub(super) type Part = Option<[u8; 3]>;

/// How finely a cell is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    /// Two columns, two rows.
    Quadrants,
    /// Two columns, three rows.
    Sextants,
}

impl Division {
    /// Columns and rows of a cell.
    pub(super) fn parts(self) -> (u32, u32) {
        match self {
            Self::Quadrants => (2, 2),
            Self::Sextants => (2, 3),
        }
    }

    /// The block that covers the parts of `pattern`, a bit each, row by row from the lowest bit on.
    fn block(self, pattern: u8) -> char {
        /// By pattern.
        const QUADRANTS: [char; 16] =
            [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];
        match self {
            Self::Quadrants => QUADRANTS.get(usize::from(pattern)).copied().unwrap_or(' '),
            Self::Sextants => sextant(u32::from(pattern)).unwrap_or(' '),
        }
    }
}

/// A cell: a block, its color, and that of what it leaves free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mosaic {
    pub(super) symbol: char,
    pub(super) fg: Part,
    pub(super) bg: Part,
}

/// The block that differs least, by the sum of squares, from the parts of a cell, row by row. What the picture does not
/// fill stays free. Of blocks that are as near, the one with fewer parts in front wins, then the smaller pattern.
pub(super) fn mosaic(parts: &[Part], division: Division) -> Mosaic {
    let is_filled = |bit: usize| parts.get(bit).copied().flatten().is_some();
    let n_patterns = 1_u8 << parts.len().min(6);
    let filled =
        (0..parts.len().min(6)).filter(|bit| is_filled(*bit)).fold(0, |of, bit| of | 1 << bit);
    if filled != n_patterns - 1 {
        let fg = mean(parts, filled);
        return Mosaic { symbol: division.block(filled), fg, bg: None };
    }
    // The last part is never in front: the opposite pattern with exchanged colors looks the same.
    let nearest = (0..n_patterns / 2)
        .min_by_key(|&pattern| {
            let error = error(parts, pattern) + error(parts, !pattern & filled);
            (error, pattern.count_ones(), pattern)
        })
        .unwrap_or(0);
    let (fg, bg) = (mean(parts, nearest), mean(parts, !nearest & filled));
    Mosaic { symbol: division.block(nearest), fg, bg }
}

/// The colors of the parts in a pattern.
fn chosen(parts: &[Part], pattern: u8) -> impl Iterator<Item = [u8; 3]> {
    let is_chosen = move |bit: usize| pattern >> bit & 1 == 1;
    parts.iter().enumerate().filter_map(move |(bit, part)| part.filter(|_| is_chosen(bit)))
}

/// The mean color, rounded; `None` without any.
fn mean(parts: &[Part], pattern: u8) -> Part {
    let (mut sums, mut count) = ([0_u32; 3], 0);
    for color in chosen(parts, pattern) {
        count += 1;
        for (sum, channel) in sums.iter_mut().zip(color) {
            *sum += u32::from(channel);
        }
    }
    (count > 0).then(|| sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)))
}

/// Sum of the squared differences from the mean.
fn error(parts: &[Part], pattern: u8) -> u32 {
    let Some(mean) = mean(parts, pattern) else { return 0 };
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    chosen(parts, pattern)
        .flat_map(|color| color.into_iter().zip(mean))
        .map(|(a, b)| square(a, b))
        .sum()
}

/// The six parts of a sextant as bits, row by row; the patterns of half and whole cells have no sextant of their own.
pub fn sextant_pattern(sextant: char) -> Option<u32> {
    let place = u32::from(sextant).checked_sub(0x1fb00).filter(|place| *place < 60)? + 1;
    let after_left = if place > 20 { place + 1 } else { place };
    Some(if after_left > 41 { after_left + 1 } else { after_left })
}

/// The block that covers the six parts of a pattern; `None` for more than six bits.
pub fn sextant(pattern: u32) -> Option<char> {
    Some(match pattern {
        0 => ' ',
        0b01_0101 => '▌',
        0b10_1010 => '▐',
        0b11_1111 => '█',
        1..0b11_1111 => {
            let skipped = 1 + u32::from(pattern > 21) + u32::from(pattern > 42);
            char::from_u32(0x1fb00 + pattern.checked_sub(skipped)?)?
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Part = Some([0; 3]);
    const WHITE: Part = Some([255; 3]);
    const RED: Part = Some([200, 0, 0]);

    #[test]
    fn sextants_have_the_parts_of_their_names() {
        // Unicode: BLOCK SEXTANT-1, -12345, -23456 and -1234 in the order of the block.
        for (pattern, block) in [
            (0b1, '\u{1fb00}'),
            (0b01_1111, '\u{1fb1d}'),
            (0b11_1110, '\u{1fb3b}'),
            (0b1111, '\u{1fb0e}'),
        ] {
            assert_eq!(sextant(pattern), Some(block), "{pattern:b}");
            assert_eq!(sextant_pattern(block), Some(pattern), "{block}");
        }
        let all: std::collections::BTreeSet<_> = (0..64).map(|of| sextant(of).unwrap()).collect();
        assert_eq!((all.len(), sextant(64)), (64, None));
    }

    #[test]
    fn two_colors_are_exact_in_any_arrangement() {
        for division in [Division::Quadrants, Division::Sextants] {
            let count = {
                let (columns, rows) = division.parts();
                columns * rows
            };
            for pattern in 0..1_u8 << count {
                let parts: Vec<Part> = (0..count)
                    .map(|bit| if pattern >> bit & 1 == 1 { RED } else { WHITE })
                    .collect();
                let cell = mosaic(&parts, division);
                let is_turned = cell.bg == RED;
                let front = if is_turned { !pattern & ((1 << count) - 1) } else { pattern };
                assert_eq!(cell.symbol, division.block(front), "{pattern:b}");
                let colors = if is_turned { (WHITE, RED) } else { (RED, WHITE) };
                let is_one = front == 0;
                assert_eq!((cell.fg, cell.bg), (colors.0.filter(|_| !is_one), colors.1));
            }
        }
    }

    #[test]
    fn what_the_picture_does_not_fill_stays_free() {
        let cell = mosaic(&[None, RED, None, WHITE], Division::Quadrants);
        assert_eq!((cell.symbol, cell.bg), ('▐', None));
        assert_eq!(cell.fg, Some([228, 128, 128]), "the mean");
        let none = mosaic(&[None; 6], Division::Sextants);
        assert_eq!(none, Mosaic { symbol: ' ', fg: None, bg: None });
    }

    #[test]
    fn the_nearest_of_many_colors_wins() {
        let gray = |level| Some([level; 3]);
        let cell = mosaic(&[gray(10), gray(250), gray(0), gray(240)], Division::Quadrants);
        let expected = Mosaic { symbol: '▌', fg: gray(5), bg: gray(245) };
        assert_eq!(cell, expected);
        assert_eq!(mosaic(&[BLACK; 4], Division::Quadrants).symbol, ' ');
    }
}
