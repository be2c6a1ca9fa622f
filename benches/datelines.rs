//! How long a dateline takes to read, and a text without one to put aside: `cargo bench --bench datelines`.
//!
//! By divan: it prints a table and stops, without the charts and the statistics across runs that criterion brings.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::parse;
use dateline::domain::places::{Hint, find};

/// Real shapes of heads, a body behind each.
const HEADS: &[&str] = &[
    "Бишкек, 27.08.20. /Кабар/. Госорганы и органы местного самоуправления",
    "LONDON, Aug 27 (Reuters) - The pound rose against the dollar on Thursday",
    "ПЕРМЬ, 17 мая. /ТАСС/. Следственное управление СК РФ по Пермскому краю",
    "SEATTLE/WASHINGTON (Reuters) - President Donald Trump called on Friday",
    "ЖЕНЕВА, 25 мая — РИА Новости, Елизавета Исакова. Мир находится в середине",
    "10:42, 28 января 2021, Бишкек - 24.kg\nУлуттук филармонияда Садыр Жапаровдун",
    "KING OF PRUSSIA, Pennsylvania/WASHINGTON (Reuters) - In the Fox & Hound",
    "(ANSA) - ROMA, 22 MAR - Naba, Nuova Accademia di Belle Arti",
    "OAK BROOK, ILL., Mar 2 - The company said it had agreed to sell",
];

/// Openings without a head.
const BODIES: &[&str] = &[
    "Президент Садыр Жапаров провёл встречу с главами регионов республики, сообщила пресс-служба.",
    "В Бишкеке 27 августа состоялось заседание правительства, на котором обсудили бюджет страны.",
    "Бишкек — столица Кыргызстана и крупнейший город страны, в котором живут более миллиона человек.",
    "The President of Kyrgyzstan signed a decree on Thursday - the third this year - about the budget.",
    "Кыргыз Республикасынын Президенти Садыр Жапаров бүгүн министрлерди кабыл алды, деп билдирди.",
    "27 августа 2020 года в Бишкеке состоялось совещание органов местного самоуправления.",
    "ТАСС, РИА Новости и Интерфакс открыли корпункты в Бишкеке, сообщили в министерстве.",
    "Москва, 12 января, понедельник. За окном снег, и в редакции тихо, как бывает только после праздников.",
    "Бишкек, Ош и Жалал-Абад получат новые автобусы, сообщила пресс-служба министерства транспорта.",
    "CHINA FEB TRADE SURPLUS WIDENS as exports rise, the customs office said in a statement on Monday.",
    "Prices rose 2.3 percent in July (from 1.9 percent in June) as fuel became more expensive.",
];

fn main() {
    divan::main();
}

fn noon() -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(1_598_508_000, 0)
}

/// One head; the gazetteer is unpacked before.
#[divan::bench(args = HEADS)]
fn head(bencher: divan::Bencher<'_, '_>, text: &str) {
    assert!(parse(text, noon(), Bishkek).is_some(), "{text}");
    bencher.bench(|| parse(divan::black_box(text), noon(), Bishkek));
}

/// One opening without a head.
#[divan::bench(args = BODIES)]
fn reject(bencher: divan::Bencher<'_, '_>, text: &str) {
    assert!(parse(text, noon(), Bishkek).is_none(), "{text}");
    bencher.bench(|| parse(divan::black_box(text), noon(), Bishkek));
}

/// 100 kB of one letter, which must cost no more than a short text.
#[divan::bench]
fn long(bencher: divan::Bencher<'_, '_>) {
    let text = "А".repeat(50_000);
    bencher.bench(|| parse(divan::black_box(&text), noon(), Bishkek));
}

/// A name of the gazetteer.
#[divan::bench]
fn place() -> Option<String> {
    find(divan::black_box("Жалал-Абад"), Hint::default()).map(|place| place.id)
}
