//! Where the user was, from one start to the next on the same recordings: taken up when the screen opens, kept by a
//! thread of its own after a pause of changes and at the end.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};
use std::{io, mem};

use super::errands::Errands;
use crate::app::{App, COLUMNS_PART};
use crate::recording::{Fault, Source};
use crate::store::KeptView;

/// A view is kept once nothing changed for so long.
const PAUSE: Duration = Duration::from_millis(700);
/// It is kept after so long even if changes never pause.
const LONGEST: Duration = Duration::from_secs(5);

/// How the screen begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Where it was left.
    WhereLeft,
    /// As if there had been nothing before, or where somebody says.
    Anew,
}

/// The view while the screen is open.
pub(super) struct LastView {
    /// Whether the screen goes on where it was left.
    pub(super) goes_on: bool,
    /// What is kept, or on its way.
    last: String,
    views: Errands<String>,
}

/// The paths of what was to be opened, those that failed included.
pub(super) fn paths(sources: &[Result<Source, Fault>]) -> Vec<PathBuf> {
    let path = |source: &Result<Source, Fault>| match source {
        Ok(source) => source.path.clone(),
        Err(fault) => PathBuf::from(&fault.path),
    };
    sources.iter().map(path).collect()
}

impl LastView {
    /// Brings `app` where it was left, if that is wanted; whatever is wrong with what was kept is one notice. `tell`
    /// hears, once, that nothing can be kept.
    pub(super) fn take_up(
        app: &mut App,
        kept: KeptView,
        beginning: Beginning,
        tell: impl Fn(String) + Send + 'static,
    ) -> io::Result<Self> {
        let mut last = address(app);
        let mut goes_on = false;
        match kept.read() {
            Ok(Some(view)) => {
                match beginning {
                    Beginning::WhereLeft if view != last => {
                        go_back(app, &view, &kept);
                        goes_on = true;
                    }
                    Beginning::WhereLeft => {}
                    // Names that somebody has given are not lost by beginning anew.
                    Beginning::Anew => {
                        if let Err(complaint) = app.take_up_places(&view) {
                            app.tell(format!("of places: {complaint}: {}", kept.shown_path()));
                        }
                    }
                }
                last = view;
            }
            Ok(None) => {}
            // Told once something is to be written there.
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
            Err(error) => {
                app.tell(format!("of where you left: {error}: {}", kept.shown_path()));
                last.clear();
            }
        }
        let views = Errands::start("view", move |views| serve(views, &kept, tell))?;
        Ok(Self { goes_on, last, views })
    }

    /// Keeps the view if it is another one; nobody waits for that.
    pub(super) fn keep(&mut self, app: &App) {
        let view = address(app);
        if view == self.last {
            return;
        }
        self.last.clone_from(&view);
        self.views.hand(view);
    }
}

/// The view, without the columns, which are remembered for all recordings.
fn address(app: &App) -> String {
    app.address(&[COLUMNS_PART])
}

fn go_back(app: &mut App, view: &str, kept: &KeptView) {
    let complaints = app.go_to_address(view);
    if !complaints.is_empty() {
        let path = kept.shown_path();
        app.tell(format!("of where you left: {}: {path}", complaints.join("; ")));
    }
    if app.message().is_none() {
        app.say("back where you left: --fresh starts anew".into());
    }
}

/// Keeps the newest of the views that come, until no more can.
fn serve(views: &Receiver<String>, kept: &KeptView, tell: impl Fn(String)) {
    let mut is_told = false;
    while let Ok(mut view) = views.recv() {
        let end = Instant::now() + LONGEST;
        let rest = || PAUSE.min(end.saturating_duration_since(Instant::now()));
        while let Ok(newer) = views.recv_timeout(rest()) {
            view = newer;
        }
        if let Err(error) = kept.write(&view)
            && !mem::replace(&mut is_told, true)
        {
            let path = kept.shown_path();
            tell(format!("where you are cannot be kept for the next start: {error}: {path}"));
        }
    }
}
