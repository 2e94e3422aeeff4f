//! How confusion matrices lie on the screen: beside and below each other, how wide their columns are, and in which of
//! the rows above them the names of the columns stand.

use std::cmp::Reverse;

use ratatui::layout::Rect;

/// Cells of the accuracy behind a row.
pub(super) const RIGHT: u16 = 9;
/// Cells of a column at least where the whole matrix shows.
pub(super) const LEAST_COLUMN: u16 = 5;
/// Cells that a column of numbers takes where there is room, however short the names are.
const ROOMY_COLUMN: u16 = 12;
/// Cells of a title and its matrix at least, where there is room.
const LEAST_TITLE: u16 = 60;
/// Rows of names above a matrix at most.
const MOST_HEADS: u16 = 3;
/// Rows below the matrices at least for images, and one between.
pub(super) const LEAST_IMAGES: u16 = 9;

/// The columns of a matrix: as even as whole cells allow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    x: u16,
    total: u16,
    count: u16,
}

impl Columns {
    /// So many columns from `x` on in at most `room` cells, none wider than `most`.
    pub(super) fn new(x: u16, room: u16, (count, most): (usize, u16)) -> Self {
        let count = u16::try_from(count).unwrap_or(u16::MAX);
        Self { x, total: room.min(count.saturating_mul(most)), count }
    }

    /// Cells of most columns; some have one more.
    fn width(self) -> u16 {
        self.total.checked_div(self.count).unwrap_or(0)
    }

    /// Where a column begins and the one before it ends.
    pub(super) fn edge(self, at: usize) -> u16 {
        let before = at * usize::from(self.total);
        let before = before.checked_div(usize::from(self.count)).unwrap_or(0);
        self.x.saturating_add(u16::try_from(before).unwrap_or(u16::MAX).min(self.total))
    }

    /// Where the last one ends.
    pub(super) fn end(self) -> u16 {
        self.x.saturating_add(self.total)
    }
}

/// The name of a column: its row above the matrix, 0 for the lowest, and its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) row: u16,
    pub(super) x: u16,
    pub(super) width: u16,
}

/// The names of columns, of so many cells each, in as few rows as they need to be whole, at most `most_heads`; the
/// first may begin at `left`.
pub(super) fn headings(
    columns: Columns,
    left: u16,
    (widths, most_heads): (&[u16], u16),
) -> Vec<Heading> {
    let whole = (1..=most_heads).find_map(|heads| whole_headings(columns, left, (widths, heads)));
    whole.unwrap_or_else(|| cut_headings(columns, left, (widths, most_heads)))
}

/// Each in the row above the one before it, as long as the last name of that row lets it be.
fn cut_headings(columns: Columns, left: u16, (widths, heads): (&[u16], u16)) -> Vec<Heading> {
    let cut = widths.iter().enumerate().map(|(at, &width)| {
        let end = columns.edge(at + 1);
        let before = at.checked_sub(usize::from(heads));
        let start = before.map_or(left, |before| columns.edge(before + 1));
        let width = width.min(end.saturating_sub(start.saturating_add(1)));
        let row = at.checked_rem(usize::from(heads)).and_then(|row| u16::try_from(row).ok());
        Heading { row: row.unwrap_or(0), x: end.saturating_sub(width), width }
    });
    cut.collect()
}

fn whole_headings(
    columns: Columns,
    left: u16,
    (widths, heads): (&[u16], u16),
) -> Option<Vec<Heading>> {
    // Where the last name of each row ends.
    let mut ends: Vec<u16> = (0..heads).map(|_| left).collect();
    let mut found = Vec::with_capacity(widths.len());
    for (at, &width) in widths.iter().enumerate() {
        let end = columns.edge(at + 1);
        let fits = |last: &u16| last.saturating_add(1).saturating_add(width) <= end;
        let row = ends.iter().position(fits)?;
        *ends.get_mut(row)? = end;
        let row = u16::try_from(row).ok()?;
        found.push(Heading { row, x: end.saturating_sub(width), width });
    }
    Some(found)
}

/// The rows that headings take.
pub(super) fn rows_of(headings: &[Heading]) -> u16 {
    headings.iter().map(|heading| heading.row + 1).max().unwrap_or(1)
}

/// Cells that a column needs at most.
pub(super) fn most_column(widths: &[u16]) -> u16 {
    let longest = widths.iter().copied().max().unwrap_or(0);
    longest.saturating_add(1).max(ROOMY_COLUMN)
}

/// How whole matrices lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Where each stands, its title above it.
    pub(super) tiles: Vec<Rect>,
    /// Rows of names above the columns.
    pub(super) heads: u16,
    /// Rows from one category to the next.
    pub(super) pitch: u16,
}

/// How good a plan is: how many matrices it shows, then how many cells of names; room for images below; few rows of
/// names; wide columns; few rows of matrices.
type Rank = (usize, u32, bool, Reverse<u16>, u16, Reverse<u16>);

/// Where up to `count` matrices stand, whose columns have names of so many cells, and `names` cells for those of the
/// rows. `None` where not even one fits.
pub(super) fn plan(area: Rect, count: usize, (widths, names): (&[u16], u16)) -> Option<Plan> {
    let n = u16::try_from(widths.len()).ok()?;
    let least = names.checked_add(RIGHT)?.checked_add(n.checked_mul(LEAST_COLUMN)?)?;
    let most_across = area.width.checked_div(least)?.min(u16::try_from(count).unwrap_or(u16::MAX));
    let plans = (1..=most_across).flat_map(|across| {
        let with = move |most_heads| rank(area, (count, across), (widths, names, most_heads));
        (1..=MOST_HEADS).filter_map(with)
    });
    let ((shown, .., Reverse(lines)), (across, heads)) = plans.max_by_key(|plan| plan.0)?;
    let height = |pitch: u16| (n.saturating_mul(pitch)).saturating_add(1 + heads);
    // Air between the rows, where at least half of the screen is left all the same.
    let is_airy = height(2).saturating_add(1).saturating_mul(lines) <= area.height / 2;
    let pitch = if is_airy { 2 } else { 1 };
    let (share, height) = (area.width.checked_div(across)?, height(pitch));
    let most = n.saturating_mul(most_column(widths)).saturating_add(names + RIGHT);
    let width = share.min(most.max(LEAST_TITLE));
    let tile = |at: u16| {
        let (line, place) = (at.checked_div(across)?, at.checked_rem(across)?);
        Some(Rect { x: area.x + place * share, y: area.y + line * (height + 1), width, height })
    };
    let tiles = (0..u16::try_from(shown).ok()?).filter_map(tile).collect();
    Some(Plan { tiles, heads, pitch })
}

/// How good it is to have so many matrices beside each other, and their rows of names. `None` where none fits.
fn rank(
    area: Rect,
    (count, across): (usize, u16),
    (widths, names, most_heads): (&[u16], u16, u16),
) -> Option<(Rank, (u16, u16))> {
    let room = area.width.checked_div(across)?.checked_sub(names + RIGHT)?;
    let columns = Columns::new(names, room, (widths.len(), most_column(widths)));
    let headings = headings(columns, 0, (widths, most_heads));
    let heads = rows_of(&headings);
    let height = u16::try_from(widths.len()).ok()?.checked_add(1 + heads)?;
    let down = area.height.checked_add(1)?.checked_div(height.checked_add(1)?)?;
    let shown = count.min(usize::from(across) * usize::from(down));
    let lines = u16::try_from(shown.div_ceil(usize::from(across))).ok()?;
    let used = lines * (height + 1);
    let has_images = area.height >= used + LEAST_IMAGES;
    let letters = headings.iter().map(|heading| u32::from(heading.width)).sum();
    let rank = (shown, letters, has_images, Reverse(heads), columns.width(), Reverse(lines));
    (shown > 0).then_some((rank, (across, heads)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { x: 0, y: 0, width: 300, height: 94 };

    #[test]
    fn four_matrices_stand_two_by_two_where_that_makes_names_whole() {
        let widths = [11, 7, 8, 5, 4, 6, 5, 7, 3, 10];
        let plan = plan(AREA, 4, (&widths, 13)).unwrap();
        assert_eq!((plan.tiles.len(), plan.heads, plan.pitch), (4, 1, 2));
        assert_eq!(plan.tiles[3], Rect { x: 150, y: 23, width: 142, height: 22 });
    }

    #[test]
    fn names_stand_above_each_other_or_are_cut_where_there_is_no_room() {
        let columns = Columns::new(10, 20, (4, 9));
        let found = headings(columns, 0, (&[12, 7, 4, 9], 3));
        let rows: Vec<u16> = found.iter().map(|heading| heading.row).collect();
        assert_eq!(rows, [0, 1, 0, 1]);
        assert_eq!(found[1], Heading { row: 1, x: 13, width: 7 });
        let found = headings(columns, 0, (&[12, 7, 4, 9], 1));
        let widths: Vec<u16> = found.iter().map(|heading| heading.width).collect();
        assert_eq!(widths, [12, 4, 4, 4]);
    }

    #[test]
    fn too_many_categories_have_no_plan() {
        assert_eq!(plan(AREA, 2, (&[8; 100], 13)), None);
        assert_eq!(plan(Rect::default(), 2, (&[8; 10], 13)), None);
    }
}
