//! Labels are read back, merged in any order, and never lost.

use proptest::prelude::*;

use super::*;

fn subject(layer: &str, neuron: usize) -> Subject {
    Subject { layer: layer.into(), neuron: NeuronId(neuron) }
}

fn remark(label: &str, note: &str) -> Remark {
    Remark { label: label.into(), note: note.into() }
}

fn at(second: u32) -> Moment {
    format!("2026-11-24T18:00:{second:02}Z").parse().unwrap()
}

fn merged(one: &Labels, other: &Labels) -> Labels {
    let mut merged = one.clone();
    merged.merge(other.clone());
    merged
}

#[test]
fn a_file_has_one_line_a_neuron() {
    let mut labels = Labels::default();
    labels.change(
        subject("conv\t1", 17),
        remark("spurious", "fires\\on red\nshirts"),
        ("ann", at(1)),
    );
    labels.change(subject("conv\t1", 2), remark("fine", ""), ("bob", at(2)));
    let text = String::from_utf8(labels.text()).unwrap();
    let expected = "layer\tneuron\tlabel\tnote\twho\twhen\n\
        conv\\t1\t2\tfine\t\tbob\t2026-11-24T18:00:02.000000Z\n\
        conv\\t1\t17\tspurious\tfires\\\\on red\\nshirts\tann\t2026-11-24T18:00:01.000000Z\n";
    assert_eq!(text, expected);
    assert_eq!(Labels::read(text.as_bytes()), labels);
}

#[test]
fn the_newer_of_two_remarks_holds_and_taking_back_is_one() {
    let (mut one, mut other) = (Labels::default(), Labels::default());
    one.change(subject("a", 1), remark("fine", ""), ("ann", at(1)));
    other.change(subject("a", 1), remark("dead", ""), ("bob", at(2)));
    other.change(subject("a", 2), remark("novel", ""), ("bob", at(1)));
    one.change(subject("a", 2), Remark::default(), ("ann", at(3)));
    let both = merged(&one, &other);
    assert_eq!(both.remark(&subject("a", 1)).unwrap().label, "dead");
    assert_eq!(both.remark(&subject("a", 2)), None);
    assert_eq!(both.all().count(), 1);
    assert_eq!(Labels::read(&both.text()), both, "what was taken back is remembered");
}

#[test]
fn a_change_is_newer_even_if_the_clock_went_back() {
    let mut labels = Labels::default();
    labels.change(subject("a", 1), remark("fine", ""), ("ann", at(9)));
    let before = labels.clone();
    labels.change(subject("a", 1), remark("dead", ""), ("ann", at(1)));
    assert_eq!(merged(&before, &labels), labels);
    assert_eq!(labels.remark(&subject("a", 1)).unwrap().label, "dead");
}

#[test]
fn damaged_lines_are_kept_and_counted() {
    let good = b"a\t1\tfine\t\tann\t2026-11-24T18:00:02Z".as_slice();
    let bad: [&[u8]; 8] = [
        b"a\t1\tfine",
        b"a\tone\tfine\t\tann\t2026-11-24T18:00:02Z",
        b"a\t01\tfine\t\tann\t2026-11-24T18:00:02Z",
        b"a\t1\tfi\\ne\\x\t\tann\t2026-11-24T18:00:02Z",
        b"a\t1\tfine\t\tann\tyesterday",
        b"a\t1\tfine\t\tann\t2026-11-24T18:00:02Z\tmore",
        b"\xff\xfe\0",
        b"\x1b[2J",
    ];
    let file =
        [[good].as_slice(), &bad, &[b"# mine", b"", b"\r"]].concat().join(b"\r\n".as_slice());
    let labels = Labels::read(&file);
    assert_eq!((labels.all().count(), labels.odd_lines()), (1, bad.len()));
    let text = labels.text();
    for line in bad.into_iter().chain([b"# mine".as_slice()]) {
        assert!(text.split(|byte| *byte == b'\n').any(|kept| kept == line), "{line:?}");
    }
    assert_eq!(Labels::read(&text), labels);
}

#[test]
fn the_labels_of_a_layer_are_those_of_its_neurons() {
    let mut labels = Labels::default();
    for (layer, neuron) in [("a", 9), ("b", 3), ("b", 1), ("b0", 1)] {
        labels.change(subject(layer, neuron), remark("fine", ""), ("", at(1)));
    }
    let neurons: Vec<_> = labels.of_layer("b").map(|(neuron, _)| neuron.index()).collect();
    assert_eq!(neurons, [1, 3]);
    assert!(!labels.is_empty() && Labels::default().is_empty());
}

/// Labels of few neurons, so that they meet.
fn labels() -> impl Strategy<Value = Labels> {
    let entry = ("[ab\t\\\\\n\r]{0,2}", 0..3_usize, ".{0,3}", "(?s).{0,3}", "[xy]?", 0..3_u32);
    let entries = prop::collection::vec(entry, 0..8);
    let odd = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..3);
    (entries, odd).prop_map(|(entries, odd)| {
        let mut labels = Labels::read(&odd.join(b"\n".as_slice()));
        for (layer, neuron, label, note, who, second) in entries {
            let entry = Entry { when: at(second), remark: remark(&label, &note), who };
            labels.take(subject(&layer, neuron), entry);
        }
        labels
    })
}

proptest! {
    #[test]
    fn labels_are_read_back(labels in labels()) {
        prop_assert_eq!(Labels::read(&labels.text()), labels);
    }

    #[test]
    fn merging_knows_no_order(a in labels(), b in labels(), c in labels()) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a.clone());
        prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
    }

    #[test]
    fn no_file_is_too_odd(file in prop::collection::vec(any::<u8>(), 0..200)) {
        let labels = Labels::read(&file);
        prop_assert_eq!(Labels::read(&labels.text()), labels);
    }
}
