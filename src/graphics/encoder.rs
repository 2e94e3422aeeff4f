//! Pictures made into bytes on a thread of their own, so that no key waits while a large one is encoded.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use image::{RgbaImage, imageops};
use ratatui::layout::Size;

use super::encode;
use super::fit::Fitted;
use super::gallery::PictureKey;
use super::sheet::{Sheet, compose};
use crate::lane::Lane;

/// What is to be encoded.
#[derive(Debug)]
pub(super) enum Order {
    /// Pictures of one size, put together.
    Sheet(Vec<(PictureKey, Arc<Fitted>)>),
    /// Rows of pictures beside each other, drawn as one.
    Strip(Strip),
}

/// Rows of pictures beside each other.
#[derive(Debug)]
pub(super) struct Strip {
    pub(super) parts: Vec<Part>,
    /// Cells of all of it.
    pub(super) size: Size,
    pub(super) form: Form,
}

/// Rows of a picture in a strip.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) fitted: Arc<Fitted>,
    /// Columns to the left of it.
    pub(super) column: u16,
    pub(super) rows: Range<u16>,
}

/// What a strip becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Sixels of so many colors.
    Sixel(usize),
    /// An inline image.
    Iterm2,
}

/// What was encoded; no bytes where nothing can be made of it.
#[derive(Debug)]
pub(super) enum Encoded {
    /// A sheet and its PNG.
    Sheet(Sheet, Vec<u8>),
    /// What draws a strip at the cursor.
    Strip(Vec<u8>),
    /// Nothing.
    Failed,
}

/// Encodes the last order; one that was overtaken before it was begun is never encoded.
#[derive(Debug)]
pub(super) struct Encoder {
    lane: Lane<u64>,
    desk: Desk,
    results: Receiver<(u64, Encoded)>,
    /// Number of the last order.
    last: u64,
    is_busy: bool,
    ready: Option<Encoded>,
}

/// Where an order lies until it is begun.
type Desk = Arc<Mutex<Option<(u64, Order)>>>;

impl Encoder {
    /// Starts the thread; `wake` is called from it whenever something was encoded.
    pub(super) fn start(wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (done, results) = channel();
        let desk = Desk::default();
        let orders = Arc::clone(&desk);
        let lane = Lane::start("encoder", 1, move |number: &u64| {
            let mut desk = orders.lock().unwrap_or_else(PoisonError::into_inner);
            // Another order may lie there by now, whose turn comes.
            let order = desk.take_if(|(of, _)| of == number);
            drop(desk);
            let Some((_, order)) = order else { return };
            let encoded = catch_unwind(AssertUnwindSafe(|| encode(order)));
            if done.send((*number, encoded.unwrap_or(Encoded::Failed))).is_ok() {
                wake();
            }
        })?;
        Ok(Self { lane, desk, results, last: 0, is_busy: false, ready: None })
    }

    /// Whether the result of an order is still to come, as far as was [looked](Self::look).
    pub(super) fn is_working(&self) -> bool {
        self.is_busy
    }

    /// Gives an order; the result of the one before is not wanted any more.
    pub(super) fn order(&mut self, order: Order) {
        self.abandon();
        *self.desk.lock().unwrap_or_else(PoisonError::into_inner) = Some((self.last, order));
        self.is_busy = true;
        self.lane.want([self.last]);
    }

    /// Forgets the order and its result.
    pub(super) fn abandon(&mut self) {
        self.last += 1;
        (self.is_busy, self.ready) = (false, None);
        self.lane.want([]);
    }

    /// Looks whether the last order has a result.
    pub(super) fn look(&mut self) {
        let last = self.last;
        if let Some((_, encoded)) = self.results.try_iter().find(|(number, _)| *number == last) {
            (self.is_busy, self.ready) = (false, Some(encoded));
        }
    }

    /// The result of the last order, once it is there.
    pub(super) fn take(&mut self) -> Option<Encoded> {
        self.look();
        self.ready.take()
    }

    /// Waits for the result of the last order.
    #[cfg(test)]
    pub(super) fn wait(&mut self) {
        while self.is_busy {
            let Ok((number, encoded)) = self.results.recv() else { return };
            if number == self.last {
                (self.is_busy, self.ready) = (false, Some(encoded));
            }
        }
    }
}

fn encode(order: Order) -> Encoded {
    match order {
        Order::Sheet(pictures) => {
            let sheet = compose(&pictures);
            sheet.map_or(Encoded::Failed, |sheet| {
                let png = encode::png(&sheet.pixels);
                Encoded::Sheet(sheet, png)
            })
        }
        Order::Strip(strip) => Encoded::Strip(strip.encoded()),
    }
}

impl Strip {
    fn encoded(&self) -> Vec<u8> {
        let Some(cell) = self.parts.first().map(|part| part.fitted.cell()) else {
            return Vec::new();
        };
        let px = |cells: u16, px: u16| u32::from(cells) * u32::from(px);
        let mut pixels = RgbaImage::new(
            px(self.size.width, cell.width_px),
            px(self.size.height, cell.height_px),
        );
        for Part { fitted, column, rows } in &self.parts {
            let top = px(rows.start, cell.height_px);
            let height = px(rows.end.saturating_sub(rows.start), cell.height_px);
            let of = fitted.pixels();
            let part = imageops::crop_imm(of, 0, top, of.width(), height);
            let x = px(*column, cell.width_px);
            imageops::replace(&mut pixels, &part.to_image(), i64::from(x), 0);
        }
        match self.form {
            Form::Sixel(colors) => encode::sixel(&pixels, colors),
            Form::Iterm2 => encode::iterm2(&pixels, self.size.width, self.size.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit::CellSize;
    use super::*;
    use crate::recording::Picture;

    const CELL: CellSize = CellSize { width_px: 8, height_px: 16 };

    fn fitted(level: u8) -> Arc<Fitted> {
        let picture = Picture { height_px: 32, width_px: 32, rgb: vec![level; 32 * 32 * 3] };
        Arc::new(Fitted::new(&picture, 4, 2, CELL))
    }

    fn strip(levels: &[u8], form: Form) -> Strip {
        let parts = levels.iter().zip(0..).map(|(level, at)| Part {
            fitted: fitted(*level),
            column: at * 5,
            rows: 1..2,
        });
        let size = Size { width: 5 * u16::try_from(levels.len()).unwrap() - 1, height: 1 };
        Strip { parts: parts.collect(), size, form }
    }

    #[test]
    fn a_strip_has_its_pictures_beside_each_other() {
        let bytes = strip(&[0, 255], Form::Sixel(8)).encoded();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\"1;1;72;16"), "9×1 cells: {text}");
        assert!(text.contains(";2;0;0;0") && text.contains(";2;100;100;100"), "{text}");
        assert!(strip(&[7], Form::Iterm2).encoded().starts_with(b"\x1b]1337;File="));
    }

    #[test]
    fn only_the_last_order_has_a_result() {
        let (woken, wakes) = channel();
        let mut encoder = Encoder::start(move || woken.send(()).unwrap()).unwrap();
        for levels in [&[1][..], &[1, 2], &[1, 2, 3]] {
            encoder.order(Order::Strip(strip(levels, Form::Sixel(2))));
        }
        encoder.wait();
        let Some(Encoded::Strip(bytes)) = encoder.take() else { panic!("no strip") };
        assert_eq!(bytes, strip(&[1, 2, 3], Form::Sixel(2)).encoded());
        assert!(!encoder.is_working() && encoder.take().is_none());
        assert!((1..=3).contains(&wakes.iter().take(1).chain(wakes.try_iter()).count()));

        encoder.order(Order::Strip(strip(&[1], Form::Sixel(2))));
        encoder.abandon();
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!encoder.is_working() && encoder.take().is_none());
    }

    #[test]
    fn an_empty_sheet_fails() {
        let mut encoder = Encoder::start(|| ()).unwrap();
        encoder.order(Order::Sheet(Vec::new()));
        assert!(encoder.is_working());
        encoder.wait();
        assert!(matches!(encoder.take(), Some(Encoded::Failed)));
    }
}
