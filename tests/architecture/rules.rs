//! What each part of the program may name.

use super::names::{Name, names};

/// The parts of the program, and what each may name of the others.
const LAYERS: [(&str, &[&str]); 16] = [
    ("lane", &[]),
    ("text", &[]),
    ("moment", &[]),
    ("log", &["text", "moment"]),
    ("ids", &[]),
    ("formats", &["text"]),
    ("store", &["text", "formats"]),
    ("recording", &["ids", "text", "log", "formats", "store"]),
    ("analysis", &["ids"]),
    ("table", &["ids", "text"]),
    ("labels", &["ids", "moment"]),
    ("query", &["ids", "text", "log", "store", "recording", "analysis", "table"]),
    ("app", &["ids", "text", "recording", "table", "labels", "query"]),
    ("graphics", &["ids", "lane", "recording", "text"]),
    (
        "ui",
        &["ids", "text", "recording", "table", "labels", "query", "app", "graphics", "analysis"],
    ),
    (
        "cli",
        &[
            "text",
            "moment",
            "log",
            "ids",
            "lane",
            "formats",
            "store",
            "recording",
            "analysis",
            "table",
            "labels",
            "query",
            "app",
            "graphics",
            "ui",
        ],
    ),
];

/// The one layer that knows another by its types alone: it shows answers and computes none.
const TYPES_ONLY: (&str, &str) = ("ui", "analysis");

/// What is reserved: the beginning of a path, and the files or layers that may name it.
const RESERVED: [(&[&str], &[&str]); 12] = [
    (&["memmap2"], &["formats/mmap.rs"]),
    (&["unsafe"], &["formats/mmap.rs"]),
    (&["rayon"], &["query", "analysis"]),
    (&["ndarray", "parallel"], &["query", "analysis"]),
    (&["crossterm"], &["cli"]),
    (&["termina"], &["cli/input.rs"]),
    (&["rustix"], &["cli/input.rs"]),
    (&["ratatui", "crossterm"], &["cli"]),
    (&["ratatui"], &["ui", "cli", "graphics"]),
    (&["quantette"], &["graphics"]),
    (&["std", "process"], &["cli", "main.rs"]),
    (&["std", "thread"], &["lane.rs", "cli"]),
];

/// Macros that print.
const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// What is wrong with a file of `src`, which is named by its path inside that folder.
pub(crate) fn complaints(file: &str, source: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if !source.starts_with("//!") {
        complaints.push(format!("{file}: opens with no //! sentence that says what it is for"));
    }
    let module = module(file);
    let layer = module.first().copied();
    if layer.is_some_and(|layer| allowed(layer).is_none()) {
        complaints.push(format!("{file}: no rule says what this part of the program may name"));
        return complaints;
    }
    let mut found = names(source, &module);
    found.sort();
    found.dedup();
    for name in found {
        let problem = wrong_way(file, layer, &name).or_else(|| reserved(file, layer, &name));
        complaints.extend(problem.map(|rule| format!("{file}: {}: {rule}", name.path.join("::"))));
    }
    complaints
}

fn allowed(layer: &str) -> Option<&'static [&'static str]> {
    LAYERS.iter().find(|(name, _)| *name == layer).map(|(_, allowed)| *allowed)
}

/// The modules that lead to a file: `recording/set.rs` is `recording::set`, `recording/mod.rs` is `recording`.
fn module(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if matches!(parts.last(), Some(&"mod" | &"main" | &"lib")) {
        parts.pop();
    }
    parts
}

/// The part of this program that a path leads to.
fn target<'a>(file: &str, name: &'a Name) -> Option<&'a str> {
    let mut parts = name.path.iter().map(String::as_str);
    let first = parts.next()?;
    let leads_inside = first == "crate" || (file == "main.rs" && first == "deephys");
    // At the root a bare name is that of a part.
    let is_root = module(file).is_empty() && name.path.len() > 1;
    let target = if leads_inside { parts.next() } else { Some(first).filter(|_| is_root) };
    target.filter(|target| allowed(target).is_some() || *target == "*")
}

/// The rule that a path breaks by leading to another part of the program.
fn wrong_way(file: &str, layer: Option<&str>, name: &Name) -> Option<String> {
    let target = target(file, name)?;
    let allowed = match layer {
        Some(layer) if layer == target => return None,
        Some(layer) => allowed(layer).unwrap_or_default(),
        None if file == "main.rs" => &["cli"],
        None => &[],
    };
    let who = layer.unwrap_or(file);
    if !allowed.contains(&target) {
        let parts = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
        return Some(format!("{who} may name {parts}"));
    }
    let is_type = |part: &String| part.starts_with(|first: char| first.is_ascii_uppercase());
    let only_types = (who, target) == TYPES_ONLY && !name.path.iter().any(is_type);
    only_types.then(|| format!("{who} may name types of {target}, and nothing that computes"))
}

/// The rule that a path breaks by naming what only others may.
fn reserved(file: &str, layer: Option<&str>, name: &Name) -> Option<String> {
    let may = |homes: &[&str]| homes.iter().any(|home| *home == file || Some(*home) == layer);
    let prints = name.path.last().is_some_and(|last| PRINTING.contains(&last.as_str()));
    if name.is_macro && prints && !may(&["cli"]) {
        return Some("only cli may print".to_owned());
    }
    let begins = |path: &[&str]| {
        path.len() <= name.path.len() && path.iter().zip(&name.path).all(|(a, b)| a == b)
    };
    let (path, homes) = RESERVED.iter().find(|(path, _)| begins(path))?;
    // A macro of that name, or a variable, is no crate.
    let is_bare = name.path.len() == 1 && path[0] != "unsafe" && name.is_macro;
    (!is_bare && !may(homes))
        .then(|| format!("only {} may name {}", homes.join(", "), path.join("::")))
}
