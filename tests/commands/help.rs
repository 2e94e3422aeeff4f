//! The help texts: every command has an example, and every example runs.

use super::run::{deephys, deephys_in};

/// The commands that write a file: their examples do not run on the demo, which is several recordings.
const WRITERS: [&str; 2] = ["summarize", "merge"];

/// The commands that are about the program itself and open nothing.
const OWN: [&str; 5] = ["config", "doctor", "completions", "man", "keys"];

/// The names of the commands that the help lists.
fn commands() -> Vec<String> {
    let help = deephys(&["--help"]).silent_success();
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    // What is said of a command may go on in the next line, further in.
    list.take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .map(str::to_owned)
        .collect()
}

/// The example lines of a help text, without the name of the program.
fn examples(help: &str) -> Vec<Vec<String>> {
    help.lines()
        .skip_while(|line| !line.starts_with("Example"))
        .filter_map(|line| line.trim().strip_prefix("deephys "))
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_commands_are_those_that_the_views_have() {
    let of_views =
        ["info", "neurons", "neuron", "image", "category", "confusion", "layers", "labels"];
    let of_files = WRITERS;
    assert_eq!(commands(), [&of_views[..], &of_files[..], &OWN[..]].concat());
}

#[test]
fn every_example_of_every_command_runs_on_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    for command in commands() {
        let examples = examples(&deephys(&[&command, "--help"]).silent_success());
        assert!(!examples.is_empty(), "{command} has no example");
        if WRITERS.contains(&command.as_str()) {
            continue;
        }
        for example in examples {
            let is_own = OWN.contains(&command.as_str());
            assert_eq!(example[0], command);
            assert!(is_own || example.last().unwrap() == "demo", "{example:?}");
            let printed = deephys_in(folder.path(), &example).silent_success();
            assert!(printed.lines().count() > 0, "{example:?}");
        }
    }
}

#[test]
fn the_examples_of_the_program_run_too() {
    let examples = examples(&deephys(&["--help"]).silent_success());
    let commands = commands();
    let headless = examples.iter().filter(|example| commands.contains(&example[0]));
    let printed = headless.map(|example| {
        let example: Vec<&str> = example.iter().map(String::as_str).collect();
        deephys(&example).silent_success().lines().count()
    });
    assert!(printed.min() > Some(0));
}

#[test]
fn short_help_has_the_example_too() {
    for command in commands() {
        let [short, long] = ["-h", "--help"].map(|flag| deephys(&[&command, flag]).stdout);
        assert_eq!(examples(&short), examples(&long), "{command}");
    }
}

#[test]
fn every_option_of_every_command_is_explained() {
    for command in commands() {
        let help = deephys(&[&command, "-h"]).silent_success();
        let options: Vec<_> =
            help.lines().filter(|line| line.trim_start().starts_with('-')).collect();
        let least = match command.as_str() {
            "merge" => 2,
            own if OWN.contains(&own) => 1,
            _ => 5,
        };
        assert!(options.len() >= least, "{help}");
        let mut lines = help.lines().peekable();
        while let Some(line) = lines.next() {
            let is_option = line.trim_start().starts_with('-');
            let wrapped = lines.peek().is_some_and(|next| next.starts_with("          "));
            assert!(!is_option || line.trim().contains("  ") || wrapped, "{command}: {line}");
        }
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = deephys(&["--version"]).silent_success();
    assert_eq!(version, format!("deephys {}\n", env!("CARGO_PKG_VERSION")));
}
