//! The command line: arguments, the headless twin of every view, and the program on the terminal.

mod args;
mod clipboard;
mod commands;
mod config;
mod details;
mod display;
mod doctor;
mod errands;
mod explore;
mod input;
mod kept;
mod keys;
mod labels;
mod last_view;
mod layers;
mod notices;
mod parts;
mod picture_file;
mod pointer;
mod remember;
mod report;
mod rows;
mod shell;
mod signals;
mod summaries;
mod surroundings;
mod terminal;
mod wire;
mod work;
mod writer;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::log;
use crate::query::Analyst;
use crate::recording::{
    Fault, GroupBy, RecordingSet, SetError, SetOptions, Source, find_sources, open_all,
};
use crate::text::{printable, shown_path};
use args::{Arguments, Command, ConfigOptions, Inputs};
use config::{Config, Settings};
use report::{Format, Report};
use work::{Bar, Work};

/// Why a command ends without doing its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A recording is at fault.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The recordings do not make a set.
    #[error(transparent)]
    Set(#[from] SetError),
    /// An option names what does not exist.
    #[error("{0}")]
    Unknown(String),
    /// An option is written wrongly.
    #[error("{0}")]
    Usage(String),
    /// The output or the terminal cannot be used.
    #[error("{0}")]
    Terminal(#[from] io::Error),
}

/// Runs the program on its arguments and says how it ended: 0, or 1 after an error, or 2 for wrong usage.
pub fn run() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help goes to stdout and is no failure; clap knows which is which.
            if !error.use_stderr() {
                return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            }
            // Arguments may be names of files, expanded by a shell.
            let text = error.render().to_string();
            for line in text.lines() {
                let _ = writeln!(io::stderr(), "{}", printable(line));
            }
            return ExitCode::from(2);
        }
    };
    match execute(&arguments) {
        Ok(code) => code,
        Err(Failure::Terminal(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Set(SetError::Empty { faults })) if !faults.is_empty() => {
            complain_all(&faults);
            ExitCode::FAILURE
        }
        Err(Failure::Usage(text)) => {
            for line in text.lines() {
                complain(line);
            }
            ExitCode::from(2)
        }
        Err(failure) => {
            complain(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

fn execute(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = match &arguments.command {
        None => Some(&arguments.explore.inputs),
        Some(command) => command.inputs(),
    };
    start_log(inputs.and_then(|inputs| inputs.log.clone()))?;
    let Some(command) = &arguments.command else {
        let explore = &arguments.explore;
        let config =
            Config::of_user().with((explore.images, explore.theme), explore.inputs.no_cache);
        return explore::run(explore, &config);
    };
    match command {
        Command::Completions { shell } => {
            return shell::completions(*shell).map(|()| ExitCode::SUCCESS);
        }
        Command::Man { command } => {
            return shell::manual(command.as_deref()).map(|()| ExitCode::SUCCESS);
        }
        Command::Config(options) => return print_config(options),
        Command::Doctor => return doctor::run(&Config::of_user()),
        Command::Keys => return keys::print(),
        _ => {}
    }
    let work = Work::begin()?;
    let outcome = carry_out(command, &work);
    work::erase();
    // Whatever else went wrong then is only the end of the work.
    work.stopped_code().map_or(outcome, Ok)
}

/// Starts the log that an option or the environment asks for.
fn start_log(wanted: Option<PathBuf>) -> Result<(), Failure> {
    let variable = std::env::var_os("DEEPHYS_LOG").filter(|path| !path.is_empty());
    let Some(path) = wanted.or_else(|| variable.map(PathBuf::from)) else { return Ok(()) };
    log::start(&path).map_err(|error| {
        Failure::Unknown(format!("the log cannot be written: {error}: {}", shown_path(&path)))
    })?;
    log::say(|| {
        let words: Vec<_> = std::env::args_os().map(|word| word.display().to_string()).collect();
        let (version, id) = (env!("CARGO_PKG_VERSION"), std::process::id());
        format!("deephys {version}, process {id}: {}", words.join(" "))
    });
    Ok(())
}

fn print_config(options: &ConfigOptions) -> Result<ExitCode, Failure> {
    let config = Config::of_user();
    // Whoever asks for a file to begin with knows that there is none, or that it is broken.
    let complaints = if options.show { config.complaints.as_slice() } else { &[] };
    for complaint in complaints {
        complain(complaint);
    }
    let is_sound = complaints.is_empty();
    shell::print(config.page(options).as_bytes())?;
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn carry_out(command: &Command, work: &Arc<Work>) -> Result<ExitCode, Failure> {
    if let Command::Merge { files, output } = command {
        return summaries::merge(files, output, work).map(|()| ExitCode::SUCCESS);
    }
    if let Command::Labels(of) = command {
        let settings = Config::of_user().settings;
        if let Some(report) = labels::run(of, &settings, work)? {
            write_report(&report, commands::format(command), settings.significant_digits)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let Some(inputs) = command.inputs() else { return Ok(ExitCode::SUCCESS) };
    let config = Config::of_user().with((None, None), inputs.no_cache);
    for complaint in &config.complaints {
        complain(&format!("warning: {complaint}"));
    }
    let bar = Bar::start(work)?;
    let analyst = open_set(inputs, &config.settings, work)?;
    let mut faults = Vec::new();
    let timed = log::timed(|| "the command's answer".to_owned());
    let report = commands::report(command, &analyst, &mut faults, work);
    drop(timed);
    drop(bar);
    if work.is_stopped() {
        return Ok(ExitCode::FAILURE);
    }
    faults.dedup();
    complain_all(&faults);
    if let Some(report) = report? {
        let digits = config.settings.significant_digits;
        write_report(&report, commands::format(command), digits)?;
    }
    let is_whole = faults.is_empty() && analyst.set().faults.is_empty();
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn complain_all(faults: &[Fault]) {
    for fault in faults {
        complain(&fault.to_string());
    }
}

/// Opens the recordings for a command that needs no terminal.
fn open_set(inputs: &Inputs, settings: &Settings, work: &Work) -> Result<Arc<Analyst>, Failure> {
    let sources = inputs.sources(&inputs.paths);
    let store = settings.store();
    let opened = open_all(&sources, &store, &work.opening);
    let mut set = RecordingSet::agree(opened, &inputs.set_options())?;
    set.notices.extend(store.notice().map(str::to_owned));
    if work.is_stopped() {
        return Err(Failure::Unknown("opening was stopped".into()));
    }
    let warnings = set.recordings.iter().flat_map(|recording| {
        recording.warnings.iter().map(move |warning| format!("{}: {warning}", recording.name))
    });
    for warning in warnings.chain(set.notices.iter().cloned()) {
        complain(&format!("warning: {warning}"));
    }
    complain_all(&set.faults);
    let analyst = Arc::new(Analyst::new(Arc::new(set), store));
    work.read_by(&analyst);
    Ok(analyst)
}

fn write_report(report: &Report, format: Format, digits: usize) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    report.write(format, digits, &mut out)?;
    out.flush()?;
    Ok(())
}

/// Says something on stderr. Nobody is left to tell when that fails.
fn complain(message: &str) {
    work::erase();
    log::say(|| format!("said: {message}"));
    let _ = writeln!(io::stderr(), "deephys: {}", printable(message));
}

impl Inputs {
    /// The recordings at `paths`, which are usually those of the command line.
    fn sources(&self, paths: &[PathBuf]) -> Vec<Result<Source, Fault>> {
        let group_by = GroupBy::of_option(self.group_by.as_deref());
        let found = find_sources(paths, self.model.as_deref()).into_iter();
        found.map(|source| Ok(source?.grouped_by(group_by.clone()))).collect()
    }

    fn set_options(&self) -> SetOptions {
        SetOptions {
            reference: self.reference.clone(),
            classifier: self.classification_layer.clone(),
            group_by: GroupBy::of_option(self.group_by.as_deref()),
        }
    }
}
