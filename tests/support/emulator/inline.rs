//! iTerm2's pictures: a file in base64 and the cells that it takes.

use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbaImage};
use ratatui::layout::Rect;

use super::answers::Kind;
use super::base64;
use super::notes::Event;
use super::{Emulator, Terminal};

impl Terminal {
    /// Shows what follows `1337;`.
    pub(super) fn inline(&mut self, content: &[u8], size_bytes: usize) {
        self.expect(Kind::Inline);
        let (x, y) = (self.grid().cursor.x, self.grid().cursor.y);
        let screen = (self.grid().width, self.grid().height);
        let (area, pixels) = match read(content, self.cell, screen) {
            Ok(read) => read,
            Err(error) => return self.notes.fault(format!("picture of iTerm2: {error}")),
        };
        let area = Rect { x, y, ..area };
        self.notes.event(Event::Inline { area, size_bytes });
        if y.saturating_add(area.height) > screen.1 {
            self.notes.fault(format!("a picture at {area} reaches past the last line"));
        }
        let cell = self.cell;
        self.grid().lay((x, y), &pixels, cell);
        self.move_past(area);
    }
}

/// The cells, at 0 0, and their pixels.
fn read(content: &[u8], cell: (u32, u32), screen: (u16, u16)) -> Result<(Rect, RgbaImage), String> {
    let content = content.strip_prefix(b"File=").ok_or("no File")?;
    let colon = content.iter().position(|&byte| byte == b':').ok_or("no content")?;
    let keys = std::str::from_utf8(&content[..colon]).map_err(|error| error.to_string())?;
    let key = |wanted: &str| {
        let mut pairs = keys.split(';').filter_map(|pair| pair.split_once('='));
        pairs.find_map(|(key, value)| (key == wanted).then_some(value))
    };
    if key("inline") != Some("1") {
        return Err("a download".to_owned());
    }
    let data = base64::decode(&content[colon + 1..]).ok_or("no base64")?;
    if key("size").is_some_and(|size| size.parse() != Ok(data.len())) {
        return Err(format!("{} bytes, not {:?}", data.len(), key("size")));
    }
    let pixels = image::load_from_memory(&data).map_err(|error| error.to_string())?;
    let pixels = DynamicImage::into_rgba8(pixels);
    let width = side(key("width"), cell.0, screen.0);
    let height = side(key("height"), cell.1, screen.1);
    let own = (f64::from(pixels.width()), f64::from(pixels.height()));
    let (width, height) = match (width, height) {
        (None, None) => pixels.dimensions(),
        (Some(width), None) => (width, round(f64::from(width) * own.1 / own.0)),
        (None, Some(height)) => (round(f64::from(height) * own.0 / own.1), height),
        (Some(width), Some(height)) if key("preserveAspectRatio") == Some("0") => (width, height),
        (Some(width), Some(height)) => {
            let factor = (f64::from(width) / own.0).min(f64::from(height) / own.1);
            (round(own.0 * factor), round(own.1 * factor))
        }
    };
    let cells = |px: u32, cell: u32| u16::try_from(px.div_ceil(cell)).unwrap_or(u16::MAX);
    let area = Rect::new(0, 0, cells(width, cell.0), cells(height, cell.1));
    if pixels.dimensions() == (width, height) {
        return Ok((area, pixels));
    }
    Ok((area, imageops::resize(&pixels, width, height, FilterType::Triangle)))
}

/// Pixels of a width or height; `None` if the picture says it.
fn side(value: Option<&str>, cell: u32, screen: u16) -> Option<u32> {
    let value = value.filter(|&value| value != "auto")?;
    if let Some(px) = value.strip_suffix("px") {
        return px.parse().ok();
    }
    if let Some(percent) = value.strip_suffix('%') {
        return percent.parse().ok().map(|percent: u32| u32::from(screen) * cell * percent / 100);
    }
    value.parse().ok().map(|cells: u32| cells * cell)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides of pictures")]
pub(super) fn round(side: f64) -> u32 {
    side.round().max(1.) as u32
}
