//! Characters that nobody sees: what a line keeps of them, and what a body does.

use dateline::domain::lang::check_line;
use dateline::domain::text::html::{from_plain, plain, sanitize};
use dateline::domain::text::{line, paragraphs};
use dateline::error::{Code, Faults};
use proptest::prelude::*;

#[test]
fn a_line_keeps_what_its_script_needs_and_nothing_else() {
    for (name, text, kept) in [
        ("composed", "Кыйынчылыктар: и\u{306}", "Кыйынчылыктар: й"),
        ("a hint between a letter and its mark", "и\u{ad}\u{306}", "й"),
        ("soft hyphen", "прави\u{ad}тельство", "правительство"),
        ("zero width space", "Биш\u{200b}кек", "Бишкек"),
        ("word joiner", "Биш\u{2060}кек", "Бишкек"),
        ("byte order mark", "\u{feff}Бишкек", "Бишкек"),
        ("override", "\u{202e}кекшиБ\u{202c}", "кекшиБ"),
        ("isolates around nothing that needs them", "\u{2068}Айгүл\u{2069}", "Айгүл"),
        ("marks of direction", "\u{200e}Ош\u{200f}", "Ош"),
        ("marks of direction in Arabic", "قال \u{200f}(BBC)\u{200e}", "قال \u{200f}(BBC)\u{200e}"),
        ("joiners in Cyrillic", "Ош\u{200d}\u{200c}", "Ош"),
        ("a non-joiner in Persian", "می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("two of them", "می\u{200c}\u{200c}خواهم", "می\u{200c}خواهم"),
        ("a joiner in Hindi", "क्\u{200d}ष", "क्\u{200d}ष"),
        ("emoji of several parts", "👩\u{200d}🚒 👍🏽", "👩\u{200d}🚒 👍🏽"),
        ("variants of emoji", "❤\u{fe0f} 1\u{fe0f}\u{20e3}", "❤\u{fe0f} 1\u{fe0f}\u{20e3}"),
        ("variants of letters", "О\u{fe0f}ш\u{fe00}", "Ош"),
        (
            "the flag of Scotland",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}!",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}!",
        ),
        ("words hidden in tags", "Ош\u{e0041}\u{e0042}", "Ош"),
        ("interlinear notes", "\u{fff9}Ош\u{fffa}x\u{fffb}", "Ошx"),
        ("a picture's place", "Ош\u{fffc}", "Ош"),
        ("no-break spaces fold", "6\u{a0}км\u{202f}в", "6 км в"),
        ("nothing but what is unseen", "\u{200b}\u{ad}\u{2060} \u{feff}", ""),
    ] {
        assert_eq!(line(text), kept, "{name}");
        assert_eq!(line(kept), kept, "{name}, again");
    }
}

#[test]
fn a_body_keeps_what_a_typesetter_put_there() {
    for (text, kept) in [
        ("и\u{306}", "й"),
        ("пра\u{ad}ви\u{200b}ло\u{2060}", "пра\u{ad}ви\u{200b}ло\u{2060}"),
        ("می\u{200c}خواهم \u{200f}\u{2067}x\u{2069}", "می\u{200c}خواهم \u{200f}\u{2067}x\u{2069}"),
        ("\u{202e}задом\u{202c} \u{feff}", "задом "),
        ("а\u{b}б\u{c}в\u{85}г", "а б в г"),
        ("а\u{1}\u{7f}\u{9b}б", "аб"),
        ("а\u{2028}б", "а\nб"),
        ("\u{fffe}\u{fdd0}\u{1ffff}\u{e000}", "\u{e000}"),
        ("\t\r\n", "\t\r\n"),
    ] {
        assert_eq!(paragraphs(text), kept, "{text:?}");
    }
    assert_eq!(plain(&sanitize("<p>и\u{306} \u{202e}x &#x202e;y &#150; \u{9b}</p>")), "й x y –");
    assert_eq!(plain(&from_plain("и\u{306}\u{2028}\u{202e}x")), "й\nx");
    // A mark that would bind with a bracket stays where it was: after it.
    assert_eq!(sanitize("<p>\u{338}x &lt;\u{338} &gt;\u{338}</p>"), "<p>\u{338}x ≮ ≯</p>");
}

#[test]
fn what_cannot_be_mended_is_refused_by_name() {
    for (text, detail) in [
        ("", "must not be empty"),
        ("\u{200b}\u{feff}", "must not be empty"),
        ("\u{3164}\u{2800}", "must not be empty"),
        ("а\0б", "without control characters"),
        ("а\nб", "without control characters"),
        ("а\u{85}б", "without control characters"),
        ("а\u{9b}б", "without control characters"),
        ("Ош\u{e000}", "U+E000"),
        ("Ош\u{f8ff}", "U+F8FF"),
        ("Ош\u{10fffd}", "U+10FFFD"),
        ("Ош\u{ffff}", "U+FFFF"),
        ("абвгдежзик", "at most 9"),
    ] {
        let mut faults = Faults::default();
        check_line(text, 9, "/headline", &mut faults);
        let error = faults.into_result().unwrap_err();
        assert_eq!(error.code, Code::UnprocessableContent);
        assert!(error.fields.iter().any(|field| field.detail.contains(detail)), "{text:?}: {:?}", error.fields);
    }
    let mut faults = Faults::default();
    // Counted is what is kept.
    check_line("а\u{ad}б\u{ad}в\u{ad}г\u{ad}д\u{ad}е\u{ad}", 6, "/headline", &mut faults);
    faults.into_result().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn a_tidy_line_stays_as_it_is(text in prop::collection::vec(prop::sample::select(vec![
        'а', 'e', '\u{301}', '\u{306}', 'ی', 'क', '\u{94d}', '👩', '🏴', '\u{e0067}', '\u{200c}', '\u{200d}', '\u{fe0f}', '1', ' ',
        '\u{ad}', '\u{200b}', '\u{200f}', '\u{202e}', '\u{2068}', '\u{feff}', '\u{e000}', '\u{1160}', '\u{34f}', '-', '\u{5b0}',
    ]), 0..12)) {
        let text: String = text.into_iter().collect();
        let tidy = line(&text);
        prop_assert_eq!(line(&tidy), tidy.clone(), "{:?}", text);
        let body = paragraphs(&text);
        prop_assert_eq!(paragraphs(&body), body, "{:?}", text);
    }

    #[test]
    fn any_line_stays_as_it_is(text in "\\PC{0,20}") {
        prop_assert_eq!(line(&line(&text)), line(&text));
    }
}
