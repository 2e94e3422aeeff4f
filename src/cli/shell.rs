//! What a shell and its manual want to know of the program: completions and pages, made from the same arguments.

use std::io::{self, Write};

use clap::ValueEnum;
use clap_complete::aot;
use clap_mangen::Man;

use super::Failure;
use super::args::Arguments;
use crate::text::closest;

/// A shell that completions can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// Bash, from 4.4 on
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
}

/// What the page of the whole program says besides its options.
const SECTIONS: &str = r#".SH "EXIT STATUS"
0 if all went well, 1 after an error (what could be read is printed all the same), 2 for wrong usage.
.SH ENVIRONMENT
.TP
\fBDEEPHYS_LOG\fR
A file to which a log is appended, as with \fB--log\fR, which wins.
.SH FILES
.TP
\fI$XDG_CACHE_HOME/deephys\fR or \fI~/.cache/deephys\fR
Answers that are dear to compute, until the recording changes. It may be removed at any time.
.TP
\fI$XDG_STATE_HOME/deephys/columns\fR or \fI~/.local/state/deephys/columns\fR
The columns of the table of neurons, as they were chosen last.
.TP
\fI$XDG_CONFIG_HOME/deephys/config.toml\fR or \fI~/.config/deephys/config.toml\fR
Settings; \fBdeephys config\fR prints a file with all of them.
"#;

/// Prints what makes a shell complete the program's commands, options and their values.
pub(super) fn completions(shell: Shell) -> Result<(), Failure> {
    let shell = match shell {
        Shell::Bash => aot::Shell::Bash,
        Shell::Zsh => aot::Shell::Zsh,
        Shell::Fish => aot::Shell::Fish,
    };
    let mut command = Arguments::command_line();
    let name = command.get_name().to_owned();
    // In memory first: the generator takes a pipe that closes for a reason to panic.
    let mut script = Vec::new();
    aot::generate(shell, &mut command, name, &mut script);
    print(&script)
}

/// Prints the manual page of the program or of one of its commands, in roff.
pub(super) fn manual(wanted: Option<&str>) -> Result<(), Failure> {
    let mut program = Arguments::command_line();
    program.build();
    let Some(wanted) = wanted else {
        return print(&page(program, SECTIONS)?);
    };
    match program.find_subcommand(wanted) {
        Some(command) => print(&page(command.clone(), "")?),
        None => Err(Failure::Usage(unknown_command(&program, wanted))),
    }
}

fn unknown_command(program: &clap::Command, wanted: &str) -> String {
    let names =
        || program.get_subcommands().map(clap::Command::get_name).filter(|name| *name != "help");
    let likely = closest(wanted, names()).map(|name| format!(", did you mean {name}?"));
    let all = names().collect::<Vec<_>>().join(", ");
    format!("there is no command \"{wanted}\"{} (commands: {all})", likely.unwrap_or_default())
}

/// A page: what the arguments say, `more`, and the examples as they are typed, which text that is filled would join.
fn page(command: clap::Command, more: &str) -> io::Result<Vec<u8>> {
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut page = Vec::new();
    let man = Man::new(command.after_help(None::<&str>)).manual("deephys");
    man.render(&mut page)?;
    page.extend(more.as_bytes());
    page.extend(b".SH EXAMPLES\n.nf\n");
    for line in examples.lines().skip(1) {
        writeln!(page, "{}", line.trim().replace('\\', "\\e").replace('-', "\\-"))?;
    }
    page.extend(b".fi\n");
    Ok(page)
}

/// Prints all of it at once.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}
