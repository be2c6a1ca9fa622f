//! What the test writes. Its number and revision are all that an article says, so that whoever reads one knows by its
//! headline alone how the whole of it must look.

use serde_json::{Value, json};

/// The tags and the section that are there from the start.
pub const TAGS: [&str; 4] = ["osh", "weather", "sport", "talas"];
pub const SECTION: &str = "society";
/// The sections that pages print; the first import of each makes it.
const PRINTED: [&str; 4] = ["Культура", "Экология", "Регионы", "Спорт"];

/// The words of an article in one of its revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub number: u64,
    pub revision: u64,
}

/// The two numbers of «Запись 12, правка 3».
pub fn of_headline(headline: &str) -> Option<Text> {
    let (number, revision) = headline.strip_prefix("Запись ")?.split_once(", правка ")?;
    Some(Text { number: number.parse().ok()?, revision: revision.parse().ok()? })
}

impl Text {
    pub fn headline(self) -> String {
        format!("Запись {}, правка {}", self.number, self.revision)
    }

    fn mixed(self) -> u64 {
        self.number.wrapping_mul(31) + self.revision.wrapping_mul(7)
    }

    fn paragraphs(self) -> Vec<String> {
        // One in ten is long enough for many pages of the database.
        let count = if self.mixed().is_multiple_of(10) { 150 } else { 1 + self.mixed() % 9 };
        (0..count).map(|i| format!("Абзац {i} записи {}, правка {}.", self.number, self.revision)).collect()
    }

    /// The day of August 2020 that its dateline prints; half of the articles have none.
    fn day(self) -> Option<u64> {
        self.mixed().is_multiple_of(2).then(|| 1 + self.mixed() % 28)
    }

    fn html(self) -> String {
        let head = self.day().map_or_else(String::new, |day| format!("Бишкек, {day:02}.08.20. /Кабар/. "));
        let paragraphs = self.paragraphs().into_iter().enumerate();
        paragraphs.map(|(i, text)| format!("<p>{}{text}</p>", if i == 0 { head.as_str() } else { "" })).collect()
    }

    fn section(self) -> Option<&'static str> {
        (!self.mixed().is_multiple_of(3)).then_some(SECTION)
    }

    fn tags(self, own: Option<&str>) -> Vec<String> {
        let shared = TAGS.iter().cycle().skip((self.mixed() % 4) as usize).take((self.mixed() % 3) as usize);
        own.into_iter().chain(shared.copied()).map(str::to_owned).collect()
    }

    /// Every field, as a patch names them.
    pub fn patch(self, own_tag: Option<&str>) -> Value {
        json!({
            "headline": self.headline(),
            "body": { "html": self.html() },
            "section": self.section(),
            "tags": self.tags(own_tag),
        })
    }

    /// Every field, as a new article names them.
    pub fn article(self, own_tag: Option<&str>) -> Value {
        let mut article = self.patch(own_tag);
        article["language"] = json!("ru");
        article
    }

    /// Asserts that an article says this and nothing else.
    #[track_caller]
    pub fn check(self, article: &Value, own_tag: Option<&str>) {
        let said = json!({
            "headline": article["headline"],
            "text": article["body"]["text"],
            "section": article["section"]["slug"],
            "tags": slugs(&article["tags"]),
            "date": article["dateline"]["date"],
        });
        let wanted = json!({
            "headline": self.headline(),
            "text": self.paragraphs().join("\n\n"),
            "section": self.section(),
            "tags": self.tags(own_tag),
            "date": self.day().map(|day| format!("2020-08-{day:02}")),
        });
        assert_eq!(said, wanted, "{} is not whole", article["id"]);
    }
}

fn slugs(tags: &Value) -> Vec<&str> {
    tags.as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap()).collect()
}

/// A saved page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page(pub u64);

/// The number of «Сохраненная страница номер 12».
pub fn page_of_headline(headline: &str) -> Option<Page> {
    headline.strip_prefix("Сохраненная страница номер ")?.parse().ok().map(Page)
}

impl Page {
    pub fn file_name(self) -> String {
        format!("page-{}.txt", self.0)
    }

    fn headline(self) -> String {
        format!("Сохраненная страница номер {}", self.0)
    }

    fn section(self) -> &'static str {
        PRINTED[(self.0 % 4) as usize]
    }

    fn day(self) -> u64 {
        1 + self.0 % 28
    }

    fn paragraphs(self) -> Vec<String> {
        let told = |i| format!("Абзац номер {i} на странице {}, о чем сообщает мэрия города.", self.0);
        (0..1 + self.0 % 7).map(told).collect()
    }

    /// The rates that it prints; those of one day differ from page to page, so that revisions come about.
    fn bar(self) -> String {
        let last = self.0 % 10;
        format!("• 87.4{last}\n  • 101.5{last}\n  • 1.2{last}\n  • 0.18{last}")
    }

    /// The day on which it was saved, 2020-01-01 or later.
    pub fn captured(self) -> String {
        let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        (first + chrono::Days::new(self.0 % 1000)).to_string()
    }

    /// The page as it was saved.
    pub fn file(self) -> String {
        format!(
            "{}\n\n{}\n\n{} 0\n\nЧитайте и смотрите нас в\n\nТалас, {:02}.05.21. /Тест-Агентство/. {}\n\nКомментарии\n",
            self.bar(),
            self.headline(),
            self.section(),
            self.day(),
            self.paragraphs().join("\n\n"),
        )
    }

    /// Asserts that an article says what the page does.
    #[track_caller]
    pub fn check(self, article: &Value) {
        let said = json!({
            "headline": article["headline"],
            "text": article["body"]["text"],
            "section": article["section"]["name"],
            "tags": slugs(&article["tags"]),
            "date": article["dateline"]["date"],
            "version": article["version"],
        });
        let wanted = json!({
            "headline": self.headline(),
            "text": self.paragraphs().join("\n\n"),
            "section": self.section(),
            "tags": [],
            "date": format!("2021-05-{:02}", self.day()),
            "version": 1,
        });
        assert_eq!(said, wanted, "{} is not whole", article["id"]);
    }
}
