//! Pages that are large, tangled or random.

use std::time::{Duration, Instant};

use dateline::importers::page::{PageError, guess_language, read};
use proptest::prelude::*;

use super::refusal;

#[test]
fn large_pages_take_time_in_proportion() {
    let limit = Duration::from_secs(60);
    let head = "Заголовок\n\nОбщество 0\n\n";
    let sources = [
        format!("{head}{}", "Комментарии 5\n".repeat(60_000)),
        format!("{head}{}", "Абзац статьи, читайте нас.\n\n".repeat(40_000)),
        format!("{head}{}", "слово ".repeat(400_000)),
        format!("<h1>Заголовок</h1>{}", "<p>Абзац статьи.</p>".repeat(40_000)),
        format!("<h1>Заголовок</h1>{}", "<div>".repeat(2_000_000)),
        format!("<h1>Заголовок</h1>{}", "<p><font size=1><b a=2>".repeat(400_000)),
        format!("<h1>Заголовок</h1><p {}>Абзац</p>", (0..1_000_000).map(|n| format!("a{n} ")).collect::<String>()),
        format!("<h1>Заголовок</h1>{}", "<!-- ".repeat(400_000)),
        format!("<h1>Заголовок</h1>{}", "<script>".repeat(200_000)),
    ];
    for source in sources {
        let start = Instant::now();
        let _ = read(source.as_bytes());
        let opening: String = source.chars().take(60).collect();
        println!("{:?} for {} bytes: {opening:?}", start.elapsed(), source.len());
        assert!(start.elapsed() < limit, "{opening}");
    }
}

#[test]
fn a_tangled_page_is_refused() {
    for html in [
        format!("<h1>Заголовок</h1>{}<p>Текст", "<div>".repeat(100_000)),
        format!("<h1>Заголовок</h1>{}<p>Текст", "<div a='</div>'></b>".repeat(100_000)),
        format!("<svg><style>{}</style>", "<g>".repeat(100_000)),
    ] {
        assert_eq!(refusal(html.as_bytes()), PageError::TooTangled);
    }
    let icons = "<p>Текст <svg viewBox='0 0 1 1'><path d='M0'/><g><path d='M1' /></g></svg> статьи</p>".repeat(10_000);
    assert_eq!(read(format!("<h1>Заголовок</h1>{icons}").as_bytes()).unwrap().paragraphs.len(), 10_000);
}

/// Pieces of which pages are made, so that random orders of them reach every branch.
const PIECES: &[&str] = &[
    "<h1>",
    "</h1>",
    "<p>",
    "</p>",
    "<article>",
    "</article>",
    "<div itemprop=articleBody>",
    "</div>",
    "<a href='https://t.me/x'>",
    "</a>",
    "<br>",
    "<br><br>",
    "<form>",
    "</form>",
    "<textarea>",
    "<ul><li>",
    "</ul>",
    "<td>",
    "<table>",
    "<time datetime=x>",
    "<svg><path/>",
    "<b>",
    "</b>",
    "<main>",
    "<aside>",
    "<html lang=ky>",
    "<meta property=og:title content=Мост>",
    "<img src=x>",
    "\n",
    "\r\n\r\n",
    "• 89.51\n",
    "97,09 ",
    "Общество 0\n",
    "Мост открыт\n",
    "Читайте и смотрите нас в\n",
    "Комментарии\n",
    "Комментарии 4\n",
    "Пикир калтыруу\n",
    "Ош, 1.2.21. /Тест/. Мост.\n",
    "/",
    "(",
    "<!--",
    "-->",
    "\u{feff}",
    "\u{a0}",
    "&nbsp;",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = guess_language(&text);
        let _ = read(text.as_bytes());
        let _ = read(format!("<html>{text}").as_bytes());
    }

    #[test]
    fn any_order_of_pieces_keeps_the_promises(picks in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let source: String = picks.iter().map(|pick| PIECES[*pick]).collect();
        if let Ok(page) = read(source.as_bytes()) {
            prop_assert!(!page.headline.is_empty());
            prop_assert!(!page.paragraphs.is_empty());
            prop_assert!(page.paragraphs.iter().all(|paragraph| !paragraph.trim().is_empty()));
            prop_assert!(page.rates.is_empty() || (3..=6).contains(&page.rates.len()));
            prop_assert_eq!(read(source.as_bytes()), Ok(page));
        }
    }
}
