//! kitty's graphics: what is uploaded, what is placed where, and the rules of both.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::ZlibDecoder;
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use ratatui::layout::Rect;

use super::base64;
use super::notes::{Event, Notes};

/// Letters of base64 in a command.
const MOST_LETTERS: usize = 4096;

/// How an image is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// By placeholders, as a rectangle of cells.
    Virtual { columns: u16, rows: u16 },
    /// Over these cells, a part of it: x, y, width, height in pixels.
    Classic { area: Rect, source: [u32; 4], z: i32 },
}

/// An image that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placement {
    pub(crate) image: u32,
    /// 0 if it has no number.
    pub(crate) number: u32,
    pub(crate) shown: Shown,
}

/// Where a command comes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) cursor: (u16, u16),
    pub(super) screen: (u16, u16),
    /// Pixels of a cell.
    pub(super) cell: (u32, u32),
    pub(super) claims_kitty: bool,
}

/// Images and placements of a screen.
#[derive(Debug, Default)]
pub(crate) struct Kitty {
    pub(crate) images: BTreeMap<u32, RgbaImage>,
    pub(crate) placements: Vec<Placement>,
    uploading: Option<Upload>,
}

#[derive(Debug)]
struct Upload {
    first: Command,
    letters: Vec<u8>,
    size_bytes: usize,
    commands: usize,
}

#[derive(Debug)]
struct Command {
    keys: BTreeMap<u8, String>,
    payload: Vec<u8>,
}

impl Command {
    fn parse(content: &[u8]) -> Option<Self> {
        let end = content.iter().position(|&byte| byte == b';').unwrap_or(content.len());
        let payload = content.get(end + 1..).unwrap_or_default().to_vec();
        let keys = std::str::from_utf8(&content[..end]).ok()?;
        let pair = |pair: &str| {
            let (key, value) = pair.split_once('=')?;
            Some((*key.as_bytes().first()?, value.to_owned()))
        };
        let keys = keys.split(',').filter(|text| !text.is_empty()).map(pair);
        Some(Self { keys: keys.collect::<Option<_>>()?, payload })
    }

    fn text(&self, key: u8) -> &str {
        self.keys.get(&key).map_or("", String::as_str)
    }

    fn number(&self, key: u8) -> u32 {
        self.text(key).parse().unwrap_or(0)
    }

    fn cells(&self, key: u8) -> u16 {
        u16::try_from(self.number(key)).unwrap_or(u16::MAX)
    }

    fn action(&self) -> &str {
        if self.keys.contains_key(&b'a') { self.text(b'a') } else { "t" }
    }

    /// Whether nothing is said but that an upload goes on.
    fn continues(&self) -> bool {
        self.keys.keys().all(|key| matches!(key, b'm' | b'q'))
    }

    fn image(&self, letters: &[u8]) -> Result<RgbaImage, String> {
        let medium = self.text(b't');
        if !matches!(medium, "" | "d") {
            return Err(format!("medium {medium} is not on this side of the link"));
        }
        let mut data = base64::decode(letters).ok_or("the payload is no base64")?;
        if self.text(b'o') == "z" {
            let packed = std::mem::take(&mut data);
            let read = ZlibDecoder::new(&*packed).read_to_end(&mut data);
            read.map_err(|error| error.to_string())?;
        }
        let (width, height, len) = (self.number(b's'), self.number(b'v'), data.len());
        let raw = match self.text(b'f') {
            "100" => image::load_from_memory_with_format(&data, ImageFormat::Png).ok(),
            "24" => RgbImage::from_raw(width, height, data).map(DynamicImage::from),
            _ => RgbaImage::from_raw(width, height, data).map(DynamicImage::from),
        };
        let raw = raw.map(DynamicImage::into_rgba8);
        raw.ok_or_else(|| format!("{len} bytes are no image of {width}×{height}"))
    }
}

impl Kitty {
    /// Bytes of all images as they are decoded.
    pub(crate) fn held_bytes(&self) -> usize {
        self.images.values().map(|image| image.as_raw().len()).sum()
    }

    /// Whether an upload has begun that has not ended.
    pub(crate) fn is_uploading(&self) -> bool {
        self.uploading.is_some()
    }

    /// The virtual placement of an image; the one of this number if it has one.
    pub(crate) fn virtual_size(&self, image: u32, placement: u32) -> Option<(u16, u16)> {
        let of_image = self.placements.iter().filter(|of| of.image == image);
        let mut wanted = of_image.filter(|of| placement == 0 || of.number == placement);
        wanted.find_map(|of| match of.shown {
            Shown::Virtual { columns, rows } => Some((columns, rows)),
            Shown::Classic { .. } => None,
        })
    }

    /// Follows a command and says how many cells right and down the cursor goes.
    pub(super) fn follow(
        &mut self,
        content: &[u8],
        site: Site,
        size_bytes: usize,
        notes: &mut Notes,
    ) -> (u16, u16) {
        let Some(command) = Command::parse(content) else {
            notes.fault("a graphics command that cannot be read");
            return (0, 0);
        };
        if command.payload.len() > MOST_LETTERS {
            notes.fault(format!("{} letters in one command", command.payload.len()));
        }
        if let Some(mut upload) = self.uploading.take() {
            let id = upload.first.number(b'i');
            if command.continues() {
                upload.letters.extend(&command.payload);
                upload.size_bytes += size_bytes;
                upload.commands += 1;
                return self.go_on(upload, &command, site, notes);
            }
            if command.action() != "d" {
                notes.fault(format!("a={} between the pieces of image {id}", command.action()));
            }
            notes.event(Event::Abort { id });
        }
        match command.action() {
            "t" | "T" => {
                let letters = command.payload.clone();
                let first = Command { keys: command.keys.clone(), payload: Vec::new() };
                let upload = Upload { first, letters, size_bytes, commands: 1 };
                return self.go_on(upload, &command, site, notes);
            }
            "q" if site.claims_kitty => {
                notes.reply(format!("\x1b_Gi={};OK\x1b\\", command.number(b'i')));
            }
            "q" => {}
            "p" => return self.place(&command, site, notes),
            "d" => self.delete(&command, site, notes),
            other => notes.fault(format!("a={other} is not known here")),
        }
        (0, 0)
    }

    fn go_on(
        &mut self,
        upload: Upload,
        last: &Command,
        site: Site,
        notes: &mut Notes,
    ) -> (u16, u16) {
        if last.number(b'm') == 1 {
            if !last.payload.len().is_multiple_of(4) {
                notes.fault("a piece of an upload that is no whole groups of four letters");
            }
            self.uploading = Some(upload);
            return (0, 0);
        }
        let Upload { first, letters, size_bytes, commands } = upload;
        let id = first.number(b'i');
        match first.image(&letters) {
            Ok(image) => {
                let (width_px, height_px) = image.dimensions();
                notes.event(Event::Upload { id, size_bytes, commands, width_px, height_px });
                // Whatever had the number before is gone, with its placements.
                self.placements.retain(|of| of.image != id);
                self.images.insert(id, image);
                answer(&first, notes, "OK");
            }
            Err(error) => {
                notes.fault(format!("image {id}: {error}"));
                answer(&first, notes, "EBADPNG");
            }
        }
        if first.action() == "T" { self.place(&first, site, notes) } else { (0, 0) }
    }

    fn place(&mut self, command: &Command, site: Site, notes: &mut Notes) -> (u16, u16) {
        let (image, placement) = (command.number(b'i'), command.number(b'p'));
        let Some(all) = self.images.get(&image).map(RgbaImage::dimensions) else {
            notes.fault(format!("image {image} is placed and does not exist"));
            answer(command, notes, "ENOENT");
            return (0, 0);
        };
        let (columns, rows) = (command.cells(b'c'), command.cells(b'r'));
        if placement > 0 {
            self.placements.retain(|of| (of.image, of.number) != (image, placement));
        }
        let rest = |side: u32, from: u32, wanted: u32| {
            let rest = side.saturating_sub(from);
            if wanted == 0 { rest } else { rest.min(wanted) }
        };
        let (x, y) = (command.number(b'x'), command.number(b'y'));
        let source =
            [x, y, rest(all.0, x, command.number(b'w')), rest(all.1, y, command.number(b'h'))];
        let whole = |wished: u16, px: u32, cell: u32| match wished {
            0 => u16::try_from(px.div_ceil(cell)).unwrap_or(u16::MAX),
            _ => wished,
        };
        let columns = whole(columns, source[2], site.cell.0);
        let rows = whole(rows, source[3], site.cell.1);
        if command.number(b'U') == 1 {
            let shown = Shown::Virtual { columns, rows };
            self.placements.push(Placement { image, number: placement, shown });
            notes.event(Event::Virtual { id: image, columns, rows });
            return (0, 0);
        }
        let (x, y) = site.cursor;
        let area = Rect { x, y, width: columns, height: rows };
        if x.saturating_add(columns) > site.screen.0 || y.saturating_add(rows) > site.screen.1 {
            notes.fault(format!("image {image} is placed at {area} of {:?}", site.screen));
        }
        let z = command.text(b'z').parse().unwrap_or(0);
        let shown = Shown::Classic { area, source, z };
        self.placements.push(Placement { image, number: placement, shown });
        notes.event(Event::Place { id: image, placement, area });
        if command.number(b'C') == 1 { (0, 0) } else { (columns, rows.saturating_sub(1)) }
    }

    fn delete(&mut self, command: &Command, site: Site, notes: &mut Notes) {
        let what = if command.text(b'd').is_empty() { "a" } else { command.text(b'd') };
        let (first, last) = match what {
            "i" | "I" => (command.number(b'i'), command.number(b'i')),
            "r" | "R" => (command.number(b'x'), command.number(b'y')),
            _ => (0, u32::MAX),
        };
        let of_number = command.number(b'p');
        let is_meant = |of: &Placement| {
            let is_classic = matches!(of.shown, Shown::Classic { .. });
            match what {
                "a" | "A" => is_classic,
                "c" | "C" => is_over(&of.shown, site.cursor),
                "p" | "P" => is_over(
                    &of.shown,
                    (command.cells(b'x').saturating_sub(1), command.cells(b'y').saturating_sub(1)),
                ),
                "i" | "I" if of_number > 0 => of.image == first && of.number == of_number,
                "i" | "I" | "r" | "R" => (first..=last).contains(&of.image),
                _ => false,
            }
        };
        if !matches!(what, "a" | "A" | "c" | "C" | "p" | "P" | "i" | "I" | "r" | "R") {
            notes.fault(format!("d={what} is not known here"));
        }
        let (gone, left): (Vec<_>, Vec<_>) = self.placements.drain(..).partition(is_meant);
        self.placements = left;
        let is_by_number = matches!(what, "I" | "R");
        let freed = self.images.keys().copied().filter(|id| {
            let was_meant = is_by_number && (first..=last).contains(id);
            what.chars().all(char::is_uppercase)
                && (was_meant || gone.iter().any(|of| of.image == *id))
                && !self.placements.iter().any(|of| of.image == *id)
        });
        let freed: Vec<u32> = freed.collect();
        self.images.retain(|id, _| !freed.contains(id));
        let command = command.keys.iter().map(|(key, value)| format!("{}={value}", *key as char));
        notes.event(Event::Delete { command: command.collect::<Vec<_>>().join(","), freed });
    }

    /// Takes all classic placements away, and the images that nothing shows any more: the screen is emptied.
    pub(super) fn clear_screen(&mut self) {
        let is_virtual = |of: &Placement| matches!(of.shown, Shown::Virtual { .. });
        let (left, gone): (Vec<_>, Vec<_>) = self.placements.drain(..).partition(is_virtual);
        self.placements = left;
        let is_shown = |id: u32, by: &[Placement]| by.iter().any(|of| of.image == id);
        self.images.retain(|&id, _| !is_shown(id, &gone) || is_shown(id, &self.placements));
    }
}

fn is_over(shown: &Shown, (x, y): (u16, u16)) -> bool {
    match shown {
        Shown::Classic { area, .. } => area.contains((x, y).into()),
        Shown::Virtual { .. } => false,
    }
}

/// Says how it went, unless the command forbids it.
fn answer(command: &Command, notes: &mut Notes, text: &str) {
    let most = u32::from(text != "OK");
    let id = command.number(b'i');
    if command.number(b'q') <= most && id > 0 {
        notes.reply(format!("\x1b_Gi={id};{text}\x1b\\"));
    }
}
