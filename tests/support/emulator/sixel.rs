//! Sixels to pixels.

use std::collections::BTreeMap;

use image::{Rgba, RgbaImage};

/// Rows of pixels in a band.
const BAND: u32 = 6;
/// More than any terminal draws.
const MOST_SIDE: u32 = 10_000;

/// What is read so far.
struct Reader {
    palette: BTreeMap<u32, Rgba<u8>>,
    color: u32,
    x: u32,
    y: u32,
    /// Rows of pixels; what was not painted is transparent.
    painted: Vec<Vec<Rgba<u8>>>,
    /// What the raster attributes promise.
    size: (u32, u32),
}

/// The pixels of a control string from its parameters on, transparent where nothing was painted.
pub(super) fn decode(content: &[u8]) -> Result<RgbaImage, String> {
    let at = content.iter().position(|&byte| byte == b'q').ok_or("no sixels")?;
    let (parameters, data) = (numbers(&content[..at]), &content[at + 1..]);
    let mut reader = Reader {
        palette: BTreeMap::new(),
        color: 0,
        x: 0,
        y: 0,
        painted: Vec::new(),
        size: (0, 0),
    };
    reader.read(data)?;
    let side = |count: usize| u32::try_from(count).unwrap_or(MOST_SIDE);
    let width = reader.painted.iter().map(Vec::len).max().unwrap_or(0);
    let width = side(width).max(reader.size.0);
    let height = side(reader.painted.len()).max(reader.size.1);
    let ground = match parameters.get(1) {
        Some(1) => Rgba([0; 4]),
        _ => reader.palette.get(&0).copied().unwrap_or(Rgba([0, 0, 0, 255])),
    };
    let mut pixels = RgbaImage::from_pixel(width, height, ground);
    for (y, row) in (0..).zip(&reader.painted) {
        for (x, color) in (0..).zip(row).filter(|(_, color)| color.0[3] > 0) {
            pixels.put_pixel(x, y, *color);
        }
    }
    Ok(pixels)
}

fn numbers(text: &[u8]) -> Vec<u32> {
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse().ok();
    text.split(|&byte| byte == b';').map(|digits| number(digits).unwrap_or(0)).collect()
}

impl Reader {
    fn read(&mut self, data: &[u8]) -> Result<(), String> {
        let mut rest = data;
        let mut times = 1;
        while let Some((&byte, after)) = rest.split_first() {
            let digits = after.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';');
            let (text, after_numbers) = after.split_at(digits.count());
            rest = if matches!(byte, b'"' | b'#' | b'!') { after_numbers } else { after };
            match byte {
                b'"' => {
                    if let &[_, _, width, height] = &*numbers(text) {
                        self.size = (width.min(MOST_SIDE), height.min(MOST_SIDE));
                    }
                }
                b'#' => self.choose(&numbers(text))?,
                b'!' => times = numbers(text)[0].max(1),
                b'$' => self.x = 0,
                b'-' => (self.x, self.y) = (0, self.y + BAND),
                b'?'..=b'~' => {
                    self.paint(byte - b'?', times)?;
                    times = 1;
                }
                b'\n' | b'\r' => {}
                _ => return Err(format!("byte {byte} among sixels")),
            }
        }
        Ok(())
    }

    fn choose(&mut self, numbers: &[u32]) -> Result<(), String> {
        self.color = numbers[0];
        match numbers {
            [_] => {}
            &[color, 2, red, green, blue] if red.max(green).max(blue) <= 100 => {
                let level = |percent: u32| u8::try_from((percent * 255 + 50) / 100).unwrap_or(255);
                self.palette.insert(color, Rgba([level(red), level(green), level(blue), 255]));
            }
            _ => return Err(format!("color {numbers:?}")),
        }
        Ok(())
    }

    fn paint(&mut self, bits: u8, times: u32) -> Result<(), String> {
        if self.x + times > MOST_SIDE || self.y > MOST_SIDE {
            return Err(format!("sixels at {} {}", self.x, self.y));
        }
        if bits != 0 {
            let color = self.palette.get(&self.color).copied();
            let color = color.ok_or_else(|| format!("color {} was never defined", self.color))?;
            for row in (0..BAND).filter(|row| bits >> row & 1 == 1) {
                let (row, begin) = ((self.y + row) as usize, self.x as usize);
                self.painted.resize(self.painted.len().max(row + 1), Vec::new());
                let row = &mut self.painted[row];
                let end = begin + times as usize;
                row.resize(row.len().max(end), Rgba([0; 4]));
                row[begin..end].fill(color);
            }
        }
        self.x += times;
        Ok(())
    }
}
