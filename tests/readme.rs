//! The README is held to its word: its keys, its commands, its list of checks.

use std::process::Command;

use deephys::app::{COMMANDS, Keymap};

const README: &str = include_str!("../README.md");
const CHECKS: &str = include_str!("../.ci/run");

/// The text between two marks.
#[expect(clippy::panic, reason = "a README without the mark is a failed test")]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} is missing"));
    rest.split_once(end).unwrap_or_else(|| panic!("{end} is missing")).0
}

#[test]
fn the_table_of_keys_is_the_table_of_commands() {
    let keymap = Keymap::default();
    let rows = COMMANDS.iter().map(|command| {
        let keys = keymap.text(command.action).replace('|', "\\|");
        let keys: Vec<String> = keys.split(' ').map(|keys| format!("`{keys}`")).collect();
        format!("| {} | `{}` | {} |", keys.join(" "), command.name, command.help)
    });
    let head = ["| keys | command | does |".to_owned(), "|---|---|---|".to_owned()];
    let expected: Vec<String> = head.into_iter().chain(rows).collect();
    let printed = between(README, "a test compares them -->", "<!-- end of keys -->").trim();
    assert!(
        printed == expected.join("\n"),
        "the README needs this table:\n{}",
        expected.join("\n")
    );
}

#[test]
fn every_command_runs_as_printed() {
    let commands = between(README, "## Without the screen", "A summary holds what");
    let commands: Vec<&str> =
        commands.lines().filter(|line| line.starts_with("deephys ")).collect();
    assert_eq!(commands.len(), 7);
    let folder = tempfile::tempdir().unwrap();
    for line in commands {
        let arguments = line.split_whitespace().skip(1);
        let run = Command::new(env!("CARGO_BIN_EXE_deephys"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        // The README says what is said of the demo.
        let said = String::from_utf8_lossy(&run.stderr);
        let is_known = |line: &str| {
            line.contains("either the labels are in another order, or the cue moved with them")
        };
        assert!(run.status.success() && said.lines().all(is_known), "{line}: {run:?}");
        assert!(run.stdout.len() > 100, "{line}");
    }
}

#[test]
fn the_checks_for_contributors_are_those_that_every_change_passes() {
    let contributing = between(README, "## Contributing", "## Licence");
    let printed: Vec<&str> =
        between(contributing, "```sh\n", "```").lines().filter(|line| !line.is_empty()).collect();
    let run: Vec<&str> =
        CHECKS.lines().filter(|line| line.contains("cargo ") && !line.starts_with('#')).collect();
    assert_eq!(printed, run);
    assert!(printed.iter().any(|line| line.starts_with("cargo test")));
}

#[test]
fn the_code_in_the_recipes_has_no_unfinished_block() {
    let fences = README.lines().filter(|line| line.starts_with("```")).count();
    assert!(fences.is_multiple_of(2));
    assert_eq!(README.matches("```python").count(), 5);
}

/// The words in backticks of a cell.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Whether `file::module::name` is a test.
fn is_test(path: &str) -> bool {
    let parts: Vec<&str> = path.split("::").collect();
    let [suite, module, name] = parts[..] else { return false };
    let file = format!("{}/tests/{suite}/{module}.rs", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.contains(&format!("fn {name}()"))
}

#[test]
fn what_is_compared_with_the_original_has_its_keys_and_its_test() {
    let keymap = Keymap::default();
    let known: Vec<String> = (COMMANDS.iter())
        .flat_map(|command| {
            let keys = keymap.text(command.action);
            keys.split(' ').map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let table = between(README, "looks up these keys and tests -->", "<!-- end of the comparison");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 20);
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, _, here, keys, test, _] = cells[..] else { unreachable!("four columns: {row}") };
        assert!(quoted(keys).iter().all(|key| known.iter().any(|known| known == key)), "{row}");
        assert_eq!(here == "not there yet", test == "–", "{row}");
        assert!(quoted(test).iter().all(|test| is_test(test)), "{row}");
    }
}
