//! The pane of marked images: their pictures, and the neurons that respond most to them.

use ratatui::layout::Rect;

use super::canvas::{Canvas, split_top};
use super::carriers::{List, draw_list};
use super::neuron::{draw_grid, draw_name};
use super::pictures::{Item, Slot};
use super::theme;
use crate::app::{App, Region};
use crate::ids::{ImageId, RecordingId};
use crate::recording::Recording;

/// Rows above the pictures: name and count.
const HEAD: u16 = 2;
/// Rows that the list of neurons keeps, its title among them.
const LEAST_NEURONS: u16 = 6;

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, columns: &[(RecordingId, Rect)]) {
    let Some(&(first, area)) = columns.first() else { return };
    let rest = area.height.saturating_sub(HEAD);
    let room = (rest / 2).min(rest.saturating_sub(LEAST_NEURONS));
    let slot = Slot::for_zoom(app, canvas.graphics, first, room);
    let most = columns.iter().map(|(recording, _)| app.counted_marks(*recording).len()).max();
    let wished = most.unwrap_or(0).div_ceil(slot.per_row(area.width));
    let shown = u16::try_from(slot.rows(room).min(wished)).unwrap_or(0);
    let pictures = shown * (slot.height + 2);
    let view = &mut canvas.drawn.view;
    view.pictures_per_row = slot.per_row(area.width);
    let lists = [(Region::Pictures, shown > 0), (Region::Neurons, rest > pictures + 1)];
    for (region, _) in lists.into_iter().filter(|(_, is_there)| *is_there) {
        view.regions = view.regions.with(region);
    }
    view.page = match app.place().focus.region {
        Region::Pictures => usize::from(shown),
        _ => usize::from(rest.saturating_sub(pictures + 1)),
    };
    for &(recording, column) in columns {
        let (name, below) = split_top(column, 1);
        draw_name(canvas, name, app, recording);
        draw_column(canvas, below, app, (recording, slot, pictures));
    }
}

fn draw_column(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, slot, pictures): (RecordingId, Slot, u16),
) {
    let images = app.counted_marks(recording);
    let (head, below) = split_top(area, 1);
    let count = images.len();
    let all = app.recording(recording).map_or(0, Recording::n_images);
    let all = crate::text::grouped(all);
    canvas.text(head, &format!("{count} of {all} images marked"), theme::dim());
    let (grid, list) = split_top(below, pictures);
    let item = |index: usize| Some(item(app, recording, *images.get(index)?));
    draw_grid(canvas, grid, app, (recording, slot, Region::Pictures), (count, &item));
    if count == 0 {
        return canvas.text(list, "none of them here", theme::dim());
    }
    if let Some(failure) = app.failure(recording) {
        return canvas.text(list, &failure, theme::wrong());
    }
    let Some(neurons) = app.marked_neurons(recording) else {
        return canvas.text(list, "…", theme::dim());
    };
    let titles = ["top neurons by mean activation over them", "top neurons"].map(str::to_owned);
    let listed = List { region: Region::Neurons, titles, neurons };
    draw_list(canvas, list, app, (recording, &listed));
}

/// A picture with its number and ground truth.
fn item(app: &App, recording: RecordingId, image: ImageId) -> Item {
    let truth = app.recording(recording).and_then(|of| of.category(image));
    let name = truth.map_or_else(String::new, |id| app.set().categories.short_name(id));
    Item { image, value: format!("#{image}"), name, is_wrong: false, is_marked: true }
}
