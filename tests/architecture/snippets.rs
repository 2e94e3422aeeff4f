//! The check itself, fed with sources that are wrong.

use super::names::{Name, names};
use super::rules::complaints;

/// The complaints about a file that opens as it should.
fn about(file: &str, source: &str) -> Vec<String> {
    complaints(file, &format!("//! A snippet.\n{source}"))
}

#[track_caller]
fn assert_fine(file: &str, source: &str) {
    assert_eq!(about(file, source), [""; 0]);
}

#[track_caller]
fn assert_wrong(file: &str, source: &str, words: &str) {
    let complaints = about(file, source);
    assert!(
        matches!(complaints.as_slice(), [only] if only.starts_with(file) && only.contains(words)),
        "\"{words}\" in {complaints:?}"
    );
}

fn paths(source: &str, module: &[&str]) -> Vec<String> {
    names(source, module).into_iter().map(|Name { path, .. }| path.join("::")).collect()
}

#[test]
fn a_use_tree_is_taken_apart() {
    let found = paths("use crate::{ids::{self, LayerId as L}, text::*}; use a;", &["ui"]);
    assert_eq!(found, ["crate::ids", "crate::ids::LayerId", "crate::text::*", "a"]);
}

#[test]
fn relative_paths_are_followed_to_the_root() {
    assert_eq!(paths("use super::set;", &["recording", "open"]), ["crate::recording::set"]);
    assert_eq!(paths("use super::super::app;", &["recording", "open"]), ["crate::app"]);
    assert_eq!(paths("mod a { use super::b; }", &["ui"]), ["crate::ui::b"]);
    assert_eq!(paths("self::a::b()", &["ui"]), ["crate::ui::a::b"]);
}

#[test]
fn an_import_in_the_wrong_direction_is_a_complaint() {
    let rule = "crate::app::App: recording may name ids, text, log, formats";
    assert_wrong("recording/set.rs", "use crate::app::App;", rule);
    assert_wrong("formats/npy.rs", "use crate::{error, ids::LayerId};", "crate::ids::LayerId");
    assert_wrong("analysis/rank.rs", "use super::super::recording::Recording;", "may name ids");
    assert_wrong("text.rs", "use super::ids;", "text may name nothing");
    assert_wrong("ids.rs", "use crate::*;", "ids may name nothing");
}

#[test]
fn an_import_in_the_right_direction_is_none() {
    assert_fine("recording/set.rs", "use crate::{formats::npy, ids::LayerId, text::printable};");
    assert_fine("recording/set.rs", "use super::open::map; use crate::recording::categories;");
    assert_fine("cli/mod.rs", "use crate::formats::npy; use crate::ui::draw;");
}

#[test]
fn paths_in_code_macros_attributes_and_re_exports_count_like_imports() {
    let wrong = [
        "fn f() { crate::app::run(); }",
        "fn f(app: &crate::app::App) {}",
        "fn f() { assert!(true, \"{}\", crate::app::NAME); }",
        "#[derive(crate::app::Derive)] struct A;",
        "pub use crate::app::App;",
        "pub(crate) use crate::app as other;",
        "macro_rules! m { () => { $crate::app::run() } }",
        "mod inner { use crate::app::App; }",
        "impl A { fn f(&self) { self.x.map(crate::app::f) } }",
    ];
    for source in wrong {
        assert_wrong("recording/set.rs", source, "crate::app");
    }
}

#[test]
fn tests_may_name_everything() {
    let module = "mod tests { use crate::app::App; fn f() { println!(); unsafe {} } }";
    for before in ["", "#[expect(a, reason = \"b\")]", "pub", "pub(crate)"] {
        let tests = format!("#[cfg(test)] {before} {module}");
        assert_fine("recording/set.rs", &tests);
        let tests = format!("{tests} use crate::app::App;");
        assert_wrong("recording/set.rs", &tests, "crate::app::App");
    }
    let other = "#[cfg(not(test))] mod a { use crate::app; }";
    assert_wrong("recording/set.rs", other, "crate::app");
    let other = "#[cfg(test)] use crate::text::a; mod a { use crate::app; }";
    assert_wrong("recording/set.rs", other, "crate::app");
}

#[test]
fn texts_comments_and_documentation_name_nothing() {
    assert_fine("ids.rs", "/// See [`crate::app`]. // crate::app\nconst A: &str = \"crate::app\";");
}

#[test]
fn main_hands_over_to_cli_and_lib_names_nothing() {
    assert_fine("main.rs", "fn main() -> std::process::ExitCode { deephys::cli::run() }");
    assert_wrong("main.rs", "use deephys::app::App;", "main.rs may name cli");
    assert_fine("lib.rs", "pub mod app; pub mod ids;");
    assert_wrong("lib.rs", "pub mod app; pub use app::App;", "lib.rs may name nothing");
}

#[test]
fn the_screen_knows_the_analysis_by_its_types() {
    assert_fine("ui/panes.rs", "use crate::analysis::rank::Ranked;");
    assert_fine("ui/panes.rs", "use crate::analysis::{rank::Ranked, scores::Scores};");
    assert_wrong("ui/panes.rs", "use crate::analysis::rank::top_images;", "types of analysis");
    assert_wrong("ui/panes.rs", "use crate::analysis::rank;", "types of analysis");
    assert_wrong("ui/panes.rs", "use crate::analysis::rank::*;", "types of analysis");
}

#[test]
fn reserved_crates_are_named_only_at_home() {
    let cases = [
        ("use memmap2::Mmap;", "formats/mmap.rs", "formats/npy.rs"),
        ("fn f() { unsafe { g() } }", "formats/mmap.rs", "ui/mod.rs"),
        ("use rayon::prelude::*;", "query/mod.rs", "recording/mod.rs"),
        ("use ndarray::parallel::prelude::*;", "analysis/layer.rs", "app/mod.rs"),
        ("use crossterm::event;", "cli/mod.rs", "ui/mod.rs"),
        ("use ratatui::crossterm::event;", "cli/mod.rs", "ui/mod.rs"),
        ("use ratatui::{Frame};", "ui/mod.rs", "app/mod.rs"),
        ("fn f(a: ratatui::Frame) {}", "graphics/mod.rs", "query/mod.rs"),
        ("use quantette as colors;", "graphics/encode/png.rs", "cli/mod.rs"),
        ("use std::{fs, process::exit};", "cli/mod.rs", "app/mod.rs"),
        ("fn f() { std::thread::spawn(g); }", "lane.rs", "app/mod.rs"),
        ("fn f() { println!(\"a\"); }", "cli/mod.rs", "main.rs"),
        ("fn f() { std::eprintln!(\"a\"); }", "cli/mod.rs", "app/mod.rs"),
        ("fn f() { dbg!(1); }", "cli/mod.rs", "analysis/mod.rs"),
    ];
    for (source, home, elsewhere) in cases {
        assert_fine(home, source);
        assert_wrong(elsewhere, source, "only ");
    }
}

#[test]
fn what_only_sounds_reserved_is_allowed() {
    assert_fine("ui/mod.rs", "fn f(a: A) { a.rayon(); a.print; b.unsafe_code; print(); }");
    assert_fine("ui/mod.rs", "#![expect(unsafe_code, reason = \"a\")]");
    assert_fine("ui/mod.rs", "fn f() { if print != 1 {} }");
    assert_fine("ui/mod.rs", "fn f<'a>() -> impl Sized + use<'a> {}");
}

#[test]
fn a_file_must_say_what_it_is_for() {
    let complaints = complaints("ids.rs", "use std::fmt;");
    assert_eq!(complaints, ["ids.rs: opens with no //! sentence that says what it is for"]);
}

#[test]
fn a_new_part_of_the_program_needs_a_rule() {
    assert_wrong("network/mod.rs", "", "no rule says");
}
