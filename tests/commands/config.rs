//! The config file: what is printed of it, what it changes, what is said when it is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use super::run::{Run, program, small};

/// A user with a config file.
struct User(tempfile::TempDir);

impl User {
    fn with(config: &[u8]) -> Self {
        let user = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(user.file().parent().unwrap()).unwrap();
        fs::write(user.file(), config).unwrap();
        user
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("config/deephys/config.toml")
    }

    fn cache(&self) -> PathBuf {
        self.0.path().join("cache")
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = program(&small(), arguments);
        command.env("XDG_CONFIG_HOME", self.0.path().join("config"));
        command.env("XDG_CACHE_HOME", self.cache());
        let output = command.output().unwrap();
        Run {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// The settings in force, word by word.
    #[track_caller]
    fn settings(&self, more: &[&str]) -> Vec<Vec<String>> {
        let shown = self.run(&[&["config", "--show"], more].concat()).silent_success();
        shown
            .lines()
            .map(|line| {
                line.split("  ")
                    .map(|word| word.trim().to_owned())
                    .filter(|word| !word.is_empty())
                    .collect()
            })
            .collect()
    }
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_printed_file_is_a_config_file_that_changes_nothing() {
    let user = User::with(b"");
    let printed = user.run(&["config"]).silent_success();
    for setting in ["images", "theme", "top_images", "significant_digits", "cache", "cache_limit"] {
        assert!(printed.contains(&format!("\n#{setting} = ")), "{printed}");
    }
    let usual = user.settings(&[]);
    fs::write(user.file(), &printed).unwrap();
    assert_eq!(user.settings(&[]), usual);
    fs::write(
        user.file(),
        printed.replace("\n#", "\n").replace("\n ", "\n# ").replace("# Settings", "#"),
    )
    .unwrap();
    let set = user.settings(&[]);
    let values =
        |settings: &[Vec<String>]| settings.iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    assert_eq!(values(&set), values(&usual));
    assert!(set.iter().all(|row| row[2].starts_with(&shown(&user.file()))), "{set:?}");
}

#[test]
fn the_file_is_looked_for_in_the_folder_for_configuration() {
    let user = User::with(b"");
    let path = user.run(&["config", "--path"]).silent_success();
    assert_eq!(path, shown(&user.file()) + "\n");
    let mut command = program(&small(), &["config", "--path"]);
    let home =
        command.env_remove("XDG_CONFIG_HOME").env("HOME", "/home/somebody").output().unwrap();
    assert_eq!(home.stdout, b"/home/somebody/.config/deephys/config.toml\n");
}

#[test]
fn an_option_wins_over_the_file_and_the_file_over_what_is_usual() {
    let user = User::with(b"# mine\nimages = \"sixel\"\ncache_limit = \"500 MB\"\n");
    let file = shown(&user.file());
    let by = |settings: &[Vec<String>], name: &str| {
        let row = settings.iter().find(|row| row[0] == name).unwrap();
        (row[1].clone(), row[2].clone())
    };
    let settings = user.settings(&[]);
    assert_eq!(by(&settings, "images"), ("\"sixel\"".into(), format!("{file}:2")));
    assert_eq!(by(&settings, "cache_limit"), ("\"500 MB\"".into(), format!("{file}:3")));
    assert_eq!(by(&settings, "cache"), ("true".into(), "usual".into()));
    let settings = user.settings(&["--images", "off", "--no-cache"]);
    assert_eq!(by(&settings, "images"), ("\"off\"".into(), "--images".into()));
    assert_eq!(by(&settings, "cache"), ("false".into(), "--no-cache".into()));
}

#[test]
fn tables_have_the_digits_of_the_file_and_csv_has_all_of_them() {
    let arguments = |format| {
        ["neurons", "--no-cache", "--columns", "max", "--format", format, "npz/stored.npz"]
    };
    let first = |run: Run| {
        let text = run.silent_success();
        text.lines().nth(1).unwrap().split([' ', ',']).next_back().unwrap().to_owned()
    };
    let usual = User::with(b"");
    let two = User::with(b"significant_digits = 2");
    let significant =
        |number: &str| number.trim_start_matches(['0', '.', '-']).replace('.', "").len();
    assert_eq!(significant(&first(usual.run(&arguments("table")))), 4);
    assert_eq!(significant(&first(two.run(&arguments("table")))), 2);
    assert_eq!(first(usual.run(&arguments("csv"))), first(two.run(&arguments("csv"))));
}

#[test]
fn the_cache_may_be_turned_off() {
    let arguments = ["neurons", "demo"];
    let kept = User::with(b"cache = true");
    kept.run(&arguments).silent_success();
    let off = User::with(b"cache = false");
    off.run(&arguments).silent_success();
    assert!(!off.cache().exists());
}

#[test]
fn a_broken_file_is_told_and_stops_nothing() {
    let user =
        User::with(b"significant_digits = 11\nimages == 3\nimage = \"off\"\ncache = false\n");
    let run = user.run(&["info", "npz/stored.npz"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let sound = User::with(b"");
    assert_eq!(run.stdout, sound.run(&["info", "npz/stored.npz"]).stdout);
    let file = shown(&user.file());
    let first = format!(
        "deephys: warning: {file}:1:22: significant_digits is 11, but must be a whole number from 1 to 10; it is 4 now, as usual\n"
    );
    let (second, third) =
        (format!("deephys: warning: {file}:2:"), format!("deephys: warning: {file}:3:1: "));
    run.says(&[&first, &second, &third, "there is no setting \"image\", did you mean images?"]);
    assert_eq!(run.stderr.lines().count(), 3, "{}", run.stderr);

    let shown = user.run(&["config", "--show"]);
    assert_eq!(shown.code, 1, "the file is what was asked about");
    assert!(
        shown.stdout.contains("cache               false") && shown.stderr.contains(":1:22: "),
        "{shown:?}"
    );
    user.run(&["config"]).silent_success();
}

#[test]
fn what_cannot_be_read_is_told_and_all_is_usual() {
    let user = User::with(b"\xff\xfe");
    let run = user.run(&["info", "npz/stored.npz"]);
    assert_eq!(run.code, 0);
    run.says(&["the file is no text, so all settings are as usual", "config.toml"]);
    fs::remove_file(user.file()).unwrap();
    user.run(&["info", "npz/stored.npz"]).silent_success();
    fs::create_dir(user.file()).unwrap();
    user.run(&["info", "npz/stored.npz"]).says(&["this is no regular file"]);
}
