//! Every form of the small recording, sound or faulty, opened as the command line opens it.

mod support;

mod formats {
    mod agreement;
    mod classes;
    mod faulty;
    mod groups;
    mod kept;
    mod models;
    mod notices;
    mod numbers;
    mod pictures;
    mod sources;
}
