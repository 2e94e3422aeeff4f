//! What is kept from one start of the screen to the next: columns, labels, the view. One place that takes all of it up,
//! in an order in which each finds what it needs, and hands on what has changed.

use std::io;

use super::args::Explore;
use super::labels::KeptLabels;
use super::last_view::{Beginning, LastView};
use super::remember::Remembered;
use crate::app::App;
use crate::store::KeptView;

/// All that is kept.
pub(super) struct Kept {
    columns: Remembered,
    labels: KeptLabels,
    view: LastView,
}

impl Kept {
    /// Gives `app` what was kept, and the view that the arguments ask for; `tell` hears what goes wrong later.
    pub(super) fn take_up(
        app: &mut App,
        arguments: &Explore,
        view: KeptView,
        tell: impl Fn(String) + Send + 'static,
    ) -> io::Result<Self> {
        let mut columns = Remembered::take_up(app);
        if arguments.fresh {
            columns.set_aside(app);
        }
        // The view may be sorted by labels.
        let labels = KeptLabels::take_up(app);
        let is_anew = arguments.fresh || arguments.at.is_some();
        let beginning = if is_anew { Beginning::Anew } else { Beginning::WhereLeft };
        let mut view = LastView::take_up(app, view, beginning, tell)?;
        if let Some(address) = &arguments.at {
            for complaint in app.go_to_address(address) {
                app.tell(format!("of --at: {complaint}"));
            }
            columns.leave_alone(app);
        }
        view.keep(app);
        // The demo is what has no place.
        if app.set().recording(app.set().reference).is_some_and(|it| it.folder().is_none()) {
            let begins = arguments.at.is_none() && !view.goes_on;
            let tours = begins && !arguments.no_tour;
            if tours {
                // It tells of the columns that are usual.
                columns.set_aside(app);
            }
            app.offer_tour(tours);
        }
        Ok(Self { columns, labels, view })
    }

    /// Keeps what has changed.
    pub(super) fn keep(&mut self, app: &mut App) {
        self.columns.keep(app);
        self.labels.keep(app);
        self.view.keep(app);
    }
}
