//! The screen without a terminal: keys in, drawing out.
//!
//! `tests/snapshots` holds the drawings that were looked at and accepted; a change of one is looked at again before
//! `INSTA_UPDATE=always cargo test --test screens` accepts it.

mod support;

mod screens {
    mod files;
    mod finder;
    mod harness;
    mod labels;

    mod address;
    mod columns;
    mod commands;
    mod completing;
    mod confusion;
    mod copying;
    mod details;
    mod gaps;
    mod goto;
    mod hostile;
    mod images;
    mod jumps;
    mod layer;
    mod lead;
    mod lists;
    mod marked;
    mod marks;
    mod meaning;
    mod mouse;
    mod moving;
    mod numbers;
    mod offer;
    mod overview;
    mod pages;
    mod pairs;
    mod passes;
    mod pictures;
    mod preferences;
    mod reference;
    mod sizes;
    mod standing;
    mod strip;
    mod table;
    mod tour;
    mod travel;
    mod whole;
    mod work;
}
