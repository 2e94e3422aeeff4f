//! Completions and manual pages, put to the shells and readers that are installed.

use std::process::{Command, Stdio};

use super::run::{Run, deephys};

/// The output of a program that may be missing: `None` then.
fn output(program: &str, arguments: &[&str]) -> Option<Run> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    Some(Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    })
}

/// The completions for a shell in a file, for as long as the folder lives.
fn written(shell: &str) -> (tempfile::TempDir, String) {
    let script = deephys(&["completions", shell]).silent_success();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("_deephys");
    std::fs::write(&path, script).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn bash_completes_commands_and_values() {
    let (_folder, path) = written("bash");
    let ask = r#"source "$0" && COMP_WORDS=("$@") && COMP_CWORD=$(($# - 1)) && _deephys deephys "${@: -1}" "${@: -2:1}" && printf '%s\n' "${COMPREPLY[@]}""#;
    let completed = |words: &[&str]| {
        let arguments = [&["--noprofile", "--norc", "-c", ask, &path], words].concat();
        output("bash", &arguments).map(Run::silent_success)
    };
    let Some(commands) = completed(&["deephys", "ne"]) else { return };
    assert_eq!(commands, "neurons\nneuron\n");
    assert_eq!(completed(&["deephys", "info", "--format", ""]).unwrap(), "table\njson\ncsv\n");
    let ways = completed(&["deephys", "--images", "kitty"]).unwrap();
    assert_eq!(ways, "kitty\nkitty-classic\n");
}

#[test]
fn zsh_takes_its_completions() {
    let (_folder, path) = written("zsh");
    if let Some(run) = output("zsh", &["-f", "-n", &path]) {
        run.silent_success();
    }
    assert!(std::fs::read_to_string(path).unwrap().starts_with("#compdef deephys\n"));
}

#[test]
fn fish_completes_commands_and_values() {
    let (_folder, path) = written("fish");
    let ask = "source $argv[1]; complete -C 'deephys ne'; complete -C 'deephys info --format '";
    let Some(run) = output("fish", &["-N", "-c", ask, &path]) else { return };
    let words = run.silent_success();
    let words: Vec<&str> = words.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(words, ["neuron", "neurons", "csv", "json", "table"]);
}

#[test]
fn every_command_has_a_page_that_a_reader_can_set() {
    let help = deephys(&["--help"]).silent_success();
    let pages = ["", "info", "neurons", "neuron", "merge", "completions", "man"];
    for name in pages {
        let arguments: Vec<&str> =
            ["man", name].into_iter().filter(|word| !word.is_empty()).collect();
        let page = deephys(&arguments).silent_success();
        let title = format!("deephys-{name}").trim_end_matches('-').to_owned();
        assert!(page.contains(&format!(".TH {title} 1 ")), "{page}");
        assert!(name.is_empty() || help.contains(&format!("\n  {name} ")), "{help}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deephys.1");
    std::fs::write(&path, deephys(&["man"]).stdout).unwrap();
    let arguments = ["-man", "-Tutf8", "-ww", path.to_str().unwrap()];
    let Some(run) = output("groff", &arguments) else { return };
    let set = run.silent_success();
    assert!(set.contains("~/.cache/deephys") && set.contains("deephys runs/ind.npz"), "{set}");
}

#[test]
fn what_there_is_no_page_of_is_said_with_what_there_is() {
    deephys(&["man", "neuronz"]).refused(2, &["\"neuronz\"", "did you mean neurons?", "info, "]);
    deephys(&["completions", "csh"]).refused(2, &["csh", "bash, zsh, fish"]);
}
