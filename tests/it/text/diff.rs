//! What changed between two texts: words in what people read, and both texts back from it.

use std::time::{Duration, Instant};

use dateline::domain::text::diff::{TextChange, TextOp, of_lines, of_texts};
use proptest::prelude::*;

/// Changes as a line: deleted words in `[-…-]`, inserted ones in `{+…+}`.
fn shown(changes: &[TextChange]) -> String {
    let piece = |change: &TextChange| match change.op {
        TextOp::Equal => change.text.clone(),
        TextOp::Deleted => format!("[-{}-]", change.text),
        TextOp::Inserted => format!("{{+{}+}}", change.text),
    };
    changes.iter().map(piece).collect()
}

fn side(changes: &[TextChange], left_out: TextOp) -> String {
    changes.iter().filter(|change| change.op != left_out).map(|change| change.text.as_str()).collect()
}

#[track_caller]
fn gives_both_back(changes: &[TextChange], before: &str, after: &str) {
    assert_eq!(side(changes, TextOp::Inserted), before);
    assert_eq!(side(changes, TextOp::Deleted), after);
    assert!(changes.iter().all(|change| !change.text.is_empty()), "{changes:?}");
    assert!(changes.windows(2).all(|two| two[0].op != two[1].op), "{changes:?}");
}

#[test]
fn headlines_differ_by_words() {
    for (before, after, expected) in [
        ("", "", ""),
        ("Одно и то же", "Одно и то же", "Одно и то же"),
        ("", "Новое", "{+Новое+}"),
        ("Старое", "", "[-Старое-]"),
        ("Погибли 5 человек", "Погибли 7 человек", "Погибли [-5-]{+7+} человек"),
        ("Мост открыт", "Мост в Оше открыт", "Мост {+в Оше +}открыт"),
        ("Курс 87,45 сома", "Курс 87,54 сома", "Курс [-87,45-]{+87,54+} сома"),
        // What is left between two changes is not worth showing.
        ("дождь и снег в горах", "град и ветер в горах", "[-дождь и снег-]{+град и ветер+} в горах"),
        ("Совсем другое", "Ничего общего тут", "[-Совсем другое-]{+Ничего общего тут+}"),
    ] {
        let changes = of_lines(before, after);
        assert_eq!(shown(&changes), expected);
        gives_both_back(&changes, before, after);
    }
}

#[test]
fn bodies_differ_by_paragraphs_and_inside_of_them_by_words() {
    let before = "Первый абзац о дороге.\n\nВторой абзац о погоде в горах.\n\nТретий абзац.";
    for (after, expected) in [
        (
            "Первый абзац о дороге.\n\nВторой абзац о погоде в долине.\n\nТретий абзац.",
            "Первый абзац о дороге.\n\nВторой абзац о погоде в [-горах-]{+долине+}.\n\nТретий абзац.",
        ),
        (
            "Первый абзац о дороге.\n\nТретий абзац.",
            "Первый абзац о дороге.\n\n[-Второй абзац о погоде в горах.\n\n-]Третий абзац.",
        ),
        (
            "Новое вначале.\n\nПервый абзац о дороге.\n\nВторой абзац о погоде в горах.\n\nТретий абзац.",
            "{+Новое вначале.\n\n+}Первый абзац о дороге.\n\nВторой абзац о погоде в горах.\n\nТретий абзац.",
        ),
        (
            "Первый абзац о дороге.\n\nВторой абзац о погоде в горах.\n\nТретий абзац.\n\nЧетвёртый.",
            "Первый абзац о дороге.\n\nВторой абзац о погоде в горах.\n\nТретий абзац.{+\n\nЧетвёртый.+}",
        ),
    ] {
        let changes = of_texts(before, after);
        assert_eq!(shown(&changes), expected);
        gives_both_back(&changes, before, after);
        assert_eq!(of_texts(before, after), changes, "the same every time");
    }
}

/// A text of so many characters, of words that a small generator chooses; the same for the same seed.
fn prose(length: usize, seed: u64, paragraph: usize) -> String {
    let (mut text, mut state, mut in_paragraph) = (String::new(), seed, 0);
    let mut count = 0;
    while count < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = format!("слово{} ", (state >> 40) % 3_000);
        count += word.chars().count();
        in_paragraph += 1;
        text.push_str(&word);
        if in_paragraph == paragraph {
            text.push_str("\n\n");
            in_paragraph = 0;
        }
    }
    text
}

#[test]
fn the_longest_bodies_are_compared_in_bounded_time() {
    const LONGEST: usize = 500_000;
    let text = prose(LONGEST, 1, 40);
    let cases = [
        ("one word", text.clone(), text.replacen("слово7 ", "слово8 ", 1)),
        ("a word in every paragraph", text.clone(), text.replace("\n\n", "ещё\n\n")),
        ("every third word", text.clone(), text.replace("слово1", "буква1")),
        ("nothing in common", text.clone(), prose(LONGEST, 2, 40).replace("слово", "буква")),
        ("the same words in another order", text.clone(), prose(LONGEST, 3, 40)),
        ("one paragraph each", prose(LONGEST, 4, usize::MAX), prose(LONGEST, 5, usize::MAX)),
        ("one word a paragraph", prose(LONGEST, 6, 1), prose(LONGEST, 7, 1)),
        ("two letters", "аб ".repeat(LONGEST / 3), "ба ".repeat(LONGEST / 3)),
        ("letters alone", "а\n\n".repeat(LONGEST / 3), "б\n\nа\n\n".repeat(LONGEST / 6)),
        ("one letter", "а".repeat(LONGEST), "а".repeat(LONGEST - 1)),
        ("no letters", "!".repeat(LONGEST), "?!".repeat(LONGEST / 2)),
    ];
    for (name, before, after) in cases {
        let begin = Instant::now();
        let changes = of_texts(&before, &after);
        let took = begin.elapsed();
        println!("{name}: {took:?}, {} changes", changes.len());
        gives_both_back(&changes, &before, &after);
        assert!(took < Duration::from_secs(30), "{name} took {took:?}");
    }
}

proptest! {
    #[test]
    fn both_texts_come_back_from_any_changes(
        before in "[аб ,.\n]{0,40}", after in "[аб ,.\n]{0,40}", more in "\\PC{0,30}", other in "\\PC{0,30}"
    ) {
        gives_both_back(&of_lines(&before, &after), &before, &after);
        gives_both_back(&of_texts(&before, &after), &before, &after);
        gives_both_back(&of_texts(&more, &other), &more, &other);
        let (long, longer) = (format!("{before}\n\n{more}\n\n{after}"), format!("{after}\n\n{more}\n\n{other}"));
        gives_both_back(&of_texts(&long, &longer), &long, &longer);
    }
}
