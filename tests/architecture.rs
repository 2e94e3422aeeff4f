//! The architecture, checked: which part of the program may name which, and what only one place may use.
//!
//! One crate has no walls inside; this test is the wall. It reads the sources as tokens, so that
//! macros, attributes and re-exports count like imports.

mod architecture {
    mod names;
    mod rules;
    mod snippets;
    mod sources;
}
