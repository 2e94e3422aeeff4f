//! Which pixels are sent next: they are encoded first, away from the drawing, and sent if they are still wanted then.

use std::sync::Arc;

use ratatui::layout::Size;

use super::super::encoder::{Encoded, Form, Order, Part, Strip};
use super::super::fit::Fitted;
use super::super::gallery::{Gallery, PictureKey};
use super::super::kitty::{self, Piece, Use};
use super::super::reach::Protocol;
use super::super::sheet::Sheet;
use super::super::shown::Placed;
use super::{FAST, Transport, Upload, Want, beside_text};

/// Pixels of a sheet on a slow link: about 40 kB, which is a third of a second at 1 Mbit/s.
const SLOW_SHEET_PX: usize = 50_000;
/// Pixels of a sheet on a fast link: about 150 kB.
const FAST_SHEET_PX: usize = 200_000;
/// A strip takes about a byte a pixel and cannot be interrupted: it has this part of what may be under way.
const STRIPS: usize = 4;
/// The most pixels of a strip of sixels.
const MOST_STRIP_PX: usize = 64 * 1024;
/// Columns between pictures that one strip bridges.
const GAP: u16 = 2;
/// Colors of a strip, and of one on a slow link, where the list of colors weighs more.
const COLORS: usize = 128;
const FEW_COLORS: usize = 64;

/// What is being encoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// A sheet of these pictures.
    Sheet(Vec<PictureKey>),
    /// These, as one strip.
    Strip(Vec<Want>),
}

impl Encoding {
    /// Whether any of a sheet or all of a strip is wanted.
    fn is_among(&self, wanted: &[Want]) -> bool {
        match self {
            Self::Sheet(keys) => wanted.iter().any(|want| keys.contains(&want.placed.key)),
            Self::Strip(strip) => strip.iter().all(|want| wanted.contains(want)),
        }
    }
}

impl Transport {
    /// Replaces what is wanted. What is not wanted any more is not encoded either.
    pub(super) fn want(&mut self, wanted: Vec<Want>) {
        self.wanted = wanted;
        self.encoding.take_if(|encoding| !encoding.is_among(&self.wanted));
        if self.encoding.is_none() {
            self.encoder.abandon();
        }
    }

    /// Has the first of what is wanted encoded, unless that is under way.
    pub(super) fn encode_ahead(&mut self, gallery: &mut Gallery) {
        self.encoder.look();
        if self.encoding.is_some() {
            return;
        }
        let (order, encoding) = match self.protocol {
            Protocol::Off | Protocol::Blocks | Protocol::Quadrants | Protocol::Sextants => return,
            Protocol::Iterm2 | Protocol::Sixel => {
                let wants = self.strip(gallery);
                let Some(strip) = self.strip_of(&wants, gallery) else {
                    // It can't be drawn; the next frame asks again.
                    return self.wanted.clear();
                };
                (Order::Strip(strip), Encoding::Strip(wants))
            }
            Protocol::Classic | Protocol::Placeholders => {
                let pictures = self.sheet(gallery);
                if pictures.is_empty() {
                    return;
                }
                let keys = pictures.iter().map(|(key, _)| key.clone()).collect();
                (Order::Sheet(pictures), Encoding::Sheet(keys))
            }
        };
        self.encoding = Some(encoding);
        self.encoder.order(order);
    }

    /// Pixels that are drawn over cells right now; otherwise a sheet that was encoded begins to be sent.
    pub(super) fn next_over_cells(&mut self, gallery: &mut Gallery) -> Option<Vec<u8>> {
        if self.protocol == Protocol::Classic
            && let Some(bytes) = self.place(gallery)
        {
            return Some(bytes);
        }
        let encoded = self.encoder.take()?;
        let encoding = self.encoding.take()?;
        let drawn = match (encoded, encoding) {
            (Encoded::Sheet(sheet, png), _) if !png.is_empty() => {
                self.begin_upload(sheet, &png, gallery);
                None
            }
            (Encoded::Strip(bytes), Encoding::Strip(wants)) => {
                Some(self.draw_over(&bytes, wants, gallery)?)
            }
            _ => {
                // It cannot be sent; the next frame asks again.
                self.wanted.clear();
                None
            }
        };
        if self.upload.is_none() {
            self.encode_ahead(gallery);
        }
        drawn
    }

    /// The first pictures that are wanted and have one size.
    fn sheet(&self, gallery: &mut Gallery) -> Vec<(PictureKey, Arc<Fitted>)> {
        let is_fast = self.link.rate().is_some_and(|rate| rate >= FAST);
        let most_px = if is_fast { FAST_SHEET_PX } else { SLOW_SHEET_PX };
        let mut pictures: Vec<(PictureKey, Arc<Fitted>)> = Vec::new();
        let mut px = 0;
        for Want { placed: Placed { key, .. }, .. } in &self.wanted {
            let Some(fitted) = gallery.ready(key) else { continue };
            let own_px = fitted.pixels().pixels().len();
            let is_like = pictures.first().is_none_or(|(_, first)| first.size() == fitted.size());
            let is_new = pictures.iter().all(|(other, _)| other != key)
                && gallery.shown.held.spot(key).is_none();
            if !is_like || !is_new {
                continue;
            }
            if !pictures.is_empty() && px + own_px > most_px {
                break;
            }
            px += own_px;
            pictures.push((key.clone(), fitted));
        }
        pictures
    }

    /// Begins to send a sheet.
    fn begin_upload(&mut self, sheet: Sheet, png: &[u8], gallery: &mut Gallery) {
        let Sheet { pixels, columns, rows, mut spots } = sheet;
        let (id, bytes) = (self.ids.next(), pixels.pixels().len() * 4);
        for gone in gallery.shown.held.make_room(bytes) {
            self.orders.extend(kitty::delete(self.way, gone));
        }
        for (_, spot) in &mut spots {
            spot.id = id;
        }
        let how = match self.protocol {
            Protocol::Placeholders => Use::Placeholders(columns, rows),
            _ => Use::Pieces,
        };
        let chunks = kitty::upload(id, png, how);
        let count = chunks.len();
        self.upload = Some(Upload { id, bytes, spots, chunks: chunks.into_iter(), count });
    }

    /// The next chunks of the sheet; after the last one its pictures can be shown.
    pub(super) fn continue_upload(&mut self, gallery: &mut Gallery) -> Option<Vec<u8>> {
        let upload = self.upload.as_mut()?;
        let room = usize::try_from(self.link.window() / 4).unwrap_or(usize::MAX);
        let mut bytes = upload.chunks.next()?;
        while bytes.len() < room {
            let Some(chunk) = upload.chunks.next() else { break };
            bytes.extend(chunk);
        }
        if upload.chunks.len() == 0
            && let Some(upload) = self.upload.take()
        {
            let Upload { id, bytes, spots, .. } = upload;
            if self.protocol == Protocol::Placeholders {
                self.wanted.retain(|want| spots.iter().all(|(key, _)| *key != want.placed.key));
                self.has_news = true;
            }
            gallery.shown.held.insert(id, bytes, spots);
        }
        Some(bytes)
    }

    /// Shows all wanted pictures that the terminal holds already, piece by piece of their sheets.
    fn place(&mut self, gallery: &mut Gallery) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut rest = Vec::new();
        for want in std::mem::take(&mut self.wanted) {
            let Placed { key, area } = &want.placed;
            let (Some(spot), Some(fitted)) = (gallery.shown.held.spot(key), gallery.ready(key))
            else {
                rest.push(want);
                continue;
            };
            self.placements += 1;
            let cell = fitted.cell();
            let piece = Piece {
                x: u32::from(spot.column) * u32::from(cell.width_px),
                y: u32::from(spot.row) * u32::from(cell.height_px),
                width: fitted.pixels().width(),
                height: fitted.pixels().height(),
            };
            let name = (spot.id, self.placements);
            bytes.extend(kitty::place(self.way, name, piece, *area));
            let rows = 0..area.height;
            gallery.shown.tiles.lay((key.clone(), *area), rows, Some(name));
        }
        self.wanted = rest;
        if bytes.is_empty() {
            return None;
        }
        self.has_news = true;
        Some(beside_text(&bytes))
    }

    /// What draws a strip that was encoded over its cells.
    fn draw_over(
        &mut self,
        encoded: &[u8],
        strip: Vec<Want>,
        gallery: &mut Gallery,
    ) -> Option<Vec<u8>> {
        let first = strip.first()?.cells();
        self.wanted.retain(|want| !strip.contains(want));
        for Want { placed: Placed { key, area }, rows } in strip {
            gallery.shown.tiles.lay((key, area), rows, None);
        }
        self.has_news = true;
        let place = format!("\x1b[{};{}H", first.y + 1, first.x + 1);
        Some(beside_text(&[place.as_bytes(), encoded].concat()))
    }

    /// A strip to be encoded; `None` for nothing.
    fn strip_of(&self, wants: &[Want], gallery: &mut Gallery) -> Option<Strip> {
        let (first, last) = (wants.first()?.cells(), wants.last()?.cells());
        let parts = wants.iter().filter_map(|want| {
            let fitted = gallery.ready(&want.placed.key)?;
            Some(Part { fitted, column: want.cells().x - first.x, rows: want.rows.clone() })
        });
        let is_fast = self.link.rate().is_some_and(|rate| rate >= FAST);
        let form = match self.protocol {
            Protocol::Iterm2 => Form::Iterm2,
            _ => Form::Sixel(if is_fast { COLORS } else { FEW_COLORS }),
        };
        let size = Size { width: last.right() - first.x, height: first.height };
        Some(Strip { parts: parts.collect(), size, form })
    }

    /// Pictures beside each other that are drawn as one, as many as the link takes at once.
    fn strip(&mut self, gallery: &mut Gallery) -> Vec<Want> {
        let window = usize::try_from(self.link.window()).unwrap_or(usize::MAX);
        let most_px = (window / STRIPS).min(MOST_STRIP_PX);
        self.wanted.retain(|want| gallery.ready(&want.placed.key).is_some());
        let mut strip: Vec<Want> = Vec::new();
        let mut px = 0;
        for want in &self.wanted {
            let cells = want.cells();
            let Some(cell) = gallery.ready(&want.placed.key).map(|fitted| fitted.cell()) else {
                break;
            };
            let own = usize::from(cells.height)
                * usize::from(cell.height_px)
                * usize::from(cells.width)
                * usize::from(cell.width_px);
            let is_beside = strip.last().is_none_or(|last| {
                let last = last.cells();
                let gap = cells.x.checked_sub(last.right());
                (cells.y, cells.height) == (last.y, last.height)
                    && gap.is_some_and(|gap| gap <= GAP)
            });
            // A picture of iTerm2 has no gaps that show what is below.
            let is_alone = self.protocol == Protocol::Iterm2 && !strip.is_empty();
            if !is_beside || is_alone || (!strip.is_empty() && px + own > most_px) {
                break;
            }
            px += own;
            strip.push(want.clone());
        }
        strip
    }
}
