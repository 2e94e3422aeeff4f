//! Times sorting and filtering of a layer of 16,384 neurons: `cargo run --release --example table_speed`.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::time::{Duration, Instant};

use deephys::ids::NeuronId;
use deephys::table::{Column, Filter, Names, ParseError, Rows, Sort, Value};

const N_NEURONS: usize = 16_384;
const RUNS: usize = 50;

fn main() -> Result<(), ParseError> {
    let mut rows = Rows::new((0..N_NEURONS).map(NeuronId).collect());
    rows.fill(Column::Spurious, spread(0.618_033_988_7));
    rows.fill(Column::Reliability, spread(0.414_213_562_4));
    let names = Names { category: &|_| None, recording: &|_| None };
    let text = "spurious > 0.5 and reliability > 0.7 and not dead";
    let filter = Filter::parse(text, &names)?;
    let sort = Sort::by(Column::Spurious);
    println!("sort: {:?}", slowest(|| rows.arranged(None, sort).len()));
    println!("undefined only: {:?}", slowest(|| rows.arranged(None, Sort::default()).len()));
    println!("filter and sort: {:?}", slowest(|| rows.arranged(Some(&filter), sort).len()));
    println!("kept: {}", rows.arranged(Some(&filter), sort).len());
    Ok(())
}

/// Numbers spread evenly over 0 to 1, in no order (a Weyl sequence).
fn spread(step: f64) -> impl Iterator<Item = Value> {
    (0..N_NEURONS).map(move |row| Value::Number((row as f64 * step).fract()))
}

/// The longest of some runs: what a frame has to bear.
fn slowest(run: impl Fn() -> usize) -> Option<Duration> {
    let time = |_| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    };
    (0..RUNS).map(time).max()
}
