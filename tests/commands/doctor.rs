//! What the doctor says where there is no terminal.

use super::run::{program, small};

#[test]
fn in_a_pipe_it_says_what_it_can_and_that_it_cannot_ask() {
    let home = tempfile::tempdir().unwrap();
    let mut command = program(&small(), &["doctor"]);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", home.path()).env("LANG", "C");
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{text}");
    for said in [
        "Terminal\n  name ",
        "cannot be asked",
        "pictures  not known",
        "locale    C (LANG)\n",
        "→ bars and marks need UTF-8: export LANG=C.UTF-8",
        &format!("{}/.cache/deephys, not there yet, writable, ", home.path().display()),
        " GiB free",
        &format!("deephys    {}\n", env!("CARGO_PKG_VERSION")),
        "threads ",
    ] {
        assert!(text.contains(said), "{said:?} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "nothing is asked: {text:?}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "it only looks");
}

#[test]
fn what_is_wrong_in_the_config_file_is_told() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(home.path().join("deephys")).unwrap();
    std::fs::write(home.path().join("deephys/config.toml"), "image = 1").unwrap();
    let mut command = program(&small(), &["doctor"]);
    let output = command.env("XDG_CONFIG_HOME", home.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("did you mean images?"), "{text}");
}
