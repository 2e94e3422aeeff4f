//! What has to be said of the layer at hand: what its numbers look like, whether its labels are in order.

use super::explore::App;
use crate::query::{Answer, Query};

impl App {
    /// The questions about the layer at hand. Whether labels are in order is asked once the layer is known, because that
    /// reads it.
    pub(super) fn notice_queries(&self) -> Vec<Query> {
        let layer = self.place.layer;
        let is_known = self.answer(&Query::Layer { layer }).is_some();
        let mut queries = vec![Query::Notices { layer }];
        queries.extend(is_known.then_some(Query::LabelOrder { layer }));
        queries
    }

    /// What there is to say of the layer at hand, as far as it is known.
    pub(super) fn layer_notices(&self) -> impl Iterator<Item = String> {
        self.notice_queries().into_iter().flat_map(|query| self.sentences(&query).to_vec())
    }

    fn sentences(&self, query: &Query) -> &[String] {
        match self.answer(query) {
            Some(Answer::Notices(notices)) => notices,
            _ => &[],
        }
    }

    /// Points once to each notice about what numbers look like; `opening` is what was said of those before.
    pub(super) fn point_to_notices(&mut self, query: &Query, opening: Option<String>) {
        let fresh: Vec<String> = self.sentences(query).to_vec();
        let is_fresh = fresh.iter().any(|notice| !self.told_notices.contains(notice));
        self.told_notices.extend(fresh);
        if is_fresh && (self.message.is_none() || self.message == opening) {
            self.message = self.opening_message();
        }
    }
}
