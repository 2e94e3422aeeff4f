//! Sixel: a strip of pictures as the characters of a DCS sequence, a palette for all of it.
//!
//! The format paints bands of six rows, one color after another; what a picture costs is the number of times that a
//! color starts in a band, so that neighbors share colors wherever hardly anyone sees it.

use std::cmp::Reverse;
use std::io::Write;

use image::RgbaImage;

use super::indexed::{self, Color, Indexed, distance};
use super::is_padding;

/// Rows of a band.
const BAND: usize = 6;
/// Blank columns that are cheaper to write than to start the color anew.
const BRIDGED: usize = 3;
/// Squared error that a pixel may add to go on with a color of the column before it.
const CONTINUING: u32 = 20;
/// Squared error that a pixel may add to save the start of a color, 33 dB or more.
const STARTING: u32 = 120;

/// The colors of six pixels one above the other; nothing in the padding and below the picture.
type Column = [Option<u8>; BAND];

/// The whole sequence `ESC P … ESC \` for `pixels` at the cursor, in at most `colors` colors (1 to 256) without
/// dither. Padding keeps what is on the screen.
///
/// A picture of no more colors is exact, as far as the format can say it: a channel has 101 steps, so that all grays
/// together are 101 colors. In a picture of more colors a pixel may take that of a neighbor.
pub(crate) fn sixel(pixels: &RgbaImage, colors: usize) -> Vec<u8> {
    if pixels.is_empty() {
        return Vec::new();
    }
    let colors = colors.clamp(1, 256);
    let (width, height) = (length(pixels.width()), length(pixels.height()));
    let bands = |indexed: &Indexed| -> Vec<Vec<Column>> {
        indexed.indices.chunks(width * BAND).map(|rows| columns(rows, width)).collect()
    };
    let mut rounded = pixels.clone();
    for pixel in rounded.pixels_mut().filter(|pixel| !is_padding(**pixel)) {
        let [red, green, blue, alpha] = pixel.0;
        let [red, green, blue] = shown([red, green, blue]);
        pixel.0 = [red, green, blue, alpha];
    }
    let (palette, bands) = if let Some(exact) = indexed::exact(&rounded, colors) {
        let bands = bands(&exact);
        (exact.colors, bands)
    } else {
        let nearest = indexed::nearest(pixels, colors);
        let palette: Vec<Color> = nearest.colors.iter().copied().map(shown).collect();
        let rows = pixels.as_raw().chunks(width * BAND * 4);
        let shared = bands(&nearest)
            .into_iter()
            .zip(rows)
            .map(|(band, rows)| share(band, rows, &palette))
            .collect();
        (palette, shared)
    };
    Strip { width, height, palette, bands }.written()
}

fn length(px: u32) -> usize {
    usize::try_from(px).unwrap_or(usize::MAX)
}

/// The steps of a channel that come nearest to a color.
fn percents(color: Color) -> Color {
    color.map(|byte| u8::try_from((u32::from(byte) * 100 + 127) / 255).unwrap_or(100))
}

/// What a terminal makes of a color.
fn shown(color: Color) -> Color {
    percents(color)
        .map(|percent| u8::try_from((u32::from(percent) * 255 + 50) / 100).unwrap_or(255))
}

/// Up to six rows of indices, column by column.
fn columns(rows: &[Option<u8>], width: usize) -> Vec<Column> {
    let mut columns = vec![Column::default(); width];
    for (y, row) in rows.chunks(width).enumerate() {
        for (column, index) in columns.iter_mut().zip(row) {
            column[y] = *index;
        }
    }
    columns
}

/// Gives pixels the colors of their neighbors in the same band where the error is worth the characters saved.
fn share(band: Vec<Column>, rows: &[u8], palette: &[Color]) -> Vec<Column> {
    let stride = band.len() * 4;
    let mut left = Column::default();
    let mut shared = Vec::with_capacity(band.len());
    for (x, nearest) in band.into_iter().enumerate() {
        let mut column = Column::default();
        // Twice, because the upper pixels choose before the lower ones in the first round.
        for y in (0..BAND).chain(0..BAND) {
            let Some(nearest) = nearest[y] else { continue };
            let Some(&[red, green, blue, _]) = rows[y * stride + x * 4..].first_chunk() else {
                continue;
            };
            column[y] = None;
            let of = |index: u8, price: u32| {
                let color = palette.get(usize::from(index)).copied().unwrap_or_default();
                (distance([red, green, blue], color) + price, index)
            };
            let here = column.iter().flatten().map(|&index| of(index, 0));
            let before = left.iter().flatten().map(|&index| of(index, CONTINUING));
            let cheapest = here.chain(before).fold(of(nearest, STARTING), Ord::min);
            column[y] = Some(cheapest.1);
        }
        shared.push(column);
        left = column;
    }
    shared
}

/// Pixels ready to write.
struct Strip {
    width: usize,
    height: usize,
    palette: Vec<Color>,
    bands: Vec<Vec<Column>>,
}

/// Columns of a band that are written in one color.
struct Stretch {
    register: usize,
    start: usize,
    /// Which of the six pixels are painted, bit 0 the uppermost, column by column.
    bits: Vec<u8>,
}

impl Stretch {
    fn end(&self) -> usize {
        self.start + self.bits.len()
    }
}

impl Strip {
    fn written(&self) -> Vec<u8> {
        let (order, registers) = self.registers();
        let mut out = Output::default();
        // P1 = 9 and the raster attributes make pixels square; P2 = 1 leaves what is not painted.
        out.text(format_args!("\x1bP9;1;0q\"1;1;{};{}", self.width, self.height));
        for (register, &index) in order.iter().enumerate() {
            let [red, green, blue] = percents(self.palette[index]);
            out.text(format_args!("#{register};2;{red};{green};{blue}"));
        }
        for (at, band) in self.bands.iter().enumerate() {
            if at > 0 {
                out.bytes.push(b'-');
            }
            out.band(stretches(band, &registers));
        }
        out.bytes.extend(b"\x1b\\");
        out.bytes
    }

    /// The colors in use, those that start most often first as their numbers are short; and the register of each
    /// color of the palette.
    fn registers(&self) -> (Vec<usize>, [usize; 256]) {
        let mut starts = [0_usize; 256];
        for band in &self.bands {
            let mut left = Column::default();
            for &column in band {
                let started = column.iter().filter(|index| !left.contains(index)).flatten();
                for &index in started {
                    starts[usize::from(index)] += 1;
                }
                left = column;
            }
        }
        let mut order: Vec<usize> =
            (0..self.palette.len()).filter(|&index| starts[index] > 0).collect();
        order.sort_by_key(|&index| Reverse(starts[index]));
        let mut registers = [0; 256];
        for (register, &index) in order.iter().enumerate() {
            registers[index] = register;
        }
        (order, registers)
    }
}

/// The stretches of a band by their start; a color goes on over a few blank columns.
fn stretches(band: &[Column], registers: &[usize; 256]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut latest = [usize::MAX; 256];
    for (x, column) in band.iter().enumerate() {
        for (y, index) in column.iter().enumerate() {
            let Some(index) = *index else { continue };
            let register = registers[usize::from(index)];
            let open =
                stretches.get_mut(latest[register]).filter(|stretch| stretch.end() + BRIDGED >= x);
            let stretch = if let Some(stretch) = open {
                stretch
            } else {
                latest[register] = stretches.len();
                stretches.push(Stretch { register, start: x, bits: Vec::new() });
                let [.., stretch] = stretches.as_mut_slice() else { continue };
                stretch
            };
            stretch.bits.resize(x + 1 - stretch.start, 0);
            stretch.bits[x - stretch.start] |= 1 << y;
        }
    }
    stretches
}

/// The characters written so far.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    register: Option<usize>,
}

impl Output {
    fn text(&mut self, text: std::fmt::Arguments<'_>) {
        // A vector takes everything.
        let _ = self.bytes.write_fmt(text);
    }

    /// Goes over the band from left to right, as often as needed, taking every stretch that starts where the last
    /// one ended or later.
    fn band(&mut self, mut stretches: Vec<Stretch>) {
        while !stretches.is_empty() {
            let mut x = 0;
            stretches.retain(|stretch| {
                if stretch.start < x {
                    return true;
                }
                self.run(stretch.start - x, 0);
                self.stretch(stretch);
                x = stretch.end();
                false
            });
            if !stretches.is_empty() {
                self.bytes.push(b'$');
            }
        }
    }

    fn stretch(&mut self, stretch: &Stretch) {
        if self.register != Some(stretch.register) {
            self.text(format_args!("#{}", stretch.register));
            self.register = Some(stretch.register);
        }
        for run in stretch.bits.chunk_by(|a, b| a == b) {
            self.run(run.len(), run[0]);
        }
    }

    fn run(&mut self, count: usize, bits: u8) {
        let character = b'?' + bits;
        if count > 3 {
            self.text(format_args!("!{count}"));
            self.bytes.push(character);
        } else {
            self.bytes.extend(std::iter::repeat_n(character, count));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use image::Rgba;
    use proptest::prelude::*;

    use super::super::photographs::{grays, psnr, sheet, thumbnails};
    use super::*;

    /// What a terminal of `width × height` pixels shows of a sequence; padding where nothing was painted. Anything
    /// out of place, painted beyond the picture or defined and not used, is an error.
    fn painted(sequence: &[u8], width: u32, height: u32) -> RgbaImage {
        let text = std::str::from_utf8(sequence).unwrap();
        let body = text.strip_prefix("\x1bP9;1;0q").unwrap().strip_suffix("\x1b\\").unwrap();
        let body = body.strip_prefix(&format!("\"1;1;{width};{height}")).unwrap();
        let mut screen = RgbaImage::new(width, height);
        let mut registers: BTreeMap<u32, (Rgba<u8>, bool)> = BTreeMap::new();
        let (mut current, mut x, mut top, mut count) = (None, 0, 0, 1);
        let mut rest = body.chars().peekable();
        while let Some(sign) = rest.next() {
            let mut numbers = vec![String::new()];
            while matches!(sign, '#' | '!')
                && rest.peek().is_some_and(|next| "0123456789;".contains(*next))
            {
                match rest.next().unwrap() {
                    ';' => numbers.push(String::new()),
                    digit => numbers.last_mut().unwrap().push(digit),
                }
            }
            let number = |at: usize| numbers[at].parse::<u32>().unwrap();
            match sign {
                '#' if numbers.len() == 5 => {
                    assert_eq!(number(1), 2, "RGB");
                    let byte = |at| u8::try_from((number(at) * 255 + 50) / 100).unwrap();
                    let color = Rgba([byte(2), byte(3), byte(4), 255]);
                    assert!(registers.insert(number(0), (color, false)).is_none());
                }
                '#' => current = Some(number(0)),
                '!' => count = number(0),
                '$' => x = 0,
                '-' => (x, top) = (0, top + 6),
                '?' => (x, count) = (x + count, 1),
                '@'..='~' => {
                    let bits = u32::from(sign) - 63;
                    let (color, is_used) = registers.get_mut(&current.unwrap()).unwrap();
                    *is_used = true;
                    let set = (0..6).filter(|row| bits >> row & 1 == 1);
                    let places = set.flat_map(|row| (x..x + count).map(move |x| (x, row)));
                    places.for_each(|(x, row)| screen.put_pixel(x, top + row, *color));
                    (x, count) = (x + count, 1);
                }
                other => panic!("{other:?} in a sixel"),
            }
        }
        assert!(registers.values().all(|(_, is_used)| *is_used), "a color that nothing has");
        screen
    }

    fn round_trip(picture: &RgbaImage, colors: usize) -> RgbaImage {
        painted(&sixel(picture, colors), picture.width(), picture.height())
    }

    /// The picture with the channels that the format can say.
    fn rounded(picture: &RgbaImage) -> RgbaImage {
        let mut rounded = picture.clone();
        for pixel in rounded.pixels_mut().filter(|pixel| pixel.0[3] == 255) {
            for byte in &mut pixel.0[..3] {
                let off = |percent: &i32, byte: u8| (percent * 255 - i32::from(byte) * 100).abs();
                let percent = (0..=100).min_by_key(|percent| off(percent, *byte)).unwrap();
                *byte = (0..=255).min_by_key(|byte| off(&percent, *byte)).unwrap();
            }
        }
        rounded
    }

    /// How far two pictures are apart in any channel, where padding must agree.
    fn largest_error(a: &RgbaImage, b: &RgbaImage) -> u8 {
        let differences = a.pixels().zip(b.pixels()).flat_map(|(a, b)| {
            assert_eq!(a.0[3], b.0[3], "padding");
            (0..3).map(|channel| a.0[channel].abs_diff(b.0[channel]))
        });
        differences.max().unwrap_or(0)
    }

    #[test]
    fn grays_are_exact_in_128_colors() {
        for factor in [1, 2] {
            let digits = grays(8, factor);
            let shown = round_trip(&digits, 128);
            assert!(largest_error(&digits, &shown) <= 1, "half of a percent is 1.3 of 255");
        }
    }

    #[test]
    fn photographs_are_small_and_near() {
        let mut size_bytes = 0;
        for pictures in thumbnails().chunks(8) {
            let strip = sheet(pictures, 8, 0);
            let sequence = sixel(&strip, 128);
            let psnr = psnr(&strip, &painted(&sequence, strip.width(), strip.height()));
            assert!(psnr >= 32., "{psnr} dB");
            size_bytes += sequence.len();
        }
        assert!(size_bytes <= 330_000, "{size_bytes} bytes");
    }

    #[test]
    fn more_colors_are_nearer() {
        let strip = sheet(&thumbnails()[..8], 8, 0);
        let [few, some, many] =
            [16, 64, 256].map(|colors| psnr(&strip, &round_trip(&strip, colors)));
        assert!(few < some && some < many, "{few} {some} {many}");
    }

    #[test]
    fn gaps_between_pictures_and_rows_below_them_are_not_painted() {
        for gap in [2, 5] {
            let strip = sheet(&thumbnails()[..3], 3, gap);
            assert_ne!(strip.height() % 6, 0);
            let shown = round_trip(&strip, 64);
            let agree = strip.pixels().zip(shown.pixels()).all(|(a, b)| a.0[3] == b.0[3]);
            assert!(agree, "a gap of {gap}");
        }
    }

    #[test]
    fn one_color_is_one_run_a_band() {
        let red = RgbaImage::from_pixel(200, 13, Rgba([255, 0, 0, 255]));
        let text = String::from_utf8(sixel(&red, 256)).unwrap();
        assert_eq!(text, "\x1bP9;1;0q\"1;1;200;13#0;2;100;0;0#0!200~-!200~-!200@\x1b\\");
    }

    #[test]
    fn odd_sizes_and_numbers_of_colors_are_no_trouble() {
        let photograph = &thumbnails()[40];
        for (width, height) in [(1, 1), (1, 13), (13, 1), (7, 5), (11, 6), (61, 59)] {
            let picture = image::imageops::crop_imm(photograph, 0, 0, width, height).to_image();
            for colors in [0, 1, 2, 3, 17, 256, 5000] {
                let shown = round_trip(&picture, colors);
                assert!(shown.pixels().all(|pixel| pixel.0[3] == 255), "{width}×{height}");
                let mut distinct: Vec<_> = shown.pixels().map(|pixel| pixel.0).collect();
                distinct.sort_unstable();
                distinct.dedup();
                assert!(distinct.len() <= colors.clamp(1, 256));
            }
        }
    }

    #[test]
    fn nothing_gives_nothing_and_padding_paints_nothing() {
        assert!(sixel(&RgbaImage::new(0, 9), 256).is_empty());
        assert!(sixel(&RgbaImage::new(9, 0), 256).is_empty());
        let padding = RgbaImage::new(9, 14);
        assert_eq!(round_trip(&padding, 256), padding);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn up_to_256_colors_are_as_exact_as_the_format(
            width in 1_u32..24,
            pixels in prop::collection::vec((any::<[u8; 3]>(), any::<bool>()), 1..250),
        ) {
            let height = u32::try_from(pixels.len()).unwrap().div_ceil(width);
            let picture = RgbaImage::from_fn(width, height, |x, y| {
                let at = usize::try_from(y * width + x).unwrap();
                match pixels.get(at) {
                    Some(&([red, green, blue], true)) => Rgba([red, green, blue, 255]),
                    _ => Rgba([0; 4]),
                }
            });
            prop_assert!(largest_error(&rounded(&picture), &round_trip(&picture, 256)) <= 1);
        }
    }
}
