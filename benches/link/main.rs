//! What pictures cost on a slow link, in bytes and in the patience of who presses keys.
//!
//! ```sh
//! cargo bench --bench link
//! cargo bench --bench link -- ours kitty 1
//! ```
//!
//! Two recordings are made of photographs, so that each of 84 pictures of 64×64 can be compared with what the terminal
//! at the far end of the link has decoded. Beside the program, the same pictures are drawn by ratatui-image. Words choose
//! scenes: `ours` or `ratatui-image`; `kitty`, `sixel`, `24-bit` or `256`; `keys` or `bytes`; a rate in Mbit/s.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark ends where something is missing")]

mod recordings;
mod scenes;
mod screen;
mod theirs;
mod wire;

#[path = "../../tests/support/emulator/mod.rs"]
mod emulator;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::thread;

use recordings::{Images, NAMES};
use scenes::{Figure, Protocol, Scene};

/// Says to this program that it is to draw.
const DRAW: &str = "--draw";
const PROGRAMS: [&str; 2] = ["ours", "ratatui-image"];
/// Scenes one after the other: they take what the machine has.
const KEYS: [(&str, Protocol, f64); 4] = [
    ("kitty 1 keys", Protocol::Kitty, 1.),
    ("kitty 10 keys", Protocol::Kitty, 10.),
    ("sixel 1 keys", Protocol::Sixel, 1.),
    ("sixel 10 keys", Protocol::Sixel, 10.),
];
/// Scenes of bytes, all at the same time.
const BYTES: [(&str, Protocol, f64); 4] = [
    ("kitty 10 bytes", Protocol::Kitty, 10.),
    ("sixel 10 bytes", Protocol::Sixel, 10.),
    ("24-bit 10 bytes", Protocol::TrueColor, 10.),
    ("256 10 bytes", Protocol::Indexed, 10.),
];

/// What was found, by scene and measure in order: the value of each program.
type Table = BTreeMap<(usize, &'static str, usize, &'static str), [Option<String>; 2]>;

fn main() {
    // `cargo bench` passes `--bench` on.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == DRAW) {
        return theirs::run();
    }
    let folder = tempfile::tempdir().unwrap();
    let images = Images::new();
    images.write(folder.path());
    let mut table = Table::new();
    let is_wanted = |program: &str, scene: &str| {
        words.iter().all(|word| word == program || scene.split(' ').any(|part| part == word))
    };
    for (at, (name, protocol, megabits)) in KEYS.into_iter().enumerate() {
        for program in (0..2).filter(|&program| is_wanted(PROGRAMS[program], name)) {
            let command = command(program, folder.path());
            let scene = Scene { images: &images, command, protocol, megabits };
            enter(&mut table, (at, name), program, scene.keys());
        }
    }
    thread::scope(|scope| {
        let mut running = Vec::new();
        for (at, (name, protocol, megabits)) in BYTES.into_iter().enumerate() {
            for program in (0..2).filter(|&program| is_wanted(PROGRAMS[program], name)) {
                let command = command(program, folder.path());
                let scene = Scene { images: &images, command, protocol, megabits };
                let run = move || match protocol {
                    Protocol::Kitty | Protocol::Sixel => scene.bytes(),
                    Protocol::TrueColor | Protocol::Indexed => scene.half_blocks(),
                };
                running.push((at, name, program, scope.spawn(run)));
            }
        }
        for (at, name, program, scene) in running {
            let figures = scene.join().unwrap();
            enter(&mut table, (KEYS.len() + at, name), program, figures);
        }
    });
    print(&table);
}

/// How a program is started.
fn command(program: usize, folder: &Path) -> Vec<OsString> {
    if program == 1 {
        return vec![std::env::current_exe().unwrap().into(), DRAW.into()];
    }
    let mut command: Vec<OsString> =
        vec![env!("CARGO_BIN_EXE_deephys").into(), "--no-cache".into(), "--fresh".into()];
    command.extend(NAMES.map(|name| folder.join(name).into_os_string()));
    command
}

/// Keeps figures, and prints them at once for machines.
fn enter(
    table: &mut Table,
    (at, scene): (usize, &'static str),
    program: usize,
    figures: Vec<Figure>,
) {
    for (row, (measure, value)) in figures.into_iter().enumerate() {
        println!("link\t{}\t{scene}\t{measure}\t{value}", PROGRAMS[program]);
        table.entry((at, scene, row, measure)).or_default()[program] = Some(value);
    }
}

fn print(table: &Table) {
    println!("\n| scene | | ours | ratatui-image |\n|---|---|---|---|");
    for ((_, scene, _, measure), values) in table {
        let [ours, theirs] = values.each_ref().map(|value| value.as_deref().unwrap_or("–"));
        println!("| {scene} | {measure} | {ours} | {theirs} |");
    }
}
