//! What stands between the program and the terminal, as far as the system and tmux say.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::graphics::Surroundings;

/// How long tmux may take to answer.
const TMUX_PATIENCE: Duration = Duration::from_millis(300);
/// How often it is looked whether it has.
const GLANCE: Duration = Duration::from_millis(5);
/// How far up mosh is looked for.
#[cfg(target_os = "linux")]
const PARENTS: usize = 32;

/// What the environment, the parents of the program and tmux say. Takes as long as tmux does, 0.3 s at most.
pub(super) fn surroundings() -> Surroundings {
    let mut surroundings = Surroundings { mosh: is_under_mosh(), ..Surroundings::of_environment() };
    if std::env::var_os("TMUX").is_some() {
        let answer = of_tmux();
        let mut words = answer.as_deref().unwrap_or_default().lines();
        let is_built_in = words.next().and_then(meant);
        surroundings.tmux_passthrough = words.next().and_then(meant);
        let name = words.next().filter(|name| !name.is_empty());
        surroundings.around_tmux = name.map(crate::text::printable);
        let features = words.next().filter(|features| !features.is_empty());
        surroundings.tmux_has_sixel = has_sixel(is_built_in, features);
        words.next().unwrap_or_default().clone_into(&mut surroundings.tmux_clients);
        words.next().unwrap_or_default().clone_into(&mut surroundings.tmux_clipboard);
    }
    surroundings
}

/// Whether sixels show in tmux: it must have them, and so must the terminal around it, whose features it lists.
fn has_sixel(is_built_in: Option<bool>, features: Option<&str>) -> Option<bool> {
    let has = |features: &str| features.split(',').any(|feature| feature == "sixel");
    match (is_built_in, features) {
        (Some(true), Some(features)) => Some(has(features)),
        (known, _) => known,
    }
}

/// Whether tmux has sixels, whether it hands anything on, what the terminal around it calls itself, what that can, and
/// which terminals show the session since when, and what it does with copied text, each on a line.
fn of_tmux() -> Option<String> {
    let mut command = Command::new("tmux");
    command.args(["display-message", "-p"]);
    if let Some(pane) = std::env::var_os("TMUX_PANE") {
        command.arg("-t").arg(pane);
    }
    command.arg(
        "#{sixel_support}\n#{allow-passthrough}\n#{client_termtype}\n#{client_termfeatures}\n\
         #{session_last_attached} #{session_attached_list}\n\
         #{set-clipboard}",
    );
    output(command, TMUX_PATIENCE)
}

/// What tmux means by a value; versions differ in how they write it.
fn meant(value: &str) -> Option<bool> {
    match value {
        "1" | "on" | "all" => Some(true),
        "0" | "off" => Some(false),
        _ => None,
    }
}

/// What a command prints, if it succeeds in time. It must be less than a pipe holds.
pub(super) fn output(mut command: Command, patience: Duration) -> Option<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let deadline = Instant::now() + patience;
    let mut child = command.spawn().ok()?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => {
                let mut text = String::new();
                child.stdout.take()?.read_to_string(&mut text).ok()?;
                return Some(text);
            }
            Ok(None) if Instant::now() < deadline => sleep(GLANCE),
            Ok(Some(_)) => return None,
            Ok(None) | Err(_) => {
                end(&mut child);
                return None;
            }
        }
    }
}

fn end(child: &mut Child) {
    // One that has ended by itself meanwhile is as good.
    let _ = child.kill();
    let _ = child.wait();
}

/// Whether a parent of the program is the server of mosh, which sets no variable.
#[cfg(target_os = "linux")]
fn is_under_mosh() -> bool {
    let mut id = "self".to_owned();
    for _ in 0..PARENTS {
        let Ok(line) = std::fs::read_to_string(format!("/proc/{id}/stat")) else { return false };
        let Some((name, parent)) = name_and_parent(&line) else { return false };
        if name == "mosh-server" {
            return true;
        }
        parent.clone_into(&mut id);
    }
    false
}

#[cfg(not(target_os = "linux"))]
fn is_under_mosh() -> bool {
    false
}

/// Name and parent of a process from its line in `/proc`: `1 (name) S 2 …`. The name may hold anything.
#[cfg(target_os = "linux")]
fn name_and_parent(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once('(')?.1.rsplit_once(')')?;
    Some((name, rest.split_whitespace().nth(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, patience: Duration) -> Option<String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        output(command, patience)
    }

    #[test]
    fn a_command_is_heard_if_it_succeeds_in_time() {
        let patience = Duration::from_secs(20);
        assert_eq!(sh("printf '1\\non\\n'", patience).as_deref(), Some("1\non\n"));
        assert_eq!(sh("echo 1; exit 1", patience), None);
        assert_eq!(output(Command::new("/nowhere/tmux"), patience), None);
        let start = Instant::now();
        assert_eq!(sh("exec sleep 15", Duration::from_millis(50)), None);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn sixels_must_be_had_by_tmux_and_by_the_terminal_around_it() {
        assert_eq!(has_sixel(Some(true), Some("256,RGB,title")), Some(false));
        assert_eq!(has_sixel(Some(true), Some("256,sixel")), Some(true));
        assert_eq!(has_sixel(Some(true), None), Some(true));
        assert_eq!(has_sixel(None, Some("sixel")), None);
    }

    #[test]
    fn versions_of_tmux_write_values_in_their_own_ways() {
        for (value, expected) in [
            ("1", Some(true)),
            ("on", Some(true)),
            ("all", Some(true)),
            ("0", Some(false)),
            ("off", Some(false)),
            ("", None),
        ] {
            assert_eq!(meant(value), expected, "{value}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_may_hold_brackets_and_spaces() {
        assert_eq!(name_and_parent("7 (mosh-server) S 42 7 0"), Some(("mosh-server", "42")));
        assert_eq!(name_and_parent("7 (a) b (c) S 42 7"), Some(("a) b (c", "42")));
        assert_eq!(name_and_parent("7 (a"), None);
        assert!(!is_under_mosh());
    }
}
