//! The 256 colors of terminals, and which of them is nearest to a color.

use ratatui::style::Color;

/// Levels of the cube's channels.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Red, green and blue of a color that is the same on every terminal: exact ones, the cube and the grays.
pub(super) fn channels(color: Color) -> Option<[u8; 3]> {
    match color {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 232..) => Some([gray(index - 232); 3]),
        Color::Indexed(index @ 16..) => {
            let place = usize::from(index - 16);
            Some([LEVELS[place / 36], LEVELS[place / 6 % 6], LEVELS[place % 6]])
        }
        _ => None,
    }
}

fn gray(step: u8) -> u8 {
    8 + 10 * step
}

/// The color of cube and grays that is nearest by the sum of squares; a tie goes to the cube.
pub(super) fn nearest(wanted: [u8; 3]) -> Color {
    let [red, green, blue] = wanted.map(nearest_level);
    let cube = Color::Indexed(16 + 36 * red + 6 * green + blue);
    let mean = wanted.iter().map(|&channel| u16::from(channel)).sum::<u16>() / 3;
    let step = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    let gray = Color::Indexed(232 + step);
    let error = |color| channels(color).map_or(u32::MAX, |other| squares(wanted, other));
    if error(gray) < error(cube) { gray } else { cube }
}

fn nearest_level(channel: u8) -> u8 {
    match channel {
        0..=47 => 0,
        48..=114 => 1,
        115..=154 => 2,
        155..=194 => 3,
        195..=234 => 4,
        235.. => 5,
    }
}

fn squares(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(&a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

/// The largest difference of a channel.
pub(super) fn difference(a: [u8; 3], b: [u8; 3]) -> u8 {
    a.iter().zip(b).map(|(&a, b)| a.abs_diff(b)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_color_of_the_palette_is_nearest_to_itself() {
        for index in 16..=255 {
            let wanted = channels(Color::Indexed(index)).unwrap();
            assert_eq!(channels(nearest(wanted)), Some(wanted), "{index}");
        }
    }

    #[test]
    fn no_color_of_the_palette_is_nearer() {
        for wanted in (0..4096_u16).map(|of| [of >> 8, of >> 4 & 15, of & 15]) {
            let wanted = wanted.map(|channel| u8::try_from(channel * 17).unwrap());
            let error = |color| squares(wanted, channels(color).unwrap());
            let least = (16..=255).map(|index| error(Color::Indexed(index))).min().unwrap();
            assert_eq!(error(nearest(wanted)), least, "{wanted:?}");
        }
    }
}
