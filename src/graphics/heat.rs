//! A map of numbers as a picture: rows and columns become blocks of pixels, or are averaged where pixels are short.

use std::cmp::Ordering;
use std::sync::Arc;

use ndarray::Array2;

use super::ramp;
use crate::ids::{LayerId, NeuronId, RecordingId};
use crate::recording::Picture;

/// A list laid along a side of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Axis {
    /// Items of the list.
    pub count: usize,
    /// Items that share a block; more than 1 where there are more items than pixels.
    pub per_block: usize,
    /// Pixels of a block.
    pub block_px: usize,
}

impl Axis {
    /// Lays `count` items along at most `most_px` pixels: whole pixels for each, or as few as possible in each pixel.
    /// Without items or pixels nothing is laid.
    pub fn fit(count: usize, most_px: usize) -> Self {
        if count == 0 || most_px == 0 {
            return Self::default();
        }
        let per_block = count.div_ceil(most_px);
        Self { count, per_block, block_px: most_px / count.div_ceil(per_block) }
    }

    /// Number of blocks; the last one may hold fewer items.
    pub fn blocks(self) -> usize {
        self.count.checked_div(self.per_block).map_or(0, |_| self.count.div_ceil(self.per_block))
    }

    /// Pixels of all blocks together.
    pub fn length_px(self) -> usize {
        self.blocks() * self.block_px
    }

    /// The pixel in the middle of an item's block.
    pub fn middle_px(self, item: usize) -> usize {
        item.checked_div(self.per_block)
            .map_or(0, |block| block * self.block_px + self.block_px / 2)
    }

    /// The items of a block.
    pub fn items(self, block: usize) -> std::ops::Range<usize> {
        (block * self.per_block).min(self.count)..((block + 1) * self.per_block).min(self.count)
    }
}

/// What a map shows and in which order; two maps of one name are the same map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MapName {
    /// The recording.
    pub recording: RecordingId,
    /// What of it.
    pub what: MapOf,
}

/// What a map shows of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MapOf {
    /// The tuning of every neuron of a layer.
    Tunings {
        /// The layer.
        layer: LayerId,
        /// Number of the arrangement of neurons, another for each order.
        arrangement: u64,
    },
    /// How often each category is taken for each.
    Confusion {
        /// Number of the order of categories.
        order: usize,
        /// Whether it is the difference to the reference.
        is_difference: bool,
    },
}

/// How values become blocks, and blocks colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// From 0 to 1; a block is the mean of its values.
    #[default]
    Mean,
    /// From 0 to 1; a block is the highest of its values, so that a single one is seen.
    Highest,
    /// From −1 to 1; a block is the value that is farthest from 0.
    Difference,
}

/// A table of numbers, such as the tuning of every neuron of a layer.
#[derive(Debug, Clone)]
pub struct HeatMap {
    /// What it shows.
    pub name: MapName,
    /// Values by row and column, such as `(n_categories, n_neurons)`; NaN where undefined.
    pub values: Arc<Array2<f32>>,
    /// The neurons in the order of columns; `None` where columns stand as they are.
    pub neurons: Option<Arc<[NeuronId]>>,
    /// How they are drawn.
    pub look: Look,
}

impl PartialEq for HeatMap {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for HeatMap {}

impl PartialOrd for HeatMap {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for HeatMap {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl HeatMap {
    /// How rows and columns are laid along `height_px` and `width_px`.
    pub fn axes(&self, height_px: usize, width_px: usize) -> (Axis, Axis) {
        let n_columns = self.neurons.as_ref().map_or(self.values.ncols(), |all| all.len());
        (Axis::fit(self.values.nrows(), height_px), Axis::fit(n_columns, width_px))
    }

    /// The value of a column's position in a row.
    fn value(&self, row: usize, position: usize) -> Option<f32> {
        let column = match &self.neurons {
            Some(neurons) => neurons.get(position)?.index(),
            None => position,
        };
        self.values.get((row, column)).copied()
    }

    /// What the defined values of a block are drawn as, each cut to 0 and 1, or −1 and 1; NaN where none is defined.
    pub fn block(&self, (rows, columns): (Axis, Axis), row: usize, column: usize) -> f64 {
        let values = rows.items(row).flat_map(|row| {
            columns.items(column).filter_map(move |position| self.value(row, position))
        });
        let least = if self.look == Look::Difference { -1. } else { 0. };
        let values = values.filter(|value| !value.is_nan());
        let values = values.map(|value| f64::from(value.clamp(least, 1.)));
        if self.look != Look::Mean {
            return values.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(f64::NAN);
        }
        let (mut total, mut count) = (0., 0_u32);
        for value in values {
            total += value;
            count += 1;
        }
        total / f64::from(count)
    }

    fn color(&self, value: f64) -> [u8; 3] {
        match self.look {
            Look::Mean | Look::Highest => ramp::color(value),
            Look::Difference => ramp::difference(value),
        }
    }

    /// The map in at most so many pixels, every block of one color.
    pub fn picture(&self, height_px: usize, width_px: usize) -> Picture {
        let axes = self.axes(height_px, width_px);
        let (rows, columns) = axes;
        let mut rgb = Vec::with_capacity(rows.length_px() * columns.length_px() * 3);
        for row in 0..rows.blocks() {
            let line: Vec<u8> = (0..columns.blocks())
                .map(|column| self.color(self.block(axes, row, column)))
                .flat_map(|color| std::iter::repeat_n(color, columns.block_px).flatten())
                .collect();
            rgb.extend(std::iter::repeat_n(line, rows.block_px).flatten());
        }
        Picture { height_px: rows.length_px(), width_px: columns.length_px(), rgb }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn map(values: Array2<f32>, order: &[usize]) -> HeatMap {
        let what = MapOf::Tunings { layer: LayerId(0), arrangement: 0 };
        let name = MapName { recording: RecordingId(0), what };
        let neurons = Some(order.iter().copied().map(NeuronId).collect());
        HeatMap { name, values: Arc::new(values), neurons, look: Look::Mean }
    }

    #[test]
    fn a_single_value_among_many_is_seen() {
        let mut values = Array2::from_elem((40, 40), 0.);
        values[(7, 9)] = 0.5;
        values[(30, 30)] = f32::NAN;
        values[(31, 31)] = -0.75;
        let base = map(values, &[]);
        for (look, low) in [(Look::Highest, 0.), (Look::Difference, -0.75)] {
            let map = HeatMap { neurons: None, look, ..base.clone() };
            let axes = map.axes(4, 4);
            assert!((map.block(axes, 0, 0) - 0.5).abs() < 1e-9, "{look:?}");
            assert!((map.block(axes, 3, 3) - low).abs() < 1e-9, "{look:?}");
        }
    }

    fn pixel(picture: &Picture, row: usize, column: usize) -> [u8; 3] {
        let at = (row * picture.width_px + column) * 3;
        [picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]]
    }

    #[test]
    fn every_value_is_a_block_of_its_color_in_the_order_of_neurons() {
        let map = map(array![[0., 0.5, 1.], [f32::NAN, -1., 2.]], &[2, 0, 1]);
        let picture = map.picture(5, 7);
        assert_eq!((picture.height_px, picture.width_px), (4, 6), "two pixels a value");
        let expected = [[1., 0., 0.5], [1., f64::NAN, 0.]];
        for (row, values) in expected.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                for (y, x) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    let found = pixel(&picture, 2 * row + y, 2 * column + x);
                    assert_eq!(found, ramp::color(*value), "category {row}, column {column}");
                }
            }
        }
    }

    #[test]
    fn more_values_than_pixels_are_averaged_without_the_undefined_ones() {
        let map = map(
            array![[0., 0.5, 1., 0.25, 0.75], [1., f32::NAN, 0., 0.25, 0.75]],
            &[0, 1, 2, 3, 4],
        );
        let picture = map.picture(1, 3);
        assert_eq!((picture.height_px, picture.width_px), (1, 3));
        let means = [(0. + 0.5 + 1.) / 3., (1. + 0.25 + 0. + 0.25) / 4., 0.75];
        for (column, mean) in means.into_iter().enumerate() {
            assert_eq!(pixel(&picture, 0, column), ramp::color(mean), "column {column}");
        }
    }

    #[test]
    fn blocks_hold_all_items_once() {
        for (count, most_px) in [(50, 304), (2048, 600), (1000, 36), (1, 1), (7, 7), (8, 7)] {
            let axis = Axis::fit(count, most_px);
            assert!(axis.length_px() <= most_px && axis.block_px > 0, "{count} in {most_px}");
            let items: Vec<usize> =
                (0..axis.blocks()).flat_map(|block| axis.items(block)).collect();
            assert!(items.iter().copied().eq(0..count), "{count} in {most_px}");
            assert!((0..count).all(|item| axis.middle_px(item) < axis.length_px()));
        }
    }

    #[test]
    fn nothing_is_laid_along_nothing() {
        for axis in [Axis::fit(0, 9), Axis::fit(9, 0)] {
            assert_eq!((axis.blocks(), axis.length_px(), axis.middle_px(3)), (0, 0, 0));
            assert!(axis.items(0).is_empty());
        }
    }
}
