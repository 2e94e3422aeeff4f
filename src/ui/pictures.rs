//! Rows of pictures with captions, as large as the user likes and as many as fit.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, cut, split_top};
use super::theme;
use crate::app::{App, Region};
use crate::graphics::{CellSize, Graphics, PictureKey, Placed, Subject};
use crate::ids::{ImageId, RecordingId};
use crate::recording::Recording;

/// Longer side of a thumbnail in pixels, by zoom.
const SIDES_PX: [usize; 6] = [32, 48, 64, 96, 144, 208];
/// The same where a cell has two pixels.
const COARSE_SIDES_PX: [usize; 6] = [8, 12, 16, 24, 32, 48];
/// The same where a cell has a few parts.
const MEDIUM_SIDES_PX: [usize; 6] = [48, 64, 96, 144, 192, 288];
/// Narrower slots have no room for a caption.
const LEAST_WIDTH: u16 = 8;
/// Width of a slot that holds no picture but words alone.
const WORDS_WIDTH: u16 = 19;
/// Narrower slots have no room for the reason why a picture is missing.
const MESSAGE_WIDTH: u16 = 24;
/// Rows of a caption: the value, then a name.
const CAPTION: u16 = 2;

/// A picture in a grid.
pub(super) struct Item {
    pub(super) image: ImageId,
    /// First row under the picture.
    pub(super) value: String,
    /// Second row under the picture.
    pub(super) name: String,
    /// Whether the model takes it for something else.
    pub(super) is_wrong: bool,
    /// Whether the user has marked it.
    pub(super) is_marked: bool,
}

/// Cells of one picture of a grid, without its caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) width: u16,
    pub(super) height: u16,
}

impl Slot {
    /// The size that the zoom asks for, or less if only `room` rows are left for picture and caption.
    pub(super) fn for_zoom(
        app: &App,
        graphics: &Graphics,
        recording: RecordingId,
        room: u16,
    ) -> Self {
        let by_zoom = match graphics {
            _ if graphics.is_coarse() => COARSE_SIDES_PX,
            _ if graphics.is_medium() => MEDIUM_SIDES_PX,
            _ => SIDES_PX,
        };
        let by_zoom = by_zoom.get(app.zoom()).copied().unwrap_or(64);
        let longest = app.preferences().small_px.unwrap_or(by_zoom);
        let size = app.recording(recording).and_then(Recording::thumbnail_size_px);
        if !app.order().iter().any(|&recording| are_shown(app, graphics, recording)) {
            return Self { width: WORDS_WIDTH, height: 0 };
        }
        let wished = cells(size.unwrap_or((longest, longest)), longest, graphics.cell());
        let most_height = room.saturating_sub(CAPTION).max(1);
        if wished.height <= most_height {
            return wished;
        }
        let width = u32::from(wished.width) * u32::from(most_height) / u32::from(wished.height);
        let width = u16::try_from(width).unwrap_or(u16::MAX).max(LEAST_WIDTH);
        Self { width, height: most_height }
    }

    /// Pictures in a row of `width` cells, one empty cell between them; at least one.
    pub(super) fn per_row(self, width: u16) -> usize {
        usize::from(((width + 1) / (self.width + 1)).max(1))
    }

    /// Rows of pictures in `height` cells.
    pub(super) fn rows(self, height: u16) -> usize {
        usize::from(height / (self.height + CAPTION))
    }
}

/// Rows for the picture of an image whose longer side has the pixels that the user asked for, at most `most`.
pub(super) fn large_height(
    app: &App,
    graphics: &Graphics,
    recording: RecordingId,
    (usual, most): (u16, u16),
) -> u16 {
    let Some(px) = app.preferences().large_px else { return usual };
    let size = app.recording(recording).and_then(Recording::thumbnail_size_px);
    cells(size.unwrap_or((px, px)), px, graphics.cell()).height.min(most)
}

/// Cells for a picture of `(height, width)` pixels whose longer side becomes about `side_px`: whole factors for
/// small ones, shrunk otherwise.
fn cells((height, width): (usize, usize), side_px: usize, cell: CellSize) -> Slot {
    let longer = height.max(width).max(1);
    let scaled = |side: usize| match side_px / longer {
        0 => (side * side_px / longer).max(1),
        factor => side * factor,
    };
    let whole = |px: usize, cell: u16| {
        u16::try_from(px.div_ceil(usize::from(cell.max(1)))).unwrap_or(u16::MAX).max(1)
    };
    Slot {
        width: whole(scaled(width), cell.width_px).max(LEAST_WIDTH),
        height: whole(scaled(height), cell.height_px),
    }
}

/// Where a grid is drawn and with what cursor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    pub(super) area: Rect,
    pub(super) slot: Slot,
    pub(super) recording: RecordingId,
    /// The region that the cursor is in when it is here.
    pub(super) region: Region,
    /// Whether there is more to see than captions.
    pub(super) has_pictures: bool,
    /// First picture that shows.
    pub(super) first: usize,
    /// Picture under the cursor.
    pub(super) cursor: Option<usize>,
}

impl Grid {
    /// Draws those of `count` pictures that fit; only they are asked for.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        count: usize,
        item: &dyn Fn(usize) -> Option<Item>,
    ) {
        let per_row = self.slot.per_row(self.area.width);
        let shown = per_row * self.slot.rows(self.area.height);
        let last = self.first.saturating_add(shown).min(count);
        for (place, index) in (self.first..last).enumerate() {
            let Some(item) = item(index) else { continue };
            let column = u16::try_from(place % per_row).unwrap_or(0);
            let row = u16::try_from(place / per_row).unwrap_or(0);
            let slot = Rect {
                x: self.area.x + column * (self.slot.width + 1),
                y: self.area.y + row * (self.slot.height + CAPTION),
                width: self.slot.width.min(self.area.width),
                height: self.slot.height + CAPTION,
            };
            let (picture, caption) = split_top(slot, self.slot.height);
            if self.has_pictures {
                draw_picture(canvas, picture, self.recording, item.image);
            }
            draw_caption(canvas, caption, &item, self.cursor == Some(index));
            canvas.item(slot.intersection(self.area), self.recording, (self.region, index));
        }
    }
}

fn draw_caption(canvas: &mut Canvas<'_>, area: Rect, item: &Item, has_cursor: bool) {
    let style = if has_cursor { theme::cursor() } else { Style::new() };
    let (value, name) = split_top(area, 1);
    let mark = if has_cursor { theme::CURSOR } else { "" };
    let marks = 2 * (usize::from(item.is_wrong) + usize::from(item.is_marked));
    let room = usize::from(area.width).saturating_sub(mark.width() + marks);
    let mut line = vec![Span::raw(format!("{mark}{}", cut(&item.value, room)))];
    if item.is_wrong {
        line.push(Span::styled(format!(" {}", theme::WRONG), theme::wrong()));
    }
    if item.is_marked {
        line.push(Span::styled(format!(" {}", theme::MARKED), theme::bold()));
    }
    canvas.line(value, Line::from(line).style(style));
    canvas.text(name, &item.name, if has_cursor { style } else { theme::dim() });
}

/// Draws an image of a recording.
pub(super) fn draw_picture(
    canvas: &mut Canvas<'_>,
    area: Rect,
    recording: RecordingId,
    image: ImageId,
) {
    draw_subject(canvas, area, Subject::Image(recording, image));
}

/// Draws a picture in the middle of `area`; while it is being made, a dot.
pub(super) fn draw_subject(canvas: &mut Canvas<'_>, area: Rect, subject: Subject) {
    if area.is_empty() {
        return;
    }
    let cell = canvas.graphics.cell();
    let key = PictureKey { subject, width_cells: area.width, height_cells: area.height, cell };
    match canvas.gallery.get(&key) {
        Some(Ok(_)) => {
            let area = canvas.gallery.paint(canvas.cells, area, &key);
            canvas.drawn.placed.push(Placed { key, area });
        }
        Some(Err(error)) => {
            let is_small = area.width < MESSAGE_WIDTH;
            let text = if is_small { theme::WRONG } else { error };
            let text = cut(text, usize::from(area.width));
            canvas.text(area, &text, theme::wrong());
        }
        None => {
            canvas.drawn.wanted.push(key);
            let middle = Rect {
                y: area.y + area.height / 2,
                x: area.x + area.width / 2,
                width: 1,
                height: 1,
            };
            canvas.text(middle, "·", theme::dim());
        }
    }
}

/// Whether pictures of a recording can be drawn.
pub(super) fn are_shown(app: &App, graphics: &Graphics, recording: RecordingId) -> bool {
    graphics.has_pictures() && app.recording(recording).is_some_and(Recording::has_pictures)
}

/// What stands under a picture, with the number of the image where there is no picture to see.
pub(super) fn caption(
    app: &App,
    graphics: &Graphics,
    recording: RecordingId,
    (image, name): (ImageId, String),
) -> String {
    if are_shown(app, graphics, recording) { name } else { format!("#{image} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: CellSize = CellSize { width_px: 8, height_px: 16 };

    #[test]
    fn small_images_are_given_a_whole_multiple_of_their_pixels() {
        assert_eq!(cells((28, 28), 64, CELL), Slot { width: 8, height: 4 });
        assert_eq!(cells((28, 28), 96, CELL), Slot { width: 11, height: 6 });
    }

    #[test]
    fn photographs_are_shrunk_in_proportion() {
        assert_eq!(cells((200, 400), 64, CELL), Slot { width: 8, height: 2 });
    }

    #[test]
    fn a_row_always_has_a_picture() {
        let slot = Slot { width: 8, height: 4 };
        assert_eq!((slot.per_row(3), slot.per_row(17), slot.per_row(26)), (1, 2, 3));
        assert_eq!((slot.rows(5), slot.rows(12)), (0, 2));
    }
}
